"""The words of the window of a start that was refused."""

import click
import pytest

from notes.errors import Missing
from ui.refusal import NAMED, page_of, translation, words_of


@pytest.fixture(autouse=True)
def _unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("zh_CN.UTF-8", "没有笔记“x”。"),
        ("en_GB.UTF-8", "There is no note “x”."),
        ("fi_FI.UTF-8", "There is no note “x”."),
    ],
)
def test_they_are_in_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, named: str, words: str
) -> None:
    monkeypatch.setenv("LANG", named)
    assert words_of(Missing("note", "x"), translation()) == words


def test_wrong_usage_is_said_as_the_command_line_says_it() -> None:
    assert words_of(click.UsageError("Not like this."), str) == "Not like this."


def test_names_in_them_are_no_markup() -> None:
    page = page_of("100 %", "<script>x</script> “%s”", "dark")
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; “%s”" in page
    assert "100 %" in page
