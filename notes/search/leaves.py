"""
The signs of a query that stand for themselves, as leaves of its tree.

Filter, exact search, pattern, phrase or word: each is what it says if it can be, else
it is searched as words, or exactly as it is written where it has no letters, and a
remark says so.  Of a sign that is still being typed nothing is said.
"""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from notes.search.filters import EXPECTED, NAMED, TIMED, may_become, value_of
from notes.search.initial import is_initial
from notes.search.pattern import trouble
from notes.search.period import is_backwards, may_go_on
from notes.search.remarks import (
    ALONE,
    BACKWARDS,
    IN_TITLES,
    INNER_STAR,
    NO_WORDS,
    OPEN_EXACT,
    OPEN_PATTERN,
    OPEN_QUOTE,
    QUOTED,
    TOO_LONG,
    TOO_MANY_PATTERNS,
    Remark,
)
from notes.search.segment import first_words, has_words
from notes.search.tokens import Value, bare, unquoted
from notes.search.tree import Exact, Filter, Leaf, Node, Pattern, Term

#: More words than these, with all filters and the like, is no search that somebody typed; the rest
#: is left out, and said so.  A phrase takes time for each of its words.
WORDS_LIMIT = 64
#: Compiling a pattern can take a tenth of a second and cannot be stopped.
PATTERNS_LIMIT = 4


class Sign(NamedTuple):
    """
    A sign where it stands.  `ends`: it is still being typed; `last`: nothing follows it in
    what is being typed but blanks; `negated`: it is behind a "-"; `alone`: there is no other.
    """

    match: re.Match[str]
    ends: bool
    last: bool
    negated: bool
    alone: bool

    @property
    def goes_on(self) -> bool:
        return self.ends and not self.negated


class Leaves:
    """The leaves of one query, and what had to be said of it so far."""

    def __init__(self, *, typing: bool) -> None:
        self.remarks: list[Remark] = []
        self._typing = typing
        self._left = WORDS_LIMIT
        self._patterns = 0

    def of(self, sign: Sign) -> Node | None:
        match = sign.match
        match match.lastgroup:
            case "filter":
                return self._filter(sign)
            case "exact":
                return self._leaf(Exact(match["quoted"] or match["plain"]))
            case "pattern":
                return self._pattern(sign)
            case "exact_begun" | "pattern_begun":
                return self._begun(sign)
            case "phrase":
                return self._phrase(sign)
        return self.word(match[0], sign)

    def word(self, text: str, sign: Sign) -> Node | None:
        if text == "-" and sign.ends:
            return None
        if len(text) == 1 and not sign.alone and not has_words(text):
            self.alone(text, unfinished=sign.last)  # a dash between words, as in a title
            return None
        if "*" in text.strip("*") or (text.startswith("*") and has_words(text)):
            self.remark(INNER_STAR, text)
        if not sign.last and has_words(text):
            self._opened(text)
        return self._words(text, goes_on=sign.goes_on)

    def remark(self, sentence: str, text: str = "") -> None:
        self.remarks.append(Remark(sentence, text[:QUOTED]))

    def alone(self, text: str, *, unfinished: bool) -> None:
        if not unfinished:  # what is still being typed may get its other half
            self.remark(ALONE, text)

    def _filter(self, sign: Sign) -> Node | None:
        kind = sign.match["kind"].lower()
        written = self._unquoted(sign.match["value"] or "", sign)
        text = written.text + "*" * (written.starred and kind not in ("title", *NAMED))
        unfinished = sign.ends and not written.closed
        value = value_of(kind, text)
        if unfinished and _may_change(kind, text, value):
            return None
        if not value:
            self.remark(EXPECTED[kind], sign.match[0])
            return self._words(bare(sign.match[0]))
        if kind in TIMED and not unfinished and is_backwards(value, _today()):
            self.remark(BACKWARDS, sign.match[0])
        beginning = written.starred or (unfinished and not sign.negated)
        if kind == "title":
            return self._leaf(_term(value, beginning, kind))
        return self._leaf(Filter(kind, value, beginning and kind in NAMED))

    def _pattern(self, sign: Sign) -> Node | None:
        ignore_case = bool(sign.match["any_case"])
        self._patterns += 1
        if self._patterns > PATTERNS_LIMIT:
            self.remark(TOO_MANY_PATTERNS, str(PATTERNS_LIMIT))
            return None
        wrong, why = trouble(sign.match["source"], ignore_case=ignore_case)
        if not wrong:
            return self._leaf(Pattern(sign.match["source"], ignore_case))
        self.remark(wrong, sign.match[0])
        if why:
            self.remark(why)
        return self._words(bare(sign.match[0]))

    def _begun(self, sign: Sign) -> Node | None:
        """An exact search or a pattern that is still being typed, as far as it goes."""
        characters, expression = sign.match["characters"], sign.match["expression"]
        if sign.negated:
            return None
        if characters and characters.rstrip():
            return self._leaf(Exact(characters.rstrip()))
        if expression and not trouble(expression)[0]:
            return self._leaf(Pattern(expression))
        return None

    def _phrase(self, sign: Sign) -> Node | None:
        text, starred, _, closed = self._unquoted(sign.match[0], sign)
        if not text.strip():
            self.alone('""', unfinished=sign.last)
        return self._words(text, starred=starred, goes_on=not closed and sign.goes_on)

    def _unquoted(self, text: str, sign: Sign) -> Value:
        value = unquoted(text)
        if value.quoted and not value.closed and not sign.last:
            self.remark(OPEN_QUOTE)
        return value

    def _opened(self, text: str) -> None:
        if text.startswith("="):
            self.remark(OPEN_EXACT, text)
        elif text.startswith("/") and "/" not in text[1:]:
            self.remark(OPEN_PATTERN, text)

    def _words(self, text: str, *, starred: bool = False, goes_on: bool = False) -> Node | None:
        text = text.strip()
        if has_words(text):
            term = _term(text, starred or goes_on)
            return self._leaf(self._in_time(term) if starred or text.endswith("*") else term)
        if text:
            self.remark(NO_WORDS, text)
        return self._leaf(Exact(text)) if text else None

    def _in_time(self, term: Term) -> Term:
        """What can be looked up for a star while somebody types."""
        if not (self._typing and is_initial(term)):
            return term
        self.remark(IN_TITLES, f"{term.text}*")
        return replace(term, column="title")

    def _leaf(self, leaf: Leaf | Filter) -> Node | None:
        """As much of a leaf as there is room for."""
        if not self._left:
            self.remark(TOO_LONG)
            return None
        if not isinstance(leaf, Term):
            self._left -= 1
            return leaf
        text, count = first_words(leaf.text, self._left)
        self._left -= count
        if text == leaf.text:
            return leaf
        self.remark(TOO_LONG)
        return replace(leaf, text=text.rstrip(), beginning=False)


def _may_change(kind: str, text: str, value: str) -> bool:
    """Whether a filter that is still being typed may yet be another one, or become one."""
    if kind in TIMED and may_go_on(text):
        return True
    return not value and may_become(kind, text)


def _term(text: str, beginning: bool, column: str = "") -> Term:
    """A word or phrase, its stars taken as what they mean."""
    text = " ".join(text.split())
    word = text.rstrip("* ")
    return Term(word, beginning or word != text, column)


def _today() -> date:
    return datetime.now().astimezone().date()
