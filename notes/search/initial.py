"""
What a search may mean of which the last word has only its first letter yet.

A letter is the beginning of too much: looking up all words that begin with it takes a
quarter of a second in 100,000 notes.  So it is a word, which finds vitamin C and chapter
3; when no note has that, it waits for the next letter, and alone it is the beginning of
a word in a title.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from notes.search.names import name_with_symbols
from notes.search.segment import has_words, narrowed
from notes.search.tree import And, Node, Or, Term, joined
from notes.text import UNSPACED

#: A text that ends in the first letter of a word, what stands before it, and signs behind it.
_INITIAL = re.compile(rf"(|.*[\W_{UNSPACED}])([^\W_{UNSPACED}])([\W_]*)", re.DOTALL)


def is_initial(term: Term) -> bool:
    """Whether nothing but the first letter is known of its last word, as in ``e.``; C++ is one."""
    return term.beginning and _parted(term.text) != ("", "")


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first letter that a text ends in, and the letter; "" for none."""
    text = narrowed(text)
    match = None if name_with_symbols(text) else _INITIAL.fullmatch(text)
    return (match[1], match[2]) if match and not has_words(match[3]) else ("", "")


def readings(tree: Node) -> Iterator[Node]:
    """What a tree may mean while it is typed; the first that has hits counts."""
    waiting = _with_initial(tree, _left_out)
    if waiting == tree:
        yield tree
        return
    if isinstance(tree, Term) and waiting is None and tree.column != "code":
        _, letter = _parted(tree.text)
        yield Term(letter, beginning=True, column="title")
    yield _with_initial(tree, _whole) or tree
    if waiting:
        yield waiting


def _with_initial(node: Node, done: Callable[[Term], Node | None]) -> Node | None:
    """A tree with something done to the word that is being typed; titles can be asked for it."""
    match node:
        case Term() if node.column != "title" and is_initial(node):
            return done(node)
        case And(parts) | Or(parts):
            kept = [_with_initial(part, done) for part in parts]
            return joined(type(node), [part for part in kept if part])
    return node


def _whole(term: Term) -> Term:
    return replace(term, beginning=False)


def _left_out(term: Term) -> Term | None:
    before, _ = _parted(term.text)
    before = before.rstrip()
    return replace(term, text=before, beginning=False) if has_words(before) else None
