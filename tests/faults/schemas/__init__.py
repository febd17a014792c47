"""Libraries of every schema, written by the Octavos of their time (README.md)."""
