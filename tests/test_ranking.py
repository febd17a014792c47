"""
The order that people agree with, as a table: a query, and the notes that it finds, best first.

Notes are made the other way round, the best one first and so the oldest, so that nothing but
the rules can put it on top.  Where age is the point, it is given in days.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notes.library import editing
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search import find, ranking

pytestmark = pytest.mark.usefixtures("library")

NOW = datetime.now(UTC)
LONG = "Other words stand here so that the text is of some length. " * 12


def note(body: str, *tags: str, days: float | None = None) -> dict[str, Any]:
    return {"body": body, "tags": tags, "days": days}


TABLE = [
    # the very title
    ("wal", ["# WAL", "# WAL mode", "# On the WAL", "# Logs\n\n## WAL", "# Logs\n\nThe wal grows"]),
    (
        "wal mode",
        ["# WAL mode", "# WAL mode and its files", "# The mode of the WAL", "# x\n\nwal mode"],
    ),
    ("rust", ["# Rust", "# Rust and C", "# Learning Rust", "# Rusty tools, and Rust"]),
    ("c", ["# C", "# C and Pascal", "# Notes on C", "# Languages\n\nLike C."]),
    ("naïve", ["# Naive", "# Naïve realism", "# The naive view", "# Views\n\nnaive"]),
    ("CAFE", ["# Café", "# Café menu", "# My café", "# Places\n\nA cafe."]),
    ("todo", ["# Todo", f"# Plans\n\n{'todo ' * 30}"]),
    ("index", ["# Index", f"# Databases\n\n## Index\n\n{'index ' * 20}"]),
    ("2026-11-21", ["# 2026-11-21", "# 2026-11-21 evening", "# Diary\n\n2026-11-21"]),
    ("readme", ["# README", "# README of Octavo", "# The readme", "# Files\n\nreadme.md"]),
    (
        "数据库",
        ["# 数据库", "# 数据库内核", "# 学习数据库", "# 笔记\n\n## 数据库", "# 笔记\n\n数据库很快"],
    ),
    ("猫", ["# 猫", "# 猫和狗", "# 我的猫", "# 动物\n\n一只猫"]),
    ("東京", ["# 東京", "# 東京タワー", "# 夜の東京", "# 旅\n\n東京へ行く"]),
    ("검색", ["# 검색", "# 검색 엔진", "# 빠른 검색", "# 메모\n\n검색하기"]),
    ("빠른 검색", ["# 빠른 검색", "# 빠른 검색 엔진", "# 아주 빠른 검색", "# 검색, 빠른 길"]),
    ("检查点 日志", ["# 检查点 日志", "# 检查点日志文件", "# 新的检查点 日志", "# 日志，检查点"]),
    # the beginning of a title, words in a title
    (
        "git reb*",
        ["# Git rebase", "# Git rebase and merge", "# How git rebases", "# x\n\ngit rebase"],
    ),
    (
        "learning",
        ["# Learning C", "# On learning", "# School\n\n## Learning", "# School\n\nlearning"],
    ),
    (
        "docker run",
        ["# docker run", "# docker run: options", "# Why docker will run", "# x\n\n# docker run"],
    ),
    (
        "set theory",
        ["# Set theory", "# Naive set theory", "# A theory of the set", "# x\n\nset theory"],
    ),
    ("border checks", ["# Border checks", "# Checks at the border", "# x\n\n## Border checks"]),
    (
        "检查点",
        ["# 检查点", "# 检查点机制", "# WAL 与检查点", "# 日志\n\n## 检查点", "# 日志\n\n到检查点"],
    ),
    (
        "组件 状态",
        ["# 组件 状态", "# 状态与组件", "# 前端\n\n## 组件的状态", "# 前端\n\n组件有状态"],
    ),
    ("foo_bar", ["# foo_bar", "# foo_bar in use", "# Why foo_bar", "# x\n\n`foo_bar`"]),
    (
        "getUserName",
        ["# getUserName", "# getUserName()", "# On getUserName", "# x\n\n`getUserName()`"],
    ),
    ("c++", ["# C++", "# C++ templates", "# Modern C++", "# x\n\nWritten in C++."]),
    ("c#", ["# C#", "# C# records", "# Why C#", "# x\n\nWritten in c#."]),
    (".net", ["# .NET", "# .NET 9", "# On .NET", "# x\n\nrunning on .NET"]),
    ("car", ["# Car", "# Car washing by hand", "# Carpets and the car"]),
    ("c++", ["# C++", "# C++ templates and all that", "# Cats in C++"]),
    ("数据库 设计", ["# 数据库设计", "# 数据库设计入门", "# 数据库的设计"]),
    (
        "tomato soup",
        [
            "# Tomato soup",
            "# Tomato soup with basil",
            "# Soup of a tomato",
            "# Soup\n\ntomato soup",
            "# x\n\ntomato soup",
        ],
    ),
    ("check*", ["# Check", "# Checkpoint", "# The checks", "# x\n\n## Checks", "# x\n\nchecking"]),
    ("rust", ["# Rust", "# Rust book", "# Rust and a long title about everything there is"]),
    ("userName", ["# userName", "# userName in forms", "# The userName", "# getUserName"]),
    ("Zürich", ["# Zurich", "# Zürich airport", "# To Zürich by train", "# x\n\nZurich"]),
    ("straße", ["# Straße", "# Straße und Weg", "# Die Straße", "# x\n\nstraße"]),
    ("Москва", ["# Москва", "# Москва-река", "# Зимняя Москва", "# x\n\nмосква"]),
    ("学习", ["# 学习", "# 学习方法", "# 机器学习", "# 笔记\n\n## 学习", "# 笔记\n\n学习"]),
    ("React 教程", ["# React 教程", "# React 教程二", "# 我的 React 教程", "# React\n\n教程"]),
    (
        "プログラム",
        ["# プログラム", "# プログラム入門", "# 初めてのプログラム", "# 本\n\nプログラム"],
    ),
    ("ภาษา", ["# ภาษา", "# ภาษาไทย", "# เรียนภาษา", "# x\n\nภาษา"]),
    (
        '"hello world"',
        ["# Hello world", "# Hello world in C", "# Say hello world", "# x\n\n## Hello world"],
    ),
    ("e-mail", ["# E-mail", "# E-mail setup", "# My e-mail", "# x\n\ne-mail"]),
    ("don't", ["# Don't", "# Don't panic", "# Why I don't", "# x\n\ndon't"]),
    ("node.js", ["# Node.js", "# Node.js streams", "# On Node.js", "# x\n\nnode.js"]),
    ("the wal", ["# The WAL", "# The WAL file", "# On the WAL", "# x\n\nthe wal"]),
    # of like titles the one whose note says more of it
    (
        "sourdough",
        ["# Baking sourdough\n\nsourdough starter", "# Baking sourdough\n\nflour, water"],
    ),
    ("rust", [note("# Learning Rust", "rust"), "# Learning Rust"]),
    ("rust", [f"# Learning Rust\n\n## Why Rust\n\n{LONG}", f"# Learning Rust\n\n{LONG}"]),
    ("面包", ["# 烤面包\n\n面包的面团", "# 烤面包\n\n水和盐"]),
    # headings before tags before text
    ("fsync", ["# Disks\n\n## fsync", note("# Disks", "fsync"), f"# Disks\n\n{'fsync ' * 9}"]),
    ("fsync", ["# Disks\n\n## What fsync does", note("# Power", "fsync"), "# Ice\n\nfsync"]),
    ("sqlite", ["# x\n\n### SQLite", note("# y", "sqlite/fts"), "# z\n\nsqlite sqlite sqlite"]),
    ("想法", ["# 一\n\n## 想法", note("# 二", "想法"), "# 三\n\n想法想法想法"]),
    ("idea", [note("# One", "idea"), f"# Two\n\n{'idea ' * 30}"]),
    ("idea", ["# One\n\nbody #idea", f"# Two\n\n{'idea ' * 30}"]),
    ("fts rank", ["# x\n\n## fts rank", "# y\n\n## fts\n\nrank"]),
    ("fts rank", ["# fts\n\n## rank", "# x\n\n## fts\n\n## rank", "# y\n\nthe fts and its rank"]),
    ("fts rank", ["# fts\n\n## rank", note("# fts of y", "rank"), "# fts of z\n\nrank"]),
    (
        "error handling",
        ["# x\n\n## Error handling", "# x\n\n## Handling an error", "# x\n\nerror handling"],
    ),
    ("kafka consumer", [note("# Kafka", "consumer"), "# Streams\n\nkafka has a consumer"]),
    ("parse_url", ["# x\n\n## parse_url", "# x\n\nparse_url"]),
    ("sqlite", [note("# One", "sqlite"), note("# Two", "sqlite/fts")]),
    # words that stand together
    ("빠른 검색", [f"# x\n\n{LONG}빠른 검색", "# y\n\n빠른 길, 검색"]),
    ("检查点 日志", [f"# x\n\n{LONG}检查点日志", "# y\n\n日志和检查点"]),
    (
        "vim config",
        ["# x\n\nmy vim config", f"# Vim\n\n{LONG} the config", f"# y\n\nvim {LONG} config"],
    ),
    (
        "数据 分析",
        [
            "# 数据分析",
            "# 分析数据",
            "# 数据\n\n## 分析",
            "# 笔记\n\n数据分析",
            "# 笔记\n\n数据的分析",
        ],
    ),
    (
        "python list",
        [
            f"# x\n\nA python list {LONG}",
            f"# x\n\nA python has a list {LONG}",
            f"# x\n\nlist {LONG} python",
        ],
    ),
    ("never blocks", [f"# a\n\n{LONG} it never blocks", f"# b\n\nnever {LONG} blocks"]),
    ("never blocks", ["# a\n\nit never blocks", "# b\n\nblocks are never like that"]),
    ("never blocks", [f"# a\n\n{LONG} never quite blocks", f"# b\n\nnever {LONG} blocks blocks"]),
    (
        "red green blue",
        [
            "# a\n\nred green blue",
            "# b\n\nblue, then red or green",
            f"# c\n\nred {LONG} green {LONG} blue",
        ],
    ),
    ("memory lea*", [f"# a\n\n{LONG} a memory leak", f"# b\n\nmemory {LONG} leaks leaks"]),
    (
        "预写 日志",
        ["# 甲\n\n预写日志很好", "# 乙\n\n日志不是预写", f"# 丙\n\n预写{'别的话' * 40}日志"],
    ),
    ("vue 组件", ["# 甲\n\nVue 组件", "# 乙\n\n组件在 Vue 里", f"# 丙\n\nvue {LONG} 组件"]),
    ("hash map", ["# a\n\na hash map", f"# b\n\nhash {LONG} map hash {LONG} map"]),
    # how much a text is about it
    ("ownership", ["# a\n\nownership, ownership and ownership", f"# b\n\n{LONG} ownership {LONG}"]),
    ("ownership", ["# a\n\nshort ownership", f"# b\n\n{LONG * 3} ownership"]),
    ("所有权", ["# 甲\n\n所有权和所有权", f"# 乙\n\n{'别的话很多' * 60}所有权"]),
    # the newer of two like notes
    ("standup", [note("# a\n\nstandup", days=1), note("# b\n\nstandup", days=200)]),
    (
        "standup",
        [note("# Standup", days=1), note("# Standup", days=30), note("# Standup", days=900)],
    ),
    ("standup", [note("# Standup", days=900), note("# x\n\nstandup", days=0)]),
    ("standup", [note("# x\n\n## standup", days=2000), note("# x\n\nstandup", days=0)]),
    (
        "standup",
        [note("# a\n\nstandup standup standup", days=400), note(f"# b\n\n{LONG} standup", days=0)],
    ),
    ("standup", [note("# a", "standup", days=1), note("# b", "standup", days=300)]),
    ("周会", [note("# 甲\n\n周会", days=1), note("# 乙\n\n周会", days=300)]),
    # words, and what is not wanted
    ("wal -mode", ["# WAL", "# x\n\nwal"]),
    ("wal OR fsync", ["# WAL fsync", "# WAL", "# x\n\nfsync"]),
    ('"write ahead"', ["# Write ahead", "# On write ahead logs", "# x\n\nwrite ahead"]),
    ("title:wal", ["# WAL", "# WAL mode", "# The WAL"]),
    ("title:wal log", ["# WAL log", "# The WAL is a log", "# WAL\n\n## log", "# WAL\n\nlog"]),
    ("tag:db wal", [note("# WAL", "db"), note("# The WAL", "db"), note("# x\n\nwal", "db")]),
    ("has:task milk", ["# Milk\n\n- [ ] buy", "# x\n\n- [ ] milk"]),
    # code
    (
        "yield",
        ["# yield", "# x\n\n## yield", "# a\n\nyield", f"# b\n\n{LONG}\n\n```py\nyield x\n```"],
    ),
    (
        "in:code yield",
        ["# a\n\n```py\nyield\n```", f"# b\n\n{LONG}\n\n```py\nyield x\n{'y = 1 ' * 200}\n```"],
    ),
    ("pragma", ["# PRAGMA", "# x\n\nA pragma.", f"# y\n\n{LONG}\n\n```sql\nPRAGMA x\n```"]),
    # tags and names in other forms
    ("full", ["# Ｆｕｌｌ", "# Full width", "# x\n\nｆｕｌｌ"]),
    ("user", ["# User", "# x\n\n## user", "# y\n\nuser user", f"# z\n\n{LONG} getUserName"]),
    ("🎉", ["# 🎉", "# 🎉 party", "# The 🎉", "# x\n\nfine 🎉"]),
]


@pytest.mark.parametrize(("query", "best_first"), TABLE)
def test_the_best_comes_first(query: str, best_first: list[str | dict[str, Any]]) -> None:
    ids = editing.create_many(draft(made, age) for age, made in enumerate(best_first))
    found = [hit.id for hit in find.answer(query).hits]
    assert found == ids, [hit.title for hit in find.answer(query).hits]


def draft(made: str | dict[str, Any], age: int) -> Draft:
    """The first of a row is the oldest, an hour each."""
    given = note(made) if isinstance(made, str) else made
    days = given["days"]
    changed = NOW - (timedelta(hours=24 - age) if days is None else timedelta(days=days))
    return Draft(given["body"], tags=given["tags"], created=changed, changed=changed)


def test_the_table_has_ninety_rows() -> None:
    assert len(TABLE) >= 90


def test_scores_fall() -> None:
    editing.create_many(Draft(f"# Note {n}\n\n{'wal ' * n}") for n in range(30))
    scores = [hit.score for hit in find.answer("wal").hits]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


def test_an_old_title_is_found_among_thousands_of_newer_hits() -> None:
    [first] = editing.create_many([Draft("# Wal\n\nold")])
    editing.create_many(Draft(f"# Note {n}\n\nthe wal again") for n in range(find.RANKED + 50))
    answer = find.answer("wal")
    assert answer.more
    assert answer.hits[0].id == first


@pytest.mark.parametrize("body", ["# Note {n}\n\nwal", "# Meeting {n}\n\n{wals}", "# Wal {n}"])
def test_pages_neither_repeat_nor_leave_out(body: str) -> None:
    editing.create_many(Draft(body.format(n=n, wals="wal " * (n % 7 + 1))) for n in range(1_000))
    pages = [find.answer("wal", limit=50, offset=at).hits for at in range(0, 1_000, 50)]
    assert len({hit.id for page in pages for hit in page}) == 1_000


def test_of_many_alike_the_newest_are_first() -> None:
    ids = editing.create_many(Draft(f"# Meeting {n}\n\nabout it") for n in range(1_000))
    assert [hit.id for hit in find.answer("meeting").hits] == ids[:-51:-1]


def test_of_a_phrase_of_common_words_the_newest_come_first_without_a_score(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = editing.create_many(
        Draft(f"# Note {n}\n\n{'of the ' * (n % 7 + 1)} end") for n in range(find.RANKED + 50)
    )
    newest = ids[:-51:-1]
    for query, typing in (('"of the"', False), ('"of th', True), ("of-the", True)):
        monkeypatch.setattr(ranking, "COMMON", find.RANKED)
        assert [hit.id for hit in find.answer(query, typing=typing).hits] == newest
        monkeypatch.setattr(ranking, "COMMON", find.RANKED * 2)
        assert [hit.id for hit in find.answer(query, typing=typing).hits] != newest


class TestOneLetter:
    @pytest.fixture(autouse=True)
    def shelf(self, library: Library) -> None:
        titles = ("R", "Rust", "Vitamin C", "Vitamin D", "Chapter 3", "Chapter 4", "Our rust")
        titles += ("It's mine", "Its fur")
        editing.create_many(Draft(f"# {title}\n\ntext of {title}") for title in titles)
        editing.create("# Body\n\nthe z of it")

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("vitamin c", ["Vitamin C"]),
            ("chapter 3", ["Chapter 3"]),
            ("it's", ["It's mine"]),
            ("vitamin q", ["Vitamin D", "Vitamin C"]),
            ("r", ["R", "Rust", "Our rust"]),
            ("z", ["Body"]),
            ("vitamin OR r", ["R", "Vitamin D", "Vitamin C"]),
            ("(vitamin OR q", ["Vitamin D", "Vitamin C"]),
            ("in:code r", []),
            ("o* rust", ["Our rust"]),
        ],
    )
    def test_is_a_word_or_waits_for_the_next(self, typed: str, found: list[str]) -> None:
        hits = find.answer(typed, typing=True).hits
        assert [hit.title for hit in hits] == found
