"""
What is found of a damaged library, row by row, into an empty one: what each row is, and which of
two is right.

All rows in one page are of one table: that whose tree leads to it.  Where none does, the rows say
themselves what they are, but for texts of a line and the names of notebooks, which look alike.
No text is lost for a name: what could be either is a text, or both.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from notes.library import numbering
from notes.library.lookup import unpacked
from notes.library.preparing import digested
from notes.moments import now_ms
from notes.storage.pages import Row
from notes.text import LEVELS_LIMIT, name_key, sha256

SALVAGED = "Salvaged"
#: What is added to the title of a text of which a part is lost, and whose note is too.
CUT = " (cut)"

_TEXT_TABLE, _NOTEBOOK_TABLE = "note_text", "notebook"

_TAG, _SEARCH, _SOURCE = re.compile("ntt"), re.compile("nttt"), re.compile("ntttiti?")
_TAGGED, _VERSION, _KEPT = re.compile("iii"), re.compile("iitttii"), re.compile("itb")
#: All kinds of rows but those of notes.
REST = re.compile("nt|ntt|nttt|ntttiti?|iii|iitttii|itb")

_UID, _HASH = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f]{64}")

_ADD_NOTE = """
    REPLACE INTO note (id, uid, title, excerpt, notebook_id, version, sha256, created, changed,
        trashed, pinned, autosaved, written, writer)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_KNOWN = "SELECT sha256 FROM note WHERE id = ?"
_NEWER = "SELECT 1 FROM note WHERE (id = :id OR uid = :uid) AND version >= :version"
_ADD_TEXT = "REPLACE INTO note_text (note_id, body) VALUES (?, ?)"
_ADD_ANY_TEXT = "INSERT OR IGNORE INTO note_text (note_id, body) VALUES (?, ?)"
_ADD_NOTEBOOK = "INSERT OR IGNORE INTO notebook (id, path) VALUES (?, ?)"
_NOTEBOOK = "SELECT id FROM notebook WHERE path = ?"
_OTHER = {
    _TAG: "INSERT OR IGNORE INTO tag (id, name, key) VALUES (?, ?, ?)",
    _SEARCH: "INSERT OR IGNORE INTO saved_search (id, name, key, query) VALUES (?, ?, ?, ?)",
    _SOURCE: """
        INSERT OR IGNORE INTO source (note_id, root, path, encoding, mtime_ns, sha256)
        VALUES (?, ?, ?, ?, ?, ?)
    """,
    _TAGGED: "INSERT OR IGNORE INTO note_tag (note_id, tag_id, in_text) VALUES (?, ?, ?)",
    _VERSION: "INSERT OR IGNORE INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)",
    _KEPT: "INSERT OR IGNORE INTO revision_text (note_id, sha256, body) VALUES (?, ?, ?)",
}
#: Rows that belong to nothing that there is.
_STRAYS = (
    "UPDATE note SET notebook_id = NULL WHERE notebook_id NOT IN (SELECT id FROM notebook)",
    "DELETE FROM note_tag WHERE note_id NOT IN (SELECT id FROM note)",
    "DELETE FROM note_tag WHERE tag_id NOT IN (SELECT id FROM tag) OR in_text NOT IN (0, 1)",
    "DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM note_tag)",
    "DELETE FROM note_text WHERE note_id NOT IN (SELECT id FROM note)",
    "DELETE FROM source WHERE note_id NOT IN (SELECT id FROM note)",
    "DELETE FROM revision_text WHERE note_id NOT IN (SELECT id FROM note)",
    """
        DELETE FROM revision WHERE NOT EXISTS (
            SELECT 1 FROM revision_text AS kept
            WHERE kept.note_id = revision.note_id AND kept.sha256 = revision.sha256
        )
    """,
    numbering.GO_ON_ABOVE,
    "INSERT OR IGNORE INTO note_text (note_id, body) SELECT id, '' FROM note",
)


_TEXTS = "SELECT CAST(body AS TEXT), sha256 FROM note JOIN note_text ON note_id = id"
_TEXT_OF = """
    SELECT CAST(body AS TEXT), sha256 FROM note JOIN note_text ON note_id = id WHERE id = ?
"""
_HAS_NOTES = "SELECT 1 FROM note WHERE notebook_id = ?"
_LACKS_TEXT = """
    SELECT 1 FROM note WHERE id = ? AND NOT EXISTS (SELECT 1 FROM note_text WHERE note_id = id)
"""
_HAS_TEXT = "SELECT 1 FROM note WHERE sha256 = ?"

#: Of the rows of a page that are in use as notebooks, the share above which all are that.
IN_USE = 0.5


class Salvaged(NamedTuple):
    """`damaged`: notes whose text is not what was saved; `lost`: texts that had lost their note."""

    notes: int
    damaged: int
    lost: int


