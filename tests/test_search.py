import random
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.library import editing
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search import find
from notes.search.segment import UNSPACED
from notes.search.snippet import html_of
from tests.conftest import corpus, vectors

pytestmark = pytest.mark.usefixtures("library")


def titles(query: str, *, typing: bool = False) -> list[str]:
    return [hit.title for hit in find.answer(query, typing=typing).hits]


@pytest.fixture
def shelf(library: Library) -> None:
    editing.create_many(
        [
            Draft("# WAL mode\n\nA reader never blocks a writer. 检查点\n\n```sql\nPRAGMA x\n```"),
            Draft("# Fsync\n\nWhat the WAL promises #sqlite/deep", notebook="Work/Databases"),
            Draft("# 数据库内核\n\n预写日志先写日志，检查点之后截断", notebook="工作"),
            Draft("# Café\n\nＦｕｌｌ width, naïve foo_bar getUserName", tags=["sqlite"]),
            Draft("# ภาษาไทย\n\nการค้นหาข้อความ and 검색하기 and データベース"),
        ]
    )


@pytest.mark.usefixtures("shelf")
class TestAnswers:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("wal", {"WAL mode", "Fsync"}),
            ("wal reader", {"WAL mode"}),
            ("reader OR promises", {"WAL mode", "Fsync"}),
            ("wal -promises", {"WAL mode"}),
            ('"never blocks"', {"WAL mode"}),
            ('"blocks never"', set()),
            ("prom*", {"Fsync"}),
            ("prom", set()),
            ("cafe", {"Café"}),
            ("CAFÉ", {"Café"}),
            ("full", {"Café"}),
            ("ｆｕｌｌ", {"Café"}),
            ("foo_bar", {"Café"}),
            ("bar", {"Café"}),
            ("pragma", {"WAL mode"}),
            ("检查点", {"WAL mode", "数据库内核"}),
            ("查点", {"WAL mode", "数据库内核"}),
            ("库", {"数据库内核"}),
            ("点", {"WAL mode", "数据库内核"}),
            ("点检", set()),
            ("日志先写", {"数据库内核"}),
            ("ค้นหา", {"ภาษาไทย"}),
            ("색하", {"ภาษาไทย"}),
            ("タベー", {"ภาษาไทย"}),
            ("tag:sqlite", {"Fsync", "Café"}),
            ("tag:sqlite -tag:sqlite/deep", {"Café"}),
            ("notebook:Databases", {"Fsync"}),
            ("notebook:work wal", {"Fsync"}),
            ("tag:sqlite OR 日志", {"Fsync", "Café", "数据库内核"}),
            ("-wal", {"数据库内核", "Café", "ภาษาไทย"}),
            ("(wal OR 日志) -(promises OR reader)", {"数据库内核"}),
            ("notebook:%", set()),
            ("", set()),
        ],
    )
    def test_a_query_finds_these(self, query: str, found: set[str]) -> None:
        assert set(titles(query)) == found

    def test_titles_come_first(self) -> None:
        assert titles("wal")[0] == "WAL mode"

    def test_while_typing_the_last_word_may_go_on(self) -> None:
        assert titles("prom", typing=True) == ["Fsync"]
        assert titles("数", typing=True) == ["数据库内核"]

    def test_one_letter_is_looked_up_in_titles(self) -> None:
        assert titles("f", typing=True) == ["Fsync"]
        assert titles("m", typing=True) == ["WAL mode"]

    def test_hits_show_where_they_matched(self) -> None:
        hit = find.answer("wal 检查").hits[0]
        assert html_of(hit.title_parts) == "<mark>WAL</mark> mode"
        assert "<mark>检查</mark>点" in html_of(hit.snippet_parts)

    def test_pages_of_hits_follow_each_other(self) -> None:
        everything = titles("wal OR 日志 OR café")
        pages = [find.answer("wal OR 日志 OR café", limit=1, offset=n).hits for n in range(4)]
        assert [hit.title for page in pages for hit in page] == everything

    @pytest.mark.parametrize("name", ["fts5_queries.jsonl", "blns.jsonl"])
    def test_strange_queries_are_answered(self, name: str) -> None:
        for vector in vectors(name):
            for typing in (False, True):
                assert find.answer(vector, typing=typing).total >= 0

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.text(max_size=80) | st.text("()\"-*: ORtag检点a\0'{}+^", max_size=60))
    def test_no_text_makes_sqlite_raise(self, text: str) -> None:
        answer = find.answer(text)
        assert len(answer.hits) <= answer.total

    @pytest.mark.parametrize("query", ["(" * 100_000, "a " * 50_000, '"' * 9_999, "-" * 100_000])
    def test_endless_queries_are_answered_within_a_second(self, query: str) -> None:
        began = time.monotonic()
        find.answer(query)
        assert time.monotonic() - began < 1


def test_a_saved_note_is_found_by_the_next_search() -> None:
    note = editing.create("first")
    editing.save(note.id, 1, body="second 第二")
    assert [hit.id for hit in find.answer("第二").hits] == [note.id]
    assert find.answer("first").hits == []


def test_markup_in_titles_and_texts_is_escaped_in_snippets() -> None:
    editing.create("wal <script>alert(1)</script> & more", title="<b>wal</b>")
    hit = find.answer("wal").hits[0]
    assert html_of(hit.title_parts) == "&lt;b&gt;<mark>wal</mark>&lt;/b&gt;"
    assert "<script>" not in html_of(hit.snippet_parts)


def test_every_real_note_is_found_by_a_word_of_its_own() -> None:
    files = sorted(corpus("notes").rglob("*.md"))
    texts = [file.read_text("utf-8") for file in files]
    ids = editing.create_many(Draft(text) for text in texts)
    words = [
        set(re.findall(r"(?<![\w])[A-Za-z]{3,}(?![\w])|[一-鿿ぁ-ヿ]{2,6}", text)) for text in texts
    ]
    for own, note_id, text in zip(words, ids, texts, strict=True):
        word = next((word for word in sorted(own) if sum(word in w for w in words) == 1), None)
        if word:
            found = [hit.id for hit in find.answer(word, limit=200).hits]
            assert note_id in found, (word, text[:80])


def test_hits_in_unspaced_scripts_are_those_of_a_scan() -> None:
    files = [file for file in sorted(corpus("notes").rglob("*.md")) if "rust" not in file.parts]
    texts = [text for file in files if re.search("[一-鿿ぁ-ヿ]", text := file.read_text("utf-8"))]
    ids = editing.create_many(Draft(text) for text in texts)
    chosen = random.Random(3)
    for _ in range(150):
        runs = re.findall(f"[{UNSPACED}]+", chosen.choice(texts))
        run = chosen.choice(runs)
        start = chosen.randrange(len(run))
        part = run[start : start + chosen.randint(1, 6)]
        scanned = {note for note, text in zip(ids, texts, strict=True) if part in text}
        found = {hit.id for hit in find.answer(part, limit=200).hits}
        assert found == scanned or len(scanned) > 200, part
