"""
A text while its words are read: what is done, and how far; what every reader of a part works on.
"""

from notes.rendering.delimiters import Node
from notes.rendering.known import Known


class Passage:
    """The nodes that were read of `text` up to `at`."""

    def __init__(self, text: str, known: Known) -> None:
        self.text = text
        self.at = 0
        self.nodes: list[Node] = []
        self.known = known

    @property
    def is_in_brackets(self) -> bool:
        """Whether any are open here; whoever reads brackets knows."""
        return False

    def add(self, node: Node, end: int) -> bool:
        self.nodes.append(node)
        self.at = end
        return True

    def replace_last(self, count: int, node: Node, end: int) -> bool:
        """Put a node in the place of the last characters that were read, and of those up to end."""
        last = self.nodes[-1]
        if not isinstance(last, str) or len(last) < count:
            return False
        self.nodes[-1] = last[: len(last) - count]
        return self.add(node, end)
