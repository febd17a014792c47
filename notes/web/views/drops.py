"""
Files that become notes one by one: chosen in the system's own dialog, dropped on the page, or named
by a start (`notes.cli.opening`), which brings them in itself.

The window knows where they lie, so that they come in as with `octavo FILE.md`.  A browser tells a
page what is in a file that is dropped on it, and of its place nothing.
"""

from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from notes.errors import N_, Invalid
from notes.importers.report import Report, printable
from notes.text import NAME_LIMIT, one_line
from notes.web.current import parts
from notes.web.fields import REQUIRED, Fields
from notes.web.views.transfer import in_words, report_of

drops = Blueprint("drops", __name__)

NOT_BASE64 = N_("It must be base64.")


@drops.post("/imports/files")
def choose() -> Response:
    """Bring in what a person chooses in a dialog; null for nothing."""
    files = [Path(file) for file in parts().shell.choose_files()]
    return jsonify(_brought(files) if files else None)


@drops.post("/imports/brought")
def take_brought() -> Response:
    """What became of the files that a start was given, once; null when there is nothing to say."""
    told = parts().session.take_brought()
    return jsonify({**in_words(told), "note": ""} if told else None)


@drops.post("/drops")
def take() -> Response:
    """
    What was dropped on the window just now: files come in, a folder is asked about first.  Of
    several folders that is the first; the others are named, to be dropped again.
    """
    places = [Path(place) for place in parts().shell.dropped()]
    files = [place for place in places if not place.is_dir()]
    folders = [place for place in places if place.is_dir()]
    report = _brought(files) if files else None
    others = [printable(folder.name) for folder in folders[1:]]
    return jsonify(folder=str(folders[0]) if folders else None, others=others, report=report)


@drops.post("/drops/content")
def take_content() -> Response:
    """A file of which only a name and what is in it are known."""
    from notes.importers.dropped import import_content  # what a start does not need
    from notes.importers.files import storable

    fields = Fields(("name", "content", "changed"))
    name = (fields.text("name") or "").rpartition("/")[2]
    raw = _decoded(fields.text("content"))
    mtime_ns = storable(fields.number("changed") * 1_000_000)
    return jsonify(_told(*import_content(one_line(name, NAME_LIMIT), raw, mtime_ns)))


def _decoded(content: str | None) -> bytes:
    if content is None:
        raise Invalid("content", REQUIRED)
    try:
        return b64decode(content, validate=True)
    except ValueError:
        raise Invalid("content", NOT_BASE64) from None


def _brought(files: Sequence[Path]) -> dict[str, Any]:
    """A backup first where they may change notes; new ones are taken back by one click."""
    from notes.importers.single import came_before, import_files  # what a start does not need
    from notes.library import backups

    if any(came_before(file) for file in files):
        backups.make_before(parts().library, "import")
    return _told(*import_files(files))


def _told(report: Report, note: str) -> dict[str, Any]:
    return {**report_of(report), "note": note}
