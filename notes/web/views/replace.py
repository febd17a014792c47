"""
Replacing across notes, from the page: looked at and done as jobs, taken back as an act.

What was looked at stays with its job, and what is done is that: the page only names what
is left out of it, or, when somebody began with nothing, what is taken in.  A name is
``ID`` for a note and ``ID/NUMBER`` for one of its changes.
"""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, render_template

from notes.errors import Invalid, Missing
from notes.jobs import Kind
from notes.library import replacing
from notes.library.replacing import ChangedNote, Choice, Done, Preview, Wanted
from notes.text import encoded
from notes.web.current import parts
from notes.web.deeds import left_out
from notes.web.fields import NOT_A_NUMBER, Fields, number_asked
from notes.web.jobs import told
from notes.web.words import gettext

replace = Blueprint("replace", __name__)

KIND: Kind = "replacement"

#: Notes that are shown at a time, and how many changes of each.
NOTES_SHOWN = 50
CHANGES_SHOWN = 40
#: Names of notes and changes that one request can hold.
MARKS_LIMIT = 1_000_000
#: Seconds that a request waits for work that may be done at once.
AT_ONCE = 0.2


@replace.post("/replacements")
def look() -> tuple[Response, int]:
    """Look at what would change; wrong fields are refused before anything is looked through."""
    wanted = _wanted()
    wanted.substitution()
    jobs = parts().jobs
    job = jobs.start(lambda progress: replacing.preview(wanted, progress), KIND, alone=False)
    return told(job, _report, AT_ONCE), 202


@replace.get("/replacements/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, KIND), _report)


@replace.get("/replacements/<job_id>/changes")
def show(job_id: str) -> str:
    """Some of the notes that would change, with their changes."""
    preview = _preview(job_id)
    start = number_asked("from", 0, len(preview.notes))
    end = start + NOTES_SHOWN
    shown = replacing.shown(preview.wanted, preview.notes[start:end], CHANGES_SHOWN)
    return render_template(
        "parts/replace_changes.html",
        job_id=job_id,
        shown=list(shown),
        next=end if end < len(preview.notes) else 0,
    )


@replace.post("/replacements/<job_id>/apply")
def apply(job_id: str) -> tuple[Response, int]:
    """Make what was looked at, but for what is left out."""
    preview = _preview(job_id)
    chosen = _chosen(preview.notes, Fields(("without", "only")))
    jobs = parts().jobs
    job = jobs.start(lambda progress: replacing.apply(preview.wanted, chosen, progress), KIND)
    return told(job, _report, AT_ONCE), 202


@replace.post("/replacements/<job_id>/stop")
def stop(job_id: str) -> Response:
    """Stop looking, or writing: then nothing is written."""
    job = parts().jobs.job(job_id, KIND)
    job.stop()
    return told(job, _report)


@replace.delete("/replacements/<job_id>")
def forget(job_id: str) -> tuple[str, int]:
    parts().jobs.forget(job_id, KIND)
    return "", 204


def _wanted() -> Wanted:
    fields = Fields(Wanted.__dataclass_fields__)
    where = {name: fields.text(name) or "" for name in ("query", "notebook", "tag")}
    for name, text in where.items():
        encoded(text, name)
    return Wanted(
        find=fields.text("find") or "",
        replacement=fields.text("replacement") or "",
        pattern=fields.flag("pattern"),
        ignore_case=fields.flag("ignore_case"),
        whole_words=fields.flag("whole_words"),
        typing=fields.flag("typing"),
        **where,
    )


def _preview(job_id: str) -> Preview:
    report = parts().jobs.job(job_id, KIND).report
    if not isinstance(report, Preview):
        raise Missing("job", job_id)
    return report


# --- what was chosen


def _chosen(notes: Iterable[ChangedNote], fields: Fields) -> dict[str, Choice]:
    only = fields.texts("only", MARKS_LIMIT)
    if only is not None:
        taken = _named("only", only)
        return {
            note.id: Choice(note.version, taken[note.id] or None)
            for note in notes
            if note.id in taken
        }
    left = _named("without", fields.texts("without", MARKS_LIMIT) or [])
    return {
        note.id: Choice(note.version, _others(note, left[note.id]) if note.id in left else None)
        for note in notes
        if left.get(note.id) != set()
    }


def _others(note: ChangedNote, numbers: set[int]) -> set[int]:
    return set(range(1, note.changes + 1)) - numbers


def _named(field: str, marks: Iterable[str]) -> dict[str, set[int]]:
    """Notes with the numbers that are named of each; none for a note as a whole."""
    named: dict[str, set[int]] = {}
    for mark in marks:
        note_id, _, number = mark.partition("/")
        numbers = named.setdefault(note_id, set())
        if number:
            numbers.add(_number(field, number))
    return named


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Invalid(field, NOT_A_NUMBER)
    return int(text)


# --- what is told


def _report(report: Preview | Done) -> dict[str, Any]:
    match report:
        case Preview():
            remarks = [gettext(one.sentence, text=one.text) for one in report.remarks]
            counted = {"notes": len(report.notes), "changes": report.changes, "remarks": remarks}
            return counted | left_out(report.left_out)
        case Done():
            done = {"act": report.act, "notes": report.notes, "changes": report.changes}
            return done | left_out(report.left_out)
