"""
TeX to MathML that may be put into a page.

math-core writes MathML Core, which browsers show without a script.  What it wrote passes a
sanitizer of its own, which lets MathML through and nothing else.  Style attributes, which
the page's policy forbids, become classes; so do frames and strokes, for `<menclose>` is no part
of MathML Core and Chromium draws nothing of it.

A formula that cannot be read is shown as it was written, with the reason.  One that nests
too deep, for the converter or for a browser, is not tried.
"""

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from notes.rendering import formulas
from notes.rendering.sanitize import clean_mathml

if TYPE_CHECKING:
    from math_core import LatexToMathML

#: Characters of a formula, and how deep its groups and its commands without groups may nest.
LENGTH_LIMIT = 10_000
DEPTH_LIMIT = 100

TOO_LARGE = "This formula is too large to be shown."

#: What a declaration of a style means, as a class; others are dropped.
_STYLES = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "padding-left: 0": "math-joined-left",
    "padding-right: 0": "math-joined-right",
    "border-right: 0.05em solid currentcolor": "math-line-right",
    "border-right: 0.05em dashed currentcolor": "math-dashed-right",
    "border-top: 0.05em solid currentcolor": "math-line-above",
    "border-top: 0.05em dashed currentcolor": "math-dashed-above",
    "width: 100%": "math-wide",
    "width: 50%": "math-half",
    "width: 7.5%": "math-rim",
}
_ENCLOSED = {
    "box": "math-box",
    "updiagonalstrike": "math-struck-up",
    "downdiagonalstrike": "math-struck-down",
    "actuarial": "math-angle",
    "phasorangle": "math-phase",
}
_ENCLOSING = re.compile(r'<menclose notation="([^"]*)">|(</menclose>)')
_STROKE = re.compile(r'<mrow class="menclose-\w+"></mrow>')
_STYLE = re.compile(r' style="([^"]*)"')
_COLOUR = re.compile(r"color: ?(#[0-9A-Fa-f]{6})")

_WRITTEN = re.compile(rf'<(span|div) class="({formulas.CLASS}|{formulas.DISPLAYED})">([^<]*)</\1>')

#: What people write that the converter calls otherwise, or wants inside of something.
_OTHERWISE = {
    r"\begin{split}": r"\begin{aligned}",
    r"\end{split}": r"\end{aligned}",
    r"\begin{smallmatrix}": r"\begin{matrix}",
    r"\end{smallmatrix}": r"\end{matrix}",
    r"\left<": r"\left\langle",
    r"\right>": r"\right\rangle",
}
_MACROS = {
    "mbox": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
    "substack": r"\begin{array}{c}#1\end{array}",
}
#: A name that the converter knows already may be given a meaning of one's own, as in MathJax.
_NEW = re.compile(r"\\newcommand\*?\s*(\{\s*\\[A-Za-z]+\s*\}|\\[A-Za-z]+)")
_OPERATOR = re.compile(r"\\DeclareMathOperator\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{([^{}]*)\}")
_NUMBERED = re.compile(r"\\(?:tag|label)\b")
_ENVIRONMENT = re.compile(r"\s*\\begin\{(?:equation|align|gather|multline)")
_GROUP = re.compile(r"(\{|\\left\b|\\begin\b)|(\}|\\right\b|\\end\b)|\\.", re.S)
_CHAIN = re.compile(rf"(?:\\[A-Za-z]++[\s{{]*+){{{DEPTH_LIMIT}}}")


def shown(html: str) -> str:
    """Sanitized HTML with its formulas as MathML."""
    return _WRITTEN.sub(_of_written, html) if f'class="{formulas.CLASS}' in html else html


def of_tex(source: str, *, displayed: bool) -> str:
    """MathML, or the source with the reason why there is none."""
    from math_core import LatexError  # which most notes need not load

    if _is_too_large(source):
        return _as_written(source, TOO_LARGE)
    try:
        math = _converter().convert_with_local_state(_usual(source), displaystyle=displayed)
    except LatexError as error:
        return _as_written(source, str(error))
    return clean_mathml(_STYLE.sub(_as_classes, _ENCLOSING.sub(_as_row, _STROKE.sub("", math))))


def _of_written(formula: re.Match[str]) -> str:
    tag, name, source = formula.groups()
    if name == formulas.CLASS:
        return of_tex(unescape(source), displayed=False)
    return f'<{tag} class="{name}">{of_tex(unescape(source), displayed=True)}</{tag}>'


def _is_too_large(source: str) -> bool:
    return len(source) > LENGTH_LIMIT or _depth(source) > DEPTH_LIMIT or bool(_CHAIN.search(source))


def _depth(source: str) -> int:
    deepest = depth = 0
    for opens, closes in _GROUP.findall(source):
        depth += bool(opens) - bool(closes)
        deepest = max(deepest, depth)
    return deepest


def _usual(source: str) -> str:
    for written, usual in _OTHERWISE.items():
        source = source.replace(written, usual)
    source = _OPERATOR.sub(r"\\newcommand{\1}{\\operatorname{\2}}", source)
    source = _NEW.sub(r"\\providecommand\1{}\\renewcommand\1", source)
    if _NUMBERED.search(source) and not _ENVIRONMENT.match(source):
        return rf"\begin{{equation}}{source}\end{{equation}}"
    return source


def _as_written(source: str, why: str) -> str:
    return (
        f'<code class="formula-source" title="{escape(why)}">{escape(source, quote=False)}</code>'
    )


def _as_classes(style: re.Match[str]) -> str:
    declared = [declaration.strip() for declaration in style[1].split(";")]
    classes = " ".join(_STYLES[one] for one in declared if one in _STYLES)
    colour = next((match[1] for one in declared if (match := _COLOUR.fullmatch(one))), "")
    return (f' class="{classes}"' if classes else "") + (f' mathcolor="{colour}"' if colour else "")


def _as_row(enclosing: re.Match[str]) -> str:
    if enclosing[2]:
        return "</mrow>"
    classes = (_ENCLOSED.get(one, "") for one in enclosing[1].split())
    return f'<mrow class="{" ".join(filter(None, classes))}">'


@cache
def _converter() -> "LatexToMathML":
    from math_core import LatexToMathML

    return LatexToMathML(
        macros=_MACROS,
        fancy_error=False,
        ignore_unknown_commands=True,
        allow_unreliable_rendering=True,
    )
