"""Patterns that are compiled when they are first used."""

import re
import subprocess
import sys

import pytest

from notes.patterns import pattern


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    lazy, compiled = pattern("(a)b", re.IGNORECASE), re.compile("(a)b", re.IGNORECASE)
    assert lazy.sub(r"\1", "xABx") == compiled.sub(r"\1", "xABx") == "xAx"
    assert [found.span() for found in lazy.finditer("ab AB")] == [(0, 2), (3, 5)]
    assert (lazy.pattern, lazy.flags) == (compiled.pattern, compiled.flags)
    with pytest.raises(AttributeError):
        lazy.nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: B018


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = re.compile
    monkeypatch.setattr(re, "compile", lambda *of: compiled.append(of[0]) or compile_it(*of))
    lazy = pattern("once")
    assert compiled == []
    assert lazy.match("once")
    assert lazy.match("never") is None
    assert compiled == ["once"]


def test_a_start_compiles_none_of_a_whole_alphabet() -> None:
    """Neither the words of a text nor its digest are asked for before somebody writes."""
    program = (
        "import re; made = []; one = re.compile\n"
        "re.compile = lambda text, flags=0: made.append(text) or one(text, flags)\n"
        "import notes.cli.start, notes.web.app, notes.web.server\n"
        "from notes.text import UNSPACED\n"
        "print(sum(UNSPACED in str(text) for text in made))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout == "0\n"
