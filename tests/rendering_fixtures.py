"""Rendering without a worker, and what a page is made of when its looks are left out."""

import re
from functools import cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from notes.rendering.pipeline import Pipeline

#: What stands around things and says nothing of the structure of a text.
WRAPPERS = frozenset(("div", "span", "section", "figure", "figcaption", "sup", "input"))
BLOCKS = (
    "p|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|aside|details|summary|pre|hr|br|"
    "table|thead|tbody|tr|t[hd]"
)
AROUND_BLOCKS = re.compile(rf" *(</?(?:{BLOCKS})(?: [^>]*)?>) *")
KEPT = ("href", "src", "alt", "title", "start", "align")


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def html(text: str) -> str:
    return pipeline().html(text)


def tree(page: str) -> Any:
    return lxml_html.fragment_fromstring(page, create_parent="div")


def outline(page: str) -> str:
    """Tags and words of a page in one line: wrappers, classes, ids, blanks left out."""
    parts: list[str] = []
    _outline(tree(page), parts)
    return AROUND_BLOCKS.sub(r"\1", re.sub(r"\s+", " ", "".join(parts))).strip()


def _outline(element: Any, parts: list[str]) -> None:
    for child in [element.text, *element]:
        if isinstance(child, str):
            parts.append(child)
        elif child is not None and isinstance(child.tag, str):
            _outline_child(child, parts)
            parts.append(child.tail or "")


def _outline_child(child: Any, parts: list[str]) -> None:
    if child.tag == "pre":
        parts.append(f"<pre>{child.text_content()!r}</pre>")
    elif child.tag in WRAPPERS:
        _outline(child, parts)
    else:
        kept = "".join(f" {name}={child.get(name)!r}" for name in KEPT if child.get(name))
        parts.append(f"<{child.tag}{kept}>")
        _outline(child, parts)
        parts.append(f"</{child.tag}>")


def elements(page: str) -> list[Any]:
    return [element for element in tree(page).iter() if not isinstance(element, etree._Comment)]
