"""
Drafts: texts that could not be saved, as the page keeps them and offers them again.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from notes.errors import Missing
from notes.library import listing
from notes.library.drafts import Draft, Drafts
from notes.library.torn_drafts import torn
from notes.web.current import parts
from notes.web.fields import Fields
from notes.web.words import moment

drafts = Blueprint("drafts", __name__)


@drafts.get("/drafts")
def every() -> str:
    """All of them but those of the window that asks, with the notes that they belong to."""
    asking = request.args.get("window", "")
    found = [(draft, _title(draft)) for draft in _kept().all() if draft.window != asking]
    return render_template("parts/drafts.html", drafts=found, torn=torn(_kept()))


@drafts.get("/notes/<note_id>/drafts")
def of_note(note_id: str) -> Response:
    return jsonify(drafts=[_told(draft) for draft in _kept().of(note_id)])


@drafts.put("/notes/<note_id>/draft")
def keep(note_id: str) -> tuple[str, int]:
    fields = Fields(("base", "body", "before", "title", "window"))
    _kept().keep(
        note_id,
        fields.text("window") or "",
        fields.number("base"),
        fields.text("body") or "",
        fields.text("before"),
        fields.text("title"),
    )
    return "", 204


@drafts.delete("/notes/<note_id>/draft")
def forget(note_id: str) -> tuple[str, int]:
    _kept().forget(note_id, Fields(("window",)).text("window") or "")
    return "", 204


def _kept() -> Drafts:
    return Drafts(parts().library.folder)


def _told(draft: Draft) -> dict[str, Any]:
    return {
        "window": draft.window,
        "base": draft.base,
        "body": draft.body,
        "before": draft.before,
        "title": draft.title,
        "when": moment(draft.written),
    }


def _title(draft: Draft) -> str | None:
    """The title of its note; None when that is gone."""
    try:
        return listing.head(draft.note).title
    except Missing:
        return None
