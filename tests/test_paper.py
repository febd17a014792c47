"""A note on paper, and as a PDF that the window saves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.library.editing import Note
from tests.conftest import Headless

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


def saved(page: FlaskClient, note: Note) -> tuple[int, dict[str, object]]:
    answer = page.post(f"/notes/{note.id}/pdf")
    return answer.status_code, answer.get_json()


def test_a_pdf_is_offered_under_the_title_of_the_note(
    page: FlaskClient, shell: Headless, note: Note
) -> None:
    shell.makes_pdf = True
    shell.pdf = Path("/home/somebody/Plans.pdf")
    assert saved(page, note) == (200, {"file": "Plans.pdf"})
    assert shell.shown == "A note.pdf"


def test_who_chooses_no_file_gets_no_pdf(page: FlaskClient, shell: Headless, note: Note) -> None:
    shell.makes_pdf = True
    assert saved(page, note) == (200, {"file": None})


def test_a_file_that_cannot_be_written_is_said_so(
    page: FlaskClient, shell: Headless, note: Note
) -> None:
    shell.makes_pdf = True
    shell.pdf = PermissionError(13, "Permission denied")
    status, told = saved(page, note)
    assert status == 422
    assert "There is no permission to write there." in str(told)


def test_where_there_is_no_window_there_is_no_pdf(page: FlaskClient, note: Note) -> None:
    assert saved(page, note)[0] == 404
    assert "save-pdf" not in page.get(f"/notes/{note.id}").text


#: Counts how often it is asked, in which colours, and says no as GTK does: without a word.
PRINT = """() => {
  const { body, documentElement } = document;
  window.print = () => {
    body.dataset.printed = `${body.dataset.printed ?? ""}${documentElement.dataset.theme} `;
  };
}"""


@pytest.fixture
def window(enter: Enter, note: Note) -> Page:
    opened = enter(f"/notes/{note.id}")
    opened.evaluate(PRINT)
    return opened


def test_ctrl_p_prints_in_light_colours_and_again_after_a_no(window: Page) -> None:
    for printed in ("light ", "light light "):
        window.keyboard.press("Control+p")
        expect(window.locator("body")).to_have_attribute("data-printed", printed)
        expect(window.locator("html")).to_have_attribute("data-theme", "system")


def test_a_note_that_is_typed_is_printed_as_it_is_now(window: Page) -> None:
    window.locator(".cm-content").click()
    window.keyboard.type("newest words ")
    window.keyboard.press("Control+p")
    expect(window.locator("body")).to_have_attribute("data-printed", "light ")
    expect(window.locator("note-preview")).to_contain_text("newest words")
