from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notes.search.period import begins_period, is_period, may_go_on, period

TODAY = date(2026, 3, 31)
PIECES = st.sampled_from([*"0123456789-.dwmyx 。７－", "..", "2026", "-11", "today", "yesterday"])
TEXTS = st.text() | st.lists(PIECES, max_size=8).map("".join)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-2", "2026-02-01", "2026-03-01"),
        ("2026-11-05", "2026-11-05", "2026-11-06"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("today", "2026-03-31", "2026-04-01"),
        ("Yesterday", "2026-03-30", "2026-03-31"),
        ("1d", "2026-03-31", "2026-04-01"),
        ("7d", "2026-03-25", "2026-04-01"),
        ("2W", "2026-03-18", "2026-04-01"),
        ("1m", "2026-03-01", "2026-04-01"),
        ("3m", "2026-01-01", "2026-04-01"),
        ("1y", "2025-04-01", "2026-04-01"),
        ("2025..2026-02", "2025-01-01", "2026-03-01"),
        ("2026-11-01..2026-11-20", "2026-11-01", "2026-11-21"),
        ("2026-11-20..2026-11-01", "2026-11-01", "2026-11-21"),
        ("2026-11-20..2026", "2026-11-20", "2027-01-01"),
        ("2026..2026-03", "2026-01-01", "2026-04-01"),
        ("2026..2025", "2025-01-01", "2027-01-01"),
        ("2026-11-05..2026-11-05", "2026-11-05", "2026-11-06"),
        ("2026..", "2026-01-01", ""),
        ("..2025", "", "2026-01-01"),
        ("..7d", "", "2026-03-25"),
        ("30d..today", "2026-03-01", "2026-04-01"),
        ("1m..", "2026-02-28", ""),
        (" 2026 .. today ", "2026-01-01", "2026-04-01"),
        ("２０２６－１１", "2026-11-01", "2026-12-01"),
        ("2025。。2026", "2025-01-01", "2027-01-01"),
        ("2025……2026", "2025-01-01", "2027-01-01"),
        ("9999-12-31", "9999-12-31", ""),
        ("999999y", "0001-01-02", "2026-04-01"),
    ],
)
def test_a_time_is_these_days(text: str, first: str, after: str) -> None:
    assert period(text, TODAY) == (day(first), day(after))


@pytest.mark.parametrize(
    "text",
    [
        *("-", "..", "0", "0d", "7", "d", "7days", "26", "20266", "0000", "2026-00", "2026-13"),
        *("2026-02-30", "2026-1-1-1", "soon", "2026..soon", "soon..", "2026/11/05", "٢٠٢٦"),
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert period(text, TODAY) is None
    assert period("", TODAY) is None


@pytest.mark.parametrize("text", ["2026-11-05", "2026-11-01..2026-11-20", "7d..", "..today"])
def test_what_becomes_a_time_begins_one_all_the_while(text: str) -> None:
    assert all(begins_period(text[:end]) for end in range(len(text) + 1))


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("2026-1", True),
        ("2026-11-3", True),
        ("..２０２６－1", True),
        ("2026-2", False),
        ("1d", False),
    ],
)
def test_a_month_or_day_of_one_digit_may_get_another(text: str, goes_on: bool) -> None:
    assert may_go_on(text) == goes_on


@pytest.mark.parametrize("text", ["soon", "2026-13", "2026-11-4x", "2026x", "soon.."])
def test_what_cannot_become_a_time_does_not_begin_one(text: str) -> None:
    assert not begins_period(text)


@given(TEXTS, st.dates(), st.dates())
@example("yesterday", date.min, date.min)
@example("today", date.max, date.min)
@example("1m", date.max, date.min)
def test_any_text_is_a_time_or_none_whatever_the_day(text: str, today: date, other: date) -> None:
    days = period(text, today)
    assert (days is None) == (period(text, other) is None) == (not is_period(text))
    if days and days[0] and days[1]:
        assert days[0] < days[1]


@given(st.dates(max_value=date.max - timedelta(days=1)))
def test_a_day_names_itself(today: date) -> None:
    assert period(today.isoformat(), date.max) == (today, today + timedelta(days=1))
