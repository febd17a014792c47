"""The look in numbers: contrast of the tokens in both themes, and no colour but theirs."""

import re
from pathlib import Path

import pytest

from notes.rendering.code import SPAN_CLASSES

CSS = Path(__file__).parent.parent / "ui/styles"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\);", TOKENS))
THEMES = {"light": 0, "dark": 1}
#: What stands behind lines of code.
GROUNDS = ("sunken", "marked", "inserted", "deleted")
SURFACES = ("paper", "panel", "raised", "sunken", "hover", "accent-wash")


def colour(token: str, theme: str) -> str:
    return PAIRS[token].split(", ")[THEMES[theme]]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    lights = sorted(luminance(colour(token, theme)) for token in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", ["ink", "ink-soft", "ink-faint", "accent", "good", "warn", "bad"])
def test_text_can_be_read_on_every_surface(text: str, surface: str, theme: str) -> None:
    assert contrast(text, surface, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", [token for token in PAIRS if token.startswith("code-")])
def test_code_can_be_read_where_code_stands(token: str, theme: str) -> None:
    assert contrast(token, "sunken", theme) >= 4.5
    assert contrast(token, "paper", theme) >= 4.5


def code_colours() -> dict[str, set[str]]:
    """The tokens that the classes of a piece of code are coloured with."""
    sheet = re.sub(r"/\*.*?\*/", "", (CSS / "code.css").read_text("utf-8"), flags=re.S)
    found: dict[str, set[str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        for token in re.findall(r"(?:^|\s)color: var\(--([\w-]+)\)", body):
            for name in SPAN_CLASSES.intersection(re.findall(r"\.([\w-]+)", selectors)):
                found.setdefault(name, set()).add(token)
    return found


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_piece_of_code_can_be_read_on_every_line(ground: str, theme: str) -> None:
    for name, tokens in code_colours().items():
        for token in {*tokens, "ink"}:
            assert contrast(token, ground, theme) >= 4.5, (name, token)


def test_every_piece_of_code_that_is_told_apart_looks_different() -> None:
    assert SPAN_CLASSES - code_colours().keys() == {"ge", "gs", "hll"}  # their font or ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["marked", "inserted", "deleted"])
def test_the_ground_of_a_line_can_be_seen(ground: str, theme: str) -> None:
    assert contrast(ground, "sunken", theme) >= 1.03


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "mark"),
        ("ink", "mark-strong"),
        ("ink", "match"),
        ("match-ink", "match-current"),
        ("ink", "selection"),
        ("accent-ink", "accent"),
    ],
)
def test_marked_and_filled_text_can_be_read(text: str, ground: str, theme: str) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", ["paper", "panel", "raised", "sunken"])
@pytest.mark.parametrize("mark", ["edge", "accent"])
def test_edges_of_fields_and_the_focus_can_be_seen(mark: str, surface: str, theme: str) -> None:
    assert contrast(mark, surface, theme) >= 3


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_colours_come_from_tokens_only(sheet: Path) -> None:
    if sheet.name != "tokens.css":
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text) == []


#: What /panes.css sets.
SIZES = ("--sidebar-width", "--list-width", "--written", "--read")


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    known = {*re.findall(r"(--[\w-]+):", TOKENS), *SIZES}
    text = sheet.read_text("utf-8")
    own = set(re.findall(r"^\s*(--[\w-]+):", text, re.M))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= known | own
