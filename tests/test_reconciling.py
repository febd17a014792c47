"""Two who changed one note: what could be made of both, and that nothing of either is lost."""

import pytest
from flask.testing import FlaskClient

from notes.errors import Conflict, TooLarge
from notes.library import editing, history, reconciling
from notes.library.editing import Note
from notes.text import TEXT_LIMIT

BEFORE = "# Plan\n\nfirst\n\nsecond\n\nthird\n"
MINE = BEFORE.replace("first", "mine")
THEIRS = BEFORE.replace("third", "theirs")
TOGETHER = MINE.replace("third", "theirs")


@pytest.fixture
def plan(library: object) -> Note:
    """A note that somebody else has saved since version 1."""
    note = editing.create(BEFORE)
    return editing.save(note.id, 1, body=THEIRS)


def kept(note: Note) -> list[str]:
    """All texts in its history, the newest first."""
    return [history.body_at(note.id, entry.version) for entry in history.entries(note.id)]


class TestAProposal:
    def test_has_both_changes_when_they_are_apart(self, plan: Note) -> None:
        found = reconciling.proposal(plan.id, 1, MINE)
        assert found.parts is not None
        assert "".join(part.text for part in found.parts) == TOGETHER

    def test_changes_nothing(self, plan: Note) -> None:
        reconciling.proposal(plan.id, 1, MINE)
        assert editing.read(plan.id) == plan
        assert len(kept(plan)) == 2

    def test_is_none_when_nobody_knows_what_both_began_from(self, plan: Note) -> None:
        assert reconciling.proposal(plan.id, 99, MINE).parts is None

    def test_stands_on_what_the_window_knows_where_the_history_does_not(self, plan: Note) -> None:
        found = reconciling.proposal(plan.id, 99, MINE, BEFORE)
        assert found.parts is not None
        assert "clash" not in [part.kind for part in found.parts]

    def test_of_a_text_that_is_too_large_is_refused(self, plan: Note) -> None:
        with pytest.raises(TooLarge):
            reconciling.proposal(plan.id, 1, "x" * (TEXT_LIMIT + 1))


class TestWriting:
    def test_keeps_both_texts_in_the_history(self, plan: Note) -> None:
        written = reconciling.write(plan.id, 2, MINE, TOGETHER)
        assert (written.body, written.version) == (TOGETHER, 4)
        assert kept(plan) == [TOGETHER, MINE, THEIRS, BEFORE]

    def test_gives_the_note_its_title_too(self, plan: Note) -> None:
        assert reconciling.write(plan.id, 2, MINE, TOGETHER, title="T").title == "T"

    def test_keeps_mine_though_theirs_is_taken(self, plan: Note) -> None:
        reconciling.write(plan.id, 2, MINE, THEIRS)
        assert kept(plan) == [THEIRS, MINE, THEIRS, BEFORE]

    def test_over_a_version_that_is_no_longer_the_newest_writes_nothing(self, plan: Note) -> None:
        with pytest.raises(Conflict):
            reconciling.write(plan.id, 1, MINE, TOGETHER)
        assert editing.read(plan.id) == plan

    def test_is_all_or_nothing(self, plan: Note) -> None:
        with pytest.raises(TooLarge):
            reconciling.write(plan.id, 2, MINE, "x" * (TEXT_LIMIT + 1))
        assert editing.read(plan.id) == plan
        assert len(kept(plan)) == 2


class TestThePage:
    def test_is_told_what_could_be_made_of_both(self, page: FlaskClient, plan: Note) -> None:
        told = page.post(f"/notes/{plan.id}/merge", json={"base": 1, "body": MINE}).json
        assert (told["version"], told["body"]) == (2, THEIRS)
        assert "".join(part["both"] for part in told["parts"]) == TOGETHER

    def test_is_told_of_a_clash_what_it_can_be(self, page: FlaskClient, plan: Note) -> None:
        asked = {"base": 1, "body": BEFORE.replace("third", "mine")}
        told = page.post(f"/notes/{plan.id}/merge", json=asked).json
        clash = next(part for part in told["parts"] if part["kind"] == "clash")
        assert clash == {
            "kind": "clash",
            "before": "third\n",
            "mine": "mine\n",
            "theirs": "theirs\n",
            "both": "mine\ntheirs\n",
        }

    def test_saves_both_texts_at_once(self, page: FlaskClient, plan: Note) -> None:
        asked = {"base": 2, "body": TOGETHER, "mine": MINE, "merged": True}
        assert page.put(f"/notes/{plan.id}", json=asked).json["version"] == 4
        assert kept(plan)[:2] == [TOGETHER, MINE]
