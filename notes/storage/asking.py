"""
Asking a file of SQLite, be it the open library or a copy: what both look at is written once.
"""

from collections.abc import Callable, Iterable
from typing import Any

#: Takes a question, with what stands for its `?`; gives the rows.
Ask = Callable[..., Iterable[Any]]


def quoted(name: str) -> str:
    """A name as it stands in a question, whatever is in it."""
    return '"{}"'.format(name.replace('"', '""'))
