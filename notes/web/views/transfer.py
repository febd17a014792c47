"""
Import and export of a folder from the page: choose it, start a job, watch it, stop it.

Where there is a window, an export goes to the folder that a person chooses in the system's own
dialog and to no other; a browser has no such dialog, and its page says where.
"""

import os
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from notes.errors import N_, Invalid
from notes.importers.report import Report
from notes.library.opening import Library
from notes.progress import Progress
from notes.text import encoded
from notes.web.current import parts
from notes.web.deeds import said_of
from notes.web.fields import Fields
from notes.web.jobs import told
from notes.web.words import gettext

transfer = Blueprint("transfer", __name__)

#: Files that are named one by one; the rest is counted.
NAMED = 200

NO_PATH = N_("Choose a folder, or write where it is.")


@transfer.post("/folder")
def choose_folder() -> Response:
    """The folder that a person chose in the system's own dialog; null for none."""
    return jsonify(path=parts().shell.choose_folder())


@transfer.post("/imports")
def start_import() -> tuple[Response, int]:
    folder = _folder((Fields(("path",)).text("path") or "").strip())
    library = parts().library
    job = parts().jobs.start(lambda progress: _import(library, folder, progress), "import")
    return told(job, report_of), 202


@transfer.get("/imports/<job_id>")
def show_import(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, "import"), report_of)


@transfer.post("/imports/<job_id>/stop")
def stop_import(job_id: str) -> Response:
    job = parts().jobs.job(job_id, "import")
    job.stop()
    return told(job, report_of)


@transfer.post("/exports")
def start_export() -> tuple[Response, int]:
    """Export the notes of a notebook, or all, as Markdown; null when no folder was chosen."""
    fields = Fields(("path", "notebook"))
    notebook = fields.text("notebook") or ""
    path = fields.text("path")
    if parts().shell.has_dialogs:
        path = parts().shell.choose_folder()
        if path is None:
            return jsonify(None), 200
    folder = _folder((path or "").strip())
    job = parts().jobs.start(
        lambda progress: _export(folder, notebook, progress), "export", alone=False
    )
    return told(job, report_of), 202


@transfer.get("/exports/<job_id>")
def show_export(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, "export"), report_of)


@transfer.post("/exports/<job_id>/stop")
def stop_export(job_id: str) -> Response:
    job = parts().jobs.job(job_id, "export")
    job.stop()
    return told(job, report_of)


def _export(folder: Path, notebook: str, progress: Progress) -> Report:
    from notes.exporters.markdown import export_notes  # what a start does not need

    return export_notes(folder, notebook=notebook, progress=progress)


def _import(library: Library, folder: Path, progress: Progress) -> Report:
    """A backup first; of that the page only learns that something goes on."""
    from notes.importers.markdown import import_folder  # what a start does not need
    from notes.library import backups

    if os.path.lexists(folder):
        backups.make_before(library, "import", lambda *_: progress(0, 0))
    return import_folder(folder, progress=progress)


def _folder(path: str) -> Path:
    encoded(path, "path")
    if not path or "\0" in path:
        raise Invalid("path", NO_PATH)
    try:
        return Path(path).expanduser()
    except RuntimeError:  # ~ with the name of nobody
        raise Invalid("path", NO_PATH) from None


def report_of(report: Report) -> dict[str, Any]:
    return in_words(report.told(NAMED))


def in_words(told: dict[str, Any]) -> dict[str, Any]:
    """What a report tells, in the reader's language."""
    whys = [trouble["why"] for trouble in told["troubles"]]
    troubles = [
        {**trouble, "why": gettext(why)}
        for trouble, why in zip(told["troubles"], whys, strict=True)
    ]
    return {**told, **said_of(told["act"]), "troubles": troubles}
