"""
Finding and replacing in one text.

What is found is a text as it stands, or a pattern (`notes.search.pattern`); what takes
its place is a text as it stands, or with a pattern one that may name groups, ``\\1``
and ``\\g<name>``, as `re.sub` understands it.  A place where a pattern matches nothing,
as ``x*`` does everywhere, is left alone, and so is one that would stay what it is.

A text whose lines all end in CR LF is matched as if they ended in LF, and gets its
line ends back: ``$`` means the end of a line wherever the note came from.  Who names a
carriage return himself works on them as they are.

Whole words: the characters beside a match do not go on with its own word.  Scripts
without spaces have no words in this sense, so there it asks for nothing.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from notes.errors import N_, Invalid, TakesTooLong, TooLarge
from notes.search import pattern
from notes.text import TEXT_LIMIT, encoded

if TYPE_CHECKING:
    import regex

#: Characters of a replacement.
REPLACEMENT_LIMIT = 10_000

#: Seconds of a processor that finding a pattern may take in one text, how many more for each
#: million characters of it, and how many at most; what all texts of one substitution take together
#: has no such end.  A text that is looked for as it stands may take what it takes.
PATIENCE = 1.0
PATIENCE_PER_MILLION = 2.0
LONGEST = 3.0

NOTHING = N_("Write what is to be found.")


class Piece(NamedTuple):
    """What stands from `start` to `end`, and what takes its place."""

    start: int
    end: int
    new: str


class Lines(NamedTuple):
    """A text as it is matched; `crlf`: its lines end in CR LF where they stand in a note."""

    text: str
    crlf: bool

    def back(self, text: str) -> str:
        return text.replace("\n", "\r\n") if self.crlf else text


class Substitution:
    """One find and replace; Invalid says which of its fields is wrong, and why."""

    def __init__(
        self,
        find: str,
        replacement: str,
        *,
        is_pattern: bool = False,
        ignore_case: bool = False,
        whole_words: bool = False,
    ) -> None:
        self.matched_nothing = False
        self._left = PATIENCE
        self._sees_returns = "\r" in find + replacement or (
            is_pattern and r"\r" in find + replacement
        )
        self._pattern = _compiled(find, is_pattern, ignore_case, whole_words)
        self._new = _checked_replacement(replacement)
        self._is_pattern = is_pattern
        self._is_template = is_pattern and "\\" in replacement
        if self._is_template:
            pattern.check_template(replacement, find, field="replacement")

    def lines(self, body: str) -> Lines:
        """A note's text as `pieces` wants it."""
        returns = 0 if self._sees_returns else body.count("\r\n")
        if returns and returns == body.count("\n"):
            return Lines(body.replace("\r\n", "\n"), crlf=True)
        return Lines(body, crlf=False)

    def pieces(self, text: str) -> Iterator[Piece]:
        """What changes, in order; TakesTooLong when finding it does."""
        for match in self._matches(text):
            start, end = match.span()
            if start == end:
                self.matched_nothing = True
            elif (new := self._made(match)) != match[0]:
                yield Piece(start, end, new)

    def chosen(self, text: str, numbers: Collection[int] | None = None) -> list[Piece]:
        """The pieces of these numbers, counted from 1; all of them for None."""
        pieces = enumerate(self.pieces(text), 1)
        return [piece for number, piece in pieces if numbers is None or number in numbers]

    def _matches(self, text: str) -> "Iterator[regex.Match[str]]":
        patience = PATIENCE_PER_MILLION * len(text) / 1_000_000
        self._left += patience
        seconds = max(0.001, min(self._left, PATIENCE + patience, LONGEST))
        found = _found(self._pattern, text, seconds if self._is_pattern else None)
        while match := self._next(found):
            yield match

    def _next(self, found: "Iterator[regex.Match[str]]") -> "regex.Match[str] | None":
        began = time.thread_time()
        try:
            return next(found, None)
        except (TimeoutError, MemoryError):
            raise TakesTooLong from None
        finally:
            self._left -= time.thread_time() - began

    def _made(self, match: "regex.Match[str]") -> str:
        if not self._is_template:
            return self._new
        longest = max(end - start for start, end in match.regs)
        if len(self._new) + self._new.count("\\") * longest > TEXT_LIMIT:
            raise TooLarge(TEXT_LIMIT)
        new: str = match.expand(self._new)
        if not new.isascii():
            encoded(new, "replacement")
        return new


def _compiled(
    find: str, is_pattern: bool, ignore_case: bool, whole_words: bool
) -> "regex.Pattern[str]":
    if not find:
        raise Invalid("find", NOTHING)
    source = find if is_pattern else pattern.escaped(find)
    return pattern.compiled(source, ignore_case=ignore_case, whole_words=whole_words, field="find")


def _found(
    sought: "regex.Pattern[str]", text: str, seconds: float | None
) -> "Iterator[regex.Match[str]]":
    """The matches in order.  The clock is looked at now and then, seldom in very long lines."""
    found = sought.finditer(text, timeout=seconds, concurrent=True)
    yield from reversed(list(found)) if sought.flags & pattern.BACKWARDS else found


def _checked_replacement(replacement: str) -> str:
    if len(replacement) > REPLACEMENT_LIMIT:
        raise Invalid("replacement", pattern.TOO_LONG)
    encoded(replacement, "replacement")
    return replacement


def joined(text: str, pieces: Iterable[Piece]) -> str:
    """The text with these pieces replaced; TooLarge when no note can be so large."""
    kept: list[str] = []
    at, size = 0, len(text)
    for piece in pieces:
        size += len(piece.new) - (piece.end - piece.start)
        if size > TEXT_LIMIT:
            raise TooLarge(TEXT_LIMIT)
        kept += (text[at : piece.start], piece.new)
        at = piece.end
    kept.append(text[at:])
    return "".join(kept)
