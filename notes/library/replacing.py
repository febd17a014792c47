"""
Replacing across notes: looked at first, then done as one act.

`preview` says of every note that would change which version it has and how many
changes there are; `shown` gives the changes themselves for as many notes as somebody
looks at.  `apply` makes the chosen ones in one transaction, which `reversal.undo`
takes back.  Each note has to be at the version that was looked at: one that was changed,
thrown away or damaged since is left as it is and named, and the others are done.
Refusing the whole for one note that somebody types in would help nobody, and nothing
is overwritten either way: what is left can be looked at again.

Changes of a note are numbered from 1 in the order of its text.  The numbers hold for
the version, because the same search in the same text finds the same.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from peewee import JOIN, fn

from notes.errors import N_, Damaged, TooLarge
from notes.library import acts, notebooks, tags
from notes.library.rewriting import LeftOut, New, Rewrite, Rewriting
from notes.progress import Progress
from notes.search import damage
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteTag, NoteText
from notes.text import TEXT_LIMIT, sha256

if TYPE_CHECKING:  # what a start does not need
    from notes.search.changes import Change, Hunk
    from notes.search.remarks import Remark
    from notes.search.substitution import Substitution

#: Texts that are read at a time.
BATCH = 100

MATCHED_NOTHING = N_("Places where the pattern matches nothing at all are left alone.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is to be replaced, how, and in which notes: all, or those of a query, a notebook,
    a tag.  `typing`: the query is as the window has it, whose last word may go on.
    """

    find: str
    replacement: str
    pattern: bool = False
    ignore_case: bool = False
    whole_words: bool = False
    query: str = ""
    notebook: str = ""
    tag: str = ""
    typing: bool = False

    def substitution(self) -> "Substitution":
        from notes.search.substitution import Substitution

        return Substitution(
            self.find,
            self.replacement,
            is_pattern=self.pattern,
            ignore_case=self.ignore_case,
            whole_words=self.whole_words,
        )


class ChangedNote(NamedTuple):
    """A note that would change, and in how many places."""

    id: str
    title: str
    notebook: str
    version: int
    changes: int


class Preview(NamedTuple):
    """`left_out`: notes that would change if they were not damaged or did not grow too large."""

    wanted: Wanted
    notes: list[ChangedNote]
    changes: int
    left_out: list[LeftOut]
    remarks: "tuple[Remark, ...]"


class Shown(NamedTuple):
    """The first changes of a note; none when it was changed since."""

    note: ChangedNote
    changes: "list[Change]"


class Difference(NamedTuple):
    """A note's lines that change."""

    note: ChangedNote
    hunks: "list[Hunk]"


class Choice(NamedTuple):
    """The version that was looked at, and the numbers of the changes; None for all of them."""

    version: int
    numbers: Collection[int] | None = None


class Done(NamedTuple):
    """`act` is 0 when nothing was changed."""

    act: int
    notes: int
    changes: int
    left_out: list[LeftOut]


def preview(wanted: Wanted, progress: Progress | None = None) -> Preview:
    """Every change that there would be, newest notes first; nothing is written."""
    substitution = wanted.substitution()
    ids, remarks = _scope(wanted)
    found: list[tuple[tuple[int, int], ChangedNote]] = []
    left_out = []
    for row in _texts(ids, wanted, progress):
        try:
            count = _counted(substitution, row)
        except (Damaged, TooLarge) as fact:
            left_out.append(LeftOut(row.uid, row.title, fact))
            continue
        if count:
            note = ChangedNote(row.uid, row.title, row.path or "", row.version, count)
            found.append(((row.changed, row.id), note))
    notes = [note for _, note in sorted(found, key=itemgetter(0), reverse=True)]
    if substitution.matched_nothing:
        from notes.search.remarks import Remark

        remarks = (*remarks, Remark(MATCHED_NOTHING))
    return Preview(wanted, notes, sum(note.changes for note in notes), left_out, remarks)


def shown(wanted: Wanted, notes: Sequence[ChangedNote], most: int) -> Iterator[Shown]:
    """Notes of a preview with at most so many of their changes each."""
    from notes.search.changes import changes

    substitution = wanted.substitution()
    for note in notes:
        text = _text_of(substitution, note)
        pieces = islice(substitution.pieces(text), most)
        yield Shown(note, list(changes(text, pieces)))


def differences(wanted: Wanted, notes: Sequence[ChangedNote]) -> Iterator[Difference]:
    """Notes of a preview with all lines that change, for a diff."""
    from notes.search.changes import hunks

    substitution = wanted.substitution()
    for note in notes:
        text = _text_of(substitution, note)
        yield Difference(note, list(hunks(text, substitution.pieces(text))))


