"""
What rows keep of a text, so that nobody has to read it: the excerpt that lists show, and its tags.

They follow from the text, as the index does, and by the same rules: a check compares them beside
it, and a renewal of the index makes them anew where they are others.  Of a damaged text nothing
follows.  A tag that somebody gave by hand, or that is called so, is known from its row alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from notes.library import tags
from notes.library.lookup import stored_text
from notes.search.index import Entry
from notes.storage.database import database, value
from notes.text import name_key, sha256

OTHER_EXCERPT = "What lists show of it is not what its text begins with."
OTHER_TAGS = "It does not have the tags that its text has now."

_EXCERPTS = "SELECT id, excerpt FROM note WHERE id IN (SELECT value FROM json_each(?))"
_TAGS = """
    SELECT note_id, key, in_text FROM note_tag JOIN tag ON tag.id = tag_id
    WHERE note_id IN (SELECT value FROM json_each(?))
"""
_PUT_RIGHT = "UPDATE note SET excerpt = ? WHERE id = ? AND excerpt != ?"
_HASH = "SELECT sha256 FROM note WHERE id = ?"


def differing(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """Notes whose rows keep something else of their texts, each with what."""
    numbers = json.dumps([number for number, *_ in entries])
    excerpts = dict(database.execute_sql(_EXCERPTS, (numbers,)).fetchall())
    in_text, named = _tags(numbers)
    for number, found, _ in entries:
        wanted = {name_key(name) for name in tags.readable(found.tags)}
        if excerpts.get(number) != found.excerpt:
            yield number, OTHER_EXCERPT
        if not in_text[number] <= wanted <= named[number]:
            yield number, OTHER_TAGS


def put_right(entries: Sequence[Entry]) -> dict[int, list[str]]:
    """Make them anew inside the caller's transaction; the tags of the notes that had others."""
    wrong = {number for number, _ in differing(entries)}
    named = {}
    for number, found, _ in entries:
        if number in wrong and sha256(stored_text(number) or "") == value(_HASH, number):
            database.execute_sql(_PUT_RIGHT, (found.excerpt, number, found.excerpt))
            by_hand, in_text = tags.by_hand(number), tags.readable(found.tags)
            named[number] = tags.assign(number, by_hand, in_text)
    return named


def _tags(numbers: str) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """The keys of the tags that notes have in their texts, and of all that they have."""
    in_text, named = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for note, key, written in database.execute_sql(_TAGS, (numbers,)).fetchall():
        named[note].add(key)
        if written:
            in_text[note].add(key)
    return in_text, named
