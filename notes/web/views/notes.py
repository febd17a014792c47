"""
Notes as people open, write, file and throw them away.

`/` and `/notes/ID` answer with the whole window, or, when htmx asks for it, with
the note's pane alone.  Writes are JSON and say which version they have read.
"""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, send_file

from notes.errors import Busy, Damaged, DiskFull, Missing, OctavoError, ReadOnly
from notes.library import activity, editing, listing, tags, trash, undoing, welcome
from notes.library.editing import Note
from notes.library.lookup import checked_id
from notes.web.current import parts
from notes.web.deeds import said_of
from notes.web.errors import sentence_of
from notes.web.fields import TAGS_LIMIT, Fields
from notes.web.languages import language
from notes.web.places import Place
from notes.web.shelves import listed, shelf
from notes.web.views.lists import library

notes = Blueprint("notes", __name__)

#: What a save brings of texts; `mine`: what is to be a version of its own below `body`.
TEXTS = ("base", "body", "mine")
#: `leaving`: the page goes, so that it cannot keep what is not saved.
MANNERS = ("merged", "leaving")


@notes.get("/")
def home() -> str:
    """The window as it was left, or with the first note of a new library."""
    place = Place.asked(request.args)
    settings = parts().library.settings.read()
    note = _greeting()
    if not note and not request.args:
        note = _readable(settings["last_note"])
        place = _left(settings["last_place"])
    return _window(place, note, opened=note is not None)


@notes.get("/notes/<note_id>")
def one(note_id: str) -> str:
    place = Place.asked(request.args)
    whole = not _is_fragment()
    try:
        note = editing.read(note_id)
    except Damaged:
        found = _rescue(note_id)
        return _window(place, None, opened=True, **found) if whole else _pane(place, None, **found)
    except Missing as fact:
        if whole:
            raise
        # 200, because htmx shows no other; the pane says what is the matter.
        return _pane(place, None, trouble=sentence_of(fact))
    parts().damage.mended(note_id)
    return _window(place, note, opened=True) if whole else _pane(place, note)


@notes.post("/notes/<note_id>/rescue")
def rescued(note_id: str) -> Response:
    """
    Make the text current that the note has in a backup, or what is `stored` of it, over the
    version `base`.
    """
    from notes.library import rescue

    fields = Fields(("backup", "stored", "base"))
    name, base = fields.text("backup") or "", fields.number("base")
    if fields.flag("stored"):
        note = rescue.keep_stored(note_id, base)
    else:
        note = rescue.bring_back(parts().library, note_id, name, base)
    return jsonify(id=note.id, version=note.version, title=note.title)


@notes.get("/notes/<note_id>/row")
def row(note_id: str) -> str:
    """The note's row in the list, after it was changed."""
    place = Place.asked(request.args)
    found = listing.head(note_id)
    return render_template("parts/row.html", place=place, row=listed(found, place))


@notes.get("/notes/<note_id>/text")
def text(note_id: str) -> Response:
    note = editing.read(note_id)
    return jsonify(
        id=note.id,
        version=note.version,
        title=note.title,
        body=note.body,
        tags=list(note.tags),
        notebook=note.notebook,
        changed=note.changed.isoformat(),
        trashed=note.trashed is not None,
    )


@notes.get("/notes/<note_id>/html")
def html(note_id: str) -> Response:
    return Response(parts().pages.page(note_id), mimetype="text/html")


@notes.get("/notes/<note_id>/file")
def file(note_id: str) -> Response:
    """The note as a file to keep."""
    from notes.exporters.markdown import file_of  # what a start does not need

    name, content = file_of(note_id)
    return send_file(BytesIO(content), "text/markdown", as_attachment=True, download_name=name)


@notes.post("/notes")
def create() -> tuple[Response, int]:
    fields = Fields(("body", "title", "notebook", "tag"))
    tag = fields.text("tag")
    note = editing.create(
        fields.text("body") or "",
        title=fields.text("title") or "",
        notebook=fields.text("notebook") or "",
        tags=[tag] if tag else (),
    )
    return jsonify(id=note.id, version=note.version, url=f"/notes/{note.id}"), 201


@notes.put("/notes/<note_id>")
def save(note_id: str) -> Response:
    fields = Fields((*TEXTS, "title", "notebook", "tags", "autosave", "window", *MANNERS))
    try:
        note = _saved(note_id, fields)
    except OctavoError:
        if fields.flag("leaving"):
            _keep_draft(note_id, fields)
        raise
    return jsonify(
        version=note.version,
        title=note.title,
        notebook=note.notebook,
        tags=list(note.tags),
        changed=note.changed.isoformat(),
        sha256=note.sha256,
        **_moved(fields, note_id),
        trashed=note.trashed is not None,
    )


