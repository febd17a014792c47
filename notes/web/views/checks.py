"""
The health of the library, from the page: looked at by a job that keeps nobody from saving.

What a check finds is told part by part, in words, with what to do.  Damaged notes are marked in
lists from then on.  A repair is that of the command, but for the index, which is made anew beside
the window.
"""

from typing import Any

from flask import Blueprint, Response, render_template

from notes.jobs import Kind
from notes.library.opening import Library
from notes.library.problems import Part
from notes.progress import Progress, part
from notes.web.current import parts
from notes.web.damage import Damage
from notes.web.fields import Fields
from notes.web.jobs import told

checks = Blueprint("checks", __name__)

KIND: Kind = "check"
Parts = dict[str, Part]

#: Of all that is counted, which share of the whole it takes, in percent.
SHARES = {
    "texts": (5, 35),
    "replaced texts": (35, 60),
    "notes in the index": (60, 90),
    "notes with links": (90, 100),
}


@checks.get("/checks")
def show() -> str:
    """What the last check of this launch found; nothing if there was none."""
    job = parts().jobs.newest(KIND)
    if not job or job.report is None:
        return ""
    from notes.library import health  # what a start does not need

    found: Parts = job.report
    return render_template(
        "parts/check_report.html",
        parts=found,
        sound=all(part.ok for part in found.values()),
        mendable=health.is_mendable(found),
    )


@checks.post("/checks")
def look() -> tuple[Response, int]:
    """Look at all of the library; with `repair` put right what can be first."""
    library, damage = parts().library, parts().damage
    repair = Fields(("repair",)).flag("repair")
    job = parts().jobs.start(
        lambda tell: _found(library, damage, tell, repair=repair), KIND, alone=False
    )
    return told(job, _told), 202


@checks.get("/checks/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, KIND), _told)


@checks.post("/checks/<job_id>/stop")
def stop(job_id: str) -> Response:
    job = parts().jobs.job(job_id, KIND)
    job.stop()
    return told(job, _told)


def _found(library: Library, damage: Damage, tell: Progress, *, repair: bool) -> Parts:
    from notes.library import health  # what a start does not need

    found = health.examine_all(library, lambda noun: part(tell, *SHARES[noun]))
    before = found["database"]
    if repair and health.is_mendable(found):
        health.repair(found, health.leave_index_to_others)
    damage.notes = {one.note_id for one in found["texts"].problems if one.note_id}
    is_wrong = not found["database"].ok or bool(found["tables"].beyond)
    was_repaired = found["database"] is not before  # a check passes over what a reader may meet
    damage.of_file = is_wrong or (damage.of_file and not was_repaired)
    return found


def _told(found: Parts) -> dict[str, Any]:
    return {"wrong": sum(part.wrong for part in found.values())}
