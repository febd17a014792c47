"""
The history of a note as somebody looks at it: what each version changed, which of them have
certain words, what differs between two, and since when each line stands.

All that an answer reads is of one state of the library.  Texts are read one by one.  One that is
damaged is shown as damaged, and nothing is compared with it; the others are as good as ever.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from notes.diffs.extent import extent
from notes.diffs.lines import Comparison, compare
from notes.diffs.since import Standing, standing
from notes.library import history
from notes.library.history import Entry
from notes.storage.database import database
from notes.text import name_key

#: Versions of one page, and seconds for looking through texts.
PAGE = 60
SECONDS = 2.0


class Step(NamedTuple):
    """
    A version, and how many characters went and came since the one kept before it; `change` is
    None where that is not known: of the first, beside a damaged text, of what was searched for.
    """

    entry: Entry
    damaged: bool
    change: tuple[int, int] | None


class Page(NamedTuple):
    """
    `next`: the version that the next page begins after, 0 for none; `total`: how many there
    are, or were found; `complete`: there was time to look through all of them.
    """

    steps: list[Step]
    next: int
    total: int
    complete: bool


def page(note_id: str, after: int = 0) -> Page:
    """Some versions of a note, the newest first: those before the version `after`, if any."""
    with database.reading():
        entries = history.entries(note_id)
        rest = [entry for entry in entries if not after or entry.version < after]
        shown, more = rest[:PAGE], rest[PAGE : PAGE + 1]
        steps = list(_steps(note_id, shown, more))
    return Page(steps, shown[-1].version if more else 0, len(entries), complete=True)


def having(note_id: str, words: str) -> Page:
    """The versions whose title or text has all of these words, in any case."""
    wanted = name_key(words).split()
    deadline = time.monotonic() + SECONDS
    with database.reading():
        entries = history.entries(note_id)
        texts = history.texts(note_id, entries)
        has = [
            (entry, _has(wanted, entry.title) or _has(wanted, text or ""))
            for entry, text in takewhile(lambda _: time.monotonic() < deadline, texts)
        ]
    found = [entry for entry, fits in has if fits]
    steps = [Step(entry, False, None) for entry in found[:PAGE]]
    return Page(steps, 0, len(found), complete=len(has) == len(entries))


def compared(note_id: str, older: int, newer: int) -> Comparison:
    """What differs between two versions; Damaged when one of them is."""
    return compare(history.body_at(note_id, older), history.body_at(note_id, newer))


def before(note_id: str, version: int) -> int:
    """The version that was kept before another, 0 for none."""
    return next((one.version for one in history.entries(note_id) if one.version < version), 0)


def lines(note_id: str, version: int) -> list[Standing]:
    """The lines of a version, each with the moment since which it has stood as it does."""
    with database.reading():
        text = history.body_at(note_id, version)
        newest, *others = (one for one in history.entries(note_id) if one.version <= version)
        read = history.texts(note_id, others)
        earlier = ((entry.written, older) for entry, older in read if older is not None)
        return standing(text, newest.written, earlier, time.monotonic() + SECONDS)


def _steps(note_id: str, shown: Sequence[Entry], more: Sequence[Entry]) -> Iterator[Step]:
    """These versions; `more` is the one that the last of them is compared with."""
    texts = list(history.texts(note_id, [*shown, *more]))
    befores = [text for _, text in texts[1:]] + [None]
    for (entry, text), before in zip(texts[: len(shown)], befores, strict=False):
        change = None if text is None or before is None else extent(before, text)
        yield Step(entry, text is None, change)


def _has(wanted: Iterable[str], text: str) -> bool:
    key = name_key(text)
    return all(word in key for word in wanted)
