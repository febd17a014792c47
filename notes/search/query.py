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
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from notes.errors import N_
from notes.search.filters import EXPECTED, NAMED, TIMED, may_become, value_of
from notes.search.pattern import trouble
from notes.search.period import may_go_on
from notes.search.segment import has_words
from notes.search.tokens import Value, bare, tokens, unquoted
from notes.search.tree import (
    HAS_CODE,
    IN_CODE,
    And,
    Exact,
    Filter,
    Leaf,
    Node,
    Not,
    Or,
    Pattern,
    Term,
    joined,
    language_of,
    scoped,
    sought,
)

#: More than this is no search that somebody typed; the rest is left out, and said so.
LENGTH_LIMIT = 2_000
TERMS_LIMIT = 64
DEPTH_LIMIT = 20
#: Compiling a pattern can take a tenth of a second and cannot be stopped.
PATTERNS_LIMIT = 4

#: Words of other engines.
ANDS = ("AND", "&&")
NOT = "NOT"

TOO_LONG = N_("Only the beginning of this long query was searched.")
TOO_DEEP = N_("Parentheses inside so many others were left out.")
TOO_MANY_PATTERNS = N_("Only the first %(text)s patterns were searched.")
NO_WORDS = N_("“%(text)s” has no letters or digits and was searched exactly as it is written.")
OPEN_QUOTE = N_("A quote is not closed; what follows it was searched as a phrase.")
OPEN_EXACT = N_("“%(text)s” was searched as words: an exact search ends with =, as =C++=.")
OPEN_PATTERN = N_("“%(text)s” was searched as words: a pattern ends with a slash, as /wal.*log/.")
ALL_COUNT = N_("“%(text)s” was left out: all words count anyway.")
LEFT_OUT = N_("“%(text)s” was taken for a -, which leaves out what follows it.")
INNER_STAR = N_("The * in “%(text)s” says nothing: it counts at the end of a word.")
ANY_LANGUAGE = N_("One of the languages has to be in a note, but the words may stand in any code.")
ALONE = N_("“%(text)s” has nothing to go with and was left out.")


