"""
The parts of a note that words can stand in: its title, headings, tags, text and code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from notes.rendering.digest import below_title, digest, front_matter
from notes.rendering.fences import Fenced, language_of, split_code, with_infos


@dataclass
class Anatomy:
    """What is looked at of a note, each part of it when it is first asked for."""

    title: str
    body: str
    tags: Sequence[str]

    @cached_property
    def headings(self) -> str:
        """One a line, without the title."""
        headings = digest(self.body).headings.split("\n")
        return "\n".join(heading for heading in headings if heading != self.title)

    @cached_property
    def prose(self) -> str:
        """What stands outside code, info strings included, without the title."""
        _, front = front_matter(self.body)
        below = split_code(self.body[below_title(self.body, self.title) :])
        return "\n".join((self.body[:front], *with_infos(*below)))

    @cached_property
    def code(self) -> dict[str, str]:
        """By language, "" for none that is named."""
        code: dict[str, str] = {}
        for block in self._blocks:
            language = language_of(block.info)
            code[language] = "\n".join((code.get(language, ""), *block.lines))
        return code

    @cached_property
    def _blocks(self) -> list[Fenced]:
        return split_code(self.body)[1]
