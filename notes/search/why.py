"""
Why a note is an answer: what of a query it matched, where and how often.

The note is read again with what marks it in lists, so that what is said here can be
seen there; filters are asked of the tables that answered them.  Of alternatives only
those are said that the note matched.  Of a very long text the first part is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from peewee import JOIN, fn

from notes.errors import N_, Missing
from notes.moments import moment
from notes.rendering.digest import below_title, digest, front_matter
from notes.rendering.fences import Fenced, language_of, split_code, with_infos
from notes.search import meaning
from notes.search.meaning import Saying
from notes.search.needles import Span, folded
from notes.search.plan import plan
from notes.search.query import parse
from notes.search.segment import RUN
from notes.search.snippet import Marker
from notes.search.tree import And, Exact, Filter, Leaf, Node, Not, Or, Pattern, Term, described
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteText, tags_of
from notes.text import name_key, one_line

#: Characters of a text that are read, and matches of one word that are counted.
REACH = 1_000_000
COUNTED = 1_000
#: Characters within which words stand close together, and how much of a text is quoted.
CLOSE = 100
QUOTED = 80
#: More would not be read.
SAYINGS = 20

TITLE_IS = N_("its title is “%(text)s”")
TITLE_BEGINS = N_("its title begins with “%(text)s”")
TOGETHER = N_("the words stand next to each other")
NEAR = N_("the words stand close together")

TEXT = N_("“%(text)s”")
PATTERN = N_("the pattern %(pattern)s (“%(text)s”)")
IN_HEADING = N_("%(thing)s in a heading: “%(heading)s”")
IN_TAG = N_("%(thing)s in the tag “%(name)s”")
FOUND = N_("%(thing)s %(times)s %(place)s")

ONCE = N_("once")
TIMES = N_("%(count)s times")
MORE_THAN = N_("more than %(count)s times")
THE_TEXT = N_("in the text")
FIRST_PART = N_("in the first part of the text")
CODE = N_("in code")
CODE_OF = N_("in %(language)s code")

TAGGED = N_("tag “%(name)s”")
FILED = N_("in the notebook “%(name)s”")


@dataclass
class _Note:
    """What is looked at of a note, each part of it when it is first asked for."""

    id: int
    title: str
    body: str
    notebook: str
    tags: Sequence[str]
    created: int
    changed: int

    @cached_property
    def headings(self) -> str:
        """One a line, without the title."""
        headings = digest(self.body).headings.split("\n")
        return "\n".join(heading for heading in headings if heading != self.title)

    @cached_property
    def prose(self) -> str:
        """What stands outside code, info strings included, without the title."""
        _, front = front_matter(self.body)
        below = split_code(self.body[below_title(self.body, self.title) :])
        return "\n".join((self.body[:front], *with_infos(*below)))

    @property
    def place(self) -> Saying:
        return Saying(THE_TEXT if len(self.body) < REACH else FIRST_PART)

    @cached_property
    def code(self) -> dict[str, str]:
        """By language, "" for none that is named."""
        code: dict[str, str] = {}
        for block in self._blocks:
            language = language_of(block.info)
            code[language] = "\n".join((code.get(language, ""), *block.lines))
        return code

    @cached_property
    def _blocks(self) -> list[Fenced]:
        return split_code(self.body)[1]


def why(note_id: str, text: str, *, typing: bool = False) -> list[Saying]:
    """What a note matched of a query; `typing`: its last word may go on."""
    tree = parse(text, typing=typing).tree
    note = _read(note_id)
    parts = tree.parts if isinstance(tree, And) else (tree,) if tree else ()
    words = [part for part in parts if isinstance(part, Term) and part.column != "code"]
    titled = list(_titled(words, note.title))
    together = () if titled else _together(words, note)
    reasons = (saying for part in parts for saying in _reasons(part, note) or ())
    told = (saying for saying in reasons if not (titled and saying.template == meaning.IN_TITLE))
    return list(islice((*titled, *together, *told), SAYINGS))


def _read(note_id: str) -> _Note:
    query = (
        NoteRow.select(
            NoteRow.id,
            NoteRow.title,
            fn.SUBSTR(NoteText.body, 1, REACH).alias("body"),
            fn.COALESCE(Notebook.path, "").alias("notebook"),
            NoteRow.created,
            NoteRow.changed,
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
        .where(NoteRow.uid == note_id)
    )
    row = query.namedtuples().first()
    if row is None:
        raise Missing("note", note_id)
    return _Note(**row._asdict(), tags=tags_of([row.id]).get(row.id, ()))


def _reasons(node: Node, note: _Note) -> list[Saying] | None:
    """What says that the note matches a part of the query; None when nothing does."""
    match node:
        case And(parts):
            each = [_reasons(part, note) for part in parts]
            return None if None in each else [saying for some in each for saying in some or ()]
        case Or(parts):
            held = [some for part in parts if (some := _reasons(part, note)) is not None]
            return [saying for some in held for saying in some] if held else None
        case Not(part):
            return meaning.lines(node) if _reasons(part, note) is None else None
        case Filter():
            return [_filtered(node, note)] if _holds(node, note) else None
    return list(_found(node, note)) or None


# --- where words stand


def _titled(words: Sequence[Term], title: str) -> Iterator[Saying]:
    """Whether the title is or begins with all the words of the query, as they were typed."""
    typed, named = (_plain(text) for text in (" ".join(word.text for word in words), title))
    if not typed or not named.startswith(typed):
        return
    if typed == named:
        yield Saying(TITLE_IS, {"text": title})
    elif words[-1].beginning or not _goes_on(named, len(typed)):
        yield Saying(TITLE_BEGINS, {"text": title[: len(typed)]})


def _together(words: Sequence[Term], note: _Note) -> Iterator[Saying]:
    """Whether several words of the query stand together in the text."""
    plain = [Term(word.text, word.beginning) for word in words if not word.column]
    if len(plain) < 2:
        return
    phrase = Term(" ".join(word.text for word in plain), plain[-1].beginning)
    if any(_spans(phrase, text) for text in (note.title, note.body)):
        yield Saying(TOGETHER)
    elif _closest([_spans(word, note.body) for word in plain]) <= CLOSE:
        yield Saying(NEAR)


def _found(leaf: Leaf, note: _Note) -> Iterator[Saying]:
    match leaf:
        case Term(column="title"):
            yield from _in_title(leaf, note)
        case Term(column="code"):
            yield from _in_code(leaf, note)
        case Term():
            yield from _in_title(leaf, note)
            yield from _in_headings(leaf, note)
            yield from _in_tags(leaf, note)
            yield from _counted(_thing(leaf), _spans(leaf, note.prose), note.place)
            yield from _in_code(leaf, note)
        case Exact(text):
            yield from _counted(Saying(TEXT, {"text": text}), _spans(leaf, note.body), note.place)
        case Pattern():
            yield from _matched(leaf, note)


def _in_title(term: Term, note: _Note) -> Iterator[Saying]:
    if _spans(term, note.title):
        yield Saying(meaning.IN_TITLE, {"thing": _thing(term)})


def _in_headings(term: Term, note: _Note) -> Iterator[Saying]:
    for start, _ in _spans(term, note.headings)[:1]:
        heading = note.headings[note.headings.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        yield Saying(IN_HEADING, {"thing": _thing(term), "heading": _short(heading)})


def _in_tags(term: Term, note: _Note) -> Iterator[Saying]:
    for tag in note.tags:
        if _spans(term, tag):
            yield Saying(IN_TAG, {"thing": _thing(term), "name": tag})


def _in_code(term: Term, note: _Note) -> Iterator[Saying]:
    wanted = _spellings(term)
    for language, text in note.code.items():
        if not wanted or language.lower() in wanted:
            place = Saying(CODE_OF, {"language": language}) if language else Saying(CODE)
            yield from _counted(_thing(term), _spans(term, text), place)


def _spellings(term: Term) -> frozenset[str]:
    if not term.language:
        return frozenset()
    from notes.rendering.languages import spellings  # Pygments' list of them takes 7 ms

    return spellings(term.language, beginning=term.language_begins)


def _matched(pattern: Pattern, note: _Note) -> Iterator[Saying]:
    spans = _spans(pattern, note.body)
    for start, end in spans[:1]:
        quoted = {"pattern": described(pattern), "text": _short(note.body[start:end])}
        yield from _counted(Saying(PATTERN, quoted), spans, note.place)


def _counted(thing: Saying, spans: Sequence[Span], place: Saying) -> Iterator[Saying]:
    if spans:
        yield Saying(FOUND, {"thing": thing, "times": _times(len(spans)), "place": place})


def _times(count: int) -> Saying:
    if count > COUNTED:
        return Saying(MORE_THAN, {"count": str(COUNTED)})
    return Saying(TIMES, {"count": str(count)}) if count > 1 else Saying(ONCE)


def _thing(term: Term) -> Saying:
    return Saying(TEXT, {"text": term.text + "…" * term.beginning})


def _spans(leaf: Leaf, text: str) -> list[Span]:
    return Marker([leaf]).spans(text, COUNTED + 1)


def _closest(places: Sequence[Sequence[Span]]) -> float:
    """The length of the shortest piece of a text that has one of each."""
    last: dict[int, int] = {}
    shortest = float("inf")
    for start, end, which in sorted((*span, n) for n, spans in enumerate(places) for span in spans):
        last[which] = start
        if len(last) == len(places):
            shortest = min(shortest, end - min(last.values()))
    return shortest


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def _goes_on(text: str, at: int) -> bool:
    return text[at].isalnum() and not RUN.match(text[at])


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"


# --- filters


def _holds(node: Filter, note: _Note) -> bool:
    asked = plan(node)
    return bool(NoteRow.select().where(NoteRow.id == note.id, asked.where(NoteRow.id)).exists())


def _filtered(node: Filter, note: _Note) -> Saying:
    match node:
        case Filter("tag", name):
            return Saying(TAGGED, {"name": next(_tags_below(name, note), name)})
        case Filter("notebook"):
            return Saying(FILED, {"name": note.notebook})
        case Filter("created"):
            return Saying(meaning.TIMES[node.kind], {"time": _day(note.created)})
        case Filter("changed"):
            return Saying(meaning.TIMES[node.kind], {"time": _day(note.changed)})
    return meaning.lines(node)[0]


def _tags_below(name: str, note: _Note) -> Iterator[str]:
    return (tag for tag in note.tags if name_key(tag).startswith(name_key(name)))


def _day(milliseconds: int) -> str:
    return f"{moment(milliseconds).astimezone():%Y-%m-%d}"
