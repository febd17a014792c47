"""
Blocks of code: Pygments by the language that is named, never by guessing.

    ```python title="app.py" hl_lines="2 4-6" linenums="10"

becomes

    <figure class="code numbered">
      <figcaption><span class="code-title" title="app.py"></span>
        <span class="code-language" title="Python"></span></figcaption>
      <pre><code class="highlight language-python"><span class="k"><span
        class="code-number" title="10"></span>def</span> f():
    …</code></pre>
    </figure>

The caption is always there, even when it is empty; its words, and the numbers of lines, are
attributes that the style shows, so that the text of a note stays what was written in it and
copying leaves them behind.  A number stands inside the first token of its line: it stays there
when the line wraps, and a token may fill its line with a background.  A language that nobody
knows is named and its code is shown plain.  Only tokens that have a colour get a span, which
halves what has to be sent.

A word of code may name its language too: `#!python x = 1`, `:::python x = 1`.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element

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

from notes.rendering import sessions
from notes.rendering.delimiters import put
from notes.rendering.infostring import PLAIN, Info
from notes.rendering.languages import ALSO_CALLED, LANGUAGES

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
SPAN_CLASSES = frozenset({*_COLOURED.values(), "hll", "code-number"})

LANGUAGE_CLASSES = frozenset(f"language-{name}" for name in (*LANGUAGES, *ALSO_CALLED))

#: What the figure of a block with numbers is called, by how much room they take.
DIGITS = tuple(f"digits-{count}" for count in range(3, 8))

_DOLLAR = re.compile(r"(\$ )(.*\n?)")
_INLINE = re.compile(r"(?::{3,}|#!)([\w#.+-]+)[ \t]+(?=\S)")
#: A piece of code and the class that colours it, which may be none.
Piece = tuple[str, str]


def figure(source: str, about: Info = PLAIN) -> str:
    """A block of code as HTML; `source` ends with its line's end, or is empty."""
    lexer = _lexer_of(source, about.language) if source else None
    pieces = _pieces(source, lexer)
    marked = about.marked_of(source.count("\n"))
    by_line = about.marked or about.numbered_from is not None
    code = "".join(
        _lines(pieces, about.numbered_from, marked)
        if by_line
        else (_span(*piece) for piece in pieces)
    )
    classes = f"highlight language-{lexer.aliases[0]}" if lexer else "highlight"
    shown = f'<pre><code class="{classes}">{code}</code></pre>'
    return (
        f'<figure class="{_kind_of_figure(source, about)}">{_caption(about, lexer)}{shown}</figure>'
    )


def words(code: str) -> Element:
    """Code among words, in the colours of the language that a mark at its beginning names."""
    element = Element("code")
    mark = _INLINE.match(code)
    lexer = _lexer(mark[1], ensurenl=False) if mark else None
    if not mark or not lexer:
        element.text = code
        return element
    element.set("class", f"highlight language-{lexer.aliases[0]}")
    put(element, [_word(*piece) for piece in _pieces(code[mark.end() :], lexer)])
    return element


def _lexer_of(source: str, language: str) -> Lexer | None:
    """What begins with a prompt is a session, though people call it by the name of its shell."""
    lexer = _lexer(language)
    name = lexer.aliases[0] if lexer else ""
    if name == "python" and source.startswith(">>> "):
        return _lexer("pycon")
    if name != "bash" or not source.startswith("$ "):
        return lexer
    session = _lexer("console")
    vars(session)["_ps1rgx"] = _DOLLAR  # what begins with # is a comment here, and no root's prompt
    return session


def _lexer(language: str, *, ensurenl: bool = True) -> Lexer | None:
    name = language.lower()
    name = ALSO_CALLED.get(name, name)
    if name not in LANGUAGES:
        return None
    # The one lexer that would guess what is in it takes an option against it.
    return get_lexer_by_name(name, stripnl=False, ensurenl=ensurenl, body_lexer="text")


def _kind_of_figure(source: str, about: Info) -> str:
    if about.numbered_from is None:
        return "code"
    digits = len(str(about.numbered_from + max(source.count("\n") - 1, 0)))
    return "code numbered" if digits < 3 else f"code numbered digits-{digits}"


def _caption(about: Info, lexer: Lexer | None) -> str:
    language = lexer.name if lexer else about.language
    spans = (("code-title", about.title), ("code-language", language))
    shown = (f'<span class="{name}" title="{escape(text)}"></span>' for name, text in spans if text)
    return f"<figcaption>{''.join(shown)}</figcaption>"


def _pieces(source: str, lexer: Lexer | None) -> Iterable[Piece]:
    """
    The source with its classes, neighbours of one class together.  Without any if nobody knows
    the language, or if the lexer has lost something of the source on its way.
    """
    tokens = list(lexer.get_tokens(source)) if lexer else []
    if "".join(text for _, text in tokens) != source:
        return [("", source)]
    if any(sessions.is_prompt(token) for token, _ in tokens):
        tokens = list(sessions.told_apart(tokens))
    groups = groupby(_with_their_ends(tokens), key=itemgetter(0))
    return ((kind, "".join(text for _, text in group)) for kind, group in groups)


def _with_their_ends(tokens: Iterable[sessions.Token]) -> Iterator[Piece]:
    """A line that was put in or taken out has its end with it, for the ground that it stands on."""
    before = ""
    for token, text in tokens:
        kind = _kind(token)
        if text == "\n" and before in ("gi", "gd"):
            kind = before
        before = kind
        yield kind, text


def _kind(token: _TokenType | None) -> str:
    kind = _KINDS.get(token)
    if kind is None and token is not None:
        kind = _KINDS[token] = _COLOURED.get(token) or _kind(token.parent)
    return kind or ""


_KINDS: dict[_TokenType | None, str] = {None: ""}


def _lines(pieces: Iterable[Piece], start: int | None, marked: frozenset[int]) -> Iterator[str]:
    for at, line in enumerate(sessions.lines(pieces)):
        sign = "" if start is None else f'<span class="code-number" title="{start + at}"></span>'
        (kind, text), *others = line
        shown = _span(kind, text, sign) + "".join(_span(*piece) for piece in others)
        yield f'<span class="hll">{shown}</span>' if at + 1 in marked else shown


def _span(kind: str, text: str, sign: str = "") -> str:
    shown = sign + escape(text, quote=False)
    return f'<span class="{kind}">{shown}</span>' if kind else shown


def _word(kind: str, text: str) -> str | Element:
    if not kind:
        return text
    span = Element("span", {"class": kind})
    span.text = text
    return span