def _saved(note_id: str, fields: Fields) -> Note:
    mine, body, window = fields.text("mine"), fields.text("body"), fields.text("window") or ""
    title = fields.text("title")
    if mine is not None and body is not None:
        from notes.library import reconciling  # what hardly any save needs

        base = fields.number("base")
        return reconciling.write(note_id, base, mine, body, title=title, window=window)
    return editing.save(
        note_id,
        fields.number("base"),
        body=body,
        title=title,
        notebook=fields.text("notebook"),
        tags=fields.texts("tags", TAGS_LIMIT),
        autosave=fields.flag("autosave"),
        window=window,
        reason="merge" if fields.flag("merged") else "edit",
    )


def _keep_draft(note_id: str, fields: Fields) -> None:
    from notes.library.drafts import Drafts

    window, body = fields.text("window") or "", fields.text("body") or ""
    base, title = fields.number("base"), fields.text("title")
    Drafts(parts().library.folder).keep(note_id, window, base, body, None, title)


@notes.post("/notes/<note_id>/trash")
def throw_away(note_id: str) -> Response:
    return jsonify(id=note_id, **said_of(trash.put([note_id]).act))


@notes.post("/notes/<note_id>/restore")
def restore(note_id: str) -> Response:
    return jsonify(id=note_id, **said_of(trash.bring_back([note_id]).act))


@notes.get("/notes/<note_id>/undo")
def undoable(note_id: str) -> Response:
    version, steps = undoing.kept(note_id) or (None, None)
    return jsonify(version=version, steps=steps)


@notes.put("/notes/<note_id>/undo")
def keep_undoable(note_id: str) -> tuple[str, int]:
    fields = Fields(("version", "steps"))
    undoing.keep(note_id, fields.number("version"), fields.text("steps") or "")
    return "", 204


@notes.post("/preview")
def preview() -> Response:
    fields = Fields(("body", "note", "whole"))
    note_id = fields.text("note") or ""
    if note_id:
        checked_id(note_id)
    shown = parts().pages.preview(fields.text("body") or "", note_id, whole=fields.flag("whole"))
    blocks = [{"line": block.line, "html": block.html} for block in shown.blocks]
    return jsonify(blocks=blocks, plain=shown.plain)


@notes.post("/preview/boxes")
def boxes() -> Response:
    return jsonify(places=parts().pages.boxes(Fields(("body",)).text("body") or ""))


def _moved(fields: Fields, note_id: str) -> dict[str, Any]:
    """The act that moving a note was, if it was moved."""
    return said_of(activity.last_of(note_id)) if fields.text("notebook") is not None else {}


def _greeting() -> Note | None:
    """The note of a new library; one that cannot be written is looked at without it."""
    try:
        return welcome.greet(parts().library, language())
    except (Busy, DiskFull, ReadOnly):
        return None


def _is_fragment() -> bool:
    """htmx asks for a pane, or for the whole window when somebody goes back in history."""
    asked = request.headers
    return "HX-Request" in asked and "HX-History-Restore-Request" not in asked


def _window(place: Place, note: Note | None, *, opened: bool, **said: Any) -> str:
    parts().pages.get_ready()
    return render_template(
        "page.html",
        place=place,
        shelf=shelf(place),
        opened=opened,
        **library(),
        **said,
        **_shown(note, place),
    )


def _rescue(note_id: str) -> dict[str, Any]:
    """A damaged note, with the good texts that there are of it."""
    from notes.library import rescue  # what few notes need

    parts().damage.notes.add(note_id)
    history_text = rescue.in_history(note_id)
    backup_text = rescue.in_backup(parts().library, note_id)
    return {
        "damaged": note_id,
        "head": listing.head(note_id),
        "history_text": history_text,
        "backup_text": backup_text,
        "backup_first": rescue.is_newer(backup_text, history_text),
        "stored": rescue.damaged(note_id),
    }


def _pane(place: Place, note: Note | None, **said: Any) -> str:
    return render_template(
        "parts/note.html",
        place=place,
        fragment=True,
        counts={"all": 1},
        **said,
        **_shown(note, place),
    )


def _shown(note: Note | None, place: Place) -> dict[str, Any]:
    """A note with what was searched in it, and its page when that is all that will be seen."""
    if not note:
        return {"note": None}
    reading = parts().library.settings.read()["mode"] == "read"
    return {
        "note": note,
        "given_tags": tags.given(note.id),
        "undoable": undoing.is_kept(note.id),
        "page_html": parts().pages.page(note.id) if reading else "",
        "matches": _matches(place.words, note) if place.words else None,
    }


def _matches(words: str, note: Note) -> object:
    from notes.web.matches import shown  # what a start does not need

    return shown(words, note)


def _left(query: str) -> Place:
    """Where somebody was last; all notes, where there is nothing any more."""
    place = Place.kept(query)
    if place.similar:
        return Place()
    if place.notebook or place.tag:
        return place if listing.count(notebook=place.notebook, tag=place.tag) else Place()
    return place


def _readable(note_id: str) -> Note | None:
    """The note that was open last, unless it is gone, damaged, or in the trash."""
    try:
        note = editing.read(note_id)
    except (Missing, Damaged):
        return None
    return None if note.trashed else note
