"""
The history of a note, as the page shows it and brings texts back from it.

Everything that is looked at is a fragment.  What is damaged is said in its place, with
200, because the rest of the history is as good as ever.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request

from notes.errors import N_, Damaged
from notes.library import activity, earlier, history, timeline
from notes.library.history import Reason
from notes.library.timeline import Step
from notes.text import TITLE_LIMIT, encoded, one_line
from notes.web.deeds import said_of
from notes.web.fields import Fields, number_asked
from notes.web.words import gettext, moment

past = Blueprint("past", __name__)

#: The highest number that a version can have in an address.
MOST = 2**62
#: Lines that are shown with their dates, and characters of what is looked for in a history.
LINES_SHOWN = 5_000
WORDS_LIMIT = 1_000

#: Why a version was kept, as people are told.
REASONS: dict[Reason | None, str] = {
    None: N_("As it is now"),
    "session": N_("Before a new session"),
    "time": N_("While writing"),
    "size": N_("Before a larger change"),
    "edit": N_("Before an edit"),
    "restore": N_("Before a restore"),
    "import": N_("Before an import"),
    "replace": N_("Before a replacement"),
    "tag": N_("Before a change of tags"),
    "undo": N_("Before an undo"),
    "merge": N_("Before a merge"),
    "damaged": N_("Before mending"),
    "unknown": N_("From an older Octavo"),
}


@past.get("/notes/<note_id>/history")
def versions(note_id: str) -> str:
    """Some versions of a note by their days, or those that have certain words."""
    words = encoded(request.args.get("q", "")[:WORDS_LIMIT], "q").decode()
    after = number_asked("after", 0, MOST)
    page = timeline.having(note_id, words) if words.strip() else timeline.page(note_id, after)
    return render_template(
        "parts/history_versions.html",
        note_id=note_id,
        words=words.strip(),
        page=page,
        days=list(_days(page.steps)),
        last_day=request.args.get("day", ""),
        reasons=REASONS,
    )


@past.get("/notes/<note_id>/history/changes")
def changes(note_id: str) -> str:
    """What differs between a version and the newest, or the one kept before it, or another."""
    version = number_asked("of", 0, MOST)
    other = _other(note_id, version)
    older, newer = sorted((version, other))
    try:
        titles = [history.at(note_id, one).title for one in (older, newer)]
        compared = timeline.compared(note_id, older, newer)
    except Damaged:
        return _lines(note_id, version, alone=True)
    return render_template(
        "parts/history_changes.html",
        older=older,
        newer=newer,
        titles=titles,
        compared=compared,
        side=request.args.get("view") == "side",
    )


@past.get("/notes/<note_id>/history/lines")
def lines(note_id: str) -> str:
    """The text of a version, each line with the day since which it has stood so."""
    return _lines(note_id, number_asked("of", 0, MOST))


@past.post("/notes/<note_id>/history/restore")
def bring_back(note_id: str) -> Response:
    """Make a version current again, over the version `base`."""
    fields = Fields(("version", "base"))
    note = earlier.bring_back(note_id, fields.number("version"), fields.number("base"))
    said = said_of(activity.last_of(note.id))
    return jsonify(id=note.id, version=note.version, title=note.title, **said)


@past.post("/notes/<note_id>/history/copy")
def copy(note_id: str) -> tuple[Response, int]:
    """Make a note of its own of a version."""
    version = Fields(("version",)).number("version")
    note = earlier.copied(note_id, version, _copy_title(note_id, version))
    return jsonify(id=note.id, version=note.version, url=f"/notes/{note.id}"), 201


def _lines(note_id: str, version: int, *, alone: bool = False) -> str:
    """The lines of a version; `alone`: what it was to be compared with is damaged, or itself."""
    try:
        standing = timeline.lines(note_id, version)
    except Damaged:
        found = history.found_damaged(note_id, version)
        return render_template("parts/history_damaged.html", found=found)
    return render_template(
        "parts/history_lines.html",
        lines=standing[:LINES_SHOWN],
        beyond=len(standing) - LINES_SHOWN,
        alone=alone,
    )


def _other(note_id: str, version: int) -> int:
    """The version that one is compared with: 0 asks for the one kept before it, if any."""
    if "with" not in request.args:
        return history.newest(note_id)
    asked = number_asked("with", 0, MOST)
    return asked or timeline.before(note_id, version) or version


def _days(steps: Iterable[Step]) -> Iterator[tuple[datetime, list[Step]]]:
    """Versions by the day on which they were written, each day by its first moment here."""
    for _, of_day in groupby(steps, lambda step: step.entry.written.astimezone().date()):
        together = list(of_day)
        yield together[0].entry.written.astimezone(), together


def _copy_title(note_id: str, version: int) -> str:
    title = history.at(note_id, version).title or gettext("Untitled")
    written = next(one.written for one in history.entries(note_id) if one.version == version)
    when = moment(written)
    shortened = title[: TITLE_LIMIT - len(when) - 3]
    return one_line(gettext("%(title)s (%(when)s)", title=shortened, when=when))
