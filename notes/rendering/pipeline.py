"""
From Markdown to HTML that may be put into a page.

    source -> without front matter -> Markdown in our dialect -> sanitize.clean -> mathml.shown

A pipeline keeps its Markdown instance and resets it before each text.  It is
for one thread.  After an exception it is not to be used again: make a new one.
"""

import re

from markdown import Markdown

from notes.rendering import mathml
from notes.rendering.dialect import Dialect
from notes.rendering.digest import front_matter
from notes.rendering.known import Known
from notes.rendering.sanitize import clean
from notes.rendering.serialize import serialize

_NOT_CHARACTERS = re.compile("[\0\ud800-\udfff]")


class Pipeline:
    def __init__(self) -> None:
        self._dialect = Dialect()
        self._markdown = Markdown(extensions=[self._dialect])
        self._markdown.serializer = serialize

    def html(self, text: str, known: Known | None = None, *, remote_images: bool = False) -> str:
        """A note as safe HTML, or a block of one with what it uses from elsewhere."""
        text = text[front_matter(text)[1] :]
        self._dialect.known = known or Known()
        html = self._markdown.reset().convert(_tidy(text))
        # The last line ends as it would in a file, which closes what was left open.
        safe = clean(html + "\n", remote_images=remote_images)
        return mathml.shown(safe).strip("\n")


def _tidy(text: str) -> str:
    """Line ends as one character, and nothing that is no character."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_CHARACTERS.sub("\ufffd", text).removesuffix("\n")