class Remark(NamedTuple):
    """What has to be said of a query: a sentence as a template, and what it is about."""

    sentence: str
    text: str = ""


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
        self.remarks: list[Remark] = []
        if len(text) > LENGTH_LIMIT:
            text = _CUT_WORD.sub("", text[: LENGTH_LIMIT + 1])[:LENGTH_LIMIT]
            self._remark(TOO_LONG)
        text = _NOTHING.sub(" ", text)
        self.tokens = tokens(text, typing=typing)
        self.at = 0
        self.leaves = 0
        self.patterns = 0
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
                self._alone(")")
            self.at += 1
        return Query(joined(And, found), tuple(dict.fromkeys(self.remarks)))

    def _query(self, depth: int) -> Node | None:
        sides = [self._both(depth)]
        while self._kind() == "or":
            self.at += 1
            sides.append(self._both(depth))
        if len(sides) > 1 and not all(sides):
            self._alone("OR")
        return joined(Or, [side for side in sides if side])

    def _both(self, depth: int) -> Node | None:
        parts = []
        while self._kind() not in (None, "or", "close"):
            part = self._part(depth)
            if part:
                parts.append(part)
        if IN_CODE in parts and not language_of(parts).name and _has_languages(parts):
            self._remark(ANY_LANGUAGE)
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
        return self._single(token)

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
            self._remark(LEFT_OUT if text == NOT else ALL_COUNT, text)
            return self._negated(depth) if text == NOT else None
        return None

    def _single(self, token: re.Match[str]) -> Node | None:
        match token.lastgroup:
            case "filter":
                return self._filter(token)
            case "exact":
                return self._leaf(Exact(token["quoted"] or token["plain"]))
            case "pattern":
                return self._pattern(token)
            case "exact_begun" | "pattern_begun":
                return self._begun(token)
            case "phrase":
                return self._phrase(token)
        return self._word(token[0], token)

    def _negated(self, depth: int) -> Node | None:
        token = self.tokens[self.at]
        if token.lastgroup == "word" and not has_words(token[0]):
            self.at += 1
            return self._word(f"-{token[0]}", token)
        if depth >= DEPTH_LIMIT:
            self._remark(TOO_DEEP)
            return None
        self.negations += 1
        part = self._part(depth + 1)
        self.negations -= 1
        return Not(HAS_CODE if part == IN_CODE else part) if part else None

    def _group(self, depth: int) -> Node | None:
        if depth >= DEPTH_LIMIT:
            self._remark(TOO_DEEP)
            return None
        node = self._query(depth + 1)
        self.at += self._kind() == "close"
        if node is None:
            self._alone("()")
        return node

    def _filter(self, token: re.Match[str]) -> Node | None:
        kind = token["kind"].lower()
        written = self._unquoted(token["value"] or "")
        text = written.text
        if written.starred and kind not in ("title", *NAMED):
            text += "*"
        if kind in TIMED and self._ends(token) and not written.closed and may_go_on(text):
            return None
        value = value_of(kind, text)
        beginning = written.starred or (not written.closed and self._goes_on(token))
        if value and kind == "title":
            return self._leaf(_term(value, beginning, kind))
        if value:
            return self._leaf(Filter(kind, value, beginning and kind in NAMED))
        if self._ends(token) and not written.closed and may_become(kind, text):
            return None
        self._remark(EXPECTED[kind], token[0])
        return self._words(bare(token[0]))

    def _pattern(self, token: re.Match[str]) -> Node | None:
        ignore_case = bool(token["any_case"])
        self.patterns += 1
        if self.patterns > PATTERNS_LIMIT:
            self._remark(TOO_MANY_PATTERNS, str(PATTERNS_LIMIT))
            return None
        wrong, why = trouble(token["source"], ignore_case=ignore_case)
        if not wrong:
            return self._leaf(Pattern(token["source"], ignore_case))
        self._remark(wrong, token[0])
        if why:
            self._remark(why)
        return self._words(bare(token[0]))

    def _begun(self, token: re.Match[str]) -> Node | None:
        """An exact search or a pattern that is still being typed, as far as it goes."""
        characters, expression = (token["characters"] or "").rstrip(), token["expression"]
        if self.negations:
            return None
        if characters:
            return self._leaf(Exact(characters))
        if expression and not trouble(expression)[0]:
            return self._leaf(Pattern(expression))
        return None

    def _phrase(self, token: re.Match[str]) -> Node | None:
        text, starred, _, closed = self._unquoted(token[0])
        if not text.strip():
            self._alone('""')
        return self._words(text, starred or (not closed and self._goes_on(token)))

    def _unquoted(self, text: str) -> Value:
        value = unquoted(text)
        if value.quoted and not value.closed and not self.typing:
            self._remark(OPEN_QUOTE)
        return value

    def _word(self, text: str, token: re.Match[str]) -> Node | None:
        if text == "-" and self._ends(token):
            return None
        if len(text) == 1 and len(self.tokens) > 1 and not has_words(text):
            self._alone(text)  # a dash between words, as in a title
            return None
        if "*" in text.strip("*") or (text.startswith("*") and has_words(text)):
            self._remark(INNER_STAR, text)
        if not self.typing and has_words(text):
            self._opened(text)
        return self._words(text, self._goes_on(token))

    def _opened(self, text: str) -> None:
        if text.startswith("="):
            self._remark(OPEN_EXACT, text)
        elif text.startswith("/") and "/" not in text[1:]:
            self._remark(OPEN_PATTERN, text)

    def _words(self, text: str, beginning: bool = False) -> Node | None:
        text = text.strip()
        if has_words(text):
            return self._leaf(_term(text, beginning))
        if text:
            self._remark(NO_WORDS, text)
        return self._leaf(Exact(text)) if text else None

    def _leaf(self, leaf: Leaf | Filter) -> Node | None:
        self.leaves += 1
        if self.leaves <= TERMS_LIMIT:
            return leaf
        self._remark(TOO_LONG)
        return None

    def _kind(self) -> str | None:
        return self.tokens[self.at].lastgroup if self.at < len(self.tokens) else None

    def _ends(self, token: re.Match[str]) -> bool:
        """Whether a token is still being typed."""
        return self.typing and token.end() == self.end

    def _goes_on(self, token: re.Match[str]) -> bool:
        return self._ends(token) and not self.negations

    def _alone(self, text: str) -> None:
        if not self.typing:  # what is still being typed may get its other half
            self._remark(ALONE, text)

    def _remark(self, sentence: str, text: str = "") -> None:
        self.remarks.append(Remark(sentence, text[:40]))


def _term(text: str, beginning: bool, column: str = "") -> Term:
    """A word or phrase, its stars taken as what they mean."""
    text = " ".join(text.split())
    word = text.rstrip("* ")
    return Term(word, beginning or word != text, column)


def _has_languages(parts: Iterable[Node]) -> bool:
    """Whether one of several languages is asked for."""
    return any(
        isinstance(part, Or) and (language_of(part.parts).name or _has_languages(part.parts))
        for part in parts
    )
