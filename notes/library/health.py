"""
The health of a library, part by part.

    database   what SQLite says of its own file, names by both their spellings
    tables     what they say of themselves and of each other (`notes.library.tables`)
    texts      every note's text against the hash that was written with it
    history    every replaced text against its own
    index      what is found, and what lists show, against what is there

and what lies around it (`notes.library.surroundings`).  Looking changes nothing and ends at no
damage: what cannot be read is a problem, and the rest is looked at all the same.  What follows
from the rest can be made anew, and files be closed to others; damage elsewhere is told.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from notes.errors import Busy, DiskFull, IndexDamaged, LibraryDamaged
from notes.library import (
    comparing,
    dangers,
    indexing,
    losses,
    soundness,
    spellings,
    surroundings,
    tables,
    ways,
)
from notes.library.lookup import stored_text, unpacked
from notes.library.problems import Part, as_far_as_it_goes
from notes.progress import Progress
from notes.search import index
from notes.storage import complaints, fulltext, headers, marks, misplaced, orders
from notes.storage.database import database, value, whole_check
from notes.storage.kinds import of_kinds
from notes.storage.models import Note as NoteRow
from notes.storage.models import Revision
from notes.text import sha256

if TYPE_CHECKING:
    from notes.library.opening import Library

DAMAGED = "Its text is not what was saved."
UNREADABLE = "Its text cannot be read."
LOST = "Its row in the list of notes cannot be read; octavo salvage may have its text."
VERSION_DAMAGED = "Its version %d in the history is not what was saved."
DISTRUSTED = "The index was found damaged; an open window makes it anew, or --repair."
LIST = "The list %s does not have what the table %s has, which is whole; a repair makes it anew."
PUT_RIGHT = "%s; a repair puts it right."
RENEWING = "It is being renewed, %d of %d notes so far, and was not compared."

UNUSED = (
    "Some of its pages are used by nothing, as after an index was made anew, which is no damage; "
    "--repair frees them."
)

#: By their ids, which lie in a list of their own: one damaged page of rows hides no other note.
_NOTES = "SELECT id, uid FROM note ORDER BY uid"
_ROW = "SELECT title, sha256 FROM note WHERE id = ?"
_PACKED = """
    SELECT CAST(body AS BLOB) FROM revision JOIN revision_text USING (note_id, sha256)
    WHERE note_id = ? AND version = ?
