"""
Two who changed one note: what could be made of both texts, and writing what was.

The one who was later brings a text that stands on an older version.  `proposal` is a pure
question: both texts in parts, as far as what they have in common is known.  Whatever is then
written in place of the newer text, both are in the history: the newer one because it is
replaced, the later one because `write` keeps it for a version of its own, in the same transaction.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from notes.diffs.merging import Part, merged
from notes.errors import Damaged, Missing
from notes.library import editing, history
from notes.library.editing import Note
from notes.search import damage
from notes.storage.database import database
from notes.text import checked_text


class Proposal(NamedTuple):
    """`note` as it is stored; `parts` are None where nobody knows what both began from."""

    note: Note
    parts: Sequence[Part] | None


def proposal(note_id: str, base: int, mine: str, before: str | None = None) -> Proposal:
    """
    What could be made of `mine`, which was written on version `base`, and of the note.
    `before`: the text at that version, for when the history has not kept it.
    """
    note = editing.read(note_id)
    begun = before if before is not None else _text_at(note_id, base)
    if begun is None:
        return Proposal(note, None)
    return Proposal(note, merged(checked_text(begun, "before"), checked_text(mine), note.body))


@damage.despite
def write(
    note_id: str, base: int, mine: str, body: str, *, title: str | None = None, window: str = ""
) -> Note:
    """Write `body`, and `title` if any, over version `base`, with `mine` as a version between."""
    with database.writing():
        between = editing.save(note_id, base, body=mine, window=window, reason="merge")
        return editing.save(
            note_id, between.version, body=body, title=title, window=window, reason="merge"
        )


def _text_at(note_id: str, version: int) -> str | None:
    with suppress(Missing, Damaged):
        return history.body_at(note_id, version)
    return None
