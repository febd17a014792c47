"""
What was done lately: listed, looked at, taken back; and the trash, emptied for good.

To take an act back is a job, because one act may be over ten thousand notes.  What was deleted for
good cannot be taken back, so whoever asks for it says what he has been told lies there.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from notes.jobs import Kind
from notes.library import activity as done
from notes.library import reversal, tagging, trash
from notes.library.activity import Act
from notes.library.reversal import Undone
from notes.library.tagging import Retagged
from notes.library.trash import Deleted
from notes.progress import Progress
from notes.text import encoded
from notes.web.current import parts
from notes.web.deeds import left_out, said, said_of, states_of
from notes.web.errors import sentence_of
from notes.web.fields import Fields, number_asked
from notes.web.jobs import told
from notes.web.words import date, gettext, ngettext

activity = Blueprint("activity", __name__)

KIND: Kind = "act"

#: Acts and notes that are shown at a time.
ACTS_SHOWN, NOTES_SHOWN = 50, 50
#: Acts that the dialog for replacing offers to take back.
REPLACEMENTS_SHOWN = 5
#: The highest number that an act or a moment can have in an address or a field.
MOST = 2**53
#: Notes from which undoing waits for other long work that writes.
MANY = 100
#: Seconds that a request waits for work that may be done at once.
AT_ONCE = 0.5


@activity.get("/acts")
def show() -> str:
    """What was done, by its days; or of `kind=replace` what can be taken back."""
    if request.args.get("kind") == "replace":
        acts = [act for act in done.recent(kind="replace", way="") if act.left]
        return render_template("parts/replace_acts.html", acts=acts[:REPLACEMENTS_SHOWN])
    acts = done.recent(ACTS_SHOWN + 1, before=number_asked("before", 0, MOST))
    shown = acts[:ACTS_SHOWN]
    return render_template(
        "parts/activity_list.html",
        days=list(_days(shown)),
        last_day=request.args.get("day", ""),
        next=shown[-1].id if len(acts) > ACTS_SHOWN else 0,
        said=said,
        states=states_of(shown),
        kept=parts().library.settings.read()["activity_days"],
    )


@activity.get("/acts/<int:act_id>/notes")
def notes(act_id: int) -> str:
    """The notes that an act was done to, those first that were changed last."""
    act = done.one(act_id)
    found = reversal.notes_of(act_id)[::-1]
    start = number_asked("from", 0, len(found))
    end = start + NOTES_SHOWN
    return render_template(
        "parts/activity_notes.html",
        act=act,
        notes=found[start:end],
        next=end if end < len(found) else 0,
        sentence=sentence_of,
    )


@activity.post("/acts/<int:act_id>/undo")
def undo(act_id: int) -> tuple[Response, int]:
    """Take an act back, or do it again that was taken back."""
    act = done.one(act_id)
    alone = act.kind == "import" or act.notes > MANY
    jobs = parts().jobs
    job = jobs.start(lambda progress: reversal.undo(act_id, progress), KIND, alone=alone)
    return told(job, _report, AT_ONCE), 202


@activity.get("/acts/jobs/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, KIND), _report)


@activity.put("/tags")
def rename_tag() -> tuple[Response, int]:
    """Rename a tag and those below it; `merge`: with the one that has the name already."""
    fields = Fields(("name", "new_name", "merge"))
    name, new, merge = _name(fields, "name"), _name(fields, "new_name"), fields.flag("merge")
    tagging.check(name, new, merge=merge)
    return _started(lambda tell: tagging.rename(name, new, merge=merge, progress=tell))


@activity.delete("/tags")
def remove_tag() -> tuple[Response, int]:
    """Take a tag and those below it from all notes."""
    name = _name(Fields(("name",)), "name")
    return _started(lambda tell: tagging.remove(name, tell))


@activity.get("/trash")
def contents() -> Response:
    """What emptying the trash would delete, in words, and until when it was put there."""
    lying = trash.contents()
    warning = ngettext(
        "%(count)s note is deleted for good, with its history.",
        "%(count)s notes are deleted for good, with their history.",
        lying.notes,
    )
    if lying.oldest:
        warning += " " + gettext("The oldest lies there since %(when)s.", when=date(lying.oldest))
    return jsonify(notes=lying.notes, until=lying.until, said=warning)


@activity.delete("/trash")
def empty() -> Response:
    """Delete for good what was put into the trash `until` a moment."""
    return _deleted(trash.empty(Fields(("until",)).number("until")))


@activity.delete("/notes/<note_id>")
def delete(note_id: str) -> Response:
    """Delete a note in the trash for good."""
    return _deleted(trash.delete([note_id]))


def _deleted(deleted: Deleted) -> Response:
    trash.sweep(parts().library.folder, deleted)
    return jsonify(said_of(deleted.act))


def _started(work: Callable[[Progress], Retagged]) -> tuple[Response, int]:
    return told(parts().jobs.start(work, KIND), _report, AT_ONCE), 202


def _report(report: Undone | Retagged) -> dict[str, Any]:
    """`act`: the one that takes back what was done just now."""
    act, gone = (report.by, report.gone) if isinstance(report, Undone) else (report.act, 0)
    return {"notes": report.notes, "gone": gone, **said_of(act), **left_out(report.left_out)}


def _name(fields: Fields, field: str) -> str:
    name = fields.text(field) or ""
    encoded(name, field)
    return name


def _days(acts: Iterable[Act]) -> Iterator[tuple[datetime, list[Act]]]:
    """Acts by the day on which they were done, each day by its first moment here."""
    for _, of_day in groupby(acts, lambda act: act.happened.astimezone().date()):
        together = list(of_day)
        yield together[0].happened.astimezone(), together
