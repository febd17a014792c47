import pytest

from notes.errors import Invalid, Missing
from notes.library import editing, listing, notebooks, tokens, trash
from notes.library.editing import Note
from notes.search import find

pytestmark = pytest.mark.usefixtures("library")


class TestTrash:
    def test_takes_a_note_out_of_lists_searches_and_counts_and_gives_it_back(
        self, note: Note
    ) -> None:
        assert trash.put([note.id]).notes == 1
        assert (listing.count(), listing.count(trashed=True)) == (0, 1)
        assert find.answer("words").total == 0
        assert [book.total for book in notebooks.tree()] == [0, 0]
        assert trash.bring_back([note.id]).notes == 1
        assert editing.read(note.id) == note
        assert [hit.id for hit in find.answer("words").hits] == [note.id]

    def test_of_notes_of_which_one_is_missing_takes_none(self, note: Note) -> None:
        with pytest.raises(Missing):
            trash.put([note.id, "0" * 16])
        assert listing.count(trashed=True) == 0

    def test_twice_is_as_good_as_once(self, note: Note) -> None:
        assert [trash.put([note.id]).notes for _ in range(2)] == [1, 0]
        trashed = editing.read(note.id).trashed
        assert trashed is not None


class TestNotebooks:
    def test_are_a_tree_with_what_lies_below_counted(self, note: Note) -> None:
        editing.create("more", notebook="Work")
        editing.create("文", notebook="日记")
        tree = [(book.path, book.depth, book.count, book.total) for book in notebooks.tree()]
        assert tree == [("Work", 0, 1, 2), ("Work/Plans", 1, 1, 1), ("日记", 0, 1, 1)]

    def test_are_apart_from_those_whose_name_goes_on_with_a_zero(self) -> None:
        editing.create("one", notebook="Chapter 1")
        ten = editing.create("ten #v10", notebook="Chapter 10")
        assert listing.count(notebook="Chapter 1") == 1
        assert listing.count(tag="v1") == find.answer("tag:v1").total == 0
        notebooks.rename("Chapter 1", "Intro")
        assert editing.read(ten.id).notebook == "Chapter 10"

    def test_stand_in_the_order_of_their_numbers(self) -> None:
        for path in ("Week 10", "Week 9", "week 9/b", "10", "Ａ", "week"):
            notebooks.create(path)
        order = [book.path for book in notebooks.tree()]
        assert order == ["10", "week", "Week 9", "week 9", "week 9/b", "Week 10", "Ａ"]

    def test_take_those_below_along_when_they_move(self, note: Note) -> None:
        notebooks.rename("Work", "Life/Old work")
        assert editing.read(note.id).notebook == "Life/Old work/Plans"
        assert "Work" not in [book.path for book in notebooks.tree()]

    @pytest.mark.parametrize("new", ["Work/Plans/Deeper/Work", "", "Taken"])
    def test_cannot_move_into_themselves_or_over_another(self, note: Note, new: str) -> None:
        notebooks.create("Taken")
        with pytest.raises(Invalid):
            notebooks.rename("Work", new)
        assert editing.read(note.id).notebook == "Work/Plans"

    def test_are_removed_only_when_empty(self, note: Note) -> None:
        with pytest.raises(Invalid):
            notebooks.remove("Work/Plans")
        trash.put([note.id])
        notebooks.remove("Work/Plans")
        trash.bring_back([note.id])
        assert editing.read(note.id).notebook == ""


class TestTokens:
    def test_open_with_their_secret_only(self) -> None:
        token = tokens.create("script", "write")
        found = tokens.check(token.secret)
        assert found is not None
        assert (found.name, found.may_write, found.secret) == ("script", True, "")
        assert tokens.check(token.secret + "x") is None
        assert tokens.check("\ud800") is None

    def test_that_are_revoked_open_nothing(self) -> None:
        token = tokens.create("script")
        tokens.revoke("script")
        assert tokens.check(token.secret) is None
        with pytest.raises(Missing):
            tokens.revoke("script")

    @pytest.mark.parametrize(("name", "scope"), [("", "read"), ("x", "all"), ("twice", "read")])
    def test_need_a_name_of_their_own_and_a_scope(self, name: str, scope: str) -> None:
        tokens.create("twice")
        with pytest.raises(Invalid):
            tokens.create(name, scope)
