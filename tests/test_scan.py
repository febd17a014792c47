import random
import re
import time
from collections.abc import Callable
from itertools import chain, repeat
from math import inf
from types import SimpleNamespace

import pytest

from notes.library import editing, trash
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search import find, fitting, needles, pattern, scan
from notes.search.remarks import Remark
from notes.search.tree import Exact, Pattern
from notes.storage.models import Note as NoteRow
from tests.conftest import corpus
from tests.test_pattern import Greedy

pytestmark = pytest.mark.usefixtures("library")


def titles(query: str) -> set[str]:
    return {hit.title for hit in find.answer(query).hits}


def said(query: str) -> list[str]:
    return [remark.sentence for remark in find.answer(query).explanation.remarks]


@pytest.fixture
def shelf(library: Library) -> None:
    editing.create_many(
        [
            Draft("# One\n\nC++ and $$x^2$$ and foo_bar()\n\n- [ ] do it"),
            Draft("# Two\n\nc++, C, Foo_Bar\n\n```python\ndef foo():\n    yield 1\n```"),
            Draft("# Three\n\nyield\n\n```js\nfunction* f() { yield 2 }\n```\n\n```py\nx = 1\n```"),
            Draft("# 四\n\n检查点之后，Vue组件 🎉 → end", tags=["zh"]),
        ]
    )


@pytest.mark.usefixtures("shelf")
class TestTexts:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("=C++=", {"One"}),
            ("=$$=", {"One"}),
            ("=- [ ]=", {"One"}),
            ("=foo_bar=", {"One"}),
            ("=o_b=", {"One"}),
            ("=之后，Vue=", {"四"}),
            ("=🎉 →=", {"四"}),
            ("$$", {"One"}),
            ("c -=C++=", {"Two"}),
            ("=C++= OR =Vue=", {"One", "四"}),
            ("tag:zh =Vue=", {"四"}),
            ("tag:zh =C++=", set()),
            ("/foo_\\w+/", {"One"}),
            ("/foo_\\w+/i", {"One", "Two"}),
            ("/^- \\[ \\]/", {"One"}),
            ("/[组件]{2}/", {"四"}),
            ("/T(wo|hree)/", {"Two", "Three"}),
            ("-/T(wo|hree)/ (c OR yield OR 检)", {"One", "四"}),
            ("lang:python", {"Two", "Three"}),
            ("lang:py yield", {"Two", "Three"}),
            ("lang:python in:code yield", {"Two"}),
            ("lang:javascript in:code yield", {"Three"}),
            ("lang:python in:code -yield", {"Three"}),
            ("in:code yield lang:pyth*", {"Two"}),
            ("/C\\+\\+ and .*$/", {"One"}),
            ("in:code yield", {"Two", "Three"}),
            ("in:code c", set()),
        ],
    )
    def test_are_looked_into(self, query: str, found: set[str]) -> None:
        assert titles(query) == found

    def test_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for limit in ("PATIENCE", "ALL_PATIENCE"):  # whatever else this machine does
            monkeypatch.setattr(needles, limit, 10)
        answer = find.answer("/o/", limit=1)
        assert (answer.total, answer.more, len(answer.hits)) == (3, False, 1)

    def test_in_the_trash_are_left_out_unless_asked_for(self) -> None:
        trash.put([find.answer("=$$=").hits[0].id])
        assert titles("=$$=") == set()
        assert titles("is:trashed =$$=") == {"One"}
        assert titles("=C++= OR is:trashed") == {"One"}
        assert titles("=Vue= OR is:trashed") == {"One", "四"}
        assert find.every("=$$=")[0] == set()

    def test_of_an_export_are_all_looked_into(self) -> None:
        assert len(find.every("/o/")[0]) == 3


def test_the_ends_of_lines_are_ends_whatever_they_are_made_of() -> None:
    editing.create("# One\r\n\r\nfoo\r\nbar")
    assert titles("/foo$/") == titles("/^bar/") == {"One"}


def test_a_pattern_that_goes_on_for_ever_is_stopped_and_said() -> None:
    editing.create("a" * 5_000 + "b")
    assert said("/(a|aa)+$/") == [scan.TOO_SLOW]


def test_a_pattern_that_keeps_too_much_of_a_text_is_stopped_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editing.create("text")
    monkeypatch.setattr(fitting, "compiled", Greedy)
    assert said("/tex+t/") == [scan.TOO_SLOW]


def test_what_was_not_looked_into_in_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    editing.create_many(Draft(f"# {n}\n\n$$") for n in range(300))
    monkeypatch.setattr(find, "LOOKING", 0)
    assert said("=$$=") == [scan.UNREAD_BUT_ONE]


def test_of_several_notes_it_is_said_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    editing.create_many(Draft(f"# {n}\n\n$$") for n in range(300))
    moments = chain(repeat(0.0, 2), repeat(inf))
    monkeypatch.setattr(scan, "time", SimpleNamespace(monotonic=moments.__next__))
    assert find.answer("=$$=").explanation.remarks == (Remark(scan.UNREAD, "3"),)


