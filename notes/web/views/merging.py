"""
What could be made of two texts of one note: a question that changes nothing.
"""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify

from notes.web.fields import Fields

if TYPE_CHECKING:  # what a start does not need
    from notes.library.reconciling import Proposal

merging = Blueprint("merging", __name__)


@merging.post("/notes/<note_id>/merge")
def merge(note_id: str) -> Response:
    from notes.library import reconciling, tags

    fields = Fields(("base", "body", "before"))
    found = reconciling.proposal(
        note_id, fields.number("base"), fields.text("body") or "", fields.text("before")
    )
    note = found.note
    return jsonify(
        version=note.version,
        title=note.title,
        notebook=note.notebook,
        tags=list(note.tags),
        given=tags.given(note.id),
        changed=note.changed.isoformat(),
        body=note.body,
        parts=_parts(found),
    )


def _parts(found: "Proposal") -> list[dict[str, Any]] | None:
    from notes.diffs.merging import both

    if found.parts is None:
        return None
    return [
        {"kind": part.kind, **part._asdict(), "both": both(found.parts, at)}
        for at, part in enumerate(found.parts)
    ]
