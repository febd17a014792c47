import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from notes.library import editing, listing, tokens
from notes.library.editing import Note
from notes.web import session as sessions
from notes.web.instance import asking
from notes.web.session import Session
from tests.conftest import Headless, vectors

FOREIGN = [
    {"HTTP_HOST": "localhost:45678"},
    {"HTTP_HOST": "127.0.0.1"},
    {"HTTP_HOST": "127.0.0.1:1"},
    {"HTTP_HOST": "evil.example:45678"},
    {"HTTP_HOST": ""},
    {"HTTP_ORIGIN": "http://evil.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "http://127.0.0.1:1"},
    {"HTTP_ORIGIN": "https://127.0.0.1:45678"},
    {"HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
]
#: What a browser says when a page that is not ours leads its window to us.
ARRIVING = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


def address_of(rule: Rule, note_id: str) -> str:
    """An address that the rule takes."""
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda part: note_id if part[1] == "note_id" else "1", rule.rule
    )


def requests_of(app: Flask, note_id: str) -> Iterator[tuple[str, str]]:
    """Every method of every route, and two addresses that do not exist."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            yield method, address_of(rule, note_id)
    yield from [("GET", "/no/such/page"), ("POST", "/api/v1/no-such"), ("TRACE", "/")]


def state(note_id: str) -> tuple[object, ...]:
    return editing.read(note_id), listing.page().notes, tokens.listed()


@pytest.mark.parametrize("foreign", FOREIGN)
def test_no_route_answers_a_foreign_host_or_origin_even_with_every_key(
    app: Flask, session: Session, page: FlaskClient, note: Note, foreign: dict[str, str]
) -> None:
    secret = tokens.create("known", "write").secret
    page.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    before = state(note.id)
    for method, address in requests_of(app, note.id):
        answer = page.open(address, method=method, environ_overrides=foreign)
        assert answer.status_code == 403, (method, address)
        assert note.title.encode() not in answer.data
        assert not any(name.lower().startswith("access-control") for name, _ in answer.headers)
    assert state(note.id) == before


@pytest.mark.parametrize("cookie", ["", "wrong", "of an earlier launch"])
def test_no_route_but_health_answers_who_has_no_key(
    app: Flask, session: Session, stranger: FlaskClient, note: Note, cookie: str
) -> None:
    if cookie:
        stranger.set_cookie(session.cookie_name, cookie, domain="127.0.0.1")
    stranger.environ_base.update(HTTP_X_OCTAVO_KEY="wrong", HTTP_AUTHORIZATION="Bearer wrong")
    stranger.environ_base.update(HTTP_X_OCTAVO_INSTANCE="wrong")
    before = state(note.id)
    for method, address in requests_of(app, note.id):
        answer = stranger.open(address, method=method, json={} if method == "POST" else None)
        if address != "/health":
            assert 400 <= answer.status_code < 500, (method, address)
            assert note.title.encode() not in answer.data
    assert state(note.id) == before


def test_no_write_of_the_page_passes_without_its_key(
    app: Flask, page: FlaskClient, note: Note
) -> None:
    before = state(note.id)
    for method, address in requests_of(app, note.id):
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = page.open(address, method=method, json={}, headers={"X-Octavo-Key": "old"})
            assert answer.status_code in (401, 403), (method, address)
    assert state(note.id) == before


class TestPageWithoutItsCookie:
    """It shows the key: the window gives it its cookie back, and the answer is a refusal."""

    def test_gets_it_from_the_window_and_nothing_from_any_route(
        self, app: Flask, session: Session, stranger: FlaskClient, shell: Headless, note: Note
    ) -> None:
        stranger.environ_base["HTTP_X_OCTAVO_KEY"] = session.key
        before = state(note.id)
        for method, address in requests_of(app, note.id):
            answer = stranger.open(address, method=method, json={} if method == "POST" else None)
            assert "Set-Cookie" not in answer.headers
            if address != "/health":
                assert 400 <= answer.status_code < 500, (method, address)
                assert note.title.encode() not in answer.data
        assert state(note.id) == before

    @pytest.mark.parametrize("method", ["GET", "PUT"])
    @pytest.mark.parametrize("cookie", ["", "wrong"])
    def test_is_told_that_it_may_ask_again(
        self, session: Session, stranger: FlaskClient, shell: Headless, method: str, cookie: str
    ) -> None:
        if cookie:
            stranger.set_cookie(session.cookie_name, cookie, domain="127.0.0.1")
        asked = {"X-Octavo-Key": session.key, "Accept": "application/json"}
        answer = stranger.open("/notes/1", method=method, headers=asked)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "shut_out")
        assert shell.let_in_again == 1

    @pytest.mark.parametrize("method", ["GET", "PUT"])
    @pytest.mark.parametrize("key", ["", "wrong", "密"])
    def test_is_not_taken_for_ours_without_the_key(
        self, stranger: FlaskClient, shell: Headless, method: str, key: str
    ) -> None:
        if key:
            stranger.environ_base["HTTP_X_OCTAVO_KEY"] = key
        answer = stranger.open("/notes/1", method=method, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unknown_page")
        assert shell.let_in_again == 0

    @pytest.mark.parametrize("foreign", FOREIGN)
    def test_is_not_taken_for_ours_from_elsewhere(
        self, session: Session, stranger: FlaskClient, shell: Headless, foreign: dict[str, str]
    ) -> None:
        known = {"HTTP_X_OCTAVO_KEY": session.key, **foreign}
        assert stranger.get("/notes/1", environ_overrides=known).status_code == 403
        assert shell.let_in_again == 0

    def test_is_sent_to_a_new_address_where_there_is_no_window(
        self, session: Session, stranger: FlaskClient, shell: Headless
    ) -> None:
        shell.has_window = False
        answer = stranger.put("/notes/1", headers={"X-Octavo-Key": session.key})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unknown_page")

    def test_needs_no_help_with_its_cookie(self, page: FlaskClient, shell: Headless) -> None:
        assert page.get("/").status_code == 200
        assert shell.let_in_again == 0


def test_a_reading_token_writes_nothing(app: Flask, stranger: FlaskClient, note: Note) -> None:
    stranger.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.create('r').secret}"
    before = state(note.id)
    for method, address in requests_of(app, note.id):
        if method in ("POST", "PUT", "DELETE") and address.startswith("/api"):
            assert stranger.open(address, method=method, json={}).status_code == 403
    assert state(note.id) == before


NOT_JSON = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "application/jsonp",
    "",
]


@pytest.mark.parametrize("kind", NOT_JSON)
def test_writes_that_are_not_json_are_refused(
    app: Flask, page: FlaskClient, session: Session, note: Note, kind: str
) -> None:
    page.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.create('t', 'write').secret}"
    before = state(note.id)
    for method, address in requests_of(app, note.id):
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            known = asking(session.instance_key, address)
            answer = page.open(
                address, method=method, data='{"body": "x"}', content_type=kind, headers=known
            )
            assert answer.status_code == 415, (method, address)
    assert state(note.id) == before


HOSTS = """
localhost LOCALHOST:45678 localhost:45678 127.0.0.1 127.0.0.1: 127.0.0.1:80 127.0.0.1:4567
127.0.0.1:456789 127.0.0.1:045678 127.0.0.1:+45678 127.0.0.1:45678. 127.0.0.1:45678:45678
127.0.0.1.:45678 127.0.0.1.evil.example:45678 evil.example:45678 evil.example#127.0.0.1:45678
evil.example@127.0.0.1:45678 127.0.0.1:45678@evil.example 127.0.0.1:45678,evil.example
127.1:45678 127.0.0.2:45678 0.0.0.0:45678 0:45678 2130706433:45678 0x7f.0.0.1:45678
0177.0.0.1:45678 [::1]:45678 [::ffff:127.0.0.1]:45678 ::1 127。0。0。1:45678 １２７.0.0.1:45678
127.0.0.1:45678/ http://127.0.0.1:45678 127.0.0.1.nip.io:45678 127.0.0.1%00:45678 *
"""


@pytest.mark.parametrize("host", ["", "127.0.0.1 :45678", "127.0.0.1:45678\0", *HOSTS.split()])
def test_every_host_but_ours_is_refused(stranger: FlaskClient, host: str) -> None:
    answer = stranger.get("/health", environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 403


def test_every_host_that_others_collected_is_refused(stranger: FlaskClient) -> None:
    for host in vectors("hostcheck.jsonl"):
        answer = stranger.get("/health", environ_overrides={"HTTP_HOST": host})
        assert answer.status_code == 403, host


def test_health_tells_its_status_and_version_and_nothing_else(stranger: FlaskClient) -> None:
    answer = stranger.get("/health")
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"status", "version"}


class TestTicket:
    def test_buys_a_cookie_once(self, stranger: FlaskClient, session: Session) -> None:
        address = session.address().removeprefix(session.origin)
        entered = stranger.get(address)
        assert (entered.status_code, entered.headers["Location"]) == (303, "/")
        cookie = entered.headers["Set-Cookie"]
        assert all(word in cookie for word in (session.cookie_name, "HttpOnly", "SameSite=Strict"))
        assert stranger.get("/").status_code == 200
        stranger.delete_cookie(session.cookie_name, domain="127.0.0.1")
        assert stranger.get(address).status_code == 401

    def test_may_come_from_a_page_on_the_disk(
        self, stranger: FlaskClient, session: Session
    ) -> None:
        address = session.address().removeprefix(session.origin)
        entered = stranger.get(address, headers=ARRIVING)
        assert (entered.status_code, "Set-Cookie" in entered.headers) == (200, True)
        assert stranger.get(address, headers=ARRIVING).status_code == 200  # with its cookie
        stranger.delete_cookie(session.cookie_name, domain="127.0.0.1")
        assert stranger.get(address, headers=ARRIVING).status_code == 401

    @pytest.mark.parametrize(
        "other",
        [
            {"Sec-Fetch-Dest": "iframe"},
            {"Sec-Fetch-Mode": "cors"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "null"},
            {"Host": "evil.example"},
        ],
    )
    def test_comes_in_a_window_of_its_own_only(
        self, stranger: FlaskClient, session: Session, other: dict[str, str]
    ) -> None:
        address = session.address().removeprefix(session.origin)
        assert stranger.get(address, headers={**ARRIVING, **other}).status_code == 403
        assert stranger.get(address).status_code == 303  # it was not used up

    def test_dies_after_half_a_minute(
        self, stranger: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = session.address().removeprefix(session.origin)
        later = sessions.time.monotonic() + sessions.TICKET_SECONDS + 1
        monkeypatch.setattr(sessions.time, "monotonic", lambda: later)
        assert stranger.get(address).status_code == 401

    def test_of_another_launch_opens_nothing(self, stranger: FlaskClient) -> None:
        address = Session(port=1).address().partition("/?")[2]
        assert stranger.get(f"/?{address}").status_code == 401


def test_the_second_start_raises_the_window_with_its_own_key_only(
    stranger: FlaskClient, session: Session, shell: Headless
) -> None:
    assert stranger.post("/instance/raise").status_code == 403
    known = asking(session.instance_key, "/instance/raise")
    assert stranger.post("/instance/address", headers=known).status_code == 403
    assert stranger.post("/instance/raise", headers=known).status_code == 204
    assert shell.raised == 1


def test_the_second_start_is_given_an_address_with_its_own_key_only(
    stranger: FlaskClient, session: Session, shell: Headless
) -> None:
    shell.has_window = False
    for wish in ("/instance/raise", "/instance/address"):
        known = asking(session.instance_key, wish)
        assert b"ticket" not in stranger.post(wish).data
        assert "ticket" in stranger.post(wish, headers=known).get_json()["address"]


class TestPolicies:
    def test_are_on_every_answer(self, app: Flask, page: FlaskClient, note: Note) -> None:
        for method, address in requests_of(app, note.id):
            answer = page.open(address, method=method)
            assert answer.status_code < 500, (method, address)
            headers = answer.headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, (method, address)
            drawn = "style-src 'unsafe-inline'; " if address == "/diagrams" else ""
            assert "unsafe" not in policy.replace(drawn, "")
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_say_nothing_of_openers_where_there_can_be_none(
        self, page: FlaskClient, session: Session, shell: Headless
    ) -> None:
        shell.stands_alone = True
        assert "Cross-Origin-Opener-Policy" not in page.get("/").headers
        known = asking(session.instance_key, "/instance/address")
        page.post("/instance/address", headers=known)  # of a browser, beside the window
        assert page.get("/").headers["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_let_scripts_come_from_static_files_only(self, page: FlaskClient) -> None:
        policy = page.get("/").headers["Content-Security-Policy"]
        assert "script-src http://127.0.0.1:45678/static/;" in policy

    def test_give_each_page_a_nonce_of_its_own(self, page: FlaskClient) -> None:
        nonces = {
            re.search("nonce-([^']+)", page.get("/").headers["Content-Security-Policy"])
            for _ in range(2)
        }
        assert len({match[1] for match in nonces if match}) == 2


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://example.org/a?b=c#d", 204),
        ("mailto:a@example.org", 204),
        ("file:///etc/passwd", 422),
        ("javascript:alert(1)", 422),
        ("octavo://note/1", 422),
        ("//example.org", 422),
        ("https://", 422),
        ("", 422),
        ("http://a\nb", 422),
    ],
)
def test_only_web_and_mail_addresses_open_outside(
    page: FlaskClient, shell: Headless, url: str, status: int
) -> None:
    assert page.post("/open", json={"url": url}).status_code == status
    assert shell.opened == ([url] if status == 204 else [])