@damage.despite
def apply(wanted: Wanted, chosen: Mapping[str, Choice], progress: Progress | None = None) -> Done:
    """Make the chosen changes, all in one transaction; what cannot be changed is left out."""
    counts: dict[str, int] = {}
    rewriting = Rewriting(_rewrites(wanted, chosen, counts), "replace", progress)
    rewriting.prepare()
    with database.writing():
        rewritten = rewriting.write()
        summary = f"{wanted.find} → {wanted.replacement}"
        traces = [one.trace for one in rewritten]
        act = acts.record("replace", summary, traces) if traces else 0
    for left in rewriting.left_out:
        counts.pop(left.id, None)
    return Done(act, len(rewritten), sum(counts.values()), rewriting.left_out)


# --- which notes


def _scope(wanted: Wanted) -> "tuple[list[int], tuple[Remark, ...]]":
    """Where to look, as rows: never in the trash."""
    rows = NoteRow.select(NoteRow.id, NoteRow.uid).where(NoteRow.trashed.is_null())
    if wanted.notebook:
        rows = rows.where(NoteRow.notebook.in_(notebooks.ids_within(wanted.notebook)))
    if wanted.tag:
        having = NoteTag.select(NoteTag.note).where(NoteTag.tag.in_(tags.ids_within(wanted.tag)))
        rows = rows.where(NoteRow.id.in_(having))
    if not wanted.query:
        return [row_id for row_id, _ in rows.tuples()], ()
    from notes.search import find

    within, remarks = find.every(wanted.query, typing=wanted.typing)
    return [row_id for row_id, uid in rows.tuples() if uid in within], remarks


def _texts(ids: Sequence[int], wanted: Wanted, progress: Progress | None) -> Iterator[Any]:
    """Rows with their texts, one in memory at a time, those left out that cannot have it."""
    for start in range(0, len(ids), BATCH):
        if progress:
            progress(start, len(ids))
        rows = _rows().where(NoteRow.id.in_(ids[start : start + BATCH]))
        if _is_plain(wanted):
            rows = rows.where(fn.INSTR(NoteText.body, wanted.find) > 0)
        for done, row in enumerate(rows.namedtuples().iterator(), start):
            if progress:  # a pattern may be busy with each
                progress(done, len(ids))
            yield row
    if progress:
        progress(len(ids), len(ids))


def _rows() -> Any:
    """What a preview reads; the text as bytes, because a damaged one may be no text."""
    return (
        NoteRow.select(
            NoteRow.id,
            NoteRow.uid,
            NoteRow.title,
            NoteRow.version,
            NoteRow.sha256,
            NoteRow.changed,
            Notebook.path,
            NoteText.body.cast("BLOB").alias("body"),
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
    )


def _is_plain(wanted: Wanted) -> bool:
    """Whether every match has exactly these bytes."""
    return not (wanted.pattern or wanted.ignore_case) and wanted.find.isprintable()


# --- what changes in them


def _counted(substitution: "Substitution", row: Any) -> int:
    """How many changes a note has; a text is vouched for only where it would be written."""
    body = bytes(row.body).decode("utf-8", "replace")
    text = substitution.lines(body).text
    count = 0
    growth = 0
    for piece in substitution.pieces(text):
        count += 1
        growth += len(piece.new) - (piece.end - piece.start)
    if count and sha256(body) != row.sha256:
        raise Damaged(row.uid)
    if len(text) + growth > TEXT_LIMIT:
        raise TooLarge(TEXT_LIMIT)
    return count


def _text_of(substitution: "Substitution", note: ChangedNote) -> str:
    """The text as it is matched; "" when the note is not at the version that was looked at."""
    row = _rows().where(NoteRow.uid == note.id).namedtuples().first()
    if not row or row.version != note.version:
        return ""
    return substitution.lines(bytes(row.body).decode("utf-8", "replace")).text


def _rewrites(
    wanted: Wanted, chosen: Mapping[str, Choice], counts: dict[str, int]
) -> dict[str, Rewrite]:
    """
    What makes the chosen changes of each note, and counts them when it does.  The last note
    is the newest afterwards: lists keep their order.
    """
    substitution = wanted.substitution()
    made = partial(_replaced, substitution, counts)
    in_order = list(chosen.items())[::-1]
    return {
        note_id: Rewrite(choice.version, partial(made, note_id, choice.numbers))
        for note_id, choice in in_order
    }


def _replaced(
    substitution: "Substitution",
    counts: dict[str, int],
    note_id: str,
    numbers: Collection[int] | None,
    before: str,
) -> New:
    from notes.search.substitution import joined

    lines = substitution.lines(before)
    pieces = substitution.chosen(lines.text, numbers)
    counts[note_id] = len(pieces)
    return New(lines.back(joined(lines.text, pieces)))
