"""
Regular expressions that are compiled when they are first used.

Those of whole alphabets take milliseconds each, a start is over in some hundred, and needs few.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any


class Pattern:
    """
    What of a compiled pattern is used here.  An error in its text is raised by the first use.

    Each method is the compiled one's own from then on, so that no use of it is slower for this.
    """

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[Any]]
    split: Callable[..., list[Any]]
    sub: Callable[..., str]
    subn: Callable[..., tuple[str, int]]

    def __init__(self, text: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = text
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """Only while the methods are not there."""
        if name not in Pattern.__annotations__:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in Pattern.__annotations__:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
