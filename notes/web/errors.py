"""
From facts to answers: the one table of statuses, and the one shape of an error.

Programs and the page's scripts get ``{"error": {"code", "message", …}}``, people
a page in our look, and who has not been let in a line of plain text.  The words
are the fact's own sentence in the reader's language.  Whatever is not a fact of
ours is a bug: it is shown as one, and logged by its class and its place alone.
"""

import logging
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException, default_exceptions

from notes import packed
from notes.errors import (
    N_,
    Busy,
    CannotBeUndone,
    ChangedSince,
    Conflict,
    Damaged,
    DiskFull,
    IndexDamaged,
    InTrash,
    Invalid,
    JobRunning,
    LibraryDamaged,
    LibraryError,
    Missing,
    NoAnswer,
    NotFetched,
    NothingToUndo,
    NotInTrash,
    NotPublished,
    OctavoError,
    ReadOnly,
    TagStays,
    TakesTooLong,
    TooLarge,
    UnpackedGone,
    place_of,
)
from notes.sentences import translated
from notes.web.current import parts
from notes.web.security import API, Refused
from notes.web.words import gettext

STATUSES: dict[type[OctavoError], int] = {
    Missing: 404,
    Conflict: 409,
    Damaged: 409,
    Invalid: 422,
    TooLarge: 413,
    TakesTooLong: 422,
    NotFetched: 422,
    NoAnswer: 502,
    NotPublished: 422,
    InTrash: 409,
    NotInTrash: 409,
    TagStays: 409,
    NothingToUndo: 409,
    CannotBeUndone: 409,
    ChangedSince: 409,
    DiskFull: 507,
    UnpackedGone: 503,
    ReadOnly: 403,
    Busy: 423,
    JobRunning: 409,
    IndexDamaged: 423,
    LibraryError: 409,
}

#: What werkzeug refuses, in our words.
SENTENCES = {
    400: ("malformed", N_("This request could not be understood.")),
    404: ("missing", N_("There is nothing at this address.")),
    405: ("not_allowed", N_("This address does not take that method.")),
    413: ("too_large", N_("This is too large to be taken. Nothing was changed.")),
    431: ("address_too_long", N_("This address is too long: a search can be 100 kB of text.")),
}
#: The kinds of things that can be missing.
KINDS = (
    N_("note"),
    N_("draft"),
    N_("image"),
    N_("notebook"),
    N_("saved search"),
    N_("token"),
    N_("backup"),
    N_("version"),
    N_("job"),
    N_("act"),
    N_("import"),
    N_("file"),
    N_("file or folder"),
)
BUG = N_("Something went wrong inside Octavo. What you wrote is still on this page.")

log = logging.getLogger("octavo")


def register(app: Flask) -> None:
    app.register_error_handler(OctavoError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def answer(fact: OctavoError) -> Response:
    """A fact as the answer to this request; damage is remembered."""
    if isinstance(fact, Damaged):
        parts().damage.notes.add(fact.note_id)
    elif isinstance(fact, LibraryDamaged):
        parts().damage.of_file = True
    elif isinstance(fact, UnpackedGone):
        return _without_files(fact)
    details = translated(fact.facts, gettext)
    details.pop("key", None)
    return _shaped(status_of(fact), fact.code, sentence_of(fact), details)


def unread(app: Flask, status: int) -> Response:
    """The answer to a request of which not even the headers could be read, or were."""
    from werkzeug.test import create_environ  # without what Flask imports to try a program out

    error = BadRequest if status == 501 else default_exceptions[status]  # no input gets a 5xx
    with app.request_context(create_environ(f"{API}/")):
        return app.process_response(_http(error()))


def status_of(fact: OctavoError) -> int:
    if isinstance(fact, Refused):
        return fact.status
    if isinstance(fact, Conflict) and request.path.startswith(API):
        return 412
    return next(status for kind, status in STATUSES.items() if isinstance(fact, kind))


def sentence_of(fact: OctavoError) -> str:
    return fact.said(gettext)


def _http(error: HTTPException) -> Response:
    status = error.code or 400
    code, sentence = SENTENCES.get(status, (error.name.lower().replace(" ", "_"), error.name))
    response = _shaped(status, code, gettext(sentence), {})
    if status == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods"))  # noqa: B009
    return response


def _bug(error: Exception) -> Response:
    if lost := packed.gone():
        return answer(lost)
    bug = type(error).__name__
    log.error("%s %s: %s\n%s", request.method, request.url_rule, bug, place_of(error))
    return _shaped(500, "bug", gettext(BUG), {})


def _without_files(fact: UnpackedGone) -> Response:
    """In English and plain: templates and translations lay in the folder that is gone."""
    if wants_json():
        response = jsonify(error={"code": fact.code, "message": str(fact), **fact.facts})
    else:
        response = Response(f"{fact}\n", mimetype="text/plain")
    response.status_code = status_of(fact)
    return response


def _shaped(status: int, code: str, message: str, details: dict[str, Any]) -> Response:
    if status in (401, 403) and not request.path.startswith(API) and not wants_json():
        response = Response(f"{message}\n", status, mimetype="text/plain")
    elif wants_json():
        response = jsonify(error={"code": code, "message": message, **details})
    else:
        response = Response(render_template("error.html", status=status, message=message))
    response.status_code = status
    return response


def wants_json() -> bool:
    """Programs, scripts of the page, and every write."""
    asked = request.accept_mimetypes
    return (
        request.path.startswith(API)
        or "HX-Request" in request.headers
        or "X-Octavo-Script" in request.headers
        or request.method not in ("GET", "HEAD")
        or (asked.accept_json and not asked.accept_html)
    )
