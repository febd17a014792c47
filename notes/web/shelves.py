"""
What the list pane shows of a place, a page at a time: listed or found, one shape for both.

Titles and texts are parts, (text, whether it matched): they become marks in the
template and never HTML before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from flask import url_for

from notes.errors import IndexDamaged, Invalid, LibraryDamaged
from notes.library import listing, searches
from notes.library.listing import BAD_CURSOR, Head
from notes.rendering.digest import EXCERPT_LENGTH
from notes.web.current import parts
from notes.web.errors import sentence_of
from notes.web.places import Place
from notes.web.words import gettext, ngettext, number

if TYPE_CHECKING:
    from notes.search.find import Answer, Hit

#: Notes of one page of the list; of hits the first page, which every letter makes anew, has less.
PAGE = 50
FIRST_HITS = 25
#: The most notes that are called similar to one, and those shown of a search that was meant.
SIMILAR = 20
MEANT = 10

#: Columns of a title that a row surely shows, and those that stand before a match further back.
TITLE_SHOWN = 28
TITLE_LEAD = 10

Parts = Sequence[tuple[str, bool]]


class Row(NamedTuple):
    """
    `whole` is the title of which `title_parts` are only the end; `shares` are the words that
    it has in common with a note that it is similar to; `damaged`: its text, as was seen.
    """

    id: str
    url: str
    title_parts: Parts
    text_parts: Parts
    notebook: str
    tags: tuple[str, ...]
    changed: datetime
    trashed: datetime | None = None
    shares: tuple[str, ...] = ()
    whole: str = ""
    damaged: bool = False


class Meant(NamedTuple):
    """Another search, one that finds something: its place, its first rows, and how many."""

    place: Place
    rows: list[Row]
    said: str


class Shelf(NamedTuple):
    """
    `next` is the address of the rows after these; `said` is the line about how many, and
    `total` the same in fewer words.  Of a search: how it was understood, and the name that it
    is saved under; `unread`: the texts are worth another look when nobody is typing.
    `trouble`: why there are no rows, when it is not that there are none; `damaged`: because the
    library's file is.
    """

    rows: list[Row]
    next: str | None
    said: str = ""
    heading: str = ""
    total: str = ""
    ms: int = 0
    meaning: Sequence[str] = ()
    remarks: Sequence[str] = ()
    saved: str = ""
    meant: Meant | None = None
    unread: bool = False
    trouble: str = ""
    damaged: bool = False


def shelf(place: Place, cursor: str = "", *, hurried: bool = False) -> Shelf:
    """
    The rows of a place after `cursor`; only the first page says how many there are.
    `hurried`: the next letter of what is searched may come at once.
    A window is of use without the index, or a list: its first page says what is the matter.
    """
    try:
        return _rows_of(place, cursor, hurried=hurried)
    except (IndexDamaged, LibraryDamaged) as fact:
        if cursor:
            raise
        sentence, damaged = sentence_of(fact), isinstance(fact, LibraryDamaged)
        parts().damage.of_file |= damaged
        return Shelf([], None, said=sentence, trouble=sentence, damaged=damaged)


def _rows_of(place: Place, cursor: str, *, hurried: bool) -> Shelf:
    if place.words:
        return _found(place, cursor, hurried=hurried)
    if place.similar:
        return _similar(place)
    page = listing.page(
        notebook=place.notebook, tag=place.tag, trashed=place.trashed, cursor=cursor, limit=PAGE
    )
    rows = [listed(head, place) for head in page.notes]
    said = "" if cursor else _counted(place)
    return Shelf(rows, _more(place, page.next), said, heading=place.heading)


def _beginning(excerpt: str) -> str:
    """One as long as can be kept was cut, in the middle of a word as may be."""
    return excerpt if len(excerpt) < EXCERPT_LENGTH else f"{excerpt.rstrip()}…"


def listed(head: Head, place: Place) -> Row:
    return Row(
        id=head.id,
        url=_url(head.id, place),
        title_parts=[(head.title, False)] if head.title else [],
        text_parts=[(_beginning(head.excerpt), False)],
        notebook=head.notebook,
        tags=head.tags,
        changed=head.changed,
        trashed=head.trashed,
        damaged=head.id in parts().damage.notes,
    )


def _found(place: Place, cursor: str, *, hurried: bool) -> Shelf:
    """
    In the window the last word may always go on: a search that is opened again, gone on
    with, or saved has to find what it found while it was typed.
    """
    from notes.search import find, meaning  # what a start does not need

    offset = _offset(cursor)
    limit = PAGE if offset else FIRST_HITS
    answer = find.answer(place.words, limit=limit, offset=offset, typing=True, hurried=hurried)
    rows = [_hit(hit, place) for hit in answer.hits]
    after = offset + len(rows)
    goes_on = bool(rows) and after < answer.total
    return Shelf(
        rows,
        _more(place, str(after) if goes_on else None),
        said=_ranked(answer),
        total=_total(answer),
        ms=max(1, round(answer.ms)),
        meaning=[meaning.said(line, gettext) for line in meaning.lines(answer.explanation.tree)],
        remarks=_remarks(answer),
        saved=searches.saved_as(place.words),
        meant=_meant(answer),
        unread=hurried and answer.unread,
    )


def _meant(answer: "Answer") -> Meant | None:
    """What was probably meant, without what was found anyhow."""
    if not answer.suggestion:
        return None
    place = Place(words=answer.suggestion.query)
    found = {hit.id for hit in answer.hits}
    rows = [_hit(hit, place) for hit in answer.suggestion.hits if hit.id not in found]
    return Meant(place, rows[:MEANT], _notes(answer.suggestion.total)) if rows else None


def _similar(place: Place) -> Shelf:
    from notes.search import likeness

    title = listing.head(place.similar).title or gettext("Untitled")
    rows = [
        _hit(alike.hit, place)._replace(shares=alike.shares)
        for alike in likeness.similar(place.similar, SIMILAR)
    ]
    return Shelf(
        rows,
        None,
        said=_notes(len(rows)),
        heading=gettext("Similar to “%(title)s”", title=title),
    )


def _hit(hit: "Hit", place: Place) -> Row:
    if hit.damaged:
        parts().damage.notes.add(hit.id)
    shown = _near_the_match(hit.title_parts)
    return Row(
        id=hit.id,
        url=_url(hit.id, place),
        title_parts=shown if hit.title else [],
        whole=hit.title if shown != hit.title_parts else "",
        text_parts=hit.snippet_parts,
        notebook=hit.notebook,
        tags=hit.tags,
        changed=hit.changed,
        damaged=hit.id in parts().damage.notes,
    )


def _near_the_match(title: Parts) -> Parts:
    """A title of which the row would cut off what matched begins a little before that."""
    at = next((n for n, (_, matched) in enumerate(title) if matched), 0)
    before = "".join(text for text, _ in title[:at])
    if not at or _columns(before + title[at][0]) <= TITLE_SHOWN:
        return title
    lead = before[-TITLE_LEAD:]
    while _columns(lead) > TITLE_LEAD:
        lead = lead[1:]
    return [(f"…{lead.partition(' ')[2] or lead}", False), *title[at:]]


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _url(note_id: str, place: Place) -> str:
    return f"/notes/{note_id}{place.query}"


def _more(place: Place, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    joint = "&" if place.query else "?"
    return f"{url_for('lists.results')}{place.query}{joint}cursor={cursor}"


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 6):
        raise Invalid("cursor", BAD_CURSOR)
    return int(cursor)


def _counted(place: Place) -> str:
    total = listing.count(notebook=place.notebook, tag=place.tag, trashed=place.trashed)
    return _notes(total)


def _notes(count: int) -> str:
    return ngettext("%(count)s note", "%(count)s notes", count)


def _total(answer: "Answer") -> str:
    if answer.more:
        return gettext("%(count)s notes", count=number(answer.total) + "+")
    return _notes(answer.total)


def _ranked(answer: "Answer") -> str:
    if not answer.total:
        return gettext("No notes found")
    if answer.more:
        return gettext("More than %(count)s notes, best first", count=number(answer.total))
    return ngettext("%(count)s note found", "%(count)s notes, best first", answer.total)


def _remarks(answer: "Answer") -> list[str]:
    return [
        gettext(remark.sentence) % {"text": remark.text} for remark in answer.explanation.remarks
    ]