class Finds:
    """An empty library, and what is found for it."""

    def __init__(self, copy: sqlcipher.Connection) -> None:
        self._copy = copy
        self._lost: dict[tuple[int, str], Row] = {}
        self._unknown: list[list[Row]] = []

    def add_note(self, row: Row) -> None:
        _, uid, title, excerpt, notebook, version, wanted, created, changed, *rest = row.values
        if not (_UID.fullmatch(str(uid)) and _HASH.fullmatch(str(wanted)) and row.number > 0):
            return
        key = {"id": row.number, "uid": uid, "version": version}
        if self._copy.execute(_NEWER, key).fetchone():
            return
        early = (row.number, uid, title, excerpt, notebook, version, wanted, created, changed)
        written = () if len(rest) > 3 else (changed, "")
        self._copy.execute(_ADD_NOTE, (*early, *rest, *written))

    def add_rest(self, rows: Sequence[Row], table: str) -> None:
        """The rows of one page, and the table that it belongs to, "" where nobody knows."""
        named = [row for row in rows if len(row.values) == 2]
        if table == _TEXT_TABLE or any(map(self._is_text, named)):
            self._add_texts(named)
        elif table == _NOTEBOOK_TABLE:
            self._add_notebooks(named)
        elif named and not table:
            self._unknown.append(named)
        for row in rows:
            if len(row.values) > 2 and not row.cut:
                self._add_other(row)

    def _is_text(self, row: Row) -> bool:
        found = self._copy.execute(_KNOWN, (row.number,)).fetchone()
        return bool(found and found[0] == sha256(_words(row)))

    def _add_texts(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._is_text(row):
                self._copy.execute(_ADD_TEXT, (row.number, _words(row)))
            elif not self._copy.execute(_KNOWN, (row.number,)).fetchone():
                self._lose(row)
            elif not self._copy.execute(_ADD_ANY_TEXT, (row.number, _words(row))).rowcount:
                self._lose_unless_whole(row)

    def _lose_unless_whole(self, row: Row) -> None:
        """Of two texts of a note, neither of which has its hash, nobody knows which it was."""
        text, wanted = self._copy.execute(_TEXT_OF, (row.number,)).fetchone()
        if sha256(text) != wanted:
            self._lose(row)

    def _lose(self, row: Row) -> None:
        if _words(row).strip():
            self._lost[row.number, _words(row)] = row

    def _add_notebooks(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if _is_path(_words(row)):
                self._copy.execute(_ADD_NOTEBOOK, (row.number, _words(row)))
            else:
                self._lose(row)

    def _add_unknown(self) -> None:
        """
        Pages that no tree leads to, those that are the least like notebooks first.  Rows are that
        if notes lie in most of them, or notebooks of the same page, and if none of them could be
        the text of a note that has none.
        """
        for rows in sorted(self._unknown, key=self._share_in_use):
            paths = all(_is_path(_words(row)) for row in rows)
            needed = any(self._lacks_text(row.number) for row in rows)
            if paths and not needed and self._share_in_use(rows) > IN_USE:
                self._add_notebooks(rows)
                self._lose_all_of_no_note(rows)
            else:
                self._add_texts(rows)

    def _lose_all_of_no_note(self, rows: Iterable[Row]) -> None:
        """They look like notebooks, and could be texts of notes that are lost: kept as both."""
        for row in rows:
            if not self._copy.execute(_KNOWN, (row.number,)).fetchone():
                self._lose(row)

    def _share_in_use(self, rows: Sequence[Row]) -> float:
        """How many of them, taken for notebooks, have notes or other notebooks in them."""
        above = {parent for row in rows for parent in _above(_words(row))}
        used = [
            _words(row) in above or self._copy.execute(_HAS_NOTES, (row.number,)).fetchone()
            for row in rows
        ]
        return sum(map(bool, used)) / len(rows)

    def _lacks_text(self, number: int) -> bool:
        return bool(self._copy.execute(_LACKS_TEXT, (number,)).fetchone())

    def _add_other(self, row: Row) -> None:
        kinds = "".join(_kind(value) for value in row.values)
        values = [row.number, *row.values[1:]] if row.values[0] is None else [*row.values]
        for shape, statement in _OTHER.items():
            if shape.fullmatch(kinds) and _is_true(shape, values):
                self._copy.execute(statement, values[: statement.count("?")])

    def settled(self) -> Salvaged:
        self._add_unknown()
        lost = [self._add_lost(row) for row in self._lost.values()]
        for statement in _STRAYS:
            self._copy.execute(statement)
        texts = self._copy.execute(_TEXTS)
        damaged = sum(sha256(text) != wanted for text, wanted in texts)
        damaged += sum(row.cut for row, kept in zip(self._lost.values(), lost, strict=True) if kept)
        (notes,) = self._copy.execute("SELECT count(*) FROM note").fetchone()
        return Salvaged(notes, damaged, sum(lost))

    def _add_lost(self, row: Row) -> bool:
        """A text of which nobody knows whose it is, as a note, unless some note has it."""
        text = _words(row)
        if self._copy.execute(_HAS_TEXT, (sha256(text),)).fetchone():
            return False
        found, now = digested(text, ""), now_ms()
        self._copy.execute(_ADD_NOTEBOOK, (None, SALVAGED))
        (notebook,) = self._copy.execute(_NOTEBOOK, (SALVAGED,)).fetchone()
        title = f"{found.title}{CUT}" if row.cut else found.title
        early = (None, secrets.token_hex(8), title, found.excerpt, notebook, 1, sha256(text))
        number = self._copy.execute(_ADD_NOTE, (*early, now, now, None, 0, 0, now, "")).lastrowid
        self._copy.execute(_ADD_TEXT, (number, text))
        return True


def _words(row: Row) -> str:
    return str(row.values[1])


def _above(path: str) -> Iterator[str]:
    """The notebooks that one lies in."""
    levels = path.split("/")[: LEVELS_LIMIT + 1]
    return ("/".join(levels[:depth]) for depth in range(1, len(levels)))


def _is_path(text: str) -> bool:
    return bool(text) and len(text) <= 1_000 and text.isprintable()


def _is_true(shape: re.Pattern[str], values: Sequence[object]) -> bool:
    """Whether a row is of its table, as far as its own values say so."""
    if shape in (_TAG, _SEARCH):
        return name_key(str(values[1])) == values[2]
    if shape is _KEPT and isinstance(values[2], bytes):
        text = unpacked(values[2])
        return text is not None and sha256(text) == values[1]
    return True


def _kind(value: object) -> str:
    if value is None:
        return "n"
    return {int: "i", str: "t", bytes: "b"}.get(type(value), "f")
