from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.library.rotation import LAST, STRETCHES, Rule, staying

NOW = datetime(2026, 11, 21, 6, 42, tzinfo=UTC)
TIMES = st.integers(-320_000_000, 320_000_000).map(lambda one: NOW + timedelta(seconds=one))
NEAR = st.integers(0, 3_000_000).map(lambda seconds: NOW - timedelta(seconds=seconds))
MOMENTS = st.lists(TIMES | NEAR, max_size=80)
RULES = st.builds(Rule, *(st.integers(0, 15) for _ in Rule._fields))


@given(MOMENTS, TIMES, RULES)
def test_the_newest_of_each_of_the_last_stretches_stays(
    moments: list[datetime], now: datetime, rule: Rule
) -> None:
    kept = staying(moments, now, rule)
    for places, stretch in zip(rule, STRETCHES, strict=True):
        last = sorted({stretch(made) for made in moments}, reverse=True)[:places]
        for one in last:
            assert max(made for made in moments if stretch(made) == one) in kept


@given(MOMENTS, TIMES, RULES)
def test_the_newest_always_stays(moments: list[datetime], now: datetime, rule: Rule) -> None:
    kept = staying(moments, now, rule)
    assert kept <= {*moments}
    assert not moments or max(moments) in kept


@given(MOMENTS, RULES)
def test_all_of_the_last_hour_stay_and_of_the_rest_no_more_than_the_rule_says(
    moments: list[datetime], rule: Rule
) -> None:
    kept = staying(moments, NOW, rule)
    fresh = {made for made in moments if abs(NOW - made) <= LAST}
    assert fresh <= kept
    assert len(kept - fresh) <= sum(rule) + 1


@given(MOMENTS, RULES)
def test_letting_go_twice_lets_go_no_more(moments: list[datetime], rule: Rule) -> None:
    kept = staying(moments, NOW, rule)
    assert staying(kept, NOW, rule) == kept


@given(MOMENTS)
def test_a_clock_ten_years_ahead_lets_nothing_go_that_has_its_stretch_alone(
    moments: list[datetime],
) -> None:
    kept = staying(moments, NOW, Rule())
    ahead = NOW + timedelta(days=3653)
    lost = kept - staying([*kept, ahead], ahead, Rule())
    assert len({made for made in lost if NOW - made > LAST}) <= len(STRETCHES)


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    kept: set[datetime] = set()
    for day in range(500):
        now = NOW + timedelta(days=day)
        kept = staying({*kept, now}, now, Rule(hours=1))
    ages = sorted((now - made).days for made in kept)
    assert ages[:7] == list(range(7))
    assert [age for age in ages if 6 < age <= 21][-1] >= 14
    assert ages[-1] > 300
    assert len(kept) <= 23


@pytest.mark.parametrize("days", [1, 40])
def test_a_computer_that_was_off_loses_none(days: int) -> None:
    made = [NOW - timedelta(days=number) for number in range(7)]
    later = NOW + timedelta(days=days)
    assert {*made[:6]} <= staying([*made, later], later, Rule())
