"""
Callouts: a quote whose first line names its kind, and the older ``!!!``.

    > [!warning] A title of its own
    > The text.

    > [!tip]-                 folded, ``+``: can be folded

becomes ``<aside class="callout warning">`` (or ``<details>`` where it folds) with
a ``callout-title`` first.  Kinds that other programs have are shown as the
nearest of ours, with their own word as the title; what nobody knows is a note,
which has no class of its own (the page around it has one of that name).
"""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

KINDS = frozenset(
    ("tip", "important", "warning", "caution", "danger", "example", "quote", "question")
)

_SAME_AS = {
    **dict.fromkeys(("hint", "success", "check", "done"), "tip"),
    **dict.fromkeys(("attention",), "warning"),
    **dict.fromkeys(("error", "failure", "fail", "missing", "bug"), "danger"),
    **dict.fromkeys(("help", "faq"), "question"),
    **dict.fromkeys(("cite",), "quote"),
}
_MARK = re.compile(r"\[!([\w-]+)(?:\|[^\]\n]*)?\]([-+]?)[ \t]*([^\n]*)(?:\n|$)")


def kind(name: str) -> str:
    """Its class, "" for a note."""
    name = name.lower()
    return name if name in KINDS else _SAME_AS.get(name, "")


class Callouts(Treeprocessor):
    """Quotes that begin with a mark become callouts, before their words are parsed."""

    def run(self, root: Element) -> None:
        for quote in list(root.iter("blockquote")):
            first = quote[0] if len(quote) else None
            if first is not None and first.tag == "p" and (mark := _MARK.match(first.text or "")):
                first.text = (first.text or "")[mark.end() :]
                make_callout(quote, mark[1], title=mark[3], folding=mark[2])
                if not first.text.strip():
                    quote.remove(first)


def make_callout(element: Element, name: str, *, title: str = "", folding: str = "") -> None:
    """Turn an element with its children into a callout; an empty title is the kind's name."""
    element.tag = "details" if folding else "aside"
    element.attrib = {"class": f"callout {kind(name)}".rstrip()} | (
        {"open": "open"} if folding == "+" else {}
    )
    caption = Element("summary" if folding else "p", {"class": "callout-title"})
    caption.text = title.strip() or name.replace("-", " ").capitalize()
    element.insert(0, caption)
