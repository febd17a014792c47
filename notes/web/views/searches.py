"""
Searches that are kept: what the box offers before anything is typed, and what the sidebar holds.
"""

from flask import Blueprint, Response, jsonify, render_template

from notes.library import searches as kept
from notes.web.fields import Fields

searches = Blueprint("searches", __name__)


@searches.get("/searches/recent")
def recent() -> str:
    """The panel under the empty box."""
    return render_template("parts/hints.html", recent=kept.recent())


@searches.post("/searches/recent")
def remember() -> tuple[str, int]:
    kept.remember(Fields(("query",)).text("query") or "")
    return "", 204


@searches.delete("/searches/recent")
def forget() -> tuple[str, int]:
    """One of them; all of them when none is named."""
    query = Fields(("query",)).text("query")
    if query is None:
        kept.forget_all()
    else:
        kept.forget(query)
    return "", 204


@searches.post("/searches")
def save() -> tuple[Response, int]:
    fields = Fields(("name", "query"))
    made = kept.save(fields.text("name") or "", fields.text("query") or "")
    return jsonify(made._asdict()), 201


@searches.put("/searches")
def rename() -> Response:
    fields = Fields(("name", "new_name"))
    renamed = kept.rename(fields.text("name") or "", fields.text("new_name") or "")
    return jsonify(renamed._asdict())


@searches.delete("/searches")
def remove() -> Response:
    """What it was comes back, so that it can be saved again."""
    return jsonify(kept.remove(Fields(("name",)).text("name") or "")._asdict())
