"""
Searches that are kept: those of late, by themselves, and those that somebody saved under a name.

A query is kept as it was typed.  One that goes on from the last (``wal``, then
``wal checkpoint``) takes its place while both are of the same minute: nobody wants
the halves of what was typed back.  A saved search is its query and its name; the list
knows it by its query, so that each is saved once.
"""

from contextlib import suppress
from typing import NamedTuple

from notes.errors import N_, Busy, Invalid, Missing
from notes.moments import now_ms
from notes.storage.database import database
from notes.storage.models import RecentSearch, SavedSearch
from notes.text import NAME_LIMIT, TOO_LONG, checked_title, encoded, name_key

#: Recent searches that are kept.
RECENT_LIMIT = 50
#: Milliseconds within which a longer query takes the place of its beginning.
SAME_THOUGHT = 60_000

NO_NAME = N_("It needs a name.")
NO_WORDS = N_("There is nothing to search for in it.")
TAKEN = N_("There is a saved search of this name already.")
SAVED_ALREADY = N_("This search is saved already.")


class Saved(NamedTuple):
    name: str
    query: str


# --- recent ones


def remember(query: str) -> None:
    """A query was used: it is the newest now, unless that would have to wait for others' work."""
    query = _checked_query(query)
    with suppress(Busy), database.writing(waits=False):
        newest = RecentSearch.select().order_by(RecentSearch.used.desc()).first()
        used = max(now_ms(), newest.used + 1) if newest else now_ms()
        if newest and query.startswith(newest.query) and used - newest.used < SAME_THOUGHT:
            newest.delete_instance()
        RecentSearch.replace(query=query, used=used).execute()
        _forget_oldest()


def recent(limit: int = 8) -> list[str]:
    """Queries that were used, the last one first."""
    newest = RecentSearch.select(RecentSearch.query).order_by(RecentSearch.used.desc())
    return [query for (query,) in newest.limit(limit).tuples()]


def forget(query: str) -> None:
    encoded(query, "query")
    with database.writing():
        RecentSearch.delete().where(RecentSearch.query == query).execute()


def forget_all() -> None:
    with database.writing():
        RecentSearch.delete().execute()


def _forget_oldest() -> None:
    kept = RecentSearch.select(RecentSearch.query).order_by(RecentSearch.used.desc())
    RecentSearch.delete().where(RecentSearch.query.not_in(kept.limit(RECENT_LIMIT))).execute()


# --- saved ones


def saved() -> list[Saved]:
    """In the order of their names."""
    rows = SavedSearch.select(SavedSearch.name, SavedSearch.query).order_by(SavedSearch.key)
    return [Saved(*row) for row in rows.tuples()]


def saved_as(query: str) -> str:
    """The name that a query is saved under, "" when it is not."""
    found = SavedSearch.select(SavedSearch.name).where(SavedSearch.query == query)
    return str(found.scalar() or "")


def save(name: str, query: str) -> Saved:
    made = Saved(_checked_name(name), _checked_query(query))
    with database.writing():
        if saved_as(made.query):
            raise Invalid("query", SAVED_ALREADY)
        _refuse_taken(made.name)
        SavedSearch.create(name=made.name, key=name_key(made.name), query=made.query)
    return made


def rename(name: str, new: str) -> Saved:
    new = _checked_name(new)
    with database.writing():
        row = _row_of(name)
        if name_key(new) != row.key:
            _refuse_taken(new)
        row.name, row.key = new, name_key(new)
        row.save()
    return Saved(new, row.query)


def remove(name: str) -> Saved:
    """Take a saved search away; what it was, so that it can be brought back."""
    with database.writing():
        row = _row_of(name)
        row.delete_instance()
    return Saved(row.name, row.query)


def _row_of(name: str) -> SavedSearch:
    encoded(name, "name")
    row: SavedSearch | None = SavedSearch.get_or_none(SavedSearch.key == name_key(name))
    if row is None:
        raise Missing("saved search", name)
    return row


def _refuse_taken(name: str) -> None:
    if SavedSearch.select().where(SavedSearch.key == name_key(name)).exists():
        raise Invalid("name", TAKEN)


def _checked_name(name: str) -> str:
    name = checked_title(name, "name")
    if not name:
        raise Invalid("name", NO_NAME)
    if len(name) > NAME_LIMIT:
        raise Invalid("name", TOO_LONG)
    return name


def _checked_query(query: str) -> str:
    from notes.search.query import LENGTH_LIMIT  # what a start does not need

    encoded(query, "query")
    query = query.strip()
    if not query:
        raise Invalid("query", NO_WORDS)
    if len(query) > LENGTH_LIMIT:
        raise Invalid("query", TOO_LONG)
    return query
