"""
What a note shows of the search that it is opened from: its matches, else where it matched.
"""

import json
from typing import NamedTuple

from notes.library.editing import Note
from notes.search.matches import matches
from notes.search.query import parse
from notes.search.snippet import Marker
from notes.web.words import gettext


class Shown(NamedTuple):
    """`spans` and `wordings` are JSON for the page; `elsewhere` says where else it matched."""

    total: int
    more: bool
    spans: str
    wordings: str
    elsewhere: str


def shown(words: str, note: Note) -> Shown | None:
    """The last word may still be being typed, as in the list that the note was opened from."""
    leaves = parse(words, typing=True).sought()
    found = matches(leaves, note.body)
    elsewhere = "" if found.spans else _elsewhere(Marker(leaves), note)
    if not found.spans and not elsewhere:
        return None
    return Shown(len(found.spans), found.more, _json(found.spans), _json(found.wordings), elsewhere)


def _elsewhere(marker: Marker, note: Note) -> str:
    if _matches(marker, note.title):
        return gettext("Matched in the title")
    if any(_matches(marker, tag) for tag in note.tags):
        return gettext("Matched in the tags")
    return ""


def _matches(marker: Marker, text: str) -> bool:
    return any(hit for _, hit in marker.marked(text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
