"""Which notes links lead to."""

import pytest

from notes.errors import Missing
from notes.library import editing, references, trash
from notes.library.editing import Draft, Source


def made(title: str, notebook: str = "", path: str = "") -> str:
    source = Source("/root", path, "utf-8", 0, "") if path else None
    (note_id,) = editing.create_many([Draft("text", title=title, notebook=notebook, source=source)])
    return note_id


@pytest.fixture
def here(library) -> str:
    return made("Here", "Work/Plans", "work/plans/here.md")


def led(here: str, target: str) -> str | None:
    note = references.resolved(here, [target]).get(target)
    return note.id if note else None


@pytest.mark.parametrize(
    "target",
    ["Far away", "far%20AWAY", "Far%20away#part", "Notes/Far%20away", "notes/far%20away.md"],
)
def test_a_note_is_found_by_its_title_and_the_notebook_it_is_in(here, target):
    far = made("Far away", "My/Notes")
    assert led(here, target) == far


@pytest.mark.parametrize(
    "target", ["other-file", "Other-File.md", "b/other-file", "../b/other-file.md"]
)
def test_a_note_is_found_by_the_file_that_it_came_from(here, target):
    other = made("Another title", path="work/b/other-file.md")
    assert led(here, target) == other


@pytest.mark.parametrize("title", ["计划", "Ärger", "Über Äpfel", "ﬁle"])
def test_names_of_any_language_are_found(here, title):
    note = made(title)
    assert led(here, title) == note


def test_a_title_may_have_a_slash_and_comes_before_a_notebook(here):
    made("IP", "TCP")
    whole = made("TCP/IP", "Elsewhere")
    found = references.resolved(here, ["tcp/ip", "IP", "UDP/IP"])
    assert found["tcp/ip"].id == whole
    assert found["IP"].title == "IP"
    assert "UDP/IP" not in found


def test_other_folders_are_other_notes(here):
    made("Far", "A")
    assert led(here, "B/Far") is None


def test_the_file_that_a_path_leads_to_comes_before_others_of_its_name(here):
    beside = made("x", path="work/plans/readme.md")
    above = made("y", path="work/readme.md")
    made("z", path="readme.md")
    assert led(here, "readme.md") == beside
    assert led(here, "../readme.md") == above


def test_of_two_titles_that_in_the_same_notebook_is_meant(here):
    same = made("Twice", "Work/Plans")
    made("Twice", "Elsewhere")
    assert led(here, "Twice") == same


def test_what_is_in_the_trash_is_led_to_no_more(here):
    gone = made("Gone")
    trash.put([gone])
    assert led(here, "Gone") is None


@pytest.mark.parametrize(
    "target", ["", "#part", "/", "%00", "%ff", "..", "a/../..", "x" * 5_000, "\ud800"]
)
def test_targets_that_name_nothing_lead_nowhere(here, target):
    made("Something")
    assert led(here, target) is None


def test_a_note_that_is_gone_has_no_links(library):
    with pytest.raises(Missing):
        references.resolved("0" * 16, ["x"])
