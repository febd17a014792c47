"""
A look for a newer Octavo, after a click on the button that says so and never else.
"""

from flask import Blueprint, Response, jsonify

from notes import updates as releases
from notes.errors import N_
from notes.version import VERSION
from notes.web.words import gettext

updates = Blueprint("updates", __name__)

NEWER = N_("Octavo %(newest)s is out; this is %(ours)s.")
NEWEST = N_("This is the newest Octavo.")


@updates.post("/updates")
def look() -> Response:
    release = releases.newest()
    if not releases.is_newer(release.version, VERSION):
        return jsonify(said=gettext(NEWEST), page="")
    said = gettext(NEWER, newest=release.version, ours=VERSION)
    return jsonify(said=said, page=release.page)
