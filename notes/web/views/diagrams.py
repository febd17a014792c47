"""
The frame that diagrams are drawn in.

A diagram is drawn by a large script (`ui/editor/src/diagrams.js`) from what stands in
a note, which may come from anywhere.  So that is done in a document of its own,
which has no origin (the page frames it with ``sandbox``, and its policy says so
again): it has no cookie, reads nothing of the page, and may fetch nothing, frame
nothing, lead nowhere.  Its one script stands inside it, named by its hash: from
such a document not even a script of ours could be asked for.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from flask import Blueprint, Response

from notes.paths import resource
from notes.web.current import parts

diagrams = Blueprint("diagrams", __name__)


class _Frame(NamedTuple):
    document: bytes
    hash: str


@diagrams.get("/diagrams")
def frame() -> Response:
    drawing = _frame()
    response = Response(drawing.document, mimetype="text/html")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'sha256-{drawing.hash}'; style-src 'unsafe-inline';"
        " base-uri 'none'; form-action 'none'; sandbox allow-scripts;"
        f" frame-ancestors {parts().session.origin}"
    )
    return response


@cache
def _frame() -> _Frame:
    script = resource("ui/static/built/diagrams.js").read_bytes()
    document = b"<!doctype html><title>Diagrams</title><body><script>" + script + b"</script>"
    return _Frame(document, b64encode(sha256(script).digest()).decode())
