"""What is shown and the window that shows it."""
