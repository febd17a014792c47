"""
Backups, from the page: listed, made, looked at again, restored, and where they go.

Whatever takes long is a job.  A restore writes and is alone; to make one or to look at one keeps
nobody from anything.
"""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, render_template

from notes.jobs import Kind
from notes.library import activity, records
from notes.library.records import Record
from notes.progress import Progress
from notes.web.current import parts
from notes.web.errors import sentence_of
from notes.web.fields import Fields
from notes.web.jobs import told
from notes.web.words import gettext, ngettext

backups = Blueprint("backups", __name__)

#: Making a backup, by itself too; and looking at or restoring one that is there.
MAKING: Kind = "backup"
USING: Kind = "shelf"


@backups.get("/backups")
def show() -> str:
    from notes.library import backup_folders  # what a start does not need, as all of this
    from notes.library import backups as shelf

    library = parts().library
    place = backup_folders.place(library)
    return render_template(
        "parts/backup_list.html",
        backups=shelf.listed(library),
        folder=place.folder,
        missed=gettext(backup_folders.GONE, folder=place.missed) if place.missed else "",
        failed=_last_failure(),
    )


@backups.post("/backups")
def make() -> tuple[Response, int]:
    from notes.library import backups as shelf

    library = parts().library
    return _started(lambda tell: records.of_backup(shelf.make(library, "manual", tell)), MAKING)


@backups.post("/backups/<name>/verify")
def verify(name: str) -> tuple[Response, int]:
    """Look at one again, from its first byte to its last."""
    from notes.library import backups as shelf

    library = parts().library
    backup = shelf.named(library, name)
    return _started(lambda tell: records.of_backup(shelf.verify(library, backup, tell)), USING)


@backups.post("/backups/<name>/restore")
def restore(name: str) -> tuple[Response, int]:
    """Make the library what it was; what it is becomes a backup first."""
    from notes.library import backups as shelf
    from notes.library import restoring

    library = parts().library
    file = shelf.named(library, name).file
    return _started(lambda tell: restoring.into(library, file, tell).as_record(), USING, alone=True)


@backups.get("/backups/<name>/since")
def since(name: str) -> Response:
    """What going back to it would put aside, in words, after it was made by a restore."""
    changed = activity.changed_since(name)
    warning = ngettext(
        "%(count)s note was changed since; it goes into the backup that is made first.",
        "%(count)s notes were changed since; they go into the backup that is made first.",
        changed,
    )
    return jsonify(notes=changed, said=warning)


@backups.delete("/backups/<name>")
def remove(name: str) -> tuple[str, int]:
    from notes.library import backups as shelf

    shelf.remove(shelf.named(parts().library, name))
    return "", 204


@backups.put("/backups/folder")
def choose() -> tuple[str, int]:
    """Make them in this folder from now on; "" for the usual one."""
    from notes.library import backup_folders

    backup_folders.choose(parts().library, (Fields(("path",)).text("path") or "").strip())
    return "", 204


@backups.get("/backups/jobs/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, MAKING, USING), dict)


@backups.post("/backups/jobs/<job_id>/stop")
def stop(job_id: str) -> Response:
    """Stop it; nothing half is left, and a library that was to be replaced is as it was."""
    job = parts().jobs.job(job_id, MAKING, USING)
    job.stop()
    return told(job, dict)


def _started(
    work: Callable[[Progress], Record], kind: Kind, *, alone: bool = False
) -> tuple[Response, int]:
    return told(parts().jobs.start(work, kind, alone=alone), dict), 202


def _last_failure() -> str:
    """Why the last one was not made, if nothing has come of any since."""
    job = parts().jobs.newest(MAKING)
    return sentence_of(job.fact) if job and job.fact else ""
