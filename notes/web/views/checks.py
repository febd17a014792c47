"""
The health of the library, from the page: looked at by a job that keeps nobody from saving.

What a check finds is told part by part, in words, with what to do.  Damaged notes are marked in
lists from then on.
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

#: Parts of which a repair puts right what is wrong, or takes note of it.
MENDABLE = ("tables", "index", "permissions", "log")

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
    freed = found["database"].facts["unused"] and health.spares(found)
    return render_template(
        "parts/check_report.html",
        parts=found,
        sound=all(part.ok for part in found.values()),
        mendable=freed
        or found["database"].facts["mendable"]
        or not all(found[name].ok for name in MENDABLE),
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
    from notes.library import health, losses, surroundings  # what a start does not need
    from notes.search import index

    if repair:
        surroundings.close_to_others(library.folder)
        losses.forget(library.folder)
    found = health.examine_all(library, lambda noun: part(tell, *SHARES[noun]))
    file_ok = found["database"].ok and found["tables"].ok
    if repair and not (file_ok or library.read_only):
        damage.of_file &= not health.mend(found)
    free = repair and found["database"].facts["unused"] and not library.read_only
    if free and health.spares(found) and health.free_unused():
        found["database"] = health.of_database()
    if repair and not (found["index"].ok or library.read_only):
        index.distrust()  # from now on it is made anew beside the window, and nobody waits
        found["index"] = Part(facts={"renewed": True})
    damage.notes = {one.note_id for one in found["texts"].problems if one.note_id}
    damage.of_file |= not found["database"].ok
    return found


def _told(found: Parts) -> dict[str, Any]:
    return {"wrong": sum(part.wrong for part in found.values())}
