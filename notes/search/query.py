"""
The query language, as a total function: any text gives a tree.

    query   = both { "OR" both }
    both    = part part*                        all of them
    part    = [ "-" ] ( "(" query ")" | filter | exact | pattern | phrase | word )
    filter  = kind ":" ( phrase | word )        the kinds and their values: notes.search.filters
    exact   = "=" characters "="                neither blank nor quote at the beginning; closed
            | '="' characters '"='              by the first "=" before a blank, a ")" or the end
    pattern = "/" characters "/" [ "i" ]        a slash inside is written "\\/"; i: any case
    phrase  = '"' anything but a quote '"' [ "*" ]
    word    = anything but blanks, quotes and parentheses, "()" excepted [ "*" ]

A "*" lets the last word of a word or phrase, or the name in a filter, go on.  `in:code`
says of all words of its group that they stand in code, of a language that a `lang:` of
the same group names; without words it is `has:code`.  A "-" before a word that has no
letters belongs to it, as in "->".  Colon, quotes and parentheses may be full-width.

What cannot be understood is searched as words, what has no letters exactly as it is
written (a single sign among words is left out, as the dash of a title), and a remark
says so: nothing is an error, nothing is dropped without a word.  What other engines
have for this grammar's signs is understood: AND and && say nothing, NOT is a "-".

While the query is typed, its end is unfinished and nothing is said of it.  The last word
or name goes on; what was opened counts as closed there; what is not right yet, such as
`is:pin` or `/a(/`, is left out, so that the hits of the rest stay.  After a "-" nothing
goes on and what was opened is left out: one letter would throw out nearly every note.
What a letter may mean is the matter of `notes.search.initial`; with a star it is looked
for in titles, because all else would take too long.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from notes.search.leaves import Leaves, Sign
from notes.search.remarks import (
    ALL_COUNT,
    ANY_LANGUAGE,
    LEFT_OUT,
    OPEN_GROUP,
    TOO_DEEP,
    TOO_LONG,
    Remark,
)
from notes.search.segment import has_words
from notes.search.tokens import tokens
from notes.search.tree import (
    HAS_CODE,
    IN_CODE,
    And,
    Leaf,
    Node,
    Not,
    Or,
    joined,
    language_of,
    scoped,
    sought,
)

#: More than this is no search that somebody typed; the rest is left out, and said so.
LENGTH_LIMIT = 2_000
DEPTH_LIMIT = 20

#: Words of other engines.
ANDS = ("AND", "&&")
NOT = "NOT"


class Query(NamedTuple):
    """`tree` is None when nothing can be searched for."""

    tree: Node | None
    remarks: tuple[Remark, ...] = ()

    def sought(self) -> list[Leaf]:
        """What is looked for in texts, for marking; what must not be there is left out."""
        return list(sought(self.tree))


#: Half a character (a lone surrogate) and what SQLite takes for an end.
_NOTHING = re.compile("[\0\ud800-\udfff]")
_CUT_WORD = re.compile(r"(?<=\s)\S+\Z")


def parse(text: str, *, typing: bool = False) -> Query:
    """The tree of a query; `typing`: its end is still being typed."""
    return _Parser(text, typing).parsed()


class _Parser:
    def __init__(self, text: str, typing: bool) -> None:
        self.leaves = Leaves(typing=typing)
        if len(text) > LENGTH_LIMIT:
            text = _CUT_WORD.sub("", text[: LENGTH_LIMIT + 1])[:LENGTH_LIMIT]
            self.leaves.remark(TOO_LONG)
        text = _NOTHING.sub(" ", text)
        self.tokens = tokens(text, typing=typing)
        self.at = 0
        self.negations = 0
        self.typing = typing
        self.end = len(text)

    def parsed(self) -> Query:
        found = []
        while self.at < len(self.tokens):
            node = self._query(0)
            if node:
                found.append(node)
            if self._kind() == "close":  # nobody opened it
                self.leaves.alone(")", unfinished=False)
            self.at += 1
        return Query(joined(And, found), tuple(dict.fromkeys(self.leaves.remarks)))

    def _query(self, depth: int) -> Node | None:
        sides = [self._both(depth)]
        while self._kind() == "or":
            self.at += 1
            sides.append(self._both(depth))
        if len(sides) > 1 and not all(sides):
            self.leaves.alone("OR", unfinished=all(sides[:-1]) and self._is_unfinished())
        return joined(Or, [side for side in sides if side])

    def _both(self, depth: int) -> Node | None:
        parts = []
        while self._kind() not in (None, "or", "close"):
            part = self._part(depth)
            if part:
                parts.append(part)
        if IN_CODE in parts and not language_of(parts).name and _has_languages(parts):
            self.leaves.remark(ANY_LANGUAGE)
        return joined(And, scoped(parts))

    def _part(self, depth: int) -> Node | None:
        token = self.tokens[self.at]
        self.at += 1
        match token.lastgroup:
            case "minus":
                return self._negated(depth)
            case "open":
                return self._group(depth)
        if token[0] in (*ANDS, NOT) and self._is_operator(token):
            return self._operator(token[0], depth)
        return self.leaves.of(self._sign(token))

    def _is_operator(self, token: re.Match[str]) -> bool:
        """Whether a word in capitals, or a sign, stands where other engines take it for one."""
        before = self.tokens[self.at - 2].lastgroup if self.at > 1 else None
        if before == "minus" or (before is None and token[0] != NOT):
            return False
        if self.at == len(self.tokens):  # the rest is still being typed
            return self.typing and not (self._ends(token) and has_words(token[0]))
        return token[0] != NOT or self._kind() not in ("or", "close")

    def _operator(self, text: str, depth: int) -> Node | None:
        if self.at < len(self.tokens):
            self.leaves.remark(LEFT_OUT if text == NOT else ALL_COUNT, text)
            return self._negated(depth) if text == NOT else None
        return None

    def _negated(self, depth: int) -> Node | None:
        token = self.tokens[self.at]
        if token.lastgroup == "word" and not has_words(token[0]):
            self.at += 1
            return self.leaves.word(f"-{token[0]}", self._sign(token))
        if depth >= DEPTH_LIMIT:
            self.leaves.remark(TOO_DEEP)
            return None
        self.negations += 1
        part = self._part(depth + 1)
        self.negations -= 1
        return Not(HAS_CODE if part == IN_CODE else part) if part else None

    def _group(self, depth: int) -> Node | None:
        if depth >= DEPTH_LIMIT:
            self.leaves.remark(TOO_DEEP)
            return None
        node = self._query(depth + 1)
        if self._kind() == "close":
            self.at += 1
        elif not self.typing:
            self.leaves.remark(OPEN_GROUP)
        if node is None:
            self.leaves.alone("()", unfinished=self._is_unfinished())
        return node

    def _sign(self, token: re.Match[str]) -> Sign:
        """The token before, as what it is where it stands."""
        return Sign(
            token,
            ends=self._ends(token),
            last=self._is_unfinished(),
            negated=self.negations > 0,
            alone=len(self.tokens) == 1,
        )

    def _kind(self) -> str | None:
        return self.tokens[self.at].lastgroup if self.at < len(self.tokens) else None

    def _ends(self, token: re.Match[str]) -> bool:
        """Whether a token is still being typed."""
        return self.typing and token.end() == self.end

    def _is_unfinished(self) -> bool:
        """Whether what was read so far is all that was typed yet."""
        return self.typing and self.at == len(self.tokens)


def _has_languages(parts: Iterable[Node]) -> bool:
    """Whether one of several languages is asked for."""
    return any(
        isinstance(part, Or) and (language_of(part.parts).name or _has_languages(part.parts))
        for part in parts
    )
