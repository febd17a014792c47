import random
import re
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.library import editing, trash
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search import asking, find
from notes.search.remarks import Remark
from notes.search.snippet import html_of
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.text import UNSPACED
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
        began = time.process_time()
        find.answer(query)
        assert time.process_time() - began < 1


def test_a_saved_note_is_found_by_the_next_search() -> None:
    note = editing.create("first")
    editing.save(note.id, 1, body="second 第二")
    assert [hit.id for hit in find.answer("第二").hits] == [note.id]
    assert find.answer("first").hits == []


@pytest.mark.parametrize("query", ["wal checkpoint", "wal", "wal -log", "wal OR log"])
def test_an_answer_is_of_one_moment(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = editing.create_many([Draft("wal checkpoint"), Draft("the wal and a checkpoint")])
    execute = database.execute_sql
    saved = Thread(target=_save_elsewhere, args=(notes[0],))

    def interrupted(sql: str, *args: Any) -> Any:
        answered = execute(sql, *args)
        if not saved.ident and sql.startswith("SELECT") and "note_index" in sql:
            saved.start()
            saved.join()
        return answered

    monkeypatch.setattr(database, "execute_sql", interrupted)
    assert {hit.id for hit in find.answer(query).hits} == {*notes}
    assert [hit.id for hit in find.answer(query).hits] == notes[1:]


def _save_elsewhere(note_id: str) -> None:
    editing.save(note_id, 1, body="nothing of it")
    database.leave()


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
    notes_with = Counter(chain.from_iterable(words))
    for own, note_id, text in zip(words, ids, texts, strict=True):
        word = next((word for word in sorted(own) if notes_with[word] == 1), None)
        if word:
            found = [hit.id for hit in find.answer(word, limit=200).hits]
            assert note_id in found, (word, text[:80])


def test_hits_in_unspaced_scripts_are_those_of_a_scan() -> None:
    """A thousand parts of real Chinese and Japanese notes, of one to six characters."""
    files = [file for file in sorted(corpus("notes").rglob("*.md")) if "rust" not in file.parts]
    texts = [text for file in files if re.search("[一-鿿ぁ-ヿ]", text := file.read_text("utf-8"))]
    ids = editing.create_many(Draft(text) for text in texts)
    chosen = random.Random(3)
    for _ in range(1_000):
        run = chosen.choice(re.findall(f"[{UNSPACED}]+", chosen.choice(texts)))
        start = chosen.randrange(len(run))
        part = run[start : start + chosen.randint(1, 6)]
        scanned = {uid for uid, text in zip(ids, texts, strict=True) if part in text}
        assert find.every(part)[0] == scanned, part


def test_an_answer_has_all_the_hits_that_there_are() -> None:
    ids = editing.create_many(Draft(f"# {n}\n\n的") for n in range(700))
    answer = find.answer("的", limit=find.PAGE_LIMIT)
    assert {hit.id for hit in answer.hits} == set(ids)
    assert (answer.total, answer.more) == (700, False)


def test_a_mistyped_word_is_suggested_as_it_may_be_meant() -> None:
    editing.create_many(Draft(f"# Note {n}\n\nthe checkpoint") for n in range(5))
    answer = find.answer("chekpoint")
    assert answer.hits == []
    assert answer.suggestion is not None
    assert (answer.suggestion.query, answer.suggestion.total) == ("checkpoint", 5)
    assert "<mark>checkpoint</mark>" in html_of(answer.suggestion.hits[0].snippet_parts)
    typed = find.answer("chekpoi", typing=True).suggestion
    assert typed is not None
    assert typed.query == "checkpoint"


def test_a_word_that_notes_have_is_not_doubted() -> None:
    editing.create_many(Draft(f"# Note {n}\n\nthe checkpoint of checkpoints") for n in range(5))
    assert find.answer("checkpoints").suggestion is None


def test_one_letter_behind_a_word_waits_for_the_next() -> None:
    editing.create_many([Draft("# One\n\nwal mode"), Draft("# Two\n\nwal")])
    assert len(find.answer("wal m", typing=True).hits) == 2
    assert titles("wal mo", typing=True) == ["One"]
    assert titles("wal m") == []


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is asked of SQLite from now on."""
    asked: list[tuple[str, Any]] = []
    execute = database.execute_sql

    def overheard(sql: str, values: Any = None) -> Any:
        asked.append((sql, values))
        return execute(sql, values)

    monkeypatch.setattr(database, "execute_sql", overheard)
    return asked


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("the has:link", "note_title"),
        ("the changed:7d", "note_title"),
        ("-the", "note_changed"),
        ("the OR is:pinned", "note_changed"),
        ("has:link", "note_changed"),
    ],
)
def test_what_a_filter_lets_through_is_not_gone_through(
    query: str, index: str, questions: list[tuple[str, Any]]
) -> None:
    """It can be nearly all of 100,000 notes."""
    editing.create_many(Draft(f"# The {n}\n\n[](https://example.org)") for n in range(2_100))
    del questions[:]
    find.answer(query)
    asked = [ask for ask in questions if ask[0].startswith('SELECT "t1"."id" FROM "note" AS "t1"')]
    for sql, values in asked:
        steps = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        assert f"INDEX {index} " in f"{steps[0][3]} "
    assert asked


def test_what_takes_too_long_is_stopped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    editing.create_many(Draft(f"# {n}\n\nwal") for n in range(50))
    with monkeypatch.context() as patched:
        patched.setattr(find, "ASKING", -1)
        patched.setattr(asking, "STEPS", 1)
        for query in ("wal", "wa*", "wal -log", "=wal=", "is:pinned", "tag:a OR wal", "lang:c wal"):
            stopped = find.answer(query)
            assert Remark(find.STOPPED) in stopped.explanation.remarks
            assert (stopped.hits, stopped.total, stopped.suggestion) == ([], 0, None)
    assert find.answer("wal").total == 50


@pytest.mark.parametrize("query", ["the changed:7d", "the -created:1999", "-is:pinned the"])
def test_the_row_of_a_note_is_looked_up_for_hits_alone(
    query: str, questions: list[tuple[str, Any]]
) -> None:
    """Going through all rows for each question would take longer than finding the words."""
    editing.create_many(Draft(f"# The {n}") for n in range(2_100))
    del questions[:]
    find.answer(query)
    asked = [(sql, values) for sql, values in questions if "EXISTS(SELECT" in sql]
    for sql, values in asked:
        rows = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        [step] = [row[3] for row in rows if " t2 " in row[3]]
        assert step.replace("EXISTS ", "") == "SEARCH t2 USING INTEGER PRIMARY KEY (rowid=?)"
    assert len(asked) == 3


class TestFilters:
    @pytest.fixture(autouse=True)
    def shelf(self, library: Library) -> None:
        old = datetime.now(UTC) - timedelta(days=400)
        ids = editing.create_many(
            [
                Draft("# Plan\n\n- [ ] write\n- [x] read", created=old, changed=old),
                Draft("# Code\n\n```py\nx = 1\n```\n\n[plan](Plan.md)"),
                Draft("# 图\n\n![](a.png) [[Plan]] https://www.example.com/a", tags=["画"]),
                Draft("", notebook="Work/Ideas"),
                Draft("# Gone\n\nwrite"),
            ]
        )
        trash.put([ids[-1]])
        NoteRow.update(pinned=1).where(NoteRow.uid == ids[0]).execute()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("is:pinned", {"Plan"}),
            ("is:untitled", {""}),
            ("is:trashed", {"Gone"}),
            ("is:trashed write", {"Gone"}),
            ("write", {"Plan"}),
            ("write OR is:trashed", {"Plan", "Gone"}),
            ("-is:pinned", {"Code", "图", ""}),
            ("has:task", {"Plan"}),
            ("todo:open", {"Plan"}),
            ("todo:done write", {"Plan"}),
            ("has:code", {"Code"}),
            ("in:code", {"Code"}),
            ("lang:python", {"Code"}),
            ("lang:rust", set()),
            ("has:link", {"Code", "图"}),
            ("has:attachment", {"图"}),
            ("link:plan", {"Code", "图"}),
            ("link:Plan.md -tag:画", {"Code"}),
            ("link:example.com", {"图"}),
            ("link:www.example.com/b", {"图"}),
            ("link:example.com:8080", {"图"}),
            ("created:today", {"Code", "图", ""}),
            ("changed:..2000", set()),
            ("created:0001", set()),
            ("changed:0001..2100", {"Plan", "Code", "图", ""}),
            ("created:999999d..", {"Plan", "Code", "图", ""}),
            ("created:9999", set()),
            ("notebook:WORK", {""}),
            ("changed:2w", {"Code", "图", ""}),
            ("-changed:2w", {"Plan"}),
            ("title:plan", {"Plan"}),
            ("title:pl*", {"Plan"}),
            ("title:write", set()),
            ("notebook:work", {""}),
            ("notebook:ideas -has:task", {""}),
            ("tag:画 OR todo:open", {"Plan", "图"}),
        ],
    )
    def test_let_these_through(self, query: str, found: set[str]) -> None:
        assert set(titles(query)) == found

    @pytest.mark.parametrize(
        ("query", "sentences"),
        [
            ("tag:nosuch plan", ["No note has the tag “nosuch”."]),
            ("plan -tag:nosuch", ["No note has the tag “nosuch”."]),
            ("plan OR tag:nos*", ["No note has the tag “nos*”."]),
            ("notebook:nosuch", ["There is no notebook “nosuch”."]),
            ("lang:nosuch", ["No note has code in “nosuch”."]),
            ("link:nosuch", ["No note has a link to “nosuch”."]),
            ("tag:画 notebook:Ideas lang:py link:plan tag:画* write", []),
        ],
    )
    def test_say_what_they_name_that_there_is_not(self, query: str, sentences: list[str]) -> None:
        assert _said(find.answer(query).explanation.remarks) == sentences
        assert _said(find.every(query)[1]) == sentences
        assert _said(find.answer(f"{query} ", typing=True).explanation.remarks) == [
            sentence for sentence in sentences if "*" not in sentence
        ]

    def test_say_nothing_of_a_name_that_is_still_being_typed(self) -> None:
        for query in ("tag:nosuch", "notebook:nosuch", "lang:nosuch", 'notebook:"no such'):
            assert find.answer(query, typing=True).explanation.remarks == ()

    def test_of_which_the_beginning_was_typed_do_the_same(self) -> None:
        for query in ("tag:画", "lang:pyth", "notebook:Wo", "link:exam"):
            assert titles(query, typing=True), query


def _said(remarks: Iterable[Remark]) -> list[str]:
    return [remark.sentence % {"text": remark.text} for remark in remarks]
