"""
Blocks of code: Pygments by the language that is named, never by guessing.

    ```python title="app.py" hl_lines="2 4-6" linenums="10"
    ```js {1,3-5}             ranges in braces mark lines too
    ```{.python title="x"}    braces around everything
    ```rust,ignore            what follows the name's first word is not the name

becomes

    <figure class="code">
      <figcaption><span class="code-title" title="app.py"></span>
        <span class="code-language" title="Python"></span></figcaption>
      <pre><code class="highlight language-python">…</code></pre>
    </figure>

The caption is always there, even when it is empty; its words are attributes that
the style shows, so that the text of a note stays what was written in it.  A
language that nobody knows is named there and its code is shown plain.  Numbered code has
its numbers in a column of their own, so that copying leaves them behind.  Only
tokens that have a colour get a span, which halves what has to be sent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)

from notes.rendering.fences import language_of
from notes.rendering.languages import ALSO_CALLED, LANGUAGES

LINES_LIMIT = 100_000

#: What is coloured, with the short class that Pygments gives it; the rest of a family follows.
_COLOURED: dict[_TokenType, str] = {
    Keyword: "k",
    Keyword.Constant: "kc",
    Keyword.Type: "kt",
    Operator.Word: "ow",
    Name.Attribute: "na",
    Name.Builtin: "nb",
    Name.Class: "nc",
    Name.Constant: "no",
    Name.Decorator: "nd",
    Name.Entity: "ni",
    Name.Exception: "ne",
    Name.Function: "nf",
    Name.Label: "nl",
    Name.Namespace: "nn",
    Name.Tag: "nt",
    Name.Variable: "nv",
    String: "s",
    String.Doc: "sd",
    String.Escape: "se",
    String.Interpol: "si",
    String.Regex: "se",  # its own, sr, is what the page calls words for screen readers only
    Number: "m",
    Literal: "l",
    Comment: "c",
    Comment.Preproc: "cp",
    Generic.Deleted: "gd",
    Generic.Emph: "ge",
    Generic.Error: "gr",
    Generic.Heading: "gh",
    Generic.Inserted: "gi",
    Generic.Output: "go",
    Generic.Prompt: "gp",
    Generic.Strong: "gs",
    Generic.Subheading: "gu",
    Generic.Traceback: "gt",
}
SPAN_CLASSES = frozenset({*_COLOURED.values(), "hll"})

LANGUAGE_CLASSES = frozenset(f"language-{name}" for name in (*LANGUAGES, *ALSO_CALLED))

_OPTION = re.compile(r"\b(title|hl_lines|linenums)=(?:\"([^\"]*)\"|'([^']*)'|([^\s{}]+))")
_BRACES = re.compile(r"\{([\d,\s-]+)\}")
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Info:
    """What the line that opens a block of code says."""

    language: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()
    numbered_from: int | None = None


def info(line: str) -> Info:
    options = {name: a or b or c for name, a, b, c in _OPTION.findall(line)}
    braces = _BRACES.search(line)
    start = options.get("linenums", "")
    return Info(
        language=language_of(line),
        title=options.get("title", ""),
        marked=frozenset(_lines(options.get("hl_lines") or (braces[1] if braces else ""))),
        numbered_from=int(start[:6]) if start[:6].isdecimal() else None,
    )


def figure(source: str, about: Info = Info()) -> str:
    """A block of code as HTML; `source` ends with its line's end, or is empty."""
    name = about.language.lower()
    name = ALSO_CALLED.get(name, name)
    lexer = get_lexer_by_name(name, stripnl=False) if source and name in LANGUAGES else None
    lines = _coloured(source, lexer, by_line=bool(about.marked))
    classes = f"highlight language-{lexer.aliases[0]}" if lexer else "highlight"
    code = "".join(_marked(lines, about.marked) if about.marked else lines)
    shown = f'<pre><code class="{classes}">{code}</code></pre>'
    if about.numbered_from is not None:
        shown = _numbers(about.numbered_from, source.count("\n")) + shown
    numbered = "" if about.numbered_from is None else " numbered"
    return f'<figure class="code{numbered}">{_caption(about, lexer)}{shown}</figure>'


def _caption(about: Info, lexer: Lexer | None) -> str:
    language = lexer.name if lexer else about.language
    spans = (("code-title", about.title), ("code-language", language))
    shown = (f'<span class="{name}" title="{escape(text)}"></span>' for name, text in spans if text)
    return f"<figcaption>{''.join(shown)}</figcaption>"


def _lines(ranges: str) -> Iterator[int]:
    for first, last in _RANGE.findall(ranges):
        yield from range(int(first), min(int(last or first), LINES_LIMIT) + 1)


def _coloured(source: str, lexer: Lexer | None, *, by_line: bool) -> list[str]:
    pieces = _pieces(source, lexer)
    if by_line:
        pieces = ((line, kind) for text, kind in pieces for line in text.splitlines(keepends=True))
    return [
        f'<span class="{kind}">{escape(text, quote=False)}</span>'
        if kind
        else escape(text, quote=False)
        for text, kind in pieces
    ]


def _pieces(source: str, lexer: Lexer | None) -> Iterable[tuple[str, str]]:
    """The source as texts with their class, neighbours of one class together."""
    if not lexer:
        return [(source, "")]
    tokens = ((_kind(token), text) for token, text in lexer.get_tokens(source))
    groups = groupby(tokens, key=lambda token: token[0])
    return (("".join(text for _, text in group), kind) for kind, group in groups)


def _kind(token: _TokenType | None) -> str:
    kind = _KINDS.get(token)
    if kind is None and token is not None:
        kind = _KINDS[token] = _COLOURED.get(token) or _kind(token.parent)
    return kind or ""


_KINDS: dict[_TokenType | None, str] = {None: ""}


def _marked(pieces: Iterable[str], marked: frozenset[int]) -> Iterator[str]:
    number, line = 1, ""
    for piece in pieces:
        line += piece
        if piece.endswith(("\n", "\n</span>")):
            yield f'<span class="hll">{line}</span>' if number in marked else line
            number, line = number + 1, ""
    yield line


def _numbers(start: int, count: int) -> str:
    numbers = "\n".join(str(number) for number in range(start, start + count))
    return f'<div class="line-numbers" aria-hidden="true">{numbers}</div>'
