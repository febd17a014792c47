"""Patterns that are compiled when they are first used."""

import copy
import re
import subprocess
import sys

import pytest

from notes.patterns import Pattern

A_START = """
import re, sys
who, compile_it = set(), re.compile
def compile(*its, **more):
    who.add(sys._getframe(1).f_globals["__name__"])
    return compile_it(*its, **more)
re.compile = compile
import notes.cli.start, notes.web.app, notes.web.server
waiting = {name for name, module in sys.modules.items() if hasattr(module, "Pattern")}
print(len(who) > 20, len(waiting) > 5, waiting & who)
"""


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    lazy, compiled = Pattern("(a)b", re.IGNORECASE), re.compile("(a)b", re.IGNORECASE)
    assert lazy.sub(r"\1", "xABx") == compiled.sub(r"\1", "xABx") == "xAx"
    assert [found.span() for found in lazy.finditer("ab AB")] == [(0, 2), (3, 5)]
    assert lazy.fullmatch("abc") is None
    assert copy.copy(lazy).split("1ab2") == ["1", "a", "2"]
    with pytest.raises(AttributeError):
        lazy.nothing_of_the_kind  # noqa: B018


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = re.compile
    monkeypatch.setattr(re, "compile", lambda *of: compiled.append(of[0]) or compile_it(*of))
    lazy = Pattern("once")
    assert compiled == []
    assert lazy.match("once")
    assert lazy.search("never") is None
    assert compiled == ["once"]


def test_a_start_compiles_none_in_modules_that_have_such() -> None:
    words = [sys.executable, "-c", A_START]
    said = subprocess.run(words, capture_output=True, text=True, check=True)
    assert said.stdout == "True True set()\n"
