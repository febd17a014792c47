"""
Names as programs write them: by what they are found besides the words in them.

    C++  C++17  c#  F#  i++   the name with its symbols, so that C++ is not just C
    .NET  .env                the same with its dot, in ASP.NET too
    getUserName  HTMLParser   the parts in order, and its ends and beginnings at humps:
                              UserName, getUser
    foo_barBaz                the same; FTS5 itself parts words at what is no letter or digit

FTS5 takes characters of private use for letters: a symbol that belongs to a word is
written as one.  Most texts have few such names, so each kind is looked for by its rarest
character; long or ragged words (keys, encoded data) are no names.
"""

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

#: Where characters of private use begin that stand for symbols.
PRIVATE = 0xF0000

#: Letters and parts that a name may have; one of more than so few has no two numbers inside.
NAME_LIMIT = 64
PARTS_LIMIT = 8
FEW_PARTS = 3
#: Names whose parts are remembered from one text to the next.
NAMES_KEPT = 4_096

_LETTERS = string.ascii_letters + string.digits
_MARKED = {ord(symbol): PRIVATE + ord(symbol) for symbol in "+#."}
_PLUS = re.compile(r"(\+\+)(?<=[A-Za-z0-9]..)(?!\+)\d{0,9}")
_SHARP = re.compile(r"(#)(?<=[A-Za-z0-9].)\d{0,9}(?![^\W_]|#)")
_DOT = re.compile(rf"\.(?<!\..)[A-Za-z][A-Za-z0-9]{{0,{NAME_LIMIT}}}+(?![^\W_])")
_ASKED = re.compile(
    rf"[\W_]*?([A-Za-z0-9]{{1,{NAME_LIMIT - 1}}}(?:\+\+(?!\+)|#(?!#))\d{{0,9}}"
    rf"|(?<!\.)\.[A-Za-z][A-Za-z0-9]{{0,{NAME_LIMIT}}})[\W_]*"
)

#: The shape of a text: a for a small letter or digit, A for a capital.
_SHAPE = bytes.maketrans(
    f"{string.ascii_lowercase}{string.digits}{string.ascii_uppercase}".encode(),
    b"a" * 36 + b"A" * 26,
)
_HUMP = re.compile(r"[A-Z](?:(?<=[a-z0-9].)|(?<=[A-Z].)(?=[a-z]))")
_NAME = re.compile(r"\w+", re.ASCII)
_NUMBER_INSIDE = re.compile(r"\d\D")


def name_with_symbols(text: str) -> str:
    """The name that a searched text is, without other signs around it; "" when it is none."""
    match = _ASKED.fullmatch(text)
    return match[1] if match else ""


def marked(name: str) -> str:
    """The word of the index for a name with symbols."""
    return name.translate(_MARKED)


def marked_names(text: str) -> set[str]:
    """The words of the index for all names with symbols."""
    found = {name.lower() for name in _DOT.findall(text)}
    for sign in (_PLUS, _SHARP) if "++" in text or "#" in text else ():
        for match in sign.finditer(text):
            word = _before(text, match.start())
            if len(word) < NAME_LIMIT:
                found.update((f"{word}{match[0]}".lower(), f"{word}{match[1]}".lower()))
    return set(map(marked, found))


def parted_names(text: str) -> set[str]:
    """For each name with humps its parts in order, and its ends and beginnings at humps."""
    return {_ways(name) for name in set(_humped(text)) if _is_name(name)}


def _humped(text: str) -> Iterator[str]:
    shape = text.encode("ascii", "replace").translate(_SHAPE)
    for hump in (b"aA", b"AAa"):
        at = shape.find(hump)
        while at >= 0:
            near = shape[max(0, at - NAME_LIMIT) : at]
            start = at - len(near) + len(near.rstrip(b"aA_"))
            name = _NAME.match(text, start)
            at = name.end() if name else at + 1
            if name and not (text[start - 1 : start].isalnum() or text[at : at + 1].isalnum()):
                yield name[0]
            at = shape.find(hump, at)


def _before(text: str, at: int) -> str:
    """The word that ends at a place."""
    near = text[max(0, at - NAME_LIMIT) : at]
    return near[len(near.rstrip(_LETTERS)) :]


def _is_name(name: str) -> bool:
    parts = len(_HUMP.findall(name)) + 1
    if len(name) > NAME_LIMIT or parts > PARTS_LIMIT:
        return False
    return parts <= FEW_PARTS or len(_NUMBER_INSIDE.findall(name)) < 2


@lru_cache(maxsize=NAMES_KEPT)
def _ways(name: str) -> str:
    words = [_HUMP.sub(r" \g<0>", word).split() for word in name.split("_")]
    ends = ("".join(parts[n:]) for parts in words for n in range(1, len(parts) - 1))
    begins = ("".join(parts[:n]) for parts in words for n in range(2, len(parts)))
    return " ".join((*chain.from_iterable(words), *ends, *begins)).lower()
