"""Patterns that people write: what they cannot do to the program, and what is said of them."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import NoReturn

import pytest

from notes.errors import Invalid
from notes.search import pattern
from notes.search.snippet import Marker
from notes.search.tree import Pattern

#: Ways to hide from whoever counts that something is repeated very often.
HIDDEN = [
    "(?#[)a{999999}(?#])",
    r"(?#\)[)a{999999}(?#])",
    "(?x)a{ 9 9 9 9 9 9 }",
    "(?x: #[\n a{999999} #]\n)",
    "(?i-s)(?sx)#[\na{999999}#]",
    "(?V1)(?:[[a])]a{999}){999}",
    "(?:[[:alpha:])]a{999}[[:alpha:](]){999}",
    "[[:a: :]a{999999}]",
    "[[:ä:]a{999999}]",
    "a{1<=e<=2:[}[]}a{999999}]",
    "a{0000000000999999}",
    "a{999999}{0}",
    "(?:a{999999}){0}",
    "(?:a{999999,})?",
    "(?<=a{999999})",
    "b|(?=a{999999}+)",
    "(?:" * 20 + "a+" + ")+" * 20,
    "(?:" * 13 + "a{2,3}" + "){2,3}" * 13,
    "[" + r"a\d" * 200 + "]{999}",
]
WRITTEN = r"""
    a bc . \] \[ \( \) \{ \\ \p{L} \p{L \N{DIGIT ONE} \x5b \x5d \0 \1 \R \X \b [a] [^]a] []] [a[b]
    [[:alpha:]] [[:^alpha:] [:digit:] [[:a: :] [[:a=b:] [a--[b]] [a&&b] []-a] [a-]] [\]] [\d\w\s]
    ( (?: (?= (?<! (?> (?i: (?i) (?| (?(1) (?P<n> (?r) (?b) (?w) (?a) (?L) (?1) (*F) (?# (?#) (?x)
    (?V1) ) ) ) ) [ [^ ] | ^ $ * + ? {2} {2,3} {900} {900,} {0} {,9} {00000000000900} {e<=1}
    {1<=e:[}[]} {s:\]} {9 } # -
"""
PIECES = WRITTEN.split()
#: How much memory all of them take that standard input has, in units of 1,024 bytes.
COMPILE = """
import json, resource, sys
import regex
from notes.errors import Invalid
from notes.search.pattern import compiled
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for source in json.load(sys.stdin):
    try:
        compiled(source, whole_words=True).search("abc", timeout=0.01)
    except (Invalid, TimeoutError):
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun)
"""


class Greedy:
    """A pattern for which there is not memory enough, as for ``(?:(a)|(b))*`` in long texts."""

    flags = 0

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def search(self, *_: object, **__: object) -> NoReturn:
        raise MemoryError

    def finditer(self, *_: object, **__: object) -> Iterator[None]:
        yield self.search()


@pytest.mark.parametrize("source", HIDDEN)
def test_what_repeats_too_often_is_refused_wherever_it_hides(source: str) -> None:
    with pytest.raises(Invalid):
        pattern.compiled(source)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
def test_no_pattern_takes_much_memory() -> None:
    chosen = random.Random(3)
    sources = ["".join(chosen.choices(PIECES, k=chosen.randint(2, 12))) for _ in range(1_000)]
    sources += [_grown(chosen, 4) for _ in range(1_000)]
    result = subprocess.run(
        [sys.executable, "-c", COMPILE],
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(result.stdout) < 100_000


def _grown(chosen: random.Random, depth: int) -> str:
    """A pattern whose parentheses are closed, most of them repeated."""
    source = "".join(chosen.choices(PIECES[:30], k=chosen.randint(0, 3)))
    for _ in range(chosen.randint(0, depth)):
        source += chosen.choice(["(", "(?:", "(?i:", "(?>", "(?="]) + _grown(chosen, depth - 1)
        source += ")" + chosen.choice(["", "+", "*", "{2}", "{3,}", "{30}", "{900,901}", "{0}"])
    return source


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("(?x)foo #c", pattern.UNREADABLE),
        ("foo(?#", pattern.UNREADABLE),
        ("foo(?#bar)", pattern.UNREADABLE),
        ("a(", "A parenthesis is not closed."),
        ("a)", "A parenthesis is closed that was not opened."),
        ("[a", "A bracket [ is not closed."),
        ("a\\", "It ends in a backslash."),
        ("(" * 900 + ")" * 900, pattern.UNFIT),
        (r"a{i<=1:\G}", pattern.UNFIT),
    ],
)
@pytest.mark.parametrize("whole_words", [False, True])
def test_why_a_pattern_is_refused_is_true_of_whole_words_too(
    source: str, why: str, *, whole_words: bool
) -> None:
    with pytest.raises(Invalid) as refused:
        pattern.compiled(source, whole_words=whole_words)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("(?i)foo", "FOOD Foo", "Foo"),
        ("foo(?i)bar", "fooBARs fooBAR", "fooBAR"),
        ("(?r)foo", "foo food", "foo"),
        ("(?s)a.b", "xa\nb a\nb", "a\nb"),
        (r"{}|\{0}", "a{}b {0}", "{}"),
        (r"[(?#]x\(?x", "#x(x", "#x(x"),
        ("ab|a", "abc a", "a"),
    ],
)
def test_whole_words_are_found_by_any_pattern(source: str, text: str, found: str) -> None:
    match = pattern.compiled(source, whole_words=True).search(text)
    assert match
    assert match[0] == found


@pytest.mark.parametrize(
    "source",
    [
        r"\d{4}-\d{2}-\d{2}",
        r"^.{5000,}$",
        r"(?:\S+\s+){500}",
        r"(([\w.-]+@)+([\w-]+\.)+\w{2,}[,;]?\s+)+",
        "[[:upper:]][[:alpha:]]{3,40}",
        "[" + "".join(map(chr, range(0x4E00, 0x4E00 + 1_900))) + "]+",
    ],
)
def test_what_somebody_may_want_is_not_refused(source: str) -> None:
    pattern.compiled(source)


def test_what_keeps_too_much_of_a_text_marks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "compiled", Greedy)
    assert Marker([Pattern("x")]).spans("text") == []
