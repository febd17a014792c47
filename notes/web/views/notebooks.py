"""
Filing: notebooks that are made, renamed and removed, and what a note can be given.
"""

from flask import Blueprint, Response, jsonify, render_template, request

from notes.library import listing, tags
from notes.library import notebooks as shelves
from notes.text import encoded, name_key
from notes.web.deeds import said_of
from notes.web.fields import Fields

notebooks = Blueprint("notebooks", __name__)

#: Tags and notebooks that a chooser offers at once.
OFFERED = 60


@notebooks.get("/notebooks")
def options() -> str:
    """Notebooks that a note can be put into, those first whose name is like what was typed."""
    words = request.args.get("q", "").strip(" /")
    paths = [book.path for book in shelves.tree()]
    fitting = [path for path in paths if words.casefold() in path.casefold()]
    return render_template(
        "parts/notebook_options.html",
        paths=fitting[:OFFERED],
        current=request.args.get("current", ""),
        words=words,
        create="" if words in paths else words,
    )


@notebooks.post("/notebooks")
def create() -> tuple[Response, int]:
    return jsonify(path=shelves.create(Fields(("path",)).text("path") or "")), 201


@notebooks.put("/notebooks")
def rename() -> Response:
    """Rename or move a notebook, or `merge` it with the one that has the name already."""
    fields = Fields(("path", "new_path", "merge"))
    change = shelves.merge if fields.flag("merge") else shelves.rename
    filed = change(_named(fields), fields.text("new_path") or "")
    return jsonify(path=filed.path, **said_of(filed.act))


@notebooks.delete("/notebooks")
def remove() -> Response:
    """Remove a notebook; `with_notes`: what is in it goes to the trash."""
    fields = Fields(("path", "with_notes"))
    removed = shelves.remove(_named(fields), with_notes=fields.flag("with_notes"))
    return jsonify(said_of(removed.act))


def _named(fields: Fields) -> str:
    """A notebook that there may be, whatever was a name when it was made."""
    path = fields.text("path") or ""
    encoded(path, "path")
    return path


@notebooks.get("/notes/<note_id>/tags")
def tag_options(note_id: str) -> str:
    """Tags for a note: its own, those of its text (which only the text can lose), then all."""
    words = request.args.get("q", "").strip().lstrip("#").strip(" /")
    chosen = listing.head(note_id).tags
    names = list(dict.fromkeys([*chosen, *(tag.name for tag in tags.counts())]))
    fitting = [name for name in names if name_key(words) in name_key(name)]
    known = name_key(words) in {name_key(name) for name in names}
    return render_template(
        "parts/tag_options.html",
        names=fitting[:OFFERED],
        chosen=chosen,
        written={*chosen} - {*tags.given(note_id)},
        create="" if known else words,
    )
