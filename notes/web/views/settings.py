"""
Settings: changed by the page as somebody uses it.
"""

from flask import Blueprint, Response, jsonify

from notes.settings import RULES
from notes.web.current import parts
from notes.web.fields import Fields

settings = Blueprint("settings", __name__)


@settings.put("/settings")
def change() -> Response:
    return jsonify(parts().library.settings.write(Fields(RULES).values))


@settings.get("/panes.css")
def panes() -> Response:
    """The remembered sizes, before anything is drawn: the policy allows no inline style."""
    kept = parts().library.settings.read()
    sizes = (
        f":root {{ --sidebar-width: {kept['sidebar_width']}px;"
        f" --list-width: {kept['list_width']}px; --reading-size: {kept['text_size']}px;"
        f" --written: {kept['split']}fr; --read: {100 - kept['split']}fr; }}\n"
    )
    return Response(sizes, mimetype="text/css")
