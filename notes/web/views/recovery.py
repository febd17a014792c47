"""
The way back to a library that cannot be opened, or of which a part cannot be read.

While a library is ruined every page is this one, and whatever else is asked is refused with the
fact.  What is done here goes on without the library: backups are read from their folder, and
salvaging from its file.  At the end of it the library is opened again.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from notes.errors import LibraryCut, LibraryDamaged, LibraryFromFuture, OctavoError
from notes.jobs import Kind
from notes.library.opening import RUINS
from notes.progress import Progress
from notes.web import errors
from notes.web.current import parts
from notes.web.errors import sentence_of
from notes.web.fields import Fields
from notes.web.jobs import told
from notes.web.words import gettext

recovery = Blueprint("recovery", __name__)

KIND: Kind = "recovery"

Work = Callable[[Progress], dict[str, Any]]


def in_place_of(fact: OctavoError) -> Response:
    """This page instead of one that the library cannot give; programs get the fact."""
    if errors.wants_json():
        return errors.answer(fact)
    return Response(_page(fact), errors.status_of(fact))


for ruin in RUINS:
    recovery.app_errorhandler(ruin)(in_place_of)


@recovery.get("/recovery")
def show() -> str | BaseResponse:
    library = parts().library
    if not (library.ruin or library.read_only or parts().damage.of_file):
        return redirect("/", 303)
    return _page(library.ruin)


@recovery.post("/recovery/restore")
def restore() -> tuple[Response, int]:
    """Bring a backup back in the place of the damaged file, which is set aside."""
    from notes.library import backups, restoring

    library = parts().library
    file = backups.named(library, Fields(("name",)).text("name") or "").file
    return _started(lambda tell: {"notes": restoring.in_place_of_ruin(library, file, tell).notes})


@recovery.post("/recovery/salvage")
def salvage() -> tuple[Response, int]:
    """Make the library of what can be read of its file, which is set aside."""
    from notes.library import salvaging

    library = parts().library
    return _started(lambda tell: salvaging.into_place(library, tell)._asdict())


@recovery.post("/recovery/markdown")
def markdown() -> tuple[Response, int]:
    """Write what can be read as Markdown into the folder `path`; the library stays as it is."""
    from notes.exporters import salvaged

    folder = Path((Fields(("path",)).text("path") or "").strip()).expanduser()
    library = parts().library.folder

    def work(tell: Progress) -> dict[str, Any]:
        found, files = salvaged.export(library, folder, tell)
        return found._asdict() | {"files": files, "folder": str(folder)}

    return _started(work)


@recovery.get("/recovery/jobs/<job_id>")
def tell(job_id: str) -> Response:
    return told(parts().jobs.job(job_id, KIND), dict)


@recovery.post("/recovery/jobs/<job_id>/stop")
def stop(job_id: str) -> Response:
    job = parts().jobs.job(job_id, KIND)
    job.stop()
    return told(job, dict)


def _started(work: Work) -> tuple[Response, int]:
    return told(parts().jobs.start(work, KIND), dict), 202


def _page(fact: OctavoError | None) -> str:
    from notes.library import backups

    library = parts().library
    return render_template(
        "recovery.html",
        is_open=not library.ruin,
        is_newer=isinstance(fact, LibraryFromFuture),
        why=_why(fact) or library.read_only,
        folder=library.folder,
        backups=[one for one in backups.listed(library) if one.state != "damaged"],
        others=sum(one.state == "damaged" for one in backups.listed(library)),
    )


def _why(fact: OctavoError | None) -> str:
    """What is the matter, without what a command would do."""
    if fact is None or isinstance(fact, LibraryDamaged):
        return ""
    if isinstance(fact, LibraryCut):
        return gettext(fact.short) % fact.facts
    why = fact.facts.get("why")
    return gettext(why) if why else sentence_of(fact)
