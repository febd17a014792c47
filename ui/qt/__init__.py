"""The window on Qt 6 and its WebEngine, where somebody asks for it (`--gui qt`)."""
