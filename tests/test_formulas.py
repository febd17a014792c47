"""Formulas: where they are in a text, and what becomes of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.rendering import mathml
from notes.rendering.sanitize import MATHML
from tests.rendering_fixtures import elements, html, tree


def formulas(text: str) -> list[str]:
    """Each formula of a rendered text as its letters, displayed ones between brackets."""
    return [
        f"[{math.text_content()}]" if math.get("display") == "block" else math.text_content()
        for math in tree(html(text)).iter("math")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $x$ b", ["x"]),
        ("a $x$, ($y$) $z$.", ["x", "y", "z"]),
        ("设$x$为整数", ["x"]),
        ("$x\ny$", ["xy"]),
        ("$`a<b`$", ["a<b"]),
        ("$\\text{\\$}$", ["$"]),
        ("**$x$** and *$y$*", ["x", "y"]),
        ("| a |\n| - |\n| $x$ |", ["x"]),
        ("# About $x$", ["x"]),
        ("a $$x$$ b", ["[x]"]),
        ("$$x$$", ["[x]"]),
        ("$$\nx\n$$", ["[x]"]),
        ("$$x\n= y$$\nafter", ["[x=y]"]),
        ("before\n$$\nx\n$$\nafter", ["[x]"]),
        ("- item\n  $$\n  x\n  $$", ["[x]"]),
        ("> $$\n> x\n> $$", ["[x]"]),
        ("$$\na\n-\n=\n$$", ["[a−=]"]),
        ("```math\nx\n```", ["[x]"]),
    ],
)
def test_dollars_hold_a_formula(text, expected):
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$20 and $30",
        "$ x$ $x $",
        "a$x$b 1$x$ $x$1",
        "\\$x\\$",
        "`$x$`",
        "$HOME/$USER",
        "$x\n\ny$",
        "$$",
        "$$$$",
        "$$x\n\ny$$",
        "<a title='$x$'>a</a>",
        "    $$x$$",
        "```\n$$x$$\n```",
        "[a](b?c=$x$)",
    ],
)
def test_other_dollars_are_dollars(text):
    assert formulas(text) == []


def test_what_is_not_closed_is_a_paragraph_like_any_other():
    assert html("$$ not *closed*\n\n- a") == "<p>$$ not <em>closed</em></p>\n<ul><li>a</li>\n</ul>"


def test_signs_of_markdown_have_no_meaning_inside():
    assert formulas("$a_1 * b_1 * c$ and _d_") == ["a1∗b1∗c"]


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{split}a&=b\end{split}",
        r"x \tag{1}",
        r"\mbox{if } x",
        r"\sum_{\substack{a\\b}} x",
        r"\left< x \right>",
        r"\begin{cases}1&x\\2&y\end{cases}",
        r"\begin{smallmatrix}a&b\end{smallmatrix}",
    ],
)
def test_what_people_write_is_understood(source):
    shown = mathml.of_tex(source, displayed=True)
    assert shown.startswith("<math")
    assert "merror" not in shown


def test_a_formula_that_cannot_be_read_is_shown_as_written_with_the_reason():
    (code,) = tree(html("$x^$")).iter("code")
    assert code.text == "x^"
    assert code.get("title")


def test_an_unknown_command_is_named_in_its_place():
    assert "\\nothing" in tree(html("$a \\nothing b$")).text_content()


@pytest.mark.parametrize(
    "source",
    [
        "x^{" * 3_000 + "}" * 3_000,
        "\\sqrt" * 2_000 + "x",
        "\\left(" * 1_600 + "\\right)" * 1_600,
        "\\begin{matrix}" * 700 + "\\end{matrix}" * 700,
        "x" * 100_000,
        "{" * 9_000,
    ],
)
def test_what_nests_too_deep_is_not_tried(source):
    assert mathml.of_tex(source, displayed=False).startswith('<code class="formula-source"')


def test_styles_become_classes_and_colours_attributes():
    shown = mathml.of_tex(r"\begin{array}{r|l}a&\color{red}{b}\end{array}", displayed=True)
    assert " style=" not in shown
    assert 'class="math-right math-line-right"' in shown
    assert 'mathcolor="#FF0000"' in shown


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        (r"\boxed{x}", "math-box"),
        (r"\cancel{x}", "math-struck-up"),
        (r"\bcancel{x}", "math-struck-down"),
        (r"\xcancel{x}", "math-struck-up math-struck-down"),
        (r"\angl{x}", "math-angle"),
        (r"\phase{x}", "math-phase"),
    ],
)
def test_what_encloses_is_drawn_by_the_style_in_every_browser(source, classes):
    page = tree(mathml.of_tex(source, displayed=False))
    assert [row.get("class") for row in page.iter("mrow")] == [classes]
    assert not list(page.iter("menclose"))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"\newcommand{\R}{\mathbb{Q}} x\R", "xℚ"),
        (r"\newcommand\R{y} x\R", "xy"),
        (r"\newcommand*{\R}{y} x\R", "xy"),
        (r"\newcommand{\half}[1]{#1/2} \half{x}", "x/2"),
        (r"\DeclareMathOperator{\tr}{Tr} \tr", "Tr"),
    ],
)
def test_a_name_that_is_taken_can_be_given_a_meaning_of_its_own(source, shown):
    assert formulas(f"${source}$") == [shown]


HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\text{</mtext></math><script>alert(1)</script>}",
    r'\color{red" onload="alert(1)}{x}',
    r"\includegraphics{http://example.org/a.png}",
    r"\style{background:url(http://example.org)}{x}",
    "</span><script>alert(1)</script>",
    r"\label{x} \ref{" + '"><img src=x>}',
    r"\newcommand{\a}{\a\a}\a",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_of_a_formula_but_mathml_reaches_the_page(source):
    page = html(f"$${source}$$")
    assert not faults(page)


PIECES = r"""
    \frac \text \left \right \begin{array} {c|c} \end{array} \color{red} \href \tag \\ \sqrt
    \newcommand { } [ ] ( ) & ^ _ < > " ' $ % # ~ = a x 1 中
"""
SOURCES = st.lists(st.sampled_from([*PIECES.split(), " ", *HOSTILE]), max_size=30).map("".join)


@given(SOURCES)
def test_any_source_gives_only_mathml_or_itself(source):
    shown = mathml.of_tex(source, displayed=True)
    assert not faults(shown)
    if shown.startswith("<code"):
        assert tree(shown).text_content() == source.replace("\r", "\n")


def faults(page: str) -> list[str]:
    allowed = {*MATHML, "div", "p", "code", "span"}
    return [
        element.tag
        for element in elements(page)
        if element.tag not in allowed
        or any(re.match("on|href|src|style|xlink", name) for name in element.attrib)
    ]
