"""Tags are renamed, merged and taken away in every note that has them, as one act."""

import pytest

from notes.errors import Invalid, Missing, TagStays
from notes.library import activity, editing, history, listing, reversal, tagging, tags
from notes.library.opening import Library
from notes.rendering.retagging import retagged
from notes.search import find


@pytest.mark.parametrize(
    ("before", "renamed", "gone"),
    [
        ("#old #older old", "#new #older old", "old #older old"),
        ("#old/part, 猫（#old）", "#new/part, 猫（#new）", "old/part, 猫（old）"),
        ("`#old` #old ``#old`` ` #old", "`#old` #new ``#old`` ` #new", "`#old` old ``#old`` ` old"),
        ("```\n#old\n```\n#old", "```\n#old\n```\n#new", "```\n#old\n```\nold"),
        ("[a](#old)\n[b]: #old\n", "[a](#old)\n[b]: #old\n", "[a](#old)\n[b]: #old\n"),
        ("---\ntags: [a, old]\n---\n", "---\ntags: [a, new]\n---\n", "---\ntags: [a]\n---\n"),
        ("---\ntags: old, a\r\n---\n", "---\ntags: new, a\r\n---\n", "---\ntags: a\r\n---\n"),
        ("---\ntag: old a\n---\n", "---\ntag: new a\n---\n", "---\ntag: a\n---\n"),
        (
            '---\ntags:\n  - "#old"\n  - a\nx: old\n---\n',
            '---\ntags:\n  - "#new"\n  - a\nx: old\n---\n',
            "---\ntags:\n  - a\nx: old\n---\n",
        ),
        ("a\r\n#old\rb\r\n", "a\r\n#new\rb\r\n", "a\r\nold\rb\r\n"),
    ],
)
def test_a_text_says_its_tags_otherwise(before: str, renamed: str, gone: str) -> None:
    def named(name: str) -> str:
        return "new" + name[3:] if name in ("old", "old/part") else name

    assert retagged(before, named) == renamed
    assert retagged(before, lambda name: None if name.split("/")[0] == "old" else name) == gone
    assert retagged(before, lambda name: name) == before


@pytest.fixture
def notes(library: Library) -> list[str]:
    """One has the tag in its text, one by hand, one below it, one not at all."""
    made = [("# One\n\n#cat", []), ("two", ["Cat", "dog"]), ("three", ["cat/big"]), ("four", [])]
    return [editing.create(body, tags=given).id for body, given in made]


def named(notes: list[str]) -> list[tuple[str, ...]]:
    return [editing.read(note).tags for note in notes]


def test_a_tag_is_renamed_wherever_it_stands(notes: list[str]) -> None:
    done = tagging.rename("cat", "pets/owl")
    assert (done.notes, done.left_out) == (3, [])
    assert named(notes) == [("pets/owl",), ("dog", "pets/owl"), ("pets/owl/big",), ()]
    assert editing.read(notes[0]).body == "# One\n\n#pets/owl"
    assert {hit.id for hit in find.answer("tag:pets").hits} == {*notes[:3]}
    assert [tag.name for tag in tags.counts()] == ["pets/owl", "dog", "pets/owl/big"]
    assert activity.one(done.act).said() == "Renamed the tag #cat → #pets/owl"


def test_only_texts_that_change_have_a_new_entry_in_their_history(notes: list[str]) -> None:
    tagging.rename("cat", "owl")
    assert [entry.reason for entry in history.entries(notes[0])] == [None, "tag"]
    assert [entry.reason for entry in history.entries(notes[1])] == [None]


def test_undone_all_have_their_tags_again_and_done_again_not(notes: list[str]) -> None:
    before = named(notes)
    undone = reversal.undo(tagging.rename("cat", "owl").act)
    assert (undone.notes, undone.left_out, named(notes)) == (3, [], before)
    reversal.undo(undone.by)
    assert named(notes) == [("owl",), ("dog", "owl"), ("owl/big",), ()]


def test_two_tags_become_one_only_when_that_is_meant(notes: list[str]) -> None:
    with pytest.raises(Invalid, match="already"):
        tagging.rename("dog", "cat")
    done = tagging.rename("dog", "CAT", merge=True)
    assert activity.one(done.act).kind == "tag-merge"
    assert named(notes)[1] == ("cat",)
    reversal.undo(done.act)
    assert named(notes)[1] == ("cat", "dog")


def test_a_tag_is_taken_away_and_its_words_stay(notes: list[str]) -> None:
    done = tagging.remove("cat")
    assert named(notes) == [(), ("dog",), (), ()]
    assert editing.read(notes[0]).body == "# One\n\ncat"
    reversal.undo(done.act)
    assert named(notes) == [("cat",), ("cat", "dog"), ("cat/big",), ()]


def test_a_tag_that_cannot_be_changed_in_its_text_is_left_and_named(library: Library) -> None:
    body = "---\ntags: &x [cat]\n---\ntext"
    note = editing.create(body).id
    done = tagging.rename("cat", "owl")
    assert [(left.id, type(left.fact)) for left in done.left_out] == [(note, TagStays)]
    assert (done.act, editing.read(note).body) == (0, body)


def test_another_spelling_is_the_same_tag(notes: list[str]) -> None:
    assert tagging.rename("cat", "CAT").act == 0
    assert listing.head(notes[1]).tags == ("CAT", "dog")


@pytest.mark.parametrize("name", ["", " # ", "cat/x", "a\x00b", "//"])
def test_what_is_no_name_is_refused(notes: list[str], name: str) -> None:
    with pytest.raises(Invalid):
        tagging.rename("cat", name)


def test_a_tag_that_nobody_has_is_missing(notes: list[str]) -> None:
    for change in (lambda: tagging.rename("x", "y"), lambda: tagging.remove("x")):
        with pytest.raises(Missing):
            change()
