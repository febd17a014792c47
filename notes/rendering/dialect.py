"""
Octavo's Markdown: CommonMark and GitHub's, and what people miss in them.

An extension of Python-Markdown that puts our structure of blocks, our reading
of words and our serializer in the place of its own, and adds what belongs to
the tree in between.  The tables below say what may begin with which character;
where two may, the first that does wins.
"""

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from notes.rendering import comments, containers, formulas, leaves
from notes.rendering.abbreviations import Abbreviations
from notes.rendering.callouts import Callouts
from notes.rendering.contents import ContentsFilled, ContentsMarked
from notes.rendering.footnotes import FootnotesBelow, FootnotesNumbered
from notes.rendering.headings import HeadingIds
from notes.rendering.inline import Inline
from notes.rendering.known import Known
from notes.rendering.quotes import Quotes
from notes.rendering.structure import Start, Structure
from notes.rendering.tasks import Tasks

_STARTS: dict[str, tuple[Start, ...]] = {
    "": (leaves.begin_indented_code,),
    "#": (leaves.begin_heading,),
    ">": (containers.begin_quote,),
    "`": (leaves.begin_fence,),
    "~": (leaves.begin_fence,),
    "<": (leaves.begin_html,),
    "=": (leaves.end_heading,),
    "-": (leaves.end_heading, leaves.begin_table, leaves.begin_rule, containers.begin_item),
    "*": (leaves.begin_rule, containers.begin_item),
    "+": (containers.begin_item,),
    "_": (leaves.begin_rule,),
    "|": (leaves.begin_table,),
    ":": (leaves.begin_table, containers.begin_meaning),
    "[": (containers.begin_footnote,),
    "$": (formulas.begin_display,),
    "%": (comments.begin,),
    "!": (containers.begin_callout,),
    "?": (containers.begin_callout,),
    **dict.fromkeys("0123456789", (containers.begin_item,)),
}


class Dialect(Extension):
    """`known`: what the text that is rendered next may use; set it anew before each."""

    @property
    def known(self) -> Known:
        return self._structure.known

    @known.setter
    def known(self, known: Known) -> None:
        self._structure.known = known

    @property
    def lines(self) -> list[int]:
        """For each block of the text that was rendered last a line that it was read from."""
        return self._structure.lines

    def extendMarkdown(self, md: Markdown) -> None:
        structure = self._structure = Structure(md, _STARTS)
        self.tasks = Tasks(md)
        md.parser = structure
        md.preprocessors, md.postprocessors = Registry(), Registry()
        md.treeprocessors = Registry()
        for priority, (name, processor) in enumerate(reversed(self._processors(md, structure))):
            md.treeprocessors.register(processor, name, priority)

    def _processors(self, md: Markdown, structure: Structure) -> list[tuple[str, Treeprocessor]]:
        """What happens to the tree, in this order."""
        return [
            ("footnotes-below", FootnotesBelow(structure)),
            ("callouts", Callouts(md)),
            ("tasks", self.tasks),
            ("contents-marked", ContentsMarked(md)),
            ("inline", Inline(structure)),
            ("footnotes-numbered", FootnotesNumbered(structure)),
            ("abbreviations", Abbreviations(structure)),
            ("heading-ids", HeadingIds(md)),
            ("quotes", Quotes(structure)),
            ("contents-filled", ContentsFilled(md)),
        ]
