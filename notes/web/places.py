"""
Where somebody is in the library: everything, a notebook, a tag, the trash, a search,
the notes similar to one.

A place is a query string (``?notebook=Work%2FIdeas``) that every address of the
page can carry, so that opening a note does not lose the list beside it.  A
search covers the whole library, wherever it was begun.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from notes.web.words import gettext

#: Characters of a search in addresses, of which a list has many; fewer are searched for anyhow.
WORDS_LIMIT = 3_000

_NOTE_PATH = re.compile(r"/notes/[0-9a-f]{16}")


class Place(NamedTuple):
    notebook: str = ""
    tag: str = ""
    words: str = ""
    similar: str = ""
    trashed: bool = False

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> "Place":
        """The place that an address names."""
        words = args.get("q", "").strip()[:WORDS_LIMIT]
        if words:
            return cls(words=words)
        if args.get("similar"):
            return cls(similar=args["similar"])
        if args.get("trash"):
            return cls(trashed=True)
        return cls(notebook=args.get("notebook", ""), tag=args.get("tag", ""))

    @classmethod
    def kept(cls, query: str) -> "Place":
        """The place that `query` was of."""
        return cls.asked(dict(parse_qsl(query.removeprefix("?"))))

    @property
    def query(self) -> str:
        """``?…`` for an address; "" for everything."""
        named = {
            "notebook": self.notebook,
            "tag": self.tag,
            "q": self.words,
            "similar": self.similar,
            "trash": "1" if self.trashed else "",
        }
        kept = urlencode({name: value for name, value in named.items() if value})
        return f"?{kept}" if kept else ""

    @property
    def heading(self) -> str:
        if self.trashed:
            return gettext("Trash")
        if self.notebook:
            return self.notebook.rpartition("/")[2]
        return f"#{self.tag}" if self.tag else gettext("All notes")


class Places:
    """What templates say to name a place."""

    all = Place()
    trash = Place(trashed=True)

    @staticmethod
    def notebook(path: str) -> Place:
        return Place(notebook=path)

    @staticmethod
    def tag(name: str) -> Place:
        return Place(tag=name)

    @staticmethod
    def search(words: str) -> Place:
        return Place(words=words)


def near(path: str) -> str:
    """A notebook as the bar shows it: it and the one above it; the list has the whole tree."""
    levels = path.split("/")
    return " / ".join(["…", *levels[-2:]] if len(levels) > 2 else levels)


def address(place: Place, current_url: str) -> str:
    """The address of a place that keeps the note which is open in `current_url`."""
    try:
        path = urlsplit(current_url).path
    except ValueError:
        path = "/"
    return (path if _NOTE_PATH.fullmatch(path) else "/") + place.query
