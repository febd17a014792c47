"""
The places at which a note has what a query looks for, in words.

A note is looked through for what marks it in lists (`notes.search.needles`), so that what
is said here can be seen there.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from notes.errors import N_
from notes.search import meaning
from notes.search.anatomy import Anatomy
from notes.search.meaning import Saying
from notes.search.needles import Page, Span, folded, needle
from notes.search.segment import RUN
from notes.search.tree import Exact, Leaf, Pattern, Term, described
from notes.text import one_line

#: Characters of a text that are read, and matches of one word that are counted.
REACH = 1_000_000
COUNTED = 1_000
#: Characters within which words stand close together, and how much of a text is quoted.
CLOSE = 100
QUOTED = 80

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


def titled(words: Sequence[Term], title: str) -> Iterator[Saying]:
    """Whether the title is or begins with all the words of the query, as they were typed."""
    typed, named = (_plain(text) for text in (" ".join(word.text for word in words), title))
    if not typed or not named.startswith(typed):
        return
    if typed == named:
        yield Saying(TITLE_IS, {"text": title})
    elif words[-1].beginning or not _goes_on(named, len(typed)):
        yield Saying(TITLE_BEGINS, {"text": title[: len(typed)]})


def together(words: Sequence[Term], note: Anatomy) -> Iterator[Saying]:
    """Whether several words of the query stand together in the text."""
    plain = [Term(word.text, word.beginning) for word in words if not word.column]
    if len(plain) < 2:
        return
    phrase = Term(" ".join(word.text for word in plain), plain[-1].beginning)
    if any(_spans(phrase, part) for part in (Page(note.title), note.text)):
        yield Saying(TOGETHER)
    elif _closest([_spans(word, note.text) for word in plain]) <= CLOSE:
        yield Saying(NEAR)


def found(leaf: Leaf, note: Anatomy) -> Iterator[Saying]:
    match leaf:
        case Term(column="title"):
            yield from _in_title(leaf, note)
        case Term(column="code"):
            yield from _in_code(leaf, note)
        case Term():
            yield from _in_title(leaf, note)
            yield from _in_headings(leaf, note)
            yield from _in_tags(leaf, note)
            yield from _counted(_thing(leaf), _spans(leaf, note.prose), _text(note))
            yield from _in_code(leaf, note)
        case Exact(text):
            yield from _counted(Saying(TEXT, {"text": text}), _spans(leaf, note.text), _text(note))
        case Pattern():
            yield from _matched(leaf, note)


def _text(note: Anatomy) -> Saying:
    return Saying(THE_TEXT if len(note.body) < REACH else FIRST_PART)


def _in_title(term: Term, note: Anatomy) -> Iterator[Saying]:
    if _spans(term, Page(note.title)):
        yield Saying(meaning.IN_TITLE, {"thing": _thing(term)})


def _in_headings(term: Term, note: Anatomy) -> Iterator[Saying]:
    headings = note.headings.text
    for start, _ in _spans(term, note.headings)[:1]:
        heading = headings[headings.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        yield Saying(IN_HEADING, {"thing": _thing(term), "heading": _short(heading)})


def _in_tags(term: Term, note: Anatomy) -> Iterator[Saying]:
    for tag in note.tags:
        if _spans(term, Page(tag)):
            yield Saying(IN_TAG, {"thing": _thing(term), "name": tag})


def _in_code(term: Term, note: Anatomy) -> Iterator[Saying]:
    wanted = _spellings(term)
    for language, code in note.code.items():
        if not wanted or language.lower() in wanted:
            place = Saying(CODE_OF, {"language": language}) if language else Saying(CODE)
            yield from _counted(_thing(term), _spans(term, code), place)


def _spellings(term: Term) -> frozenset[str]:
    if not term.language:
        return frozenset()
    from notes.rendering.languages import spellings  # Pygments' list of them takes 7 ms

    return spellings(term.language, beginning=term.language_begins)


def _matched(pattern: Pattern, note: Anatomy) -> Iterator[Saying]:
    spans = _spans(pattern, note.text)
    for start, end in spans[:1]:
        quoted = {"pattern": described(pattern), "text": _short(note.body[start:end])}
        yield from _counted(Saying(PATTERN, quoted), spans, _text(note))


def _counted(thing: Saying, spans: Sequence[Span], place: Saying) -> Iterator[Saying]:
    if spans:
        yield Saying(FOUND, {"thing": thing, "times": _times(len(spans)), "place": place})


def _times(count: int) -> Saying:
    if count > COUNTED:
        return Saying(MORE_THAN, {"count": str(COUNTED)})
    return Saying(TIMES, {"count": str(count)}) if count > 1 else Saying(ONCE)


def _thing(term: Term) -> Saying:
    return Saying(TEXT, {"text": term.text + "…" * term.beginning})


def _spans(leaf: Leaf, page: Page) -> list[Span]:
    return sorted(islice(needle(leaf).spans(page), COUNTED + 1))


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
