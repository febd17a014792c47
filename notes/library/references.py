"""
Which notes the links of a note lead to.

    [[Name]]   [[A/Name]]       a note of this very title, or one whose title, or file's name, is
                                the last part, in the notebook or folder that stands before it
    [words](../a/other.md)      the note that came from this file, seen from the note's own file;
                                elsewhere as above

Capitals do not matter.  Of several notes the one in the same notebook is meant, else the one
that was changed last.  Nothing of this is stored: names come and go while texts stay.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from notes.library import sources
from notes.library.lookup import notebook_of, row_of
from notes.paths import MARKDOWN
from notes.storage.database import database
from notes.storage.kinds import of_kinds
from notes.text import name_key

#: Links of one note that are looked up.
LIMIT = 1_000

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")

#: Plain SQL: file names are told from their paths by it, which no index could do.
_BY_TITLE = """
    SELECT note.id, title, '' FROM note, json_each(?)
    WHERE trashed IS NULL AND title = value COLLATE NOCASE
"""
_BY_FILE = """
    SELECT id, name, path FROM (
        SELECT note_id, path, replace(path, rtrim(path, replace(path, '/', '')), '') AS name
        FROM source
    ) JOIN note ON id = note_id
    WHERE trashed IS NULL AND lower(name) IN (SELECT value FROM json_each(?))
"""
_PLACES = """
    SELECT note.id, uid, note.title, coalesce(notebook.path, ''), changed
    FROM note LEFT JOIN notebook ON notebook.id = notebook_id
    WHERE note.id IN (SELECT value FROM json_each(?))
"""


class Reference(NamedTuple):
    """The note that a link leads to."""

    id: str
    title: str


class _Candidate(NamedTuple):
    """`name`: the title or the name of the file that it was found by."""

    id: str
    title: str
    name: str
    path: str
    notebook: str
    changed: int


def resolved(note_id: str, targets: Iterable[str]) -> dict[str, Reference]:
    """The targets of links, as addresses write them, with the notes that they lead to, if any."""
    asked = {target: _name(target) for target in list(dict.fromkeys(targets))[:LIMIT]}
    names = {name for name in asked.values() if name}
    here = _Here(note_id)
    candidates = _candidates(names)
    found = {name: here.nearest(name, candidates.get(_stem(name), ())) for name in names}
    return {target: note for target, name in asked.items() if (note := found.get(name))}


class _Here:
    """Where a link stands, from which the nearest note is meant."""

    def __init__(self, note_id: str) -> None:
        row = row_of(note_id)
        self._notebook = notebook_of(row)
        source = sources.of(note_id)
        self._folder = str(PurePosixPath(source.path).parent) if source else ""

    def nearest(self, name: str, candidates: Sequence[_Candidate]) -> Reference | None:
        file, whole = _key(normpath(f"{self._folder}/{name}")), _key(name)
        above, _, last = whole.rpartition("/")
        fitting = [
            one
            for one in candidates
            if one.name == whole
            or (one.name == last and (one.path == file or _lies_in(one, above.lstrip("./"))))
        ]
        best = max(fitting, key=lambda one: self._rank(one, file, whole), default=None)
        return Reference(best.id, best.title) if best else None

    def _rank(self, one: _Candidate, file: str, whole: str) -> tuple[bool, bool, bool, int]:
        is_whole = one.name == whole
        return one.path == file, is_whole, one.notebook == self._notebook, one.changed


def _candidates(names: Iterable[str]) -> dict[str, list[_Candidate]]:
    """All notes of a title or file name, by its key."""
    spelled = sorted(set(chain.from_iterable(map(_spellings, names))))
    files = [f"{name}{ending}" for name in spelled for ending in MARKDOWN]
    found_by = [*_asked(_BY_TITLE, spelled), *_asked(_BY_FILE, files)]
    rows = [*of_kinds(found_by, int, str, str)]
    asked = _asked(_PLACES, [row_id for row_id, *_ in rows])
    places = {row[0]: row[1:] for row in of_kinds(asked, int, str, str, str, int)}
    found: dict[str, list[_Candidate]] = {}
    for row_id, name, path in rows:
        if row_id not in places:
            continue  # a page is damaged that leads to it
        note_id, title, notebook, changed = places[row_id]
        one = _Candidate(note_id, title, _key(name), _key(path), notebook, changed)
        found.setdefault(_stem(name), []).append(one)
    return found


def _spellings(name: str) -> set[str]:
    """A name as SQLite, which knows the capitals of ASCII alone, may find it."""
    ending = next((ending for ending in MARKDOWN if name.lower().endswith(ending)), "")
    whole = name[: len(name) - len(ending)]
    spelled = {whole, whole.rpartition("/")[2]}
    return {way for one in spelled for way in (one, _key(one), one.encode().lower().decode())}


def _asked(query: str, values: Sequence[object]) -> list[Any]:
    return list(database.execute_sql(query, (json.dumps(values),)).fetchall())


def _lies_in(one: _Candidate, above: str) -> bool:
    """Whether the folders that are named are the last ones of its notebook or path."""
    folders = (name_key(one.notebook), one.path.rpartition("/")[0])
    return not above or any(f"/{folder}".endswith(f"/{above}") for folder in folders)


def _name(target: str) -> str:
    name = unquote(target.partition("#")[0]).strip()
    return "" if _HALF_A_PAIR.search(name) else name


def _stem(name: str) -> str:
    return _key(name).rpartition("/")[2]


def _key(path: str) -> str:
    """A path as others of the same name write it, without the ending of a note's file."""
    key = name_key(path)
    ending = next((ending for ending in MARKDOWN if key.endswith(ending)), "")
    return key.removesuffix(ending)
