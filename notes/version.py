"""
The program's version: the one place, read by pyproject.toml too.
"""

VERSION = "0.1.0"
