"""The command line: calls become words and exit codes."""
