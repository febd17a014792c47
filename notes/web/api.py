"""
The HTTP interface for programs, ``/api/v1``.  Its promises: docs/api.md.

Versions travel as ETags: a write says with If-Match which version it has read.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from flask import Blueprint, Response, jsonify, request, url_for

from notes.errors import N_, Conflict, Missing
from notes.library import editing, history, listing, notebooks, records, tags, trash
from notes.library.editing import Note
from notes.library.records import Record
from notes.version import VERSION
from notes.web.current import parts
from notes.web.fields import TAGS_LIMIT, Fields, number_asked
from notes.web.security import Refused

#: The most similar notes of one answer.
ALIKE_LIMIT = 50
#: The hits of one answer that are told with what they matched, and the time that may take.
WHY_LIMIT = 50
WHY_SECONDS = 0.5

#: How far down an answer can be asked for; ranked ones end much sooner.
OFFSET_LIMIT = 10_000_000

_VERSION = re.compile(r"[0-9]{1,15}")

api = Blueprint("api", __name__, url_prefix="/api/v1")
health = Blueprint("health", __name__)


class BaseRequired(Refused):
    code = "base_required"
    status = 428
    sentence = N_("Say with If-Match which version you have read.")


class MalformedBase(Refused):
    code = "malformed"
    status = 400
    sentence = N_('If-Match must hold the ETag of a version, such as "3".')


@health.get("/health")
def show_health() -> Response:
    return jsonify(status="ok", version=VERSION)


@api.get("/notes")
def list_notes() -> Response:
    page = listing.page(
        notebook=request.args.get("notebook", ""),
        tag=request.args.get("tag", ""),
        cursor=request.args.get("cursor", ""),
        limit=number_asked("limit", 50, listing.PAGE_LIMIT),
    )
    return jsonify(notes=[records.of_head(head) for head in page.notes], next=page.next)


@api.post("/notes")
def create_note() -> Response:
    fields = Fields(("title", "body", "notebook", "tags"))
    note = editing.create(
        fields.text("body") or "",
        title=fields.text("title") or "",
        notebook=fields.text("notebook") or "",
        tags=fields.texts("tags", TAGS_LIMIT) or (),
    )
    response = _note(note)
    response.status_code = 201
    response.headers["Location"] = url_for("api.show_note", note_id=note.id)
    return response


@api.get("/notes/<note_id>")
def show_note(note_id: str) -> Response:
    return _note(editing.read(note_id))


@api.put("/notes/<note_id>")
def replace_note(note_id: str) -> Response:
    fields = Fields(("title", "body", "notebook", "tags"))
    note = editing.save(
        note_id,
        _base(note_id),
        body=fields.text("body"),
        title=fields.text("title"),
        notebook=fields.text("notebook"),
        tags=fields.texts("tags", TAGS_LIMIT),
    )
    return _note(note)


@api.delete("/notes/<note_id>")
def trash_note(note_id: str) -> tuple[str, int]:
    if "If-Match" in request.headers:
        _base(note_id)
    trash.put([note_id])
    return "", 204


@api.post("/notes/<note_id>/restore")
def restore_note(note_id: str) -> Response:
    trash.bring_back([note_id])
    return _note(editing.read(note_id))


@api.get("/notes/<note_id>/html")
def show_html(note_id: str) -> Response:
    return Response(parts().pages.page(note_id), mimetype="text/html")


@api.get("/notes/<note_id>/similar")
def list_similar(note_id: str) -> Response:
    from notes.search import likeness  # what a start does not need

    alike = likeness.similar(note_id, number_asked("limit", 10, ALIKE_LIMIT))
    return jsonify(hits=[records.of_alike(note) for note in alike])


@api.get("/notes/<note_id>/revisions")
def list_revisions(note_id: str) -> Response:
    entries = history.entries(note_id)
    return jsonify(revisions=[records.of_entry(entry) for entry in entries])


@api.get("/notes/<note_id>/revisions/<version>")
def show_revision(note_id: str, version: str) -> Response:
    if not _VERSION.fullmatch(version):
        raise Missing("version", version)
    return jsonify(version=int(version), body=history.body_at(note_id, int(version)))


@api.get("/search")
def search() -> Response:
    from notes.search import find
    from notes.search.meaning import lines, said

    query, typing = request.args.get("q", ""), bool(number_asked("typing", 0, 1))
    explained = bool(number_asked("why", 0, 1))
    found = find.answer(
        query,
        limit=number_asked("limit", 50, WHY_LIMIT if explained else find.PAGE_LIMIT),
        offset=number_asked("offset", 0, OFFSET_LIMIT),
        typing=typing,
        hurried=typing,
    )
    hits = [records.of_hit(hit) for hit in found.hits]
    return jsonify(
        hits=list(_with_reasons(hits, query, typing)) if explained else hits,
        total=found.total,
        more=found.more,
        suggestion=records.of_suggestion(found.suggestion) if found.suggestion else None,
        explain={
            "query": found.explanation.query,
            "meaning": [said(saying) for saying in lines(found.explanation.tree)],
            "notes": [
                remark.sentence % {"text": remark.text} for remark in found.explanation.remarks
            ],
        },
        ms=round(found.ms, 2),
    )


@api.get("/notebooks")
def list_notebooks() -> Response:
    return jsonify(notebooks=[records.of_notebook(notebook) for notebook in notebooks.tree()])


@api.get("/tags")
def list_tags() -> Response:
    return jsonify(tags=[records.of_tag(tag) for tag in tags.counts()])


def _with_reasons(hits: Iterable[Record], query: str, typing: bool) -> Iterator[Record]:
    """Hits with what they matched, as far as it is found out in time."""
    from notes.search.meaning import said
    from notes.search.why import why

    until = time.monotonic() + WHY_SECONDS
    for hit in hits:
        reasons = None
        if time.monotonic() < until and not hit["damaged"]:
            with suppress(Missing):  # it went meanwhile
                reasons = list(map(said, why(hit["id"], query, typing=typing)))
        yield hit | {"why": reasons}


def _base(note_id: str) -> int:
    """The version that the request has read: the newest, or it is refused."""
    if "If-Match" not in request.headers:
        raise BaseRequired
    read = request.if_match
    if not read or None in read.as_set(include_weak=True):  # None: werkzeug's word for ""
        raise MalformedBase
    current = editing.version(note_id)
    if not read.contains(str(current)):
        raise Conflict(note_id, _version(read.as_set()), current)
    return current


def _version(etags: set[str]) -> int:
    """The version that was read, of the ETags of a request; a weak one is none of ours."""
    for etag in etags:
        if _VERSION.fullmatch(etag):
            return int(etag)
    raise MalformedBase


def _note(note: Note) -> Response:
    response = jsonify(records.of_note(note))
    response.set_etag(str(note.version))
    return response
