"""
Backups, from the page: listed, made, looked at again, restored, and where they go.

Whatever takes long is a job.  A restore writes and is alone; to make one or to look at one keeps
nobody from anything.
"""

from typing import Any

from flask import Blueprint, Response, render_template

from notes.jobs import Job, Kind
from notes.library import backup_folders, records, restoring
from notes.library import backups as shelf
from notes.library.backup_folders import GONE
from notes.library.manifests import Backup
from notes.library.restoring import Restored
from notes.web.current import parts
from notes.web.errors import sentence_of
from notes.web.fields import Fields
from notes.web.jobs import told
from notes.web.words import gettext

backups = Blueprint("backups", __name__)

KIND: Kind = "backup"


@backups.get("/backups")
def show() -> str:
    library = parts().library
    place = backup_folders.place(library)
    missed = gettext(GONE, folder=place.missed) if place.missed else ""
    return render_template(
        "parts/backup_list.html",
        backups=shelf.listed(library),
        folder=place.folder,
        missed=missed,
        failed=_last_failure(),
    )


@backups.post("/backups")
def make() -> tuple[Response, int]:
    library = parts().library
    return _started(
        parts().jobs.start(lambda tell: shelf.make(library, "manual", tell), KIND, alone=False)
    )


@backups.post("/backups/<name>/verify")
def verify(name: str) -> tuple[Response, int]:
    """Look at one again, from its first byte to its last."""
    library = parts().library
    backup = shelf.named(library, name)
    return _started(
        parts().jobs.start(lambda tell: shelf.verify(library, backup, tell), KIND, alone=False)
    )


@backups.post("/backups/<name>/restore")
def restore(name: str) -> tuple[Response, int]:
    """Make the library what it was; what it is becomes a backup first."""
    library = parts().library
    file = shelf.named(library, name).file
    return _started(parts().jobs.start(lambda tell: restoring.into(library, file, tell), KIND))


@backups.delete("/backups/<name>")
def remove(name: str) -> tuple[str, int]:
    shelf.remove(shelf.named(parts().library, name))
    return "", 204


@backups.put("/backups/folder")
def choose() -> tuple[str, int]:
    """Make them in this folder from now on; "" for the usual one."""
    backup_folders.choose(parts().library, (Fields(("path",)).text("path") or "").strip())
    return "", 204


@backups.get("/backups/jobs/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, KIND), _report)


@backups.post("/backups/jobs/<job_id>/stop")
def stop(job_id: str) -> Response:
    """Stop it; nothing half is left, and a library that was to be replaced is as it was."""
    job = parts().jobs.job(job_id, KIND)
    job.stop()
    return told(job, _report)


def _started(job: Job[Any]) -> tuple[Response, int]:
    return told(job, _report), 202


def _last_failure() -> str:
    """Why the last one was not made, if nothing has come of any since."""
    job = parts().jobs.newest(KIND)
    return sentence_of(job.fact) if job and job.fact else ""


def _report(report: Backup | Restored) -> dict[str, Any]:
    match report:
        case Backup():
            return records.of_backup(report)
        case Restored():
            before = report.before.name if report.before else None
            return {"notes": report.notes, "before": before}
