"""
The first note: it teaches Octavo in ten lines, once in a library's life.
"""

from notes.library import editing, listing
from notes.library.editing import Note
from notes.library.opening import Library
from notes.paths import resource
from notes.storage.database import database


def greet(library: Library, language: str) -> Note | None:
    """Make the first note in a library that somebody looks into for the first time."""
    if library.settings.read()["welcomed"]:
        return None
    with database.writing():  # of two windows at once, one greets
        return _greet(library, language)


def _greet(library: Library, language: str) -> Note | None:
    if library.settings.read()["welcomed"]:
        return None
    library.settings.write({"welcomed": True})
    if listing.page(limit=1).notes or listing.page(trashed=True, limit=1).notes:
        return None
    text = resource(f"ui/welcome/{language}.md")
    if not text.is_file():
        text = resource("ui/welcome/en.md")
    return editing.create(text.read_text("utf-8"))
