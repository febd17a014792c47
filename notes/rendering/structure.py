"""
The structure of a note as CommonMark defines it, in one pass over its lines.

A line first goes to the containers that are open (quotes, items, footnotes…),
outermost first, each of which takes its prefix or ends.  What is left may start
new containers, or a leaf (a heading, a fence…), or it is text: of the paragraph
that is open, else of a new one.  A paragraph also goes on when containers ended
on this very line; that is the lazy line of the specification.

A list is loose when a blank line stands between two things directly in it or in
one of its items.  So a blank line is remembered with the containers it was
inside, and whatever is added to one of these next makes it loose.

This replaces the block parser of Python-Markdown, which looks at the texts
between blank lines and so cannot see lists after text, nesting by two blanks,
or fences in items.  What can begin is in ``notes.rendering.containers`` and
``notes.rendering.leaves``, and ``notes.rendering.dialect`` lists it all.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import ClassVar
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser

from notes.rendering.known import Known
from notes.rendering.lines import Line

#: Containers in each other; what nests deeper is text.
DEPTH_LIMIT = 100
#: Columns of indentation from which a line is code.
CODE_INDENT = 4


class Begun(Enum):
    NOTHING = 0
    CONTAINER = 1
    LEAF = 2


class Container:
    """Holds blocks; is open until a line is not for it."""

    #: Whether blank lines inside are no business of the containers around.
    hides_blanks: ClassVar[bool] = False
    #: Whether items are all that it can hold.
    is_list: ClassVar[bool] = False

    def __init__(self, element: Element) -> None:
        self.element = element

    def goes_on(self, line: Line) -> bool:
        """Whether the line is for this container; if so, its prefix is taken."""
        raise NotImplementedError

    def loosen(self) -> None:
        """A blank line stands between two things in it."""

    def close(self) -> None:
        """Nothing more will be added."""


class Leaf:
    """Holds lines; one at most is open, in the innermost container."""

    def close(self, parent: Element) -> None:
        """Put into the parent what the lines are."""
        raise NotImplementedError


class Verbatim(Leaf):
    """Lines as they are, asked for before anything else may begin."""

    #: Whether blank lines that it reads are also blank lines of what is around it.
    shows_blanks: ClassVar[bool] = False
    #: Whether its last line was read.
    is_done = False

    def read(self, line: Line) -> bool:
        """Whether the line is its own."""
        raise NotImplementedError


class Text(Leaf):
    """Lines that go on until a blank one or until something else begins."""

    #: Whether it also goes on where the containers around it do not.
    is_lazy: ClassVar[bool] = False

    def __init__(self) -> None:
        self.lines: list[str] = []


class Paragraph(Text):
    is_lazy = True

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known

    def words(self) -> str:
        """Its text without the definitions that it begins with, which are known from now on."""
        return self._known.define("\n".join(self.lines))

    def close(self, parent: Element) -> None:
        words = self.words()
        if words:
            SubElement(parent, "p").text = words


class _Root(Container):
    def goes_on(self, _line: Line) -> bool:
        return True


Start = Callable[["Structure", Line], Begun]


class Structure(BlockParser):
    """`starts`: what may begin with a character; at "" what may begin with an indent of code."""

    def __init__(self, md: Markdown, starts: Mapping[str, tuple[Start, ...]]) -> None:
        super().__init__(md)
        self.known: Known = Known()
        self._starts = starts
        self._marks = frozenset("".join(starts) + " \t")

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree[Element | None]":
        root = Element(self.md.doc_tag)
        self.open: list[Container] = [_Root(root)]
        self.leaf: Leaf | None = None
        self.matched = 1
        #: For each child of the root the number of a line that it was read from, from 0.
        self.lines: list[int] = []
        self._line = self._leaf_line = 0
        self._blanks = range(0)
        self._after_blank = False
        for self._line, line in enumerate(lines):
            self._read(line)
            self._number(root, self._line)
        self.matched = 1
        self._close_unmatched()
        self._close_leaf()
        self._number(root, self._line)
        return ElementTree(root)

    # What is asked by whatever may begin

    @property
    def is_whole(self) -> bool:
        """Whether all open containers took this line, so that the leaf is in reach of it."""
        return self.matched == len(self.open)

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph that this line would interrupt or end."""
        return self.leaf if self.is_whole and isinstance(self.leaf, Paragraph) else None

    @property
    def innermost(self) -> Container:
        """The innermost container that this line is for."""
        return self.open[self.matched - 1]

    @property
    def has_room(self) -> bool:
        return len(self.open) < DEPTH_LIMIT

    @property
    def follows_blank(self) -> bool:
        return self.matched - 1 in self._blanks

    def make_room(self, *, for_item: bool = False) -> Element:
        """Close what the line has ended; the element that what begins belongs into."""
        self._close_unmatched()
        self._close_leaf()
        if self.open[-1].is_list and not for_item:
            self._close_container()
        if len(self.open) - 1 in self._blanks:
            self.open[-1].loosen()
        return self.open[-1].element

    def take_back(self) -> Element:
        """The last block of the innermost container, which becomes a part of what begins."""
        parent = self.open[-1].element
        last = parent[-1]
        parent.remove(last)
        del self.lines[len(self.open[0].element) :]
        return last

    def enter(self, container: Container) -> Begun:
        self.open.append(container)
        self.matched = len(self.open)
        return Begun.CONTAINER

    def hold(self, leaf: Leaf) -> Begun:
        self.leaf, self._leaf_line = leaf, self._line
        return Begun.LEAF

    def _close_unmatched(self) -> None:
        while len(self.open) > self.matched:
            self._close_leaf()
            self._close_container()

    def _close_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf:
            leaf.close(self.open[-1].element)
            self._number(self.open[0].element, self._leaf_line)

    def _number(self, root: Element, line: int) -> None:
        """What the root has got since the last time was read from this line."""
        self.lines += [line] * (len(root) - len(self.lines))

    def _close_container(self) -> None:
        self.open.pop().close()
        depth = len(self.open)
        self.matched = min(self.matched, depth)
        self._blanks = range(self._blanks.start, min(self._blanks.stop, depth))

    # Lines

    def _read(self, text: str) -> None:
        is_blank = not text.strip(" \t")
        if is_blank and self._after_blank and not self.leaf:
            return
        self._after_blank = is_blank
        is_words = not is_blank and text[0] not in self._marks
        if is_words and len(self.open) == 1 and isinstance(self.leaf, Text):
            self.leaf.lines.append(text)
        else:
            self._read_line(Line(text))

    def _read_line(self, line: Line) -> None:
        self._match(line)
        if self._is_read_by_leaf(line):
            self._blanks = range(0)
            return
        was_blank, begun = line.is_blank, Begun.CONTAINER
        while begun is Begun.CONTAINER:
            begun = self._begin(line)
        if begun is Begun.NOTHING:
            self._read_rest(line)
        if not was_blank:
            self._blanks = range(0)

    def _match(self, line: Line) -> None:
        self.matched = 1
        while self.matched < len(self.open) and self.open[self.matched].goes_on(line):
            self.matched += 1

    def _is_read_by_leaf(self, line: Line) -> bool:
        leaf = self.leaf if self.is_whole else None
        if not isinstance(leaf, Verbatim) or (line.is_blank and leaf.shows_blanks):
            return False
        is_read = leaf.read(line)
        if leaf.is_done:
            self._close_leaf()
        return is_read

    def _begin(self, line: Line) -> Begun:
        for start in self._starts.get("" if line.indent >= CODE_INDENT else line.mark, ()):
            if (begun := start(self, line)) is not Begun.NOTHING:
                return begun
        return Begun.NOTHING

    def _read_rest(self, line: Line) -> None:
        if line.is_blank:
            self._read_blank(line)
            return
        if not (isinstance(self.leaf, Text) and (self.is_whole or self.leaf.is_lazy)):
            self.make_room()
            leaf = Paragraph(self.known)
            self.hold(leaf)
            leaf.lines.append(line.text)
        else:
            self.leaf.lines.append(line.text)

    def _read_blank(self, line: Line) -> None:
        self._close_unmatched()
        if not (isinstance(self.leaf, Verbatim) and self.leaf.read(line)):
            self._close_leaf()
        depth = len(self.open)
        hidden = (at for at in range(depth, 0, -1) if self.open[at - 1].hides_blanks)
        self._blanks = range(next(hidden, 0), depth)
