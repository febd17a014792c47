"""
What the index can say of characters and patterns: the words that a text must have.

A substring shows whole words only between two of its own separators; the word at
its beginning may be the end of a longer one, and the word at its end may go on.
Scripts without spaces have no such edges.  A character that the index keeps in another
form, or only together with what stands beside it, says nothing, and what follows the
last one may become one with it: an accent, a soft hyphen.  Of a pattern only what stands
outside groups, classes and alternatives is looked at, up to what may repeat or be missing.
The answer may be too many notes, never too few; None is all of them.  A few words are
enough, for each takes time.  One thing is taken for granted: that in front of ``\\b``
and a word no unseen character joins it to another.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from notes.search.segment import PLAIN, RUN, first_words, has_words, narrowed
from notes.search.tree import And, Exact, Node, Pattern, Term

#: Words that stand together, and such phrases, that are asked for.
WORDS_LIMIT, PHRASES_LIMIT = 8, 4

#: ASCII that belongs to no word.
_SIGN = re.compile(r"[\0-\x7f](?<![0-9A-Za-z])")
#: Accents and the like do not change what these are in the index; conjoining letters do.
_STAYS = re.compile("[\0-\x7f\u3400-\u9fff\U00020000-\U0003ffff]")
_CONJOINS = re.compile("[\u1100-\u11ff]")

#: Between two literal stretches of a pattern, where anything may stand.
_GAP = "\0"

_PIECE = re.compile(
    r"""
    (?P<blank>\\[snrtfv]) | (?P<edge>\\b)                      # separators of words
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
            sure = _sure(text)
        case Pattern(source, ignore_case):
            sure = _sure(_literal(source), any_case=ignore_case)
        case Term(text, beginning):
            return Term(text, beginning, "code")
    stretches = (word for stretch in sure.split(_GAP) for word in _whole_words(stretch))
    words = list(islice(stretches, PHRASES_LIMIT))
    return And(tuple(words)) if len(words) > 1 else next(iter(words), None)


def _sure(text: str, *, any_case: bool = False) -> str:
    """A text with gaps for what may be something else in the index."""
    return "".join(char if _is_sure(char, any_case) else _GAP for char in text)


def _is_sure(char: str, any_case: bool) -> bool:
    """Whether the index has a character as it stands, whatever stands beside it."""
    if char.isascii():
        return not (any_case and char == "I")  # a dotless one is another letter to the index
    if any_case and char.lower() != char.upper():
        return False
    category = unicodedata.category(char)
    is_known = category[0] in "LPSZ" or category == "Nd"
    return is_known and narrowed(char) == PLAIN.get(char, char) and not _CONJOINS.match(char)


def _whole_words(stretch: str) -> Iterator[Term]:
    """The words between the edges of a stretch, as one phrase."""
    start = 0
    end = len(stretch) - (not _STAYS.match(stretch[-1:]))
    while start < end and _is_letter(stretch[start]):
        start += 1
    text = _SIGN.sub(" ", stretch[start : max(start, end)])
    beginning = bool(text) and _is_letter(text[-1])
    if beginning and len(re.split(r"[^\w]", text)[-1]) < 2:
        text = re.sub(r"\w+$", "", text)  # one letter is the beginning of too much
        beginning = False
    if has_words(text):
        first, _ = first_words(text.strip(), WORDS_LIMIT)
        yield Term(first.rstrip(), beginning and first == text.strip())


def _is_letter(char: str) -> bool:
    """Whether a character can be part of a longer word."""
    return char.isalnum() and not RUN.match(char)


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
        if depth or kind not in ("blank", "edge", "literal") or times in tuple("*?{"):
            found.append(_GAP)
        elif kind == "edge":
            found.append(f"{_GAP} ")
        elif kind == "blank":
            found.append(f" {_GAP} ")
        else:
            found.append(text[-1] + _GAP * (times == "+"))
    return "".join(found)
