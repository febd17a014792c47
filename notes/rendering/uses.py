"""
What blocks say that others may use: targets of labels, abbreviations, footnotes; and what
of it each of them uses, which travels with it.

    said(…)     what some blocks say, in their order: as long as it stays the same, so does
                what is defined in the note
    Defined     all of it, the first definition of a label counting
    Uses        what one block uses
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from notes.rendering.known import Known, Target, definitions, normal
from notes.text import IN_WORD

_DEFINITION = re.compile(r"^ {0,3}(?=\*?\[[^\]])", re.M)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,200})\]:", re.M)
_NAMED = re.compile(r"\[\^([^\]\s]{1,200})\](?!:)")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.S)


class Uses(NamedTuple):
    """What a block uses that may be defined in another."""

    links: tuple[tuple[str, Target], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def known(self) -> Known:
        return Known(dict(self.links), dict(self.abbreviations), numbers=dict(self.numbers))


NOTHING = Uses()


class Said(NamedTuple):
    #: Labels with what they mean.
    meanings: list[tuple[str, Target | str]]
    #: The labels of footnotes that are there, and those that are named, as often as they are.
    footnotes: list[str]
    named: list[str]


def said(texts: Iterable[str], defining: Iterable[str]) -> Said:
    """What is said in these texts, and defined in those of them that may define anything."""
    meanings: list[tuple[str, Target | str]] = []
    footnotes: list[str] = []
    for text in defining:
        footnotes += _FOOTNOTE.findall(text)
        meanings += _definitions(text)
    named = chain.from_iterable(_NAMED.findall(text) for text in texts if "[^" in text)
    return Said(meanings, footnotes, list(named))


def _definitions(text: str) -> Iterator[tuple[str, Target | str]]:
    """Labels and meanings, each read once: what follows a definition is read with it."""
    end = 0
    for place in _DEFINITION.finditer(text):
        if place.start() >= end:
            for label, target, after in definitions(text, place.end()):
                yield label, target
                end = after


class Defined:
    """What is defined in a note; nothing when `is_nothing`."""

    def __init__(self, found: Said) -> None:
        self._links: dict[str, Target] = {}
        self._abbreviations: dict[str, str] = {}
        for label, target in found.meanings:
            if isinstance(target, Target):
                self._links.setdefault(normal(label), target)
            else:
                self._abbreviations.setdefault(label, target)
        self._numbers = _numbered(found)
        self._short = any_of(self._abbreviations)
        self.is_nothing = not (self._links or self._abbreviations or self._numbers)

    def used_by(self, text: str) -> Uses:
        if self.is_nothing:
            return NOTHING
        labels = dict.fromkeys(_LABEL.findall(text))
        named = dict.fromkeys(map(normal, labels))
        words = dict.fromkeys(self._short.findall(text)) if self._abbreviations else {}
        return Uses(
            tuple((label, self._links[label]) for label in named if label in self._links),
            tuple((word, self._abbreviations[word]) for word in words),
            tuple(
                (label[1:], self._numbers[label[1:]])
                for label in labels
                if label[1:] in self._numbers
            ),
        )


def _numbered(found: Said) -> dict[str, int]:
    """Numbers in the order of naming, then for those that nobody names."""
    there = set(found.footnotes)
    named = (label for label in found.named if label in there)
    in_order = dict.fromkeys(chain(named, found.footnotes))
    return {label: number for number, label in enumerate(in_order, start=1)}


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Where one of these words stands, the longest that does."""
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(rf"(?<!{IN_WORD})(?:{either})(?!{IN_WORD})")
