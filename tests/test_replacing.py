"""Replacing: in one text by its rules, across notes as one act."""

import re
import threading
import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.errors import (
    Conflict,
    Damaged,
    DiskFull,
    InTrash,
    Invalid,
    Missing,
    TakesTooLong,
    TooLarge,
)
from notes.library import activity, editing, history, replacing, reversal, trash
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from notes.library.replacing import Choice, Preview, Wanted
from notes.search import find, pattern, substitution
from notes.search.changes import changes, hunks
from notes.search.substitution import REPLACEMENT_LIMIT, Substitution, joined
from notes.storage.database import database
from notes.text import TEXT_LIMIT
from tests.test_pattern import Greedy


def replaced(text: str, find: str, replacement: str, **options: bool) -> str:
    wanted = Substitution(find, replacement, **options)
    lines = wanted.lines(text)
    return lines.back(joined(lines.text, wanted.chosen(lines.text)))


class TestInOneText:
    @pytest.mark.parametrize(
        ("text", "find", "replacement", "expected"),
        [
            ("a cat, a cat", "cat", "dog", "a dog, a dog"),
            ("Cat cat", "cat", "dog", "Cat dog"),
            ("1.5 and 1x5", "1.5", "2", "2 and 1x5"),
            (r"\1 costs $1", r"\1", r"\2", r"\2 costs $1"),
            ("检查点之后截断", "检查点", "檢查點", "檢查點之后截断"),
            ("👩‍💻 writes 🦉", "🦉", "🐈", "👩‍💻 writes 🐈"),
            ("a\r\nb\r\n", "b", "c", "a\r\nc\r\n"),
            ("a\0b", "\0", "-", "a-b"),
            ("x", "x", "", ""),
        ],
    )
    def test_a_text_is_found_as_it_stands(
        self, text: str, find: str, replacement: str, expected: str
    ) -> None:
        assert replaced(text, find, replacement) == expected

    @pytest.mark.parametrize(
        ("text", "find", "replacement", "expected"),
        [
            ("2026-11-05", r"(\d+)-(\d+)-(\d+)", r"\3.\2.\1", "05.11.2026"),
            (
                "Ada Lovelace",
                r"(?P<first>\w+) (?P<last>\w+)",
                r"\g<last>, \g<first>",
                "Lovelace, Ada",
            ),
            ("ab", "(a)|(b)", r"[\1\2]", "[a][b]"),
            ("one\ntwo", r"^(\w)", r"- \1", "- one\n- two"),
            ("a,b", ",", r"\n", "a\nb"),
            ("检查点", "[一-鿿]+", r"「\g<0>」", "「检查点」"),
        ],
    )
    def test_a_pattern_may_put_its_groups_back(
        self, text: str, find: str, replacement: str, expected: str
    ) -> None:
        assert replaced(text, find, replacement, is_pattern=True) == expected

    def test_capitals_make_a_difference_until_they_shall_not(self) -> None:
        assert replaced("Wal WAL wal", "wal", "log") == "Wal WAL log"
        assert replaced("Wal WAL ÄÖ", "wal", "log", ignore_case=True) == "log log ÄÖ"
        assert replaced("Straße Äther", "äther", "Luft", ignore_case=True) == "Straße Luft"

    @pytest.mark.parametrize(
        ("text", "find", "expected"),
        [
            ("cat category cat_1 Cat. cat", "cat", "X category cat_1 Cat. X"),
            ("C C++ C++17 (C)", "C", "X X++ X++17 (X)"),
            ("C++ C++17", "C++", "X X17"),
            ("检查点 检查", "检查", "X点 X"),
            ("用WAL写", "WAL", "用X写"),
            ("WALs 用WAL写", "WAL", "WALs 用X写"),
        ],
    )
    def test_whole_words_do_not_go_on_beside_a_match(
        self, text: str, find: str, expected: str
    ) -> None:
        assert replaced(text, find, "X", whole_words=True) == expected

    def test_lines_that_end_in_cr_lf_end_so_afterwards_and_end_lines_for_a_pattern(self) -> None:
        text = "one;\r\ntwo;\r\nthree"
        assert replaced(text, ";$", ".", is_pattern=True) == "one.\r\ntwo.\r\nthree"
        assert replaced(text, r";\n", r"\n\n", is_pattern=True) == "one\r\n\r\ntwo\r\n\r\nthree"
        assert replaced(text, r"\r\n", r"\n", is_pattern=True) == "one;\ntwo;\nthree"

    def test_line_ends_of_more_than_one_kind_stay_what_they_are(self) -> None:
        text = "\ufeffone \r\ntwo \nthree \rfour\r\r\n"
        assert replaced(text, " ", "-") == "\ufeffone-\r\ntwo-\nthree-\rfour\r\r\n"

    def test_where_a_pattern_matches_nothing_nothing_grows(self) -> None:
        wanted = Substitution("x*", "-", is_pattern=True)
        assert [piece.start for piece in wanted.pieces("axb")] == [1]
        assert wanted.matched_nothing

    def test_what_would_stay_as_it_is_is_no_change(self) -> None:
        assert Substitution("wal", "WAL", ignore_case=True).chosen("WAL wal") == [(4, 7, "WAL")]

    def test_a_pattern_that_looks_backwards_changes_the_same(self) -> None:
        assert replaced("abab", "(?r)b", "x", is_pattern=True) == "axax"

    @pytest.mark.parametrize(
        ("find", "replacement", "field"),
        [
            ("", "x", "find"),
            ("(", "x", "find"),
            ("a{1000000000}", "x", "find"),
            ("((a{1000}){1000}){1000}", "x", "find"),
            ("(" * 900 + ")" * 900, "x", "find"),
            ("a" * 3_000, "x", "find"),
            ("\ud800", "x", "find"),
            ("a", r"\1", "replacement"),
            ("(a)", r"\2", "replacement"),
            ("(a)", r"\g<name>", "replacement"),
            ("(a)", r"\q", "replacement"),
            ("(a)", "\\", "replacement"),
            ("(a)", r"\U00110000", "replacement"),
            ("(a)", r"\ud800", "replacement"),
            ("a", "x" * (REPLACEMENT_LIMIT + 1), "replacement"),
        ],
    )
    def test_what_is_wrong_is_said_of_its_field(
        self, find: str, replacement: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            Substitution(find, replacement, is_pattern=True)
        assert refused.value.field == field
        assert refused.value.why.endswith(".")

    def test_a_pattern_that_would_take_for_ever_is_stopped(self) -> None:
        began = time.process_time()
        with pytest.raises(TakesTooLong):
            replaced("a" * 5_000 + "b", "(a+)+$", "x", is_pattern=True)
        assert time.process_time() - began < 2

    def test_a_text_that_is_looked_for_as_it_stands_has_no_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("PATIENCE", "PATIENCE_PER_MILLION"):
            monkeypatch.setattr(substitution, name, -1.0)
        text = "apricot\n" * 400_000
        assert replaced(text + "apple", "apple", "pear", ignore_case=True) == text + "pear"
        with pytest.raises(TakesTooLong):
            replaced(text + "apple", "(a|p)+le", "pear", is_pattern=True)

    def test_a_long_text_is_no_reason_to_look_for_ever(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(substitution, "LONGEST", 0.1)
        began = time.process_time()
        with pytest.raises(TakesTooLong):
            replaced("x\n" * 1_000_000 + "a" * 5_000 + "b", "(a+)+$", "x", is_pattern=True)
        assert time.process_time() - began < 1

    def test_a_pattern_that_keeps_too_much_of_a_text_is_stopped(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pattern, "compiled", Greedy)
        with pytest.raises(TakesTooLong):
            replaced("text", "x", "y", is_pattern=True)

    def test_a_text_does_not_grow_beyond_what_a_note_can_be(self) -> None:
        with pytest.raises(TooLarge):
            replaced("a" * 5_000, "a", "x" * REPLACEMENT_LIMIT)
        with pytest.raises(TooLarge):
            replaced("a" * 50_000, "(a+)", r"\1" * 1_000, is_pattern=True)


class TestChanges:
    def test_show_the_line_with_one_of_them_made(self) -> None:
        text = "first\na cat and a cat\nlast"
        found = list(changes(text, Substitution("cat", "dog").pieces(text)))
        assert [(change.number, change.line) for change in found] == [(1, 2), (2, 2)]
        assert found[1].before == [("a cat and a ", False), ("cat", True)]
        assert found[1].after == [("a cat and a ", False), ("dog", True)]

    def test_of_a_long_line_show_what_stands_around_them(self) -> None:
        text = "x" * 10_000 + "cat" + "y" * 10_000
        change = next(changes(text, Substitution("cat", "").pieces(text)))
        assert [part for part, hit in change.before if hit] == ["cat"]
        assert sum(len(part) for part, _ in change.before) < 300

    def test_are_whole_lines_in_a_diff_each_line_once(self) -> None:
        text = "a cat, a cat\nnone\ncat"
        found = list(hunks(text, Substitution("cat", "dog").pieces(text)))
        assert found == [(1, "a cat, a cat", "a dog, a dog"), (3, "cat", "dog")]

    def test_that_join_lines_are_one(self) -> None:
        text = "a\nb\nc\nd"
        found = list(hunks(text, Substitution(r"\n(?=[bc])", " ", is_pattern=True).pieces(text)))
        assert found == [(1, "a\nb\nc", "a b c")]


@pytest.fixture
def cats(library: Library) -> list[str]:
    """Ids of three notes with one, two and no cats in them, the oldest first."""
    texts = ["# One\n\na cat\n", "# Two\n\ncat and cat #pet\n", "# None\n\na dog\n"]
    return editing.create_many(Draft(text) for text in texts)


def all_of(preview: Preview) -> dict[str, Choice]:
    return {note.id: Choice(note.version) for note in preview.notes}


def bodies(ids: Sequence[str]) -> list[str]:
    return [editing.read(note_id).body for note_id in ids]


CAT = Wanted("cat", "owl")


class TestPreview:
    def test_counts_what_would_change_and_changes_nothing(self, cats: list[str]) -> None:
        before = [editing.read(note_id) for note_id in cats]
        preview = replacing.preview(CAT)
        assert {(note.title, note.changes) for note in preview.notes} == {("One", 1), ("Two", 2)}
        assert (preview.changes, preview.left_out, preview.remarks) == (3, [], ())
        assert [editing.read(note_id) for note_id in cats] == before

    def test_shows_the_changes_of_the_notes_that_are_asked_for(self, cats: list[str]) -> None:
        preview = replacing.preview(CAT)
        shown = {one.note.title: one.changes for one in replacing.shown(CAT, preview.notes, 1)}
        assert {title: len(found) for title, found in shown.items()} == {"One": 1, "Two": 1}
        assert shown["One"][0].line == 3

    def test_puts_the_notes_first_that_changed_last(self, cats: list[str]) -> None:
        editing.save(cats[0], 1, notebook="Elsewhere")
        assert [note.title for note in replacing.preview(CAT).notes] == ["One", "Two"]

    @pytest.mark.parametrize(
        ("scope", "titles"),
        [
            (Wanted("cat", "owl", query="tag:pet"), {"Two"}),
            (Wanted("cat", "owl", notebook="Work"), {"Plan"}),
            (Wanted("cat", "owl", notebook="Nowhere"), set()),
            (Wanted("cat", "owl", query="plan", notebook="Work"), {"Plan"}),
            (Wanted("c.t", "owl", pattern=True), {"One", "Two", "Plan"}),
        ],
    )
    def test_looks_only_where_it_shall(
        self, cats: list[str], scope: Wanted, titles: set[str]
    ) -> None:
        editing.create("# Plan\n\na cat", notebook="Work/Pets")
        assert {note.title for note in replacing.preview(scope).notes} == titles

    def test_leaves_the_trash_out(self, cats: list[str]) -> None:
        trash.put(cats[:2])
        assert replacing.preview(CAT).notes == []

    @pytest.mark.parametrize("damage", ["body || ' cat'", "CAST(x'636174ff' AS TEXT)"])
    def test_leaves_damaged_notes_out_and_says_so(self, cats: list[str], damage: str) -> None:
        database.execute_sql(
            f"UPDATE note_text SET body = {damage} WHERE note_id ="
            " (SELECT id FROM note WHERE title = 'One')"
        )
        preview = replacing.preview(CAT)
        assert [note.title for note in preview.notes] == ["Two"]
        assert [(note.title, type(note.fact)) for note in preview.left_out] == [("One", Damaged)]

    def test_says_that_matches_of_nothing_are_left_alone(self, cats: list[str]) -> None:
        preview = replacing.preview(Wanted("z*", "-", pattern=True))
        assert (preview.notes, len(preview.remarks)) == ([], 1)

    def test_tells_how_far_it_is_before_each_text(self, cats: list[str]) -> None:
        told: list[tuple[int, int]] = []
        replacing.preview(CAT, lambda done, total: told.append((done, total)))
        assert told == [(0, 3), (0, 3), (1, 3), (3, 3)]


class TestApply:
    def test_saves_every_note_with_its_history_title_tags_and_index(self, cats: list[str]) -> None:
        editing.save(cats[0], 1, body="# cat\n\na #cat/wild\n")
        done = replacing.apply(CAT, all_of(replacing.preview(CAT)))
        note = editing.read(cats[0])
        assert (done.notes, done.changes, done.left_out) == (2, 4, [])
        assert (note.body, note.title, note.tags) == (
            "# owl\n\na #owl/wild\n",
            "owl",
            ("owl/wild",),
        )
        assert history.body_at(cats[0], 2) == "# cat\n\na #cat/wild\n"
        assert {hit.id for hit in find.answer("owl").hits} == set(cats[:2])
        assert find.answer("cat").hits == []

    def test_makes_only_the_changes_that_were_chosen(self, cats: list[str]) -> None:
        done = replacing.apply(CAT, {cats[1]: Choice(1, [2])})
        assert (done.notes, done.changes) == (1, 1)
        assert bodies(cats)[:2] == ["# One\n\na cat\n", "# Two\n\ncat and owl #pet\n"]

    def test_does_not_overwrite_what_was_changed_since_and_names_it(self, cats: list[str]) -> None:
        chosen = all_of(replacing.preview(CAT))
        editing.save(cats[0], 1, body="# Typed\n\na cat")
        done = replacing.apply(CAT, chosen)
        assert editing.read(cats[0]).body == "# Typed\n\na cat"
        assert editing.read(cats[1]).body == "# Two\n\nowl and owl #pet\n"
        [left] = done.left_out
        assert (left.id, left.title, type(left.fact)) == (
            cats[0],
            "Typed",
            Conflict,
        )

    def test_leaves_out_what_was_thrown_away_or_never_was(self, cats: list[str]) -> None:
        chosen = all_of(replacing.preview(CAT)) | {"0" * 16: Choice(1)}
        trash.put(cats[:1])
        done = replacing.apply(CAT, chosen)
        assert (done.notes, done.changes) == (1, 2)
        assert {type(left.fact) for left in done.left_out} == {InTrash, Missing}

    def test_of_nothing_is_no_act(self, cats: list[str]) -> None:
        done = replacing.apply(CAT, {cats[0]: Choice(1, []), cats[2]: Choice(1)})
        assert (done.act, done.notes, activity.recent()) == (0, 0, [])
        assert editing.version(cats[0]) == 1

    def test_stopped_in_the_middle_changes_nothing(self, cats: list[str]) -> None:
        def stop(done: int, total: int) -> None:
            if done:
                raise InterruptedError

        before = bodies(cats)
        with pytest.raises(InterruptedError):
            replacing.apply(CAT, all_of(replacing.preview(CAT)), stop)
        assert (bodies(cats), activity.recent()) == (before, [])

    def test_of_a_pattern_that_takes_too_long_changes_nothing(
        self, cats: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(substitution, "PATIENCE", 0.1)
        slow = editing.create("cat " + "a" * 5_000 + "b").id
        wanted = Wanted("cat|(a+)+$", "x", pattern=True)
        with pytest.raises(TakesTooLong):
            replacing.preview(wanted)
        with pytest.raises(TakesTooLong):
            replacing.apply(wanted, {note_id: Choice(1) for note_id in [*cats, slow]})
        assert {editing.version(note_id) for note_id in [*cats, slow]} == {1}

    def test_on_a_full_disk_leaves_nothing_half_done(self, cats: list[str]) -> None:
        wanted = Wanted("cat", "grows " * 1_500)
        before = bodies(cats)
        pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
        database.execute_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull):
            replacing.apply(wanted, all_of(replacing.preview(wanted)))
        assert (bodies(cats), activity.recent()) == (before, [])
        database.execute_sql("PRAGMA max_page_count = 1000000")
        assert replacing.apply(wanted, all_of(replacing.preview(wanted))).changes == 3

    def test_and_a_writer_at_once_lose_nothing(self, cats: list[str]) -> None:
        chosen = all_of(replacing.preview(CAT))
        typing = threading.Thread(target=lambda: editing.save(cats[1], 1, body="cat, typed"))
        typing.start()
        typing.join()
        done = replacing.apply(CAT, chosen)
        assert [left.id for left in done.left_out] == [cats[1]]
        assert editing.read(cats[1]).body == "cat, typed"


TEXTS = st.lists(
    st.text(st.sampled_from("ab \n\t检点🦉é\ufeff\0$\\"), max_size=30), min_size=1, max_size=4
)
PLAIN = st.tuples(
    st.sampled_from(["a", "ab", "检", "a b", "$", "\\", "🦉", "[ab]+"]), st.just(False)
)
PATTERNS = st.tuples(st.sampled_from(["[ab]+", "(a)(b)?", "^.", " $", ".检", r"\\"]), st.just(True))
NEWS = st.sampled_from(["", "b", "aa", "检查", "\n", "🦉🦉"])


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=TEXTS, sought=st.one_of(PLAIN, PATTERNS), new=NEWS, end=st.sampled_from(["\n", "\r\n"])
)
def test_apply_is_what_re_does_and_undo_gives_every_byte_back(
    library: Library, texts: list[str], sought: tuple[str, bool], new: str, end: str
) -> None:
    before = [text.replace("\n", end) for text in texts]
    ids = editing.create_many(Draft(text) for text in before)
    find, pattern = sought
    source = find if pattern else re.escape(find)
    after = [re.sub(source, lambda _: new, text, flags=re.M) for text in texts]
    wanted = Wanted(find, new, pattern=pattern)
    chosen = all_of(replacing.preview(wanted))
    done = replacing.apply(
        wanted, {note_id: chosen[note_id] for note_id in ids if note_id in chosen}
    )
    assert bodies(ids) == [
        text.replace("\n", end) if "\n" in had else text
        for had, text in zip(texts, after, strict=True)
    ]
    if done.act:
        assert reversal.undo(done.act).left_out == []
    assert bodies(ids) == before


def test_a_note_is_as_large_as_it_may_be_and_no_larger(library: Library) -> None:
    note: Note = editing.create("cat " + "x" * (TEXT_LIMIT - 10))
    preview = replacing.preview(Wanted("cat", "caterpillar"))
    assert [type(left.fact) for left in preview.left_out] == [TooLarge]
    done = replacing.apply(Wanted("cat", "caterpillar"), {note.id: Choice(1)})
    assert [type(left.fact) for left in done.left_out] == [TooLarge]
