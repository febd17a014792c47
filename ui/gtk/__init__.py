"""The window on GTK 3 and WebKitGTK: what Linux has."""