def test_reading_ends_when_there_are_more_hits_than_anybody_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editing.create_many(Draft(f"# {n}\n\n$$") for n in range(300))
    monkeypatch.setattr(find, "RANKED", 50)
    answer = find.answer("=$$=")
    assert (answer.total, answer.more, answer.explanation.remarks) == (50, True, ())


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets so many looks at the clock find that no time has passed, the next that all has."""

    def pass_(looks: int) -> None:
        clock = chain(repeat(0.0, looks), repeat(inf))
        monkeypatch.setattr(scan, "time", SimpleNamespace(monotonic=clock.__next__))
        monkeypatch.setattr(find, "COUNTING", -inf)

    return pass_


def test_when_as_many_were_found_as_are_shown_the_others_are_counted_for_a_moment(
    moments: Callable[[int], None],
) -> None:
    editing.create_many(Draft(f"# {n}\n\n$$") for n in range(300))
    moments(200)
    answer = find.answer("=$$=", limit=20)
    assert (answer.total, answer.more, answer.unread) == (21, True, False)
    assert [hit.title for hit in answer.hits] == [str(n) for n in range(299, 279, -1)]


def test_those_that_are_shown_are_the_last_changed_however_few_are_read(
    moments: Callable[[int], None],
) -> None:
    first, *_ = editing.create_many(Draft(f"# {n}\n\n$$") for n in range(300))
    editing.save(first, 1, body="# First\n\n$$ again")
    moments(200)
    assert find.answer("=$$=", limit=1).hits[0].title == "First"


def test_words_are_ranked_among_all_that_are_found_in_time(moments: Callable[[int], None]) -> None:
    editing.create_many(Draft(f"# {n}\n\n{'wal ' * (300 - n)} $$") for n in range(300))
    moments(1_000)
    answer = find.answer("wal =$$=", limit=1)
    assert (answer.total, answer.hits[0].title) == (300, "0")


@pytest.mark.parametrize(("hurried", "read"), [(True, 0.06), (False, 0.5)])
def test_who_is_typing_waits_for_texts_a_moment_only(
    hurried: bool, read: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    def looked(*_: object, limits: scan.Limits, **__: object) -> scan.Scan:
        given.append(limits.deadline - time.monotonic())
        return scan.Scan({Exact("$$"): frozenset()}, (Remark(scan.UNREAD, "9"),), complete=False)

    monkeypatch.setattr(find, "scan", looked)
    assert find.answer("=$$=", typing=True, hurried=hurried).unread
    assert read / 2 < given[0] <= read


def test_exact_parts_of_real_notes_are_found_as_a_scan_finds_them() -> None:
    files = sorted(corpus("notes").rglob("*.md"))
    texts = [file.read_text("utf-8") for file in files]
    ids = editing.create_many(Draft(text) for text in texts)
    chosen = random.Random(5)
    for _ in range(100):
        lines = [line for line in chosen.choice(texts).splitlines() if len(line) > 3]
        line = chosen.choice(lines)
        start = chosen.randrange(len(line) - 2)
        part = line[start : start + chosen.randint(2, 12)]
        if "=" in part or not part.strip() or part != part.strip():
            continue
        scanned = {uid for uid, text in zip(ids, texts, strict=True) if part in text}
        assert find.every(f"={part}=")[0] == scanned, part
        assert find.every(f"/{re.escape(part).replace('/', chr(92) + '/')}/")[0] == scanned, part


#: Letters and signs that the index keeps in another form, or together with what is beside them.
ODD = (
    "aabbAé1_-.'’ \n\u00ad\u200b\u200d\u2060\ufe0f\u0301\u0308ש\u05b4ب\u0640\u064b"
    "アｱ\uff9eバは\u3099Ａｂ１ﬁ²½①検查点ㄱ가กำ🎉👩🏽→×ßẞſİıKΩσςΣάα\u0345\ue000\0न\u094d·ª\u2126⼀𝐀ǅ{}"
)
HOLES = (".", r"\w", r"\W", "%s+", "%s?", "%s*", "(%s)", "%s{1,2}", "[%s]", "(?:x|%s)", r"%s\b")


def odd(chosen: random.Random, most: int) -> str:
    return "".join(chosen.choices(ODD, k=chosen.randint(1, most)))


def with_holes(chosen: random.Random, part: str) -> str:
    """A pattern that matches a text, and others."""
    escaped = [pattern.escaped(char) for char in part]
    at = chosen.randrange(len(part))
    escaped[at] = chosen.choice(HOLES).replace("%s", escaped[at])
    return "".join(escaped)


def test_what_the_index_is_asked_first_keeps_no_note_from_being_found() -> None:
    chosen = random.Random(5)
    texts = [f"{odd(chosen, 4)} {odd(chosen, 8)} {odd(chosen, 8)} end" for _ in range(200)]
    uids = editing.create_many(map(Draft, texts))
    ids = dict(NoteRow.select(NoteRow.uid, NoteRow.id).tuples())
    notes = [(ids[uid], text) for uid, text in zip(uids, texts, strict=True)]
    for _ in range(600):
        text = chosen.choice(texts)
        start = chosen.randrange(len(text))
        part = text[start : start + chosen.randint(1, 10)]
        exact, holed = Exact(part), Pattern(with_holes(chosen, part), chosen.random() < 0.5)
        search = pattern.compiled(holed.source, ignore_case=holed.ignore_case).search
        assert {note for note, text in notes if part in text} <= scan.scan(exact).known[exact]
        assert {note for note, text in notes if search(text)} <= scan.scan(holed).known[holed]


def test_a_word_in_a_pattern_is_found_before_what_nobody_sees() -> None:
    editing.create("# One\n\na foo\u00adbar")
    assert titles(r"/a foo\b/") == {"One"}
    assert titles("=foo=") == {"One"}
    assert titles("=foobar=") == set()
