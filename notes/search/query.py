"""
The query language, as a total function: any text gives a tree.

    query   = both { "OR" both }
    both    = part part*                        all of them
    part    = "-" part | "(" query ")" | filter | phrase | word
    filter  = ("tag" | "notebook") ":" ( phrase | word )
    phrase  = '"' anything but a quote '"' [ "*" ]
    word    = anything but blanks, quotes and parentheses [ "*" ]

A "*" lets the last word of a word or phrase go on.  The tree is frozen and knows
nothing of SQLite.  What cannot be understood is searched as words, and a remark
says so: nothing is an error, nothing is dropped without a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from notes.errors import N_
from notes.search.segment import has_words

#: More than this is no search that somebody typed; the rest is left out, and said so.
LENGTH_LIMIT = 2_000
TERMS_LIMIT = 64
DEPTH_LIMIT = 20

TOO_LONG = N_("Only the beginning of this long query was searched.")
TOO_DEEP = N_("Parentheses inside so many others were left out.")
NO_WORDS = N_("“%(text)s” has no letters or digits and was left out.")
OPEN_QUOTE = N_("A quote is not closed; what follows it was searched as a phrase.")
ALONE = N_("“%(text)s” has nothing to go with and was left out.")
NO_FILTER = N_("“%(text)s” is not a filter here and was searched as words.")
EMPTY_FILTER = N_("“%(text)s” names nothing and was searched as a word.")


@dataclass(frozen=True, slots=True)
class Term:
    """
    A word or a phrase; `beginning`: its last word may go on.  `column` is "" for
    anywhere, "title", or "code"; with "code", `language` may name the one it is in.
    """

    text: str
    beginning: bool = False
    column: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Exact:
    """Characters as they stand in the text, symbols, blanks and capitals included."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, of the `regex` module."""

    source: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """`kind` is one of FILTERS, `value` one that it can have."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


Node = Term | Exact | Pattern | Filter | Not | And | Or


class Remark(NamedTuple):
    """What has to be said of a query: a sentence as a template, and what it is about."""

    sentence: str
    text: str = ""


class Query(NamedTuple):
    """`tree` is None when nothing can be searched for."""

    tree: Node | None
    remarks: tuple[Remark, ...] = ()

    def terms(self) -> list[Term]:
        """What is looked for, for marking; what must not be there is left out."""
        return list(_terms(self.tree)) if self.tree else []


_TOKEN = re.compile(
    r"""
    (?P<minus>-(?=[^\s)-]))
  | (?P<open>\() | (?P<close>\))
  | (?P<or>OR(?=[\s(]|$))
  | (?P<filter>(?:tag|notebook):(?:"[^"]*"|[^\s"()]+)?)
  | "(?P<phrase>[^"]*)(?P<quote>"\*?|$)
  | (?P<word>[^\s"()]+)
    """,
    re.VERBOSE,
)

#: What people know from elsewhere, and what Octavo does not speak (yet).
_LIKE_A_FILTER = re.compile(r"(?:title|lang|in|is|has|todo|created|changed|link):\S|/\S+/$|=\S")


def parse(text: str, *, typing: bool = False) -> Query:
    """The tree of a query; `typing`: its last word is still being typed."""
    return _Parser(text, typing).parsed()


class _Parser:
    def __init__(self, text: str, typing: bool) -> None:
        self.remarks: list[Remark] = []
        if len(text) > LENGTH_LIMIT:
            text = text[:LENGTH_LIMIT]
            self._remark(TOO_LONG)
        text = text.replace("\0", " ")
        self.tokens = list(_TOKEN.finditer(text))
        self.at = 0
        self.terms = 0
        self.typed = len(text) if typing else None

    def parsed(self) -> Query:
        found = []
        while self.at < len(self.tokens):
            node = self._query(0)
            if node:
                found.append(node)
            if self._kind() == "close":  # nobody opened it
                self._alone(")")
            self.at += 1
        return Query(_joined(And, found), tuple(dict.fromkeys(self.remarks)))

    def _query(self, depth: int) -> Node | None:
        sides = [self._both(depth)]
        while self._kind() == "or":
            self.at += 1
            sides.append(self._both(depth))
        if len(sides) > 1 and not all(sides):
            self._alone("OR")
        return _joined(Or, [side for side in sides if side])

    def _both(self, depth: int) -> Node | None:
        parts = []
        while self._kind() not in (None, "or", "close"):
            part = self._part(depth)
            if part:
                parts.append(part)
        return _joined(And, parts)

    def _part(self, depth: int) -> Node | None:
        token = self.tokens[self.at]
        self.at += 1
        match token.lastgroup:
            case "minus":
                return self._negated(depth)
            case "open":
                return self._group(depth)
            case "filter":
                return self._filter(token["filter"])
            case "quote":
                if token["quote"]:
                    return self._term(token["phrase"] + token["quote"][1:], None)
                self._remark(OPEN_QUOTE)
                return self._term(token["phrase"], token.end())
            case _:
                return self._term(token[0], token.end())

    def _negated(self, depth: int) -> Node | None:
        if self._kind() in (None, "or", "close"):
            return None
        part = self._part(depth)
        return Not(part) if part else None

    def _group(self, depth: int) -> Node | None:
        if depth == DEPTH_LIMIT:
            self._remark(TOO_DEEP)
            return None
        node = self._query(depth + 1)
        self.at += self._kind() == "close"
        if node is None:
            self._alone("()")
        return node

    def _filter(self, text: str) -> Node | None:
        kind, _, name = text.partition(":")
        name = name.strip('"').strip(" /#")
        if name:
            return Filter(kind, name)
        self._remark(EMPTY_FILTER, text)
        return self._term(text, None)

    def _term(self, text: str, end: int | None) -> Node | None:
        self.terms += 1
        if self.terms > TERMS_LIMIT:
            self._remark(TOO_LONG)
            return None
        if not has_words(text):
            if text.strip():
                self._remark(NO_WORDS, text[:40])
            return None
        if _LIKE_A_FILTER.match(text):
            self._remark(NO_FILTER, text[:40])
        return Term(text.rstrip("*"), text.endswith("*") or (end is not None and end == self.typed))

    def _kind(self) -> str | None:
        return self.tokens[self.at].lastgroup if self.at < len(self.tokens) else None

    def _alone(self, text: str) -> None:
        if self.typed is None:  # what is still being typed may get its other half
            self._remark(ALONE, text)

    def _remark(self, sentence: str, text: str = "") -> None:
        self.remarks.append(Remark(sentence, text))


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if len(parts) > 1:
        return kind(tuple(parts))
    return parts[0] if parts else None


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part)


def described(node: Node | None) -> str:
    """The tree in words that give the same tree again."""
    match node:
        case Term(text, beginning):
            word = text if re.fullmatch(r'[^\s"()*:-]+', text) and text != "OR" else f'"{text}"'
            return word + "*" * beginning
        case Filter(kind, name):
            return f'{kind}:"{name}"' if re.search(r"[\s()]", name) else f"{kind}:{name}"
        case Not(part):
            return f"-{described(part)}"
        case And(parts):
            return "(" + " ".join(map(described, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(described, parts)) + ")"
    return ""
