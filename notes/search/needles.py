"""
What a query looks for, found in a text: the places of words, characters and patterns.

Words are compared folded: lower case, no accents, one form for each character.
Folding keeps the length, so that a place in the folded text is the same place in
the text.  A word is found where the index has it: whole, or from hump to hump of a
name such as getUserName; scripts without spaces have no whole words.

A text is looked through page by page.  A page knows the text around it: its ends are
no ends of words.
"""

import re
import time
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from notes.search import pattern
from notes.search.names import name_with_symbols
from notes.search.segment import (
    ACCENTS,
    LETTER,
    PLAIN,
    POINTS,
    RUN,
    UNSEEN,
    has_words,
    narrowed,
)
from notes.search.tree import Exact, Leaf, Pattern, Term

if TYPE_CHECKING:
    import regex

#: Seconds that a pattern may take for a page, and for all texts of one query.
PATIENCE = 0.05
ALL_PATIENCE = 0.2
#: Signs that may stand between two words of a phrase, letters by which a word goes on.
SIGNS_LIMIT = 100
REST_LIMIT = 100

Span = tuple[int, int]

_VOICED = "\u3099\u309a"
#: What may stand behind any letter of a word without making it another word.
_SKIPPED = f"{ACCENTS}{POINTS}{UNSEEN}"
_IN_WORD = re.compile(LETTER)
_REST_OF_WORD = re.compile(f"(?:{LETTER}|[{UNSEEN}]){{0,{REST_LIMIT}}}")
_WORD = re.compile(rf"{RUN.pattern}|{LETTER}+|[^\x00-\x7f]")
#: What of an emoji may stand behind its first character.
_SHADE = "[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]*"
_REST_OF_SYMBOL = re.compile(rf"{_SHADE}(?:\u200d[^\s\w]{_SHADE})*")
_ACCENT = re.compile(f"[{ACCENTS}]")
_APART = re.compile(f"[{_SKIPPED}{_VOICED}]")
_UNSEEN = re.compile(f"[{UNSEEN}]")


class Page:
    """A stretch of a text."""

    def __init__(self, text: str, start: int = 0, stop: int | None = None) -> None:
        self.text = text
        self.start = start
        self.stop = len(text) if stop is None else min(stop, len(text))

    @cached_property
    def folded(self) -> str:
        return folded(self.text[self.start : self.stop])

    @cached_property
    def has_marks_apart(self) -> bool:
        return not self.folded.isascii() and bool(_APART.search(self.folded))


class Words:
    """
    A term: its words with anything but words between them.

    The pattern begins with a letter, which is what makes searching fast; whether
    a match is whole words is seen from the characters beside it.
    """

    def __init__(self, term: Term) -> None:
        asked = _ACCENT.sub("", folded(narrowed(term.text)))
        name = name_with_symbols(asked)
        self._words = [name] if name else list(filter(has_words, _WORD.findall(asked)))
        self._pattern = re.compile(_joined(self._words, map(re.escape, self._words)))
        self._beginning = term.beginning
        self.length = len(asked)

    def spans(self, page: Page) -> Iterator[Span]:
        pattern = self._loose if page.has_marks_apart else self._pattern
        for match in pattern.finditer(page.folded) if self._words else ():
            begin = match.start() + page.start
            if not _is_edge(page.text, begin):
                continue
            end = self._end(page.text, match.end() + page.start)
            inner = (match.start(n) + page.start for n in range(1, len(self._words)))
            if end and all(_is_edge(page.text, at) for at in inner):
                yield begin, end

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        """The same for a text in which accents and what is skipped stand behind letters."""
        return re.compile(
            _joined(self._words, ("".join(map(_loosened, word)) for word in self._words))
        )

    def _end(self, text: str, at: int) -> int:
        """Where a match really ends; 0 when a word goes on that must not."""
        if not _is_edge(text, at):
            return _end_of(_REST_OF_WORD, text, at) if self._beginning else 0
        return at if text[at - 1].isalnum() else _end_of(_REST_OF_SYMBOL, text, at)


class Characters:
    """Characters as they stand."""

    def __init__(self, exact: Exact) -> None:
        self._text = exact.text
        self.length = len(exact.text)

    def spans(self, page: Page) -> Iterator[Span]:
        start = page.text.find(self._text, page.start, page.stop) if self._text else -1
        while start >= 0:
            yield start, start + self.length
            start = page.text.find(self._text, start + self.length, page.stop)


