"""
Regular expressions that are compiled when they are first used.

Those of whole alphabets take milliseconds each, a start is over in some hundred, and needs few.
"""

import re
from typing import Any, cast


def pattern(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, but an error in the pattern is raised by its first use."""
    return cast(re.Pattern[str], _Pattern(text, flags))


class _Pattern:
    """Has what a compiled one has, once that is asked for."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._text, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value
