"""
What the index can say of characters and patterns: the words that a text must have.

A substring shows whole words only between two of its own separators; the word at
its beginning may be the end of a longer one, and the word at its end may go on.
Scripts without spaces have no such edges.  Of a pattern only what stands outside
groups, classes and alternatives is looked at, up to what may repeat or be missing.
The answer may be too many notes, never too few; None is all of them.
"""

import re
import unicodedata
from collections.abc import Iterator

from notes.search.segment import NUMBERS, RUN, UNSEEN, has_words
from notes.search.tree import And, Exact, Node, Pattern, Term

#: What belongs to no word, and what is in no index but in words.
_SIGNS = re.compile(rf"[\0-\x7f{NUMBERS}](?<![0-9A-Za-z])")
_UNSEEN = re.compile(f"[{UNSEEN}]")

#: Between two literal stretches of a pattern, where anything may stand.
_GAP = "\0"

_PIECE = re.compile(
    r"""
    (?P<blank>\\[sbnrtfv])                                     # a separator of words for sure
  | (?P<literal>\\[^\w\s]|[^\\.^$*+?{}()\[\]|])
  | (?P<times>(?:[*+?]|\{[^}]*\})[?+]?)
  | (?P<some>\\[BdDSwW]|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$])
  | (?P<open>\((?!\?)) | (?P<close>\))
  | (?P<else>.)                                              # alternatives, flags, references
    """,
    re.VERBOSE | re.DOTALL,
)


def sure_words(leaf: Exact | Pattern | Term) -> Node | None:
    """Words that are in every text in which the leaf is found, or None."""
    match leaf:
        case Exact(text):
            stretches = [text]
        case Pattern(source):
            stretches = _literal(source).split(_GAP)
        case Term(text, beginning):
            return Term(text, beginning, "code")
    words = [word for stretch in stretches for word in _whole_words(stretch)]
    return And(tuple(words)) if len(words) > 1 else next(iter(words), None)


def _whole_words(stretch: str) -> Iterator[Term]:
    """The words between the edges of a stretch, as one phrase."""
    start = 0
    while start < len(stretch) and _is_letter(stretch[start]):
        start += 1
    text = _SIGNS.sub(" ", stretch[start:])
    beginning = bool(text) and _is_letter(text[-1])
    if beginning and len(re.split(r"[^\w]", text)[-1]) < 2:
        text = re.sub(r"\w+$", "", text)  # one letter is the beginning of too much
        beginning = False
    if has_words(text):
        yield Term(text.strip(), beginning)


def _is_letter(char: str) -> bool:
    """Whether a character can be part of a longer word."""
    return _in_words(char) and not RUN.match(char)


def _in_words(char: str) -> bool:
    category = unicodedata.category(char)
    in_index = category[0] == "L" or category in ("Nd", "Nl", "Co", "Mn", "Mc")
    return in_index or bool(_UNSEEN.match(char))


def _literal(source: str) -> str:
    """The characters that a pattern surely needs, in order, with gaps between them."""
    found: list[str] = []
    depth = 0
    for piece in _PIECE.finditer(source):
        kind, text = piece.lastgroup, piece[0]
        times = source[piece.end() : piece.end() + 1]
        depth += (kind == "open") - (kind == "close")
        if kind == "else" and not (text == "|" and depth):
            return ""
        if kind == "times":
            continue
        if depth or kind not in ("blank", "literal") or times in tuple("*?{"):
            found.append(_GAP)
        elif kind == "blank":
            found.append(" " if text == r"\b" else f" {_GAP} ")
        else:
            found.append(text[-1] + _GAP * (times == "+"))
    return "".join(found)