class Expression:
    """A pattern, as long as there is patience for it; `pattern.with_plain_ends` for the ends."""

    length = 0

    def __init__(self, asked: Pattern) -> None:
        self._pattern = pattern.compiled(asked.source, ignore_case=asked.ignore_case)
        self._source = asked.source
        self._left = ALL_PATIENCE

    def spans(self, page: Page) -> Iterator[Span]:
        """From the page on; where it ends is no end to a pattern."""
        text = pattern.with_plain_ends(page.text, self._source)
        if text is page.text:
            yield from self._spans(text, page.start)
            return
        ends = [end.start() for end in re.finditer("\n", text)]
        start = page.start - page.text.count("\n", 0, page.start)
        for begin, end in self._spans(text, start):
            yield begin + bisect_left(ends, begin), end + bisect_left(ends, end)

    def _spans(self, text: str, start: int) -> Iterator[Span]:
        matches = self._matches(text, start) if self._left > 0 else iter(())
        while match := self._next(matches):
            if match.end() > match.start():
                yield match.span()

    def _matches(self, text: str, start: int) -> "Iterator[regex.Match[str]]":
        patience = min(PATIENCE, self._left)
        return iter(self._pattern.finditer(text, start, timeout=patience, concurrent=True))

    def _next(self, matches: "Iterator[regex.Match[str]]") -> "regex.Match[str] | None":
        began = time.monotonic()
        try:
            return next(matches, None)
        except (TimeoutError, MemoryError):
            self._left = 0
            return None
        finally:
            self._left -= time.monotonic() - began


Needle = Words | Characters | Expression


def needle(leaf: Leaf) -> Needle:
    """Invalid when it is a pattern that cannot be understood."""
    match leaf:
        case Term():
            return Words(leaf)
        case Exact():
            return Characters(leaf)
        case Pattern():
            return Expression(leaf)


def _joined(words: list[str], patterns: Iterable[str]) -> str:
    """Patterns of words with signs between them; a group marks where each but the first begins."""
    joined = ""
    for word, found in zip(words, patterns, strict=True):
        sign = r"[\W_]" if word[0].isalnum() else rf"(?!{word[0]})[\W_]"
        joined += f"(?:{sign}){{0,{SIGNS_LIMIT}}}+(){found}" if joined else found
    return joined


def _loosened(char: str) -> str:
    spelled = unicodedata.normalize("NFD", char)
    is_voiced = len(spelled) == 2 and spelled[1] in _VOICED
    letter = f"(?:{char}|{spelled})" if is_voiced else re.escape(char)
    return f"{letter}[{_SKIPPED}]*+"


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_edge(text: str, at: int) -> bool:
    """Whether a word, or a part of a name with humps, may begin or end here."""
    if at in (0, len(text)):
        return True
    before, after = text[_seen(text, at) - 1], text[at]
    if before.isascii() and after.isascii():  # what is asked most, answered fast
        if not (before.isalnum() and after.isalnum()):
            return True
    elif not (_IN_WORD.match(before) and _IN_WORD.match(after)):
        return True
    if not ("A" <= after <= "Z" and before.isascii()):
        return False
    return not before.isupper() or "a" <= text[at + 1 : at + 2] <= "z"


def _seen(text: str, at: int) -> int:
    """Where what nobody sees in front of a place begins; never the beginning of the text."""
    while at > 1 and not text[at - 1].isascii() and _UNSEEN.match(text[at - 1]):
        at -= 1
    return at


# --- folding


def folded(text: str) -> str:
    """A text in the form in which it is compared, of the same length."""
    if not text.isascii():
        bases, spelled = _forms()
        text = spelled.sub(lambda letter: bases[letter[0]], text).lower().replace("ς", "σ")
    return text.lower()


@cache
def _forms() -> tuple[dict[str, str], re.Pattern[str]]:
    """
    Letters in other forms with their plain ones, and what finds them: few letters of most
    texts are among them, so that is cheaper than a table for all.
    """
    bases = {form: base for form, base in _base_letters() if form != base}
    return bases, re.compile("[" + "".join(bases) + "]")


def _base_letters() -> Iterator[tuple[str, str]]:
    """Letters with accents and other forms of characters, each with its plain one."""
    yield from (*PLAIN.items(), ("µ", "μ"), ("ſ", "s"))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        yield chr(code), unicodedata.normalize("NFD", chr(code))[0]
    for code in (0xB2, 0xB3, 0xB9, 0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A)):
        yield chr(code), unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFF01, 0xFF5F), *range(0xFF66, 0xFFA0), *range(0x2F00, 0x2FD6)):
        yield chr(code), narrowed(chr(code))
