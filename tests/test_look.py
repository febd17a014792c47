"""The look in numbers: contrast of the tokens in both themes, and no colour but theirs."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "ui/static/css"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\);", TOKENS))
THEMES = {"light": 0, "dark": 1}
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


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    known = {*re.findall(r"(--[\w-]+):", TOKENS), "--sidebar-width", "--list-width"}
    used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text("utf-8")))
    assert used <= known
