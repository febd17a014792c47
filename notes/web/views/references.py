"""
What the text of a note refers to: other notes, images beside its file, and images from
elsewhere, which only the page's own script can ask for: it takes the key that no note has.
"""

from flask import Blueprint, Response, jsonify, request, send_file

from notes import fetching
from notes.library import pictures
from notes.library import references as links
from notes.web.fields import Fields

references = Blueprint("references", __name__)


@references.post("/notes/<note_id>/links")
def lead(note_id: str) -> Response:
    """The notes that the links of a note lead to."""
    targets = Fields(("targets",)).texts("targets", links.LIMIT) or []
    found = links.resolved(note_id, targets)
    return jsonify(notes={target: note._asdict() for target, note in found.items()})


@references.get("/notes/<note_id>/image")
def show(note_id: str) -> Response:
    """An image; what it is was proven, and whatever else it may be is in a sandbox."""
    picture = pictures.beside(note_id, request.args.get("at", ""))
    answer = send_file(picture.path, mimetype=picture.kind, conditional=True, max_age=0)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@references.post("/images")
def fetch() -> Response:
    """An image from elsewhere, once somebody has clicked on its link."""
    fetched = fetching.image(Fields(("url",)).text("url") or "")
    return Response(fetched.data, mimetype=fetched.kind)
