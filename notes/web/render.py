"""
Rendered notes, kept on disk by what they were rendered from.

The key is the hash of the text and the version of the renderer, so that nothing
ever has to be invalidated.  A page with blocks that could not be rendered in
time is not kept: the next try may have more luck.

The files lie in the user's own cache folder and not in the library.  A library
may come from elsewhere, copied, shared or synced, and a page that came with it
would have passed no sanitizer of ours.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from notes.library import editing
from notes.library.opening import Library
from notes.paths import cache_of
from notes.rendering.worker import VERSION, Preview, Renderer

if TYPE_CHECKING:
    from flask_caching import Cache


class Pages:
    """The renderer of a library behind its cache."""

    def __init__(self, renderer: Renderer, library: Library) -> None:
        self.renderer = renderer
        self._library = library.folder

    @cached_property
    def _cache(self) -> "Cache":
        """Made for the first page that is asked for: no start has to wait for it."""
        from notes.web.cache import cache_in

        return cache_in(cache_of(self._library))

    def get_ready(self) -> None:
        """
        Start the renderer beside us: now somebody looks, and will want a page soon.
        Earlier it would only compete with the start of the program.
        """
        self.renderer.start()

    def page(self, note_id: str) -> str:
        """The HTML of a note; its text is read only when this has to be made."""
        kept = self._cache.get(_key(editing.hash_of(note_id)))
        if isinstance(kept, str):
            return kept
        note = editing.read(note_id)
        page = self.renderer.page(note.body)
        if not page.plain:
            self._cache.set(_key(note.sha256), page.html)
        return page.html

    def preview(self, body: str, *, whole: bool) -> Preview:
        """The blocks of a text that is being written; the renderer keeps them itself."""
        return self.renderer.blocks(body, whole=whole)


def _key(sha256: str) -> str:
    return f"{VERSION}-{sha256}"
