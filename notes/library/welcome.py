"""
The first note: it teaches Octavo in ten lines, once in a library's life.
"""

from notes.library import editing, listing
from notes.library.editing import Note
from notes.library.opening import Library
from notes.paths import resource
from notes.search import damage
from notes.storage.database import database


def greet(library: Library, language: str) -> Note | None:
    """Make the first note in a library that somebody looks into for the first time."""
    if library.settings.read()["welcomed"]:
        return None
    return _greet(library, language)


@damage.despite
def _greet(library: Library, language: str) -> Note | None:
    with database.writing():  # of two windows at once, one greets
        if library.settings.read()["welcomed"]:
            return None
        note = _first_note(language)
        library.settings.write({"welcomed": True})
        return note


def _first_note(language: str) -> Note | None:
    if listing.page(limit=1).notes or listing.page(trashed=True, limit=1).notes:
        return None
    text = resource(f"ui/welcome/{language}.md")
    if not text.is_file():
        text = resource("ui/welcome/en.md")
    return editing.create(text.read_text("utf-8"))