"""

#: Gives who is told how much is done of what is named.
Telling = Callable[[str], Progress | None]

#: Rows between two tellings of progress.
PROGRESS_EVERY = 100


def examine_all(library: "Library", telling: Telling) -> dict[str, Part]:
    """The library and what lies around it."""
    parts = examine(telling) | surroundings.examine(library, telling("notes with links"))
    ways.advise(parts)
    return parts


def examine(telling: Telling) -> dict[str, Part]:
    """All parts of it by their names; `telling` is given what is counted and gives who is told."""
    return examine_notes(telling) | {"index": of_index(telling("notes in the index"))}


def examine_notes(telling: Telling) -> dict[str, Part]:
    """All but the index, which follows from them."""
    return {
        "database": of_database(),
        "tables": tables.examine(),
        "texts": of_texts(telling("texts")),
        "history": of_history(telling("replaced texts")),
    }


def is_mendable(parts: dict[str, Part]) -> bool:
    """Whether a repair has something to put right, or to take note of."""
    if parts["permissions"].is_mendable or parts["log"].is_mendable:
        return True
    if database.read_only:
        return False
    in_file = parts["database"]
    return (
        (in_file.facts["unused"] and spares(parts))
        or in_file.is_mendable
        or (parts["tables"].is_mendable and not in_file.beyond)
        or parts["index"].is_mendable
    )


def repair(parts: dict[str, Part], make_index: Callable[[Part], Part]) -> bool:
    """
    Put right what can be, and make anew what follows from the rest; whether anything was.  The
    parts become what is there then, and `make_index` sees to an index that is wrong.
    """
    mended = surroundings.close_to_others(database.folder) | losses.forget(database.folder)
    if mended:
        parts["permissions"] = surroundings.of_permissions(database.folder)
        parts["log"] = surroundings.of_log(database.folder)
    try:
        if not database.read_only:
            mended |= _repair_file(parts, make_index)
    finally:
        ways.advise(parts)
    return mended


def _repair_file(parts: dict[str, Part], make_index: Callable[[Part], Part]) -> bool:
    mended = not (parts["database"].ok and parts["tables"].ok) and _mend(parts)
    if not parts["index"].ok:
        parts["index"] = make_index(parts["index"])
        mended = True
        if parts["database"].facts["index"] and not parts["index"].facts.get("renewed"):
            parts["database"] = of_database()  # its pages may be left, used by nothing
    if parts["database"].facts["unused"] and spares(parts) and free_unused():
        parts["database"] = of_database()
        mended = True
    return mended


def make_index_at_once(progress: Progress | None = None) -> Callable[[Part], Part]:
    """For a repair that waits until the index is whole again; a look at it tells whether it is."""

    def make(found: Part) -> Part:
        with suppress(LibraryDamaged, IndexDamaged):  # then it is told as it is
            (indexing.rebuild if _is_wrong_still(found) else indexing.renew)(progress)
        return Part()

    return make


def leave_index_to_others(_found: Part) -> Part:
    """For a repair beside a window: from now on it is made anew there, and nobody waits."""
    index.distrust()
    return Part(facts={"renewed": True})


def _mend(parts: dict[str, Part]) -> bool:
    """
    Put right what rows say, and make lists of them anew.  Rows are left as they are where something
    else is wrong with the file: what seems to belong to nothing may belong to what is damaged.
    """
    mended = False
    if parts["database"].facts["lists"] and _mend_lists():
        parts["database"], mended = of_database(), True
    if not parts["database"].beyond and tables.mend():
        parts["database"], mended = of_database(), True
    if mended:
        parts["tables"] = tables.examine()
    return mended


def _mend_lists() -> bool:
    with suppress(LibraryDamaged, DiskFull, Busy):  # it is told as it is then
        return bool(orders.make_anew())
    return False


def spares(parts: dict[str, Part]) -> bool:
    """Whether no text is damaged, of which `octavo salvage` may find more in what nothing uses."""
    return parts["texts"].ok and parts["history"].ok


def is_worth_salvaging(parts: dict[str, Part]) -> bool:
    """Whether something is beyond a repair of what all texts lie in."""
    return bool(parts["database"].beyond or parts["tables"].beyond)


def free_unused() -> bool:
    """Make the file smaller by pages that nothing uses, which is all of it; whether it was."""
    if database.reserves_bytes:
        return False
    with suppress(Busy, DiskFull, LibraryDamaged, MemoryError):  # then they stay, told as before
        _require_room()
        with database.no_other_writer(), _files_for_copies():
            database.execute_sql("VACUUM")
        return True
    return False


def _require_room() -> None:
    """SQLite writes the file twice: a copy of its own, and all of that into the log."""
    needed = 2 * value("PRAGMA page_count") * value("PRAGMA page_size") + surroundings.SPARE
    if shutil.disk_usage(database.folder).free < needed:
        raise DiskFull


@contextmanager
def _files_for_copies() -> Iterator[None]:
    """Let SQLite make such a copy in a file, and not in memory."""
    before = value("PRAGMA temp_store")
    database.execute_sql("PRAGMA temp_store = file")
    try:
        yield
    finally:
        database.execute_sql(f"PRAGMA temp_store = {before}")


def of_database() -> Part:
    """
    Pages that nothing uses are no damage, and worth saying; that SQLite finds something wrong with
    the index alone is told with that.
    """
    part = Part(facts={"lists": "", "unused": False, "index": False})
    with as_far_as_it_goes(part):
        said = [line for line in whole_check() if not _is_of_header(line)]
        wrong = _wrong(said)
        found = orders.wrong() if wrong and not _is_misplaced(wrong) else []
        for one in found:
            part.blame(LIST % (one.name, one.table))
        part.facts["lists"] = ", ".join(one.name for one in found)
        _blame(part, orders.besides(found, wrong))
        if part.ok and said:
            part.facts["unused"] = all(map(dangers.is_unused, said))
            part.facts["index"] = not part.facts["unused"]
    if part.ok and database.read_only == dangers.DAMAGED:
        part.blame(dangers.DAMAGED, beyond=True)  # seen at the opening, and SQLite passes over it
    if database.read_only == soundness.HEADER_DAMAGED:
        part.blame(soundness.HEADER_DAMAGED)
    part.remark = UNUSED * part.facts["unused"]
    return part


def _is_misplaced(wrong: list[str]) -> bool:
    return bool(misplaced.in_library(wrong))


def _is_of_header(line: str) -> bool:
    """Whether SQLite says of it what is told of the header anyhow."""
    return database.read_only == soundness.HEADER_DAMAGED and headers.is_said(line)


def _blame(part: Part, said: list[str]) -> None:
    """
    For what SQLite says besides of lists that follow from their tables.  No value is put right
    where something else is beyond a repair.
    """
    mendable = [line for line in said if tables.puts_right(line)]
    spellings.blame(part, [line for line in said if line not in mendable], database.execute_sql)
    beyond = bool(part.beyond)
    for line in mendable:
        part.blame(f"{line}." if beyond else PUT_RIGHT % line, beyond=beyond)


def of_texts(progress: Progress | None = None) -> Part:
    part = Part()
    with as_far_as_it_goes(part), database.reading():  # hash and text of one moment
        notes = sorted((number, str(uid)) for number, uid in database.execute_sql(_NOTES))
        for number, note_id in notes:
            _look_at_text(part, number, note_id)
            _count(part, len(notes), progress)
    return part


def _look_at_text(part: Part, number: int, note_id: str) -> None:
    try:
        title, wanted = next(of_kinds(database.execute_sql(_ROW, (number,)), str, str))
    except (LibraryDamaged, StopIteration):
        part.blame(LOST, note_id, beyond=True)
        return
    text = stored_text(number)
    if text is None:
        part.blame(UNREADABLE, note_id, title, beyond=True)
    elif sha256(text) != wanted:
        part.blame(DAMAGED, note_id, title, beyond=True)


def of_history(progress: Progress | None = None) -> Part:
    part = Part()
    rows = (
        Revision.select(
            Revision.note, Revision.version, Revision.sha256, NoteRow.uid, NoteRow.title
        )
        .join(NoteRow)
        .order_by(Revision.note, Revision.version)
    )
    with as_far_as_it_goes(part), database.reading():
        total = Revision.select().count()
        for number, version, wanted, note_id, title in rows.tuples().iterator():
            text = _replaced_text(number, version)
            if text is None or sha256(text) != wanted:
                part.blame(VERSION_DAMAGED % version, note_id, title, beyond=True)
            _count(part, total, progress)
    return part


def of_index(progress: Progress | None = None) -> Part:
    """An index that is distrusted is wrong; an older one is not, and cannot be compared."""
    part = Part()
    mark = _mark()
    with as_far_as_it_goes(part):
        if index.state().rules == index.DISTRUSTED:
            part.blame(DISTRUSTED)
        elif renewing := index.renewing():
            part.remark = RENEWING % renewing
        else:
            part = comparing.compare(progress)
    part.facts["mark"] = mark
    part.beyond = 0  # it follows from the notes
    return part


def _replaced_text(note: int, version: int) -> str | None:
    try:
        return unpacked(value(_PACKED, note, version))
    except LibraryDamaged:
        return None


def _wrong(said: list[str]) -> list[str]:
    """What is wrong with the file; what is wrong with the index alone is left to that."""
    if not said:
        return []
    elsewhere = fulltext.damage_elsewhere(_check_of_table)
    if of_places := misplaced.in_library(said):
        dangers.remember(database.folder)
        return [*of_places, *elsewhere]
    if not elsewhere and any(map(whole_check, fulltext.names())):
        return []
    return elsewhere or [line for line in said if not dangers.is_unused(line)]


def _is_wrong_still(part: Part) -> bool:
    """Whether nobody has made the index anew since it was looked at."""
    return bool(part.facts["mark"] == _mark()) or not of_index().ok


def _mark() -> object:
    """Another one after each write."""
    with suppress(LibraryDamaged):
        return value(marks.STORED)
    return None


def _check_of_table(table: str) -> list[str]:
    return complaints.naming(table, whole_check(table))


def _count(part: Part, total: int, progress: Progress | None) -> None:
    part.checked += 1
    if progress and (part.checked % PROGRESS_EVERY == 0 or part.checked == total):
        progress(part.checked, total)
