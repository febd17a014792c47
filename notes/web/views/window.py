"""
What the page and a second start ask of the window.
"""

from flask import Blueprint, Response, jsonify, request

from notes.errors import N_, Invalid, Missing
from notes.exporters.names import safe_name
from notes.importers.folder import reason
from notes.library import listing
from notes.library.lookup import checked_id
from notes.links import may_leave
from notes.web.current import parts
from notes.web.fields import Fields

window = Blueprint("window", __name__)

NO_PERMISSION = N_("There is no permission to write there.")
NOT_A_LINK = N_("Only links to web pages and mail addresses can be opened.")


@window.post("/open")
def open_outside() -> tuple[str, int]:
    """Show a link of a note in the system's own browser."""
    url = Fields(("url",)).text("url") or ""
    if not may_leave(url):
        raise Invalid("url", NOT_A_LINK)
    parts().shell.open_outside(url)
    return "", 204


@window.post("/notes/<note_id>/pdf")
def save_pdf(note_id: str) -> Response:
    """Print what the page shows of a note into a file that a person chooses."""
    name = safe_name(listing.head(note_id).title, ".pdf")
    if not parts().shell.makes_pdf:
        raise Missing("file", "pdf")
    try:
        file = parts().shell.save_pdf(name)
    except OSError as error:
        raise Invalid(name, reason(error, NO_PERMISSION)) from error
    return jsonify(file=file.name if file else None)


@window.post("/instance/raise")
def raise_window() -> Response | tuple[str, int]:
    """
    Come to the front at `note`, if any, and show what was `brought`; where there is no window,
    say where to enter.
    """
    fields = Fields(("note", "brought")) if request.content_length else None
    note = _named(fields)
    brought = fields.values.get("brought") if fields else None
    if brought:
        parts().session.brought = brought
    if not parts().shell.raise_window(note):
        return _entrance(note)
    if brought:
        parts().shell.show_brought()
    return "", 204


@window.post("/instance/address")
def new_address() -> Response:
    return _entrance(_named(Fields(("note",)) if request.content_length else None))


def _entrance(note: str) -> Response:
    session = parts().session
    session.is_shared = True
    return jsonify(address=session.address(note))


def _named(fields: Fields | None) -> str:
    """The id of the note that is to be opened; "" for none."""
    note = fields.text("note") if fields else ""
    return checked_id(note) if note else ""
