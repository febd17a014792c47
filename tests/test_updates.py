"""Whether a newer Octavo is out: asked on a click, and told in a line."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from notes import fetching, updates
from notes.errors import NoAnswer, NotFetched, NotPublished
from notes.version import VERSION
from tests.test_browser import Enter
from tests.test_fetching import Serve

pytest_plugins = ["tests.test_fetching"]  # whose server elsewhere this one uses

PAGE = "https://example.org/octavo/releases/v99"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked; each tells of version 99."""
    asked: list[str] = []

    def document(url: str, limit: int) -> bytes:
        asked.append(url)
        return json.dumps({"tag_name": "v99.0", "html_url": PAGE}).encode()

    monkeypatch.setattr(updates, "ADDRESS", "https://example.org/latest")
    monkeypatch.setattr(fetching, "document", document)
    return asked


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0.9", "0.10"), ("1.2", "1.2.1"), ("1.2.0rc1", "1.2"), ("1.9.9", "2"), ("0.1.0", "v0.1.1")],
)
def test_versions_are_compared_by_their_numbers(older: str, newer: str) -> None:
    assert updates.is_newer(newer, older)
    assert not updates.is_newer(older, newer)


@pytest.mark.parametrize(("one", "other"), [("1.2", "1.2.0"), ("v1.2", "1.2"), ("odd", "1.0")])
def test_the_same_version_and_what_is_none_are_not_newer(one: str, other: str) -> None:
    assert not updates.is_newer(one, other)


def test_what_is_told_is_a_version_and_a_page(told: list[str]) -> None:
    assert updates.newest() == updates.Release("99.0", PAGE)
    assert told == ["https://example.org/latest"]


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b"{}", b'{"tag_name": 7}', b'{"tag_name": "<b>1"}', b"[" * 100_000],
)
def test_what_is_no_answer_is_said_to_be_none(
    answer: bytes, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "document", lambda *_: answer)
    with pytest.raises(NoAnswer):
        updates.newest()


@pytest.mark.parametrize("page", ["http://example.org", "javascript:alert(1)", "https://", 7, None])
def test_a_page_that_is_no_address_is_left_out(
    page: Any, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = json.dumps({"tag_name": "v99", "html_url": page}).encode()
    monkeypatch.setattr(fetching, "document", lambda *_: answer)
    assert updates.newest() == updates.Release("99", "")


def test_a_document_comes_over_https_alone(serve: Serve, asked: list[dict[str, str]]) -> None:
    with pytest.raises(NotFetched):
        fetching.document(serve(b"{}"), 100)
    assert asked == []


def test_while_nobody_publishes_it_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "document", lambda *_: pytest.fail("somebody was asked"))
    monkeypatch.setattr(updates, "ADDRESS", "https://releases.octavo.invalid/latest")
    with pytest.raises(NotPublished):
        updates.newest()


def test_no_connection_is_said_in_words(page: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "ADDRESS", "https://127.0.0.1:1/latest")
    answer = page.post("/updates")
    assert (answer.status_code, answer.json["error"]["code"]) == (502, "no_answer")


def test_the_page_is_told_in_a_sentence(page: FlaskClient, told: list[str]) -> None:
    answer = page.post("/updates").json
    assert answer == {"said": f"Octavo 99.0 is out; this is {VERSION}.", "page": PAGE}


def test_no_note_can_make_it_ask(page: FlaskClient, told: list[str]) -> None:
    assert page.get("/updates").status_code == 405
    del page.environ_base["HTTP_X_OCTAVO_KEY"]
    assert page.post("/updates").status_code == 403
    assert told == []


def test_it_asks_after_a_click_and_not_before(enter: Enter, told: list[str]) -> None:
    window = enter("/")
    window.get_by_role("button", name="Settings").click()
    look = window.get_by_role("button", name="Look for a new version")
    expect(look).to_be_visible()
    assert told == []
    line = window.locator("new-version [role=status]")
    expect(line).to_contain_text(
        "Asks once, over the internet, and tells nothing of you or your notes"
    )
    assert look.get_attribute("title") is None
    look.click()
    expect(line).to_contain_text("Octavo 99.0 is out")
    expect(window.get_by_role("link", name="What is new")).to_have_attribute("href", PAGE)
    assert len(told) == 1
