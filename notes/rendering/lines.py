"""
A line of Markdown, from which its containers take their prefixes one by one.

Tabs stop at every fourth column and stay tabs unless a container takes a part
of one; what is left of such a tab becomes blanks.
"""

import re

TAB = 4

_WHITE = re.compile(r"[ \t]*")


class Line:
    """`rest`: what no container has taken yet; `indent`: the columns it is indented by."""

    __slots__ = ("_column", "indent", "mark", "rest", "text")

    def __init__(self, rest: str) -> None:
        self._column = 0
        self._set(rest)

    def _set(self, rest: str) -> None:
        self.rest = rest
        self.text = rest.lstrip(" \t")
        self.mark = self.text[:1]
        white = len(rest) - len(self.text)
        self.indent = white if "\t" not in rest[:white] else self._columns(rest[:white])

    def _columns(self, white: str) -> int:
        column = self._column
        for char in white:
            column += 1 if char == " " else TAB - column % TAB
        return column - self._column

    @property
    def is_blank(self) -> bool:
        return not self.text

    def take(self, count: int) -> None:
        """Take so many characters, none of them a tab."""
        self._column += count
        self._set(self.rest[count:])

    def dedent(self, columns: int) -> None:
        """Take at most so many columns of white space."""
        columns = min(columns, self.indent)
        taken, at = 0, 0
        while taken < columns:
            width = 1 if self.rest[at] == " " else TAB - (self._column + taken) % TAB
            taken, at = taken + width, at + 1
        self._column += columns
        self._set(" " * (taken - columns) + self.rest[at:])
