"""What is where, and the answers."""
