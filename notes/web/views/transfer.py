"""
Import from the page: choose a folder, start a job, watch it, stop it.
"""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify
from flask_babel import gettext

from notes.errors import N_, Invalid
from notes.importers.report import Report, Trouble
from notes.library.opening import Library
from notes.progress import Progress
from notes.text import encoded
from notes.web.current import parts
from notes.web.deeds import said_of
from notes.web.fields import Fields
from notes.web.jobs import told

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
    return told(job, _report), 202


@transfer.get("/imports/<job_id>")
def show_import(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, "import"), _report)


@transfer.post("/imports/<job_id>/stop")
def stop_import(job_id: str) -> Response:
    job = parts().jobs.job(job_id, "import")
    job.stop()
    return told(job, _report)


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


def _report(report: Report) -> dict[str, Any]:
    return {
        **said_of(report.act),
        "created": report.created,
        "updated": report.updated,
        "skipped": report.skipped,
        "failed": len(report.failed),
        "warnings": len(report.warnings),
        "troubles": [_trouble(one) for one in (report.failed + report.warnings)[:NAMED]],
    }


def _trouble(trouble: Trouble) -> dict[str, str]:
    return {**asdict(trouble), "why": gettext(trouble.why)}
