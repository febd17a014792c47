"""
The parts of a note that words can stand in: its title, headings, tags, text and code.

Long parts are pages, so that each is folded once however many words are looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from notes.rendering.digest import Digest, below_title, digest, front_matter
from notes.rendering.fences import language_of, split_code, with_infos
from notes.search.needles import Page


@dataclass
class Anatomy:
    """What is looked at of a note, each part of it when it is first asked for."""

    title: str
    body: str
    tags: Sequence[str]

    @cached_property
    def text(self) -> Page:
        return Page(self.body)

    @cached_property
    def headings(self) -> Page:
        """One a line, without the title."""
        headings = self._digest.headings.split("\n")
        return Page("\n".join(heading for heading in headings if heading != self.title))

    @property
    def facts(self) -> tuple[str, ...]:
        """What filters ask of it."""
        return self._digest.facts

    @cached_property
    def prose(self) -> Page:
        """What stands outside code, info strings included, without the title."""
        _, front = front_matter(self.body)
        below = split_code(self.body[below_title(self.body, self.title) :])
        return Page("\n".join((self.body[:front], *with_infos(*below))))

    @cached_property
    def code(self) -> dict[str, Page]:
        """By language, "" for none that is named."""
        code: dict[str, str] = {}
        for block in split_code(self.body)[1]:
            language = language_of(block.info)
            code[language] = "\n".join((code.get(language, ""), *block.lines))
        return {language: Page(text) for language, text in code.items()}

    @cached_property
    def _digest(self) -> Digest:
        return digest(self.body)
