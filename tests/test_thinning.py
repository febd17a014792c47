"""Thinning the history: the rule as a function of times, and what it does to a library."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.library import editing, history, replacing, reversal, thinning
from notes.library.editing import Note
from notes.library.opening import Library
from notes.library.replacing import Choice, Wanted
from notes.library.thinning import ABSENCE, DAY, HOUR, MONTH, PROBATION, WEEK, Clock, Entry
from notes.library.upkeep import Upkeep
from notes.storage.database import database, value
from tests import clock as clocks

NOW = 1_800_000_000_000
YEAR = 365 * DAY

#: Ages of the entries of a note, of any kind, also of what a wrong clock has dated ahead.
ages = st.lists(
    st.one_of(st.integers(-DAY, 3 * HOUR), st.integers(0, 3 * DAY), st.integers(0, 2 * YEAR)),
    max_size=60,
)


def aged(ages: list[int]) -> list[Entry]:
    """A note's entries of these ages, the oldest its first version."""
    return [Entry(n, NOW - age) for n, age in enumerate(sorted(ages, reverse=True), 1)]


def left(entries: list[Entry], now: int = NOW) -> list[Entry]:
    gone = thinning.surplus(entries, now)
    return [entry for entry in entries if entry.version not in gone]


class TestTheRule:
    @given(ages)
    def test_all_of_the_last_hour_stay(self, ages: list[int]) -> None:
        entries = aged(ages)
        young = [entry for entry in entries if NOW - entry.written < HOUR]
        assert [entry for entry in left(entries) if NOW - entry.written < HOUR] == young

    @given(ages)
    def test_one_of_each_stretch_stays_and_it_is_the_last(self, ages: list[int]) -> None:
        entries = aged(ages)
        for older, younger, length in (
            (DAY, HOUR, HOUR),
            (MONTH, DAY, DAY),
            (9 * YEAR, MONTH, WEEK),
        ):
            ours = [entry for entry in entries if younger <= NOW - entry.written < older]
            last = {entry.written // length: entry for entry in ours}
            stay = [entry for entry in left(entries) if younger <= NOW - entry.written < older]
            assert stay == list(last.values())

    @given(ages)
    def test_the_newest_stays(self, ages: list[int]) -> None:
        entries = aged(ages)
        assert left(entries)[-1:] == entries[-1:]

    @given(ages)
    def test_once_more_removes_nothing_more(self, ages: list[int]) -> None:
        once = left(aged(ages))
        assert left(once) == once

    @given(ages, st.integers(0, 2 * YEAR), st.integers(0, 2 * YEAR))
    def test_how_often_it_is_applied_makes_no_difference(
        self, ages: list[int], first: int, more: int
    ) -> None:
        entries = aged(ages)
        later = NOW + first + more
        assert left(left(entries, NOW + first), later) == left(entries, later)

    @given(ages, st.sets(st.integers(1, 60)))
    def test_what_is_needed_stays(self, ages: list[int], needed: set[int]) -> None:
        entries = [entry._replace(needed=entry.version in needed) for entry in aged(ages)]
        assert not thinning.surplus(entries, NOW) & needed

    @given(ages, st.sets(st.integers(1, 60)))
    def test_the_newest_good_entry_stays_whatever_is_damaged(
        self, ages: list[int], damaged: set[int]
    ) -> None:
        entries = aged(ages)
        good = [entry.version for entry in entries if entry.version not in damaged]
        gone = thinning.surplus(entries, NOW, lambda version: version not in damaged)
        assert not good or good[-1] not in gone

    @given(ages, st.sets(st.integers(1, 60)))
    def test_a_good_entry_never_goes_for_a_damaged_one(
        self, ages: list[int], damaged: set[int]
    ) -> None:
        entries = aged(ages)
        gone = thinning.surplus(entries, NOW, lambda version: version not in damaged)
        for entry in entries:
            if entry.version in gone - damaged:
                stretch = thinning._stretch(entry.written, NOW)
                assert any(
                    other.version not in gone | damaged
                    and thinning._stretch(other.written, NOW) == stretch
                    for other in entries
                )


class TestTheClock:
    def test_is_believed_after_some_days(self) -> None:
        clock = thinning.looked_at(None, NOW)
        assert not clock.is_believed
        for _ in range(3):
            clock = thinning.looked_at(clock, clock.seen + DAY)
        assert clock.is_believed

    @pytest.mark.parametrize("jump", [-DAY, -YEAR, ABSENCE + 1, 10 * YEAR])
    def test_that_jumps_is_not(self, jump: int) -> None:
        clock = thinning.looked_at(Clock(NOW - YEAR, NOW), NOW + jump)
        assert not clock.is_believed

    @pytest.mark.parametrize("step", [-1_000, 0, 1, DAY, ABSENCE])
    def test_that_is_set_right_by_a_little_is(self, step: int) -> None:
        assert thinning.looked_at(Clock(NOW - YEAR, NOW), NOW + step).is_believed


@pytest.fixture
def clock(library: Library, monkeypatch: pytest.MonkeyPatch) -> clocks.Clock:
    """One that a library has believed for long."""
    assert library
    clock = clocks.Clock(monkeypatch)
    database.execute_sql(
        "REPLACE INTO thinning VALUES (1, ?, ?)", (clock.now - 2 * PROBATION, clock.now)
    )
    return clock


@pytest.fixture
def edited(clock: clocks.Clock, note: Note) -> Note:
    """A note that was saved every half an hour of a day; it has 40 entries."""
    for version in range(1, 41):
        clock.pass_by(1_800_000)
        editing.save(note.id, version, body=f"text {version % 7}")
    return note


def thinned() -> int:
    return sum(thinning.thin())


def versions(note: Note) -> list[int]:
    return [entry.version for entry in history.entries(note.id)]


class TestALibrary:
    def test_loses_what_the_rule_says_and_no_text_that_an_entry_has(
        self, clock: clocks.Clock, edited: Note
    ) -> None:
        clock.pass_by(WEEK)
        assert thinned() > 30
        assert 2 <= len(versions(edited)) <= 3
        for version in versions(edited):
            history.at(edited.id, version)
        kept = value("SELECT count(DISTINCT sha256) FROM revision")
        assert value("SELECT count(*) FROM revision_text") == kept
        assert thinned() == 0

    @pytest.mark.parametrize("jump", [-DAY, 10 * YEAR])
    def test_loses_nothing_to_a_clock_that_jumps(
        self, clock: clocks.Clock, edited: Note, jump: int
    ) -> None:
        thinned()
        before = versions(edited)
        clock.pass_by(jump)
        assert thinned() == 0
        clock.pass_by(-jump)
        assert thinned() == 0
        assert versions(edited) == before

    @pytest.mark.parametrize("reason", ["restore", "import", "replace", "merge", "damaged"])
    def test_keeps_what_was_replaced_on_purpose_for_a_month(
        self, clock: clocks.Clock, note: Note, reason: history.Reason
    ) -> None:
        editing.save(note.id, 1, body="typed")
        editing.save(note.id, 2, body="wanted", reason=reason)
        editing.save(note.id, 3, body="later")
        clock.pass_by(MONTH - DAY)
        thinned()
        assert versions(note) == [4, 3, 2]
        clock.pass_by(2 * DAY)
        thinned()
        assert versions(note) == [4, 3]

    def test_keeps_what_undoing_an_act_needs(self, clock: clocks.Clock, note: Note) -> None:
        act = replacing.apply(Wanted("words", "other"), {note.id: Choice(1)}).act
        database.execute_sql("UPDATE revision SET reason = 'edit'")
        trial = editing.create("# another")
        editing.save(trial.id, 1, body="x")
        clock.pass_by(MONTH - DAY)
        thinned()
        assert reversal.undo(act).notes == 1
        assert editing.read(note.id).body == note.body

    def test_keeps_the_last_good_entry_of_a_note_that_is_damaged(
        self, clock: clocks.Clock, note: Note
    ) -> None:
        for version in range(1, 6):
            editing.save(note.id, version, body=f"text {version}")
        database.execute_sql("UPDATE note_text SET body = 'dust'")
        database.execute_sql(
            "UPDATE revision_text SET body = x'00' WHERE sha256 <> "
            "(SELECT sha256 FROM revision WHERE version = 2)"
        )
        clock.pass_by(2 * WEEK)
        thinned()
        assert versions(note) == [6, 2]
        assert history.body_at(note.id, 2) == "text 1"


class TestBesideAServer:
    def test_it_is_done_by_a_thread_that_ends_when_it_is_told(
        self,
        library: Library,
        clock: clocks.Clock,
        edited: Note,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        done, thin = threading.Event(), thinning.thin

        def told() -> Iterator[int]:
            yield from thin()
            done.set()

        monkeypatch.setattr(thinning, "thin", told)
        clock.pass_by(WEEK)
        upkeep = Upkeep(library.settings, first=0)
        upkeep.start()
        assert done.wait(10)
        upkeep.stop()
        assert len(versions(edited)) < 10

    def test_nothing_goes_where_everything_is_to_be_kept(
        self, library: Library, clock: clocks.Clock, edited: Note
    ) -> None:
        library.settings.write({"history": "everything"})
        clock.pass_by(WEEK)
        upkeep = Upkeep(library.settings, first=0)
        assert upkeep.succeeds()
        assert len(versions(edited)) == 41
