"""What rows keep of a text, so that nobody has to read it, compared with what the text says."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notes.cli.commands import octavo
from notes.library import derived, editing, listing
from notes.library.editing import Draft
from notes.library.opening import open_library
from tests.library_fixtures import behind_its_back, change_byte_of, lay_first_library

TEXT = "# One #a\n\nuniq200 is what lists show\n\n- [ ] a task with #b/c"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library"):
        editing.create_many([Draft(TEXT, tags=["given"]), Draft("# Two\n\nwords")])
    return tmp_path / "library"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), *arguments])


def whys(folder: Path) -> dict[str, list[str]]:
    told = json.loads(run(folder, "check", "--json").stdout)
    return {
        name: [problem["why"] for problem in part["problems"]]
        for name, part in told.items()
        if not part["ok"]
    }


def test_an_excerpt_that_a_disk_has_changed_is_told_and_made_anew(folder: Path) -> None:
    change_byte_of(folder, b"uniq200 is what lists show", 0)
    with open_library(folder):
        shown = {head.title: head.excerpt for head in listing.page().notes}
        assert shown["One #a"].startswith("Xniq200")
    assert whys(folder) == {"index": [derived.OTHER_EXCERPT]}
    assert run(folder, "check", "--repair").exit_code == 0
    with open_library(folder):
        shown = {head.title: head.excerpt for head in listing.page().notes}
        assert shown["One #a"].startswith("uniq200")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM note_tag WHERE tag_id = (SELECT id FROM tag WHERE key = 'b/c')",
        "INSERT INTO note_tag VALUES (2, 1, 1)",
        "UPDATE tag SET key = 'x', name = 'x' WHERE key = 'b/c'",
    ],
)
def test_tags_that_are_not_those_of_the_text_are_told_and_taken_from_it(
    folder: Path, change: str
) -> None:
    behind_its_back(folder, change)
    assert derived.OTHER_TAGS in whys(folder)["index"]
    assert run(folder, "check", "--repair").exit_code == 0
    with open_library(folder):
        named = {head.title: head.tags for head in listing.page().notes}
        assert named == {"One #a": ("a", "b/c", "given"), "Two": ()}


def test_a_tag_that_was_given_by_hand_and_is_in_the_text_is_no_other(folder: Path) -> None:
    with open_library(folder):
        editing.create("# Three #x", tags=["x"])
    assert whys(folder) == {}


def test_facts_that_are_gone_are_told_and_made_anew(folder: Path) -> None:
    behind_its_back(folder, "DELETE FROM note_fact")
    assert len(whys(folder)["index"]) == 1
    assert run(folder, "check", "--repair").exit_code == 0


def test_what_was_derived_of_a_good_text_is_not_made_anew_of_a_damaged_one(folder: Path) -> None:
    with open_library(folder):
        excerpts = [head.excerpt for head in listing.page().notes]
    behind_its_back(
        folder,
        "UPDATE note_text SET body = '# One\n\nother #words' WHERE note_id = 1",
        "DELETE FROM note_fact",
    )
    assert [*whys(folder)] == ["texts"]
    run(folder, "check", "--repair")
    with open_library(folder):
        assert [head.excerpt for head in listing.page().notes] == excerpts


def test_a_renewal_by_other_rules_makes_excerpts_and_tags_anew(tmp_path: Path) -> None:
    lay_first_library(tmp_path / "first", ["# Old\n\nwords of it #old"])
    run(tmp_path / "first", "search", "words")
    with open_library(tmp_path / "first"):
        (head,) = listing.page().notes
        assert (head.excerpt, head.tags) == ("words of it #old", ("old",))
    assert whys(tmp_path / "first") == {}
