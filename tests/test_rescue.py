"""A note whose text is damaged: shown as that, beside good texts of it, and brought back."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.cli.commands import octavo
from notes.errors import Damaged
from notes.library import backups, editing, health, history, listing, rescue, restoring, timeline
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage.database import FILE_NAME
from tests.library_fixtures import behind_its_back
from tests.markup import Markup

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]
HTMX = {"HX-Request": "true"}

ALTERED = "UPDATE note_text SET body = '# Altered <script>alert(1)</script>'"
HARMS = {
    "altered": ALTERED,
    "no text": "UPDATE note_text SET body = CAST(x'ff41' AS TEXT)",
    "gone": "DELETE FROM note_text",
    "another hash": "UPDATE note SET sha256 = '0000'",
}


@pytest.fixture
def broken(library: Library, note: Note) -> Note:
    """The second version of a note, of which the first is in the history and this in a backup."""
    saved = editing.save(note.id, 1, body="# A note\n\nwith more words\n")
    backups.make(library, "manual")
    behind_its_back(library.folder, ALTERED)
    return saved


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
class TestWhateverHarmedIt:
    def test_it_is_damaged_and_brought_back_from_its_history(
        self, library: Library, note: Note, harm: str
    ) -> None:
        editing.save(note.id, 1, body="# A note\n\nwith more words\n")
        behind_its_back(library.folder, harm)
        with pytest.raises(Damaged):
            editing.read(note.id)
        good = rescue.in_history(note.id)
        assert good
        assert (good.body, good.version) == (note.body, 1)
        rescue.earlier.bring_back(note.id, 1, 2)
        assert editing.read(note.id).body == note.body
        assert health.of_texts().ok

    def test_it_is_brought_back_from_a_backup(
        self, library: Library, note: Note, harm: str
    ) -> None:
        name = backups.make(library, "manual").name
        behind_its_back(library.folder, harm)
        good = rescue.in_backup(library, note.id)
        assert good
        assert (good.body, good.backup) == (note.body, name)
        back = rescue.bring_back(library, note.id, name, 1)
        assert (back.body, back.version) == (note.body, 2)
        assert editing.read(note.id) == back
        assert health.of_texts().ok


def test_what_was_stored_is_kept_in_the_history_and_never_called_good(
    library: Library, broken: Note
) -> None:
    rescue.bring_back(library, broken.id, backups.listed(library)[0].name, 2)
    (kept,) = [one for one in history.entries(broken.id) if one.version == 2]
    assert kept.reason == "damaged"
    with pytest.raises(Damaged):
        history.at(broken.id, 2)
    assert timeline.page(broken.id).steps[1].damaged
    assert rescue.in_history(broken.id) == rescue.Good(
        "A note", "# A note\n\nwith words\n", history.entries(broken.id)[2].written, version=1
    )


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_library_whose_notes_were_mended_is_sound_and_its_backups_can_be_restored(
    library: Library, note: Note, harm: str
) -> None:
    editing.save(note.id, 1, body="# A note\n\nwith more words\n")
    behind_its_back(library.folder, harm)
    rescue.earlier.bring_back(note.id, 1, 2)
    assert all(part.ok for part in health.examine(lambda _: None).values())
    made = backups.make(library, "manual")
    assert (made.state, backups.verify(library, made).state) == ("good", "good")
    assert restoring.into(library, made.file).notes == 1
    assert [entry.reason for entry in history.entries(note.id)] == [None, "damaged", "edit"]


def test_what_was_kept_damaged_is_found_when_it_is_damaged_again(
    library: Library, broken: Note
) -> None:
    rescue.bring_back(library, broken.id, backups.listed(library)[0].name, 2)
    behind_its_back(library.folder, "UPDATE revision_text SET body = x'00'")
    found = health.of_history().problems
    assert [one.why for one in found] == [health.VERSION_DAMAGED % number for number in (1, 2)]
    assert backups.make(library, "manual").wrong == 2


def test_a_backup_with_the_damage_in_it_has_no_good_text(library: Library, broken: Note) -> None:
    good = backups.listed(library)[0]
    assert backups.make(library, "manual").state == "damaged"
    found = rescue.in_backup(library, broken.id)
    assert found
    assert found.backup == good.name


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["the window", "its pane"])
def test_it_is_shown_as_damaged_beside_what_is_good(
    page: FlaskClient, broken: Note, headers: dict[str, str]
) -> None:
    answer = page.get(f"/notes/{broken.id}", headers=headers)
    told = Markup(answer.text)
    assert answer.status_code == 200
    assert "The text of this note is damaged." in told.text
    assert "with words" in told.text
    assert "with more words" in told.text
    assert "<script>alert" not in answer.text


def test_the_newer_of_two_good_texts_is_offered_first_with_when_it_was_written(
    page: FlaskClient, library: Library, note: Note
) -> None:
    backups.make(library, "manual")
    editing.save(note.id, 1, body="# A note\n\nsecond")
    editing.save(note.id, 2, body="# A note\n\nthird")
    behind_its_back(library.folder, ALTERED)
    told = Markup(page.get(f"/notes/{note.id}").text).text
    assert told.index("second") < told.index("with words")
    rescue.earlier.bring_back(note.id, 2, 3)
    editing.save(note.id, 4, body="# A note\n\nfifth")
    backups.make(library, "manual")
    behind_its_back(library.folder, ALTERED)
    told = Markup(page.get(f"/notes/{note.id}").text).text
    assert told.index("fifth") < told.index("second")
    assert "Backup of" in told


@pytest.mark.parametrize("query", ["=Altered=", "/Alt[a-z]+d/", "note"])
def test_a_search_shows_no_word_of_it_and_marks_it(
    page: FlaskClient, program: FlaskClient, library: Library, broken: Note, query: str
) -> None:
    asked = {"query_string": {"q": query}}
    (hit,) = program.get("/api/v1/search", query_string={"q": query, "why": 1}).json["hits"]
    assert (hit["damaged"], hit["snippet"], hit["why"]) == (True, "", None)
    assert "Damaged" in page.get("/list", **asked).text
    library.close()
    run = ["--library", str(library.folder), "search", "--explain", query]
    ran = CliRunner().invoke(octavo, run)
    assert "Altered" not in ran.stdout
    assert "its text is damaged" in ran.stdout


def test_a_note_that_is_damaged_says_so_in_the_list_once_it_was_met(
    page: FlaskClient, broken: Note
) -> None:
    assert "Damaged" not in page.get("/list").text
    page.get(f"/notes/{broken.id}", headers=HTMX)
    assert "Damaged" in page.get("/list").text
    page.post(f"/notes/{broken.id}/history/restore", json={"version": 1, "base": 2})
    page.get(f"/notes/{broken.id}", headers=HTMX)
    assert "Damaged" not in page.get("/list").text


def test_it_comes_back_over_the_version_that_was_seen_alone(
    page: FlaskClient, library: Library, broken: Note
) -> None:
    name = backups.listed(library)[0].name
    asked = {"backup": name, "base": 1}
    assert page.post(f"/notes/{broken.id}/rescue", json=asked).status_code == 409
    asked["base"] = 2
    assert page.post(f"/notes/{broken.id}/rescue", json=asked).json["version"] == 3
    asked["backup"] = "none"
    assert page.post(f"/notes/{broken.id}/rescue", json=asked).status_code == 404


def test_what_is_stored_can_be_gone_on_with(page: FlaskClient, broken: Note) -> None:
    stored = rescue.damaged(broken.id)
    asked = {"stored": True, "base": 1}
    assert page.post(f"/notes/{broken.id}/rescue", json=asked).status_code == 409
    assert page.post(f"/notes/{broken.id}/rescue", json={"base": 2}).status_code == 404
    asked["base"] = 2
    assert page.post(f"/notes/{broken.id}/rescue", json=asked).json["version"] == 3
    assert editing.read(broken.id).body == stored
    assert health.of_texts().ok
    good = rescue.in_history(broken.id)
    assert good
    assert good.body == "# A note\n\nwith words\n"


def test_what_cannot_be_read_at_all_is_not_gone_on_with(
    page: FlaskClient, library: Library, broken: Note
) -> None:
    behind_its_back(library.folder, "DELETE FROM note_text")
    asked = {"stored": True, "base": 2}
    answer = page.post(f"/notes/{broken.id}/rescue", json=asked)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "damaged")
    assert listing.head(broken.id).version == 2


def test_programs_are_told(program: FlaskClient, broken: Note) -> None:
    answer = program.get(f"/api/v1/notes/{broken.id}")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "damaged")


def test_the_command_names_the_way_back(library: Library, broken: Note) -> None:
    library.close()
    ran = CliRunner().invoke(octavo, ["--library", str(library.folder), "show", broken.id])
    assert ran.exit_code == 1
    assert f"octavo history {broken.id}" in ran.stderr
    run = ["--library", str(library.folder), "history", broken.id, "--json"]
    assert json.loads(CliRunner().invoke(octavo, run).stdout)


def test_a_text_on_a_page_that_cannot_be_read_is_damaged_and_its_note_is_shown(
    library: Library, page: FlaskClient
) -> None:
    notes = [editing.create(f"# Long {number}\n\n" + "word " * 600) for number in range(12)]
    library.leave()
    file = library.folder / FILE_NAME
    raw = bytearray(file.read_bytes())
    leaf = raw.rindex(b"# Long 5") // 4096 * 4096
    raw[leaf] = 0xFF
    file.write_bytes(raw)
    library.open_anyhow()
    assert (library.ruin, library.read_only) == (None, "")
    with pytest.raises(Damaged):
        editing.read(notes[5].id)
    told = Markup(page.get(f"/notes/{notes[5].id}").text)
    assert "Nothing of it can be read." in told.text
    assert editing.read(notes[1].id) == notes[1]


def test_its_row_is_marked_when_it_is_opened(enter: Enter, broken: Note) -> None:
    window = enter("/")
    row = window.locator(f"[data-note-id='{broken.id}']")
    row.get_by_role("link").first.click()
    expect(window.get_by_text("The text of this note is damaged.")).to_be_visible()
    expect(window.locator("#results")).to_contain_text("Damaged")


def test_bringing_it_back_takes_one_click(enter: Enter, broken: Note) -> None:
    window = enter(f"/notes/{broken.id}")
    expect(window.get_by_text("The text of this note is damaged.")).to_be_visible()
    window.get_by_role("button", name="Bring this text back").first.click()
    expect(window.locator(".cm-content")).to_contain_text("with more words")
    expect(window.locator(".toast")).to_contain_text("The text is back")
    assert editing.read(broken.id).body == broken.body
