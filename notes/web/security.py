"""
The gates, in the order in which every request meets them: pages, fragments,
files, the API, and what does not exist alike.

    host       exactly 127.0.0.1:PORT, so that no rebound name reaches us
    origin     absent or ours; Sec-Fetch-Site same-origin or none
    known      the ticket, the cookie, or for /api/v1 a bearer token; who comes with a
               ticket may come from anywhere, as from the page that ui.doorway leaves
    key        the header on every write of the page; for tokens, their scope
    type       JSON on every write that carries something

Who shows the key and no cookie is our page, which has lost that: it is refused as well, but the
window is asked to give it back, so that the page can ask again.

A refusal says which gate refused and nothing else.  `/health` needs no key.
What leaves carries the policies at the end of this file; there are no CORS
headers anywhere.
"""

import re
import secrets

from flask import Flask, Response, g, redirect, request
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response as BaseResponse

from notes.errors import N_, OctavoError
from notes.library import tokens
from notes.library.tokens import Token
from notes.web import instance
from notes.web.current import parts
from notes.web.session import Session, proof, same

API = "/api/v1"
GO_ON = '<!doctype html><meta http-equiv="refresh" content="0;url=%s"><title>Octavo</title>'
_NOTE = re.compile("[0-9a-f]{16}")
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Refused(OctavoError):
    """A gate's no; `status` says which kind."""

    code = "refused"
    status = 403


class ForeignHost(Refused):
    code = "foreign_host"
    sentence = N_("This address is not Octavo's.")


class ForeignOrigin(Refused):
    code = "foreign_origin"
    sentence = N_("Another site may not ask this.")


class Unknown(Refused):
    code = "unknown_page"
    status = 401
    sentence = N_(
        "This page was not opened by Octavo, or its address was used before. "
        "Start Octavo again to get a new one."
    )


class ShutOut(Refused):
    code = "shut_out"
    status = 401
    sentence = N_(
        "This window has lost its way to Octavo. If it does not find it again, copy your text, "
        "close the window and start Octavo again."
    )


class NoToken(Refused):
    code = "no_token"
    status = 401
    sentence = N_(
        "A token is needed: “Authorization: Bearer …” (make one with “octavo token create”)."
    )


class NoKey(Refused):
    code = "no_key"
    sentence = N_("This page is from an earlier start of Octavo. Reload it.")


class NotInScope(Refused):
    code = "not_in_scope"
    sentence = N_("This token may read and not write.")


class NotJson(Refused):
    code = "not_json"
    status = 415
    sentence = N_("This has to be sent as JSON (Content-Type: application/json).")


def guard(app: Flask, session: Session) -> None:
    """Put the gates before, and the policies behind, every request of the app."""

    @app.before_request
    def enter() -> BaseResponse | None:
        g.nonce = secrets.token_urlsafe(16)
        entering = request.path == "/" and request.method == "GET" and "ticket" in request.args
        _check_host(session)
        if entering and _is_arriving():
            return _redeemed(session)
        _check_origin(session)
        if request.path == "/health":
            return None
        if request.path == API or request.path.startswith(f"{API}/"):
            _check_token()
        elif request.path.startswith("/instance/") and request.method == "POST":
            _check_instance(session)
        elif entering:
            return _redeemed(session)
        else:
            _check_page(session)
        _check_type()
        return None

    @app.after_request
    def leave(response: Response) -> Response:
        for name, value in _policies(session).items():
            response.headers.setdefault(name, value)
        if "proof" in g:
            response.headers[instance.PROOF] = g.proof
        return response


def _check_host(session: Session) -> None:
    if request.headers.get("Host") != session.host:
        raise ForeignHost


def _is_arriving() -> bool:
    """Whether a page that is not ours led a whole window here."""
    told = [request.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest")]
    return told == ["cross-site", "navigate", "document"] and "Origin" not in request.headers


def _check_origin(session: Session) -> None:
    if request.headers.get("Origin", session.origin) != session.origin:
        raise ForeignOrigin
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise ForeignOrigin


def is_known(host: str, cookies: str, key: str, authorization: str, session: Session) -> bool:
    """Whether the headers alone say that it is our page, or a program with a token."""
    if host != session.host:
        return False
    cookie = parse_cookie(cookies).get(session.cookie_name)
    is_ours = same(cookie, session.cookie) or same(key, session.key)
    return is_ours or _token(authorization) is not None


def _token(authorization: str) -> Token | None:
    scheme, _, secret = authorization.partition(" ")
    return tokens.check(secret.strip()) if scheme.lower() == "bearer" else None


def _check_token() -> None:
    token = _token(request.headers.get("Authorization", ""))
    if token is None:
        raise NoToken
    if request.method not in READING and not token.may_write:
        raise NotInScope


def _check_instance(session: Session) -> None:
    wish, nonce = request.path, request.headers.get(instance.NONCE, "")
    asked = request.headers.get(instance.PROOF)
    if not nonce or not same(asked, proof(session.instance_key, "ask", wish, nonce)):
        raise NoKey
    g.proof = instance.answering(session.instance_key, wish, nonce)


def _redeemed(session: Session) -> BaseResponse:
    """The ticket becomes the cookie, and leaves the address."""
    known = same(request.cookies.get(session.cookie_name), session.cookie)
    if not session.redeem(request.args["ticket"]) and not known:
        raise Unknown
    # After a redirect the browser would still be on its way from the other page, and a
    # strict cookie stays at home; going on from a page of ours it comes along.
    note = request.args.get("note", "")
    inside = f"/notes/{note}" if _NOTE.fullmatch(note) else "/"
    response = Response(GO_ON % inside) if _is_arriving() else redirect(inside, 303)
    response.set_cookie(session.cookie_name, session.cookie, httponly=True, samesite="Strict")
    g.entered = True
    return response


def _check_page(session: Session) -> None:
    has_key = same(request.headers.get("X-Octavo-Key"), session.key)
    if not same(request.cookies.get(session.cookie_name), session.cookie):
        raise ShutOut if has_key and parts().shell.let_in() else Unknown
    if request.method not in READING and not has_key:
        raise NoKey


def _check_type() -> None:
    carries = request.content_length or request.headers.get("Transfer-Encoding")
    if request.method not in READING and carries and request.mimetype != "application/json":
        raise NotJson


def _policies(session: Session) -> dict[str, str]:
    """
    In a window of its own no other page can have opened ours.  That it must not have makes WebKit
    start one more process for it, which takes as long as all the rest of a start.
    """
    is_alone = parts().shell.stands_alone and not session.is_shared
    apart = {} if is_alone else {"Cross-Origin-Opener-Policy": "same-origin"}
    return {
        **apart,
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {session.origin}/static/;"
            f" style-src 'self' 'nonce-{g.get('nonce', '')}'; img-src 'self' data: blob:;"
            " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
            f" frame-src {session.origin}/diagrams;"
            " frame-ancestors 'none'; object-src 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }
