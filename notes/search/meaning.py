"""
A query said to people: each part of it as a phrase that goes on from “notes …”.

A `Saying` is a template with its values, and values are sayings again, so that
whoever shows it can have each template in the reader's language.  Most of what is
asked for is a thing, which a note is with or without; the rest is a state.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from notes.errors import N_
from notes.search import period
from notes.search.tree import And, Exact, Filter, Node, Not, Or, Pattern, Term, described


class Saying(NamedTuple):
    template: str
    values: Mapping[str, "str | Saying | list[Saying]"] = {}


SEPARATOR = N_("; ")

WITH = N_("with %(thing)s")
WITHOUT = N_("without %(thing)s")
NOT = N_("not %(state)s")
NESTED = N_("(%(group)s)")
ALL_OF = N_("all of: %(parts)s")
ONE_OF = N_("one of: %(parts)s")
NOT_ALL_OF = N_("not all of: %(parts)s")
NONE_OF = N_("none of: %(parts)s")

WORD = N_("the word “%(text)s”")
WORD_BEGUN = N_("a word that begins “%(text)s”")
PHRASE = N_("the phrase “%(text)s”")
PHRASE_BEGUN = N_("a phrase that begins “%(text)s”")
IN_TITLE = N_("%(thing)s in the title")
IN_CODE = N_("%(thing)s in code")
IN_CODE_OF = N_("%(thing)s in %(language)s code")
EXACT = N_("“%(text)s” exactly as it is written")
PATTERN = N_("text that matches the pattern %(pattern)s")

NAMED_THINGS = {
    "tag": N_("the tag “%(name)s” or one below it"),
    "lang": N_("code in %(name)s"),
    "link": N_("a link to “%(name)s”"),
}
THINGS = {
    ("has", "attachment"): N_("an attachment"),
    ("has", "task"): N_("a task"),
    ("has", "code"): N_("code"),
    ("has", "link"): N_("a link"),
    ("todo", "open"): N_("an open task"),
    ("todo", "done"): N_("a task that is done"),
}
NOTEBOOK = N_("in the notebook “%(name)s” or one below it")
STATES = {"pinned": N_("pinned"), "trashed": N_("in the trash"), "untitled": N_("untitled")}

TIMES = {"created": N_("created %(time)s"), "changed": N_("changed %(time)s")}
ON = N_("on %(day)s")
IN = N_("in %(time)s")
LAST = N_("in the last %(length)s")
LAST_ONE = {
    "d": N_("in the last day"),
    "w": N_("in the last week"),
    "m": N_("in the last month"),
    "y": N_("in the last year"),
}
FROM = N_("from %(first)s on")
UP_TO = N_("up to %(last)s")
FROM_TO = N_("from %(first)s to %(last)s")
AGO = N_("%(length)s ago")
NAMED_DAYS = {"today": N_("today"), "yesterday": N_("yesterday")}
LENGTHS = {
    "d": (N_("1 day"), N_("%(count)s days")),
    "w": (N_("1 week"), N_("%(count)s weeks")),
    "m": (N_("1 month"), N_("%(count)s months")),
    "y": (N_("1 year"), N_("%(count)s years")),
}


def lines(tree: Node | None) -> list[Saying]:
    """What a note has to be, all of it, one saying for each part."""
    match tree:
        case None:
            return []
        case And(parts):
            return list(map(_positive, parts))
    return [_positive(tree)]


def said(saying: Saying, translate: Callable[[str], str] = str) -> str:
    values = {name: _value(value, translate) for name, value in saying.values.items()}
    return translate(saying.template) % values


def _value(value: str | Saying | list[Saying], translate: Callable[[str], str]) -> str:
    match value:
        case str():
            return value
        case Saying():
            return said(value, translate)
    return translate(SEPARATOR).join(said(part, translate) for part in value)


# --- what is so and what is not


def _positive(node: Node) -> Saying:
    match node:
        case Not(part):
            return _negative(part)
        case And(parts):
            return Saying(ALL_OF, {"parts": _nested(parts)})
        case Or(parts):
            return Saying(ONE_OF, {"parts": _nested(parts)})
    thing = _thing(node)
    return Saying(WITH, {"thing": thing}) if thing else _state(node)


def _negative(node: Node) -> Saying:
    match node:
        case Not(part):
            return Saying(NOT, {"state": _nested((Not(part),))})
        case And(parts):
            return Saying(NOT_ALL_OF, {"parts": _nested(parts)})
        case Or(parts):
            return Saying(NONE_OF, {"parts": _nested(parts)})
    thing = _thing(node)
    return Saying(WITHOUT, {"thing": thing}) if thing else Saying(NOT, {"state": _state(node)})


def _nested(parts: tuple[Node, ...]) -> list[Saying]:
    return [_bracketed(_positive(part)) for part in parts]


def _bracketed(saying: Saying) -> Saying:
    groups = (ALL_OF, ONE_OF, NOT_ALL_OF, NONE_OF)
    return Saying(NESTED, {"group": saying}) if saying.template in groups else saying


# --- things and states


def _thing(node: Node) -> Saying | None:
    match node:
        case Term():
            return _placed(node)
        case Exact(text):
            return Saying(EXACT, {"text": text})
        case Pattern():
            return Saying(PATTERN, {"pattern": described(node)})
        case Filter(kind) if kind in NAMED_THINGS:
            return Saying(NAMED_THINGS[kind], {"name": _name(node)})
        case Filter(kind, value) if (kind, value) in THINGS:
            return Saying(THINGS[kind, value])
    return None


def _placed(term: Term) -> Saying:
    word = Saying(_template(term), {"text": term.text})
    match term:
        case Term(column="title"):
            return Saying(IN_TITLE, {"thing": word})
        case Term(column="code", language=""):
            return Saying(IN_CODE, {"thing": word})
        case Term(column="code", language=language, language_begins=begins):
            return Saying(IN_CODE_OF, {"thing": word, "language": language + "…" * begins})
    return word


def _template(term: Term) -> str:
    if " " in term.text:
        return PHRASE_BEGUN if term.beginning else PHRASE
    return WORD_BEGUN if term.beginning else WORD


def _name(node: Filter) -> str:
    return node.value + "…" * node.beginning


def _state(node: Node) -> Saying:
    match node:
        case Filter("is", value) if value in STATES:
            return Saying(STATES[value])
        case Filter("notebook"):
            return Saying(NOTEBOOK, {"name": _name(node)})
        case Filter(kind, value) if kind in TIMES:
            return Saying(TIMES[kind], {"time": _time(value)})
    raise TypeError(node)


def _time(text: str) -> Saying:
    first, last = period.ends(text)
    if first == last:
        return _single(first)
    if not first:
        return Saying(UP_TO, {"last": _end(last)})
    if not last:
        return Saying(FROM, {"first": _end(first)})
    return Saying(FROM_TO, {"first": _end(first), "last": _end(last)})


def _single(text: str) -> Saying:
    if text in NAMED_DAYS:
        return Saying(NAMED_DAYS[text])
    if lasting := period.last(text):
        count, unit = lasting
        return Saying(LAST, {"length": _length(*lasting)}) if count > 1 else Saying(LAST_ONE[unit])
    return Saying(ON, {"day": text}) if text.count("-") > 1 else Saying(IN, {"time": text})


def _end(text: str) -> Saying | str:
    if text in NAMED_DAYS:
        return Saying(NAMED_DAYS[text])
    if lasting := period.last(text):
        return Saying(AGO, {"length": _length(*lasting)})
    return text


def _length(count: int, unit: str) -> Saying:
    one, many = LENGTHS[unit]
    return Saying(one) if count == 1 else Saying(many, {"count": str(count)})
