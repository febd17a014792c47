"""
Whether a note has what a part of a query asks for, seen by looking into its text.

A pattern that keeps one text busy for too long is stopped by `TooSlow`, with its source,
or by `OutOfTime` when the time was up for all of them.
"""

import time
from collections.abc import Callable, Iterator
from math import inf
from typing import TypeAlias

from notes.rendering.fences import Fenced, language_of, split_code
from notes.search.anatomy import Anatomy
from notes.search.conditions import Facts, facts_asked
from notes.search.needles import Page, Words
from notes.search.pattern import compiled, with_plain_ends
from notes.search.tree import Exact, Filter, Node, Pattern, Term

#: Seconds that a pattern may spend in one text, and that it has for it at the end of all time.
PATTERN_TIME, LEAST_TIME = 0.25, 0.01

#: What can be seen in a text.
Sight: TypeAlias = Exact | Pattern | Term | Filter
Test: TypeAlias = Callable[[Anatomy], bool]


class TooSlow(Exception):
    """Raised with the source of a pattern."""


class OutOfTime(Exception):
    """Raised when the end has come in the middle of a text."""


def is_seen(node: Node) -> bool:
    """Whether a text is all that is needed to tell."""
    match node:
        case Exact() | Pattern() | Term():
            return True
        case Filter():
            return facts_asked(node) is not None
    return False


def fitting(part: Sight, until: float | None = None) -> Test:
    """Whether a text has it, by a time of `time.monotonic()`."""
    match part:
        case Exact(text):
            return lambda note: text in note.body or text in note.title
        case Pattern(source, ignore_case):
            return _pattern(source, until or inf, ignore_case=ignore_case)
        case Term(column="code"):
            return _coded(part)
        case Term():
            return _worded(part)
        case Filter():
            return _having(facts_asked(part) or Facts(()))


def _pattern(source: str, until: float, *, ignore_case: bool) -> Test:
    pattern = compiled(source, ignore_case=ignore_case)

    def found(text: str) -> bool:
        seconds = min(PATTERN_TIME, max(LEAST_TIME, until - time.monotonic()))
        try:
            plain = with_plain_ends(text, source)
            return bool(pattern.search(plain, timeout=seconds, concurrent=True))
        except TimeoutError:
            raise (TooSlow(source) if seconds == PATTERN_TIME else OutOfTime) from None
        except MemoryError:
            raise TooSlow(source) from None

    return lambda note: found(note.body) or found(note.title)


def _coded(term: Term) -> Test:
    from notes.rendering.languages import spellings  # Pygments, which no other search needs

    words = Words(term)
    named = spellings(term.language, beginning=term.language_begins) if term.language else ()

    def found(note: Anatomy) -> bool:
        blocks = (block for block in split_code(note.body)[1] if not named or _is_in(named, block))
        return any(_has(words, Page("\n".join(block.lines))) for block in blocks)

    return found


def _is_in(languages: frozenset[str] | tuple[()], block: Fenced) -> bool:
    return language_of(block.info).lower() in languages


def _worded(term: Term) -> Test:
    words = Words(term)

    def pages(note: Anatomy) -> Iterator[Page]:
        yield Page(note.title)
        if not term.column:
            yield from map(Page, note.tags)
            yield note.text

    return lambda note: any(_has(words, page) for page in pages(note))


def _having(facts: Facts) -> Test:
    return lambda note: facts.are_among(note.facts)


def _has(words: Words, page: Page) -> bool:
    return any(True for _ in words.spans(page))
