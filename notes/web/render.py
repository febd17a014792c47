"""
Rendered notes, kept on disk by what they were rendered from.

The key is the hash of the text, the version of the renderer and the manner, so that nothing
ever has to be invalidated.  A page with blocks that could not be rendered in
time is not kept: the next try may have more luck.

The files lie in the user's own cache folder and not in the library.  A library
may come from elsewhere, copied, shared or synced, and a page that came with it
would have passed no sanitizer of ours.
"""

import re
from bisect import bisect_left
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from notes.library import editing
from notes.library.opening import Library
from notes.paths import cache_of
from notes.rendering.manner import Manner
from notes.rendering.worker import VERSION, Preview, Renderer

if TYPE_CHECKING:
    from flask_caching import Cache


#: A relative address of an image, in the canonical form that the sanitizer writes.
_IMAGE = re.compile(
    r'(<img(?: [^\s=<>]+="[^"]*")*? src=")(?![A-Za-z][A-Za-z0-9+.-]*:|/)([^"]*)(?=")'
)
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")


class Pages:
    """The renderer of a library behind its cache."""

    def __init__(self, renderer: Renderer, library: Library) -> None:
        self.renderer = renderer
        self._library = library

    @cached_property
    def _cache(self) -> "Cache":
        """Made for the first page that is asked for: no start has to wait for it."""
        from notes.web.cache import cache_in

        return cache_in(cache_of(self._library.folder))

    def get_ready(self) -> None:
        """
        Start the renderer beside us: now somebody looks, and will want a page soon.
        Earlier it would only compete with the start of the program.
        """
        self.renderer.start()

    def page(self, note_id: str) -> str:
        """The HTML of a note; its text is read only when this has to be made."""
        manner = self._manner()
        kept = self._cache.get(_key(editing.hash_of(note_id), manner))
        return _with_images(kept if isinstance(kept, str) else self._made(note_id, manner), note_id)

    def _made(self, note_id: str, manner: Manner) -> str:
        note = editing.read(note_id)
        page = self.renderer.page(note.body, manner=manner)
        if not page.plain:
            self._cache.set(_key(note.sha256, manner), page.html)
        return page.html

    def preview(self, body: str, note_id: str, *, whole: bool) -> Preview:
        """The blocks of a text that is being written; the renderer keeps them itself."""
        shown = self.renderer.blocks(body, whole=whole, manner=self._manner())
        blocks = [block._replace(html=_with_images(block.html, note_id)) for block in shown.blocks]
        return shown._replace(blocks=blocks)

    def _manner(self) -> Manner:
        chosen = self._library.settings.read()
        return Manner(chosen["hard_breaks"], chosen["smart_quotes"], chosen["properties"])

    def boxes(self, body: str) -> list[int]:
        """Where the boxes of a text's page stand in it, in UTF-16 units, as scripts count."""
        wide = [found.start() for found in _TWO_UNITS.finditer(body)]
        return [at + bisect_left(wide, at) for at in self.renderer.boxes(body)]


def _with_images(html: str, note_id: str) -> str:
    """Sanitized HTML whose images are asked for where they are: beside the note's file."""
    if "<img" not in html:
        return html
    return _IMAGE.sub(lambda image: f"{image[1]}/notes/{note_id}/image?at={_path(image[2])}", html)


def _path(address: str) -> str:
    return quote(unquote(unescape(address).partition("#")[0]))


def _key(sha256: str, manner: Manner) -> str:
    return f"{VERSION}{''.join(str(int(chosen)) for chosen in manner)}-{sha256}"
