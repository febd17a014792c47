"""
What a query asks for, as a frozen tree that knows nothing of SQLite.

`described` says a tree in the query language, in words that parse to the same
tree again; it sets a parenthesis only where a reader of the grammar would need
one, so that it nests no deeper than what was typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Term:
    """
    A word or a phrase; `beginning`: its last word may go on.  `column` is "" for
    anywhere, "title", or "code"; with "code", `language` may name the one it is in,
    or with `language_begins` how its name begins.
    """

    text: str
    beginning: bool = False
    column: str = ""
    language: str = ""
    language_begins: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """Characters as they stand in the text, symbols, blanks and capitals included."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, of the `regex` module; a slash in it is written ``\\/``."""

    source: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """
    `kind` and `value` as `notes.search.filters` has them; `beginning`: the name
    may go on (of tag, notebook, lang and link only).
    """

    kind: str
    value: str
    beginning: bool = False


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
Leaf = Term | Exact | Pattern

#: How `in:code` stands among the parts of a group until `scoped` has taken it out.
IN_CODE = Filter("in", "code")
HAS_CODE = Filter("has", "code")


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """The parts as one, what is said twice once."""
    once = tuple(dict.fromkeys(parts))
    if len(once) > 1:
        return kind(once)
    return once[0] if once else None


def sought(node: Node | None) -> Iterator[Leaf]:
    """What has to be found in a text; what must not be there is left out."""
    match node:
        case Term() | Exact() | Pattern():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from sought(part)


def filters(node: Node | None) -> Iterator[Filter]:
    """All of them, also those that must not let a note through."""
    match node:
        case Filter():
            yield node
        case Not(part):
            yield from filters(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from filters(part)


# --- in:code


class Language(NamedTuple):
    """What a positive `lang:` of a group names, "" where there is none."""

    name: str = ""
    begins: bool = False


def scoped(parts: list[Node]) -> list[Node]:
    """The parts of a group, where `in:code` among them says where its words stand."""
    if IN_CODE not in parts:
        return parts
    others = [part for part in parts if part != IN_CODE]
    coded = [_in_code(part, language_of(others)) for part in others]
    return coded if any(map(_demands_code, coded)) else [HAS_CODE, *coded]


def language_of(parts: Iterable[Node]) -> Language:
    for part in parts:
        match part:
            case Filter("lang", name, begins):
                return Language(name, begins)
    return Language()


def _in_code(node: Node, language: Language) -> Node:
    match node:
        case Term(column=""):
            name, begins = language
            return replace(node, column="code", language=name, language_begins=begins)
        case Not(part):
            return Not(_in_code(part, language))
        case And(parts) | Or(parts):
            return type(node)(tuple(_in_code(part, language) for part in parts))
    return node


def _demands_code(node: Node) -> bool:
    """Whether only notes with code can be hits."""
    match node:
        case Term(column="code") | Filter("lang") | Filter("has", "code"):
            return True
        case And(parts):
            return any(map(_demands_code, parts))
        case Or(parts):
            return all(map(_demands_code, parts))
    return False


# --- the tree in the query language

_PLAIN_WORD = re.compile(r'[^\s"“”()（）*:：=/-]+')
_PLAIN_NAME = re.compile(r'[^\s"“”()（）]*[^\s"“”()（）*]')
_NEEDS_QUOTES = re.compile(r'^\s|^"|=[\s)）]')

_OPERATORS = ("OR", "AND", "&&", "NOT")

#: The language that an `in:code` around it gives to a word; None where none is around.
Scope = Language | None


def described(node: Node | None) -> str:
    """The tree in words that give the same tree again."""
    return _either(node, None) if node else ""


def _either(node: Node, scope: Scope) -> str:
    if isinstance(node, Or):
        return " OR ".join(_all(part, scope) for part in node.parts)
    return _all(node, scope)


def _all(node: Node, scope: Scope) -> str:
    match node:
        case And(parts):
            within = _scope(parts, scope)
            words = [_one(part, within) for part in parts]
            return " ".join(["in:code"] * (within != scope) + words)
        case Term(column="code") if scope is None:
            return f"in:code {_word(node)}"
    return _one(node, scope)


def _scope(parts: tuple[Node, ...], scope: Scope) -> Scope:
    """What a group is said with: the language of an `in:code` of its own if it needs one."""
    language = language_of(parts)
    if language not in _owed(parts) or not any(map(_demands_code, parts)):
        return scope
    if language.name or (scope is None and all(map(_all_in_code, parts))):
        return language
    return scope


def _owed(parts: Iterable[Node]) -> set[Language]:
    """The languages that words below have from a group around these parts, none from any group."""
    return set().union(*map(_languages, parts))


def _languages(node: Node) -> set[Language]:
    match node:
        case Term(column="code", language=name, language_begins=begins):
            return {Language(name, begins)}
        case Not(part):
            return _languages(part)
        case Or(parts):
            return _owed(parts)
        case And(parts):
            owed, own = _owed(parts), language_of(parts)
            return set() if own.name and own in owed else owed
    return set()


def _all_in_code(node: Node) -> bool:
    match node:
        case Term(column=column):
            return column != ""
        case Not(part):
            return _all_in_code(part)
        case And(parts) | Or(parts):
            return all(map(_all_in_code, parts))
    return True


def _one(node: Node, scope: Scope) -> str:
    match node:
        case Not(Not() as part):
            return f"-({_one(part, scope)})"
        case Not(part):
            return f"-{_one(part, scope)}"
        case And() | Or():
            return f"({_either(node, scope)})"
        case Term(column="code") if _languages(node) != {scope}:
            return f"(in:code {_word(node)})"
    return _single(node)


def _single(node: Leaf | Filter) -> str:
    match node:
        case Term():
            return "title:" * (node.column == "title") + _word(node)
        case Exact(text):
            return f'="{text}"=' if _NEEDS_QUOTES.search(text) else f"={text}="
        case Pattern(source, ignore_case):
            return f"/{source}/" + "i" * ignore_case
        case Filter(kind, value, beginning):
            return f"{kind}:{_quoted(value, _PLAIN_NAME)}" + "*" * beginning


def _word(term: Term) -> str:
    return _quoted(term.text, _PLAIN_WORD) + "*" * term.beginning


def _quoted(text: str, plain: re.Pattern[str]) -> str:
    return text if plain.fullmatch(text) and text not in _OPERATORS else f'"{text}"'
