"""Searches that are kept: recent ones by themselves, saved ones under a name."""

import pytest
from flask.testing import FlaskClient

from notes.errors import Invalid, Missing
from notes.library import searches
from notes.library.searches import RECENT_LIMIT, SAME_THOUGHT, Saved
from notes.search.query import LENGTH_LIMIT
from notes.storage.models import RecentSearch
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("library")

HALF = "a\ud800"


class TestRecent:
    def test_the_last_one_used_is_the_first(self) -> None:
        for query in ("wal", "日志", "tag:idea", "wal"):
            searches.remember(query)
        assert searches.recent() == ["wal", "tag:idea", "日志"]

    def test_only_so_many_are_shown_and_kept(self) -> None:
        for number in range(RECENT_LIMIT + 3):
            searches.remember(f"{number} sheep")
        assert searches.recent(2) == ["52 sheep", "51 sheep"]
        assert len(searches.recent(1_000)) == RECENT_LIMIT
        assert "2 sheep" not in searches.recent(1_000)

    def test_what_goes_on_from_the_last_takes_its_place(self) -> None:
        for query in ("sqlite", "wal", "wal check", "wal checkpoint"):
            searches.remember(query)
        assert searches.recent() == ["wal checkpoint", "sqlite"]

    def test_of_another_time_both_are_kept(self) -> None:
        searches.remember("wal")
        RecentSearch.update(used=RecentSearch.used - SAME_THOUGHT).execute()
        searches.remember("wal checkpoint")
        assert searches.recent() == ["wal checkpoint", "wal"]

    def test_blanks_around_it_are_no_part_of_it(self) -> None:
        searches.remember(" =a  b= ")
        assert searches.recent() == ["=a  b="]

    @pytest.mark.parametrize("query", ["", " \t", HALF, "x" * (LENGTH_LIMIT + 1)])
    def test_what_is_no_query_is_not_remembered(self, query: str) -> None:
        with pytest.raises(Invalid):
            searches.remember(query)
        assert searches.recent() == []

    def test_one_or_all_are_forgotten(self) -> None:
        for query in ("a", "b", "c"):
            searches.remember(query)
        searches.forget("b")
        searches.forget("never there")
        assert searches.recent() == ["c", "a"]
        searches.forget_all()
        assert searches.recent() == []


class TestSaved:
    def test_stand_in_the_order_of_their_names(self) -> None:
        for name, query in (("周报", "tag:week"), ("b", "y"), ("A", "x")):
            searches.save(name, f" {query} ")
        assert searches.saved() == [("A", "x"), ("b", "y"), ("周报", "tag:week")]

    def test_are_known_by_their_query(self) -> None:
        searches.save("Open", "todo:open")
        assert searches.saved_as("todo:open") == "Open"
        assert searches.saved_as("todo:done") == ""

    @pytest.mark.parametrize("name", ["Open", "OPEN", "Ｏｐｅｎ"])
    def test_have_names_of_their_own(self, name: str) -> None:
        searches.save("Open", "todo:open")
        with pytest.raises(Invalid, match="of this name"):
            searches.save(name, "else")

    def test_are_saved_once(self) -> None:
        searches.save("Open", "todo:open")
        with pytest.raises(Invalid, match="saved already"):
            searches.save("Other", "todo:open ")

    @pytest.mark.parametrize("name", ["", " ", "a\nb", HALF, "x" * 201])
    def test_need_a_name_that_can_be_one(self, name: str) -> None:
        with pytest.raises(Invalid):
            searches.save(name, "x")
        assert searches.saved() == []

    def test_are_renamed_and_may_change_their_spelling_only(self) -> None:
        searches.save("open", "todo:open")
        assert searches.rename("OPEN", "Open") == Saved("Open", "todo:open")
        searches.rename("Open", "To do")
        assert searches.saved() == [("To do", "todo:open")]

    def test_are_not_renamed_over_another(self) -> None:
        searches.save("a", "x")
        searches.save("b", "y")
        with pytest.raises(Invalid):
            searches.rename("a", "B")

    def test_are_taken_away_and_can_be_brought_back(self) -> None:
        searches.save("a", "x")
        assert searches.save(*searches.remove("A")) == Saved("a", "x")

    def test_that_are_not_there_are_missing(self) -> None:
        with pytest.raises(Missing):
            searches.rename("a", "b")
        with pytest.raises(Missing):
            searches.remove("a")


# --- as the page asks


def test_recent_ones_are_remembered_offered_and_forgotten(page: FlaskClient) -> None:
    for query in ("wal <b>", "日志"):
        assert page.post("/searches/recent", json={"query": query}).status_code == 204
    offered = Markup(page.get("/searches/recent").text)
    kept = [item.get("data-query") for item in offered.all("section")[0].iter("li")]
    assert kept == ["日志", "wal <b>"]
    assert page.delete("/searches/recent", json={"query": "wal <b>"}).status_code == 204
    assert searches.recent() == ["日志"]
    page.delete("/searches/recent", json={})
    assert searches.recent() == []


def test_where_nothing_was_searched_there_are_examples(page: FlaskClient) -> None:
    offered = Markup(page.get("/searches/recent").text)
    assert "todo:open" in offered.texts("code")
    assert len(offered.all("section")) == 1


def test_saved_ones_are_made_renamed_and_removed(page: FlaskClient) -> None:
    made = page.post("/searches", json={"name": "Open", "query": "todo:open"})
    assert (made.status_code, made.json) == (201, {"name": "Open", "query": "todo:open"})
    assert page.put("/searches", json={"name": "Open", "new_name": "To do"}).status_code == 200
    removed = page.delete("/searches", json={"name": "To do"})
    assert removed.json == {"name": "To do", "query": "todo:open"}
    assert searches.saved() == []


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("POST", {"name": "Open"}, 422),
        ("POST", {"name": HALF, "query": "x"}, 422),
        ("POST", {"name": "x", "query": HALF}, 422),
        ("PUT", {"name": "none", "new_name": "x"}, 404),
        ("PUT", {"name": HALF, "new_name": "x"}, 422),
        ("DELETE", {"name": "none"}, 404),
        ("DELETE", {}, 404),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    page: FlaskClient, method: str, sent: dict[str, str], status: int
) -> None:
    answer = page.open("/searches", method=method, json=sent)
    assert answer.status_code == status
    assert answer.get_json()["error"]["message"].endswith(".")
