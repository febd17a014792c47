"""
A tree as HTML, without recursion.

Every character of a text is meant as it is: what looks like an entity in it was
written so.  HTML that is to go out as it came in is the text of a RAW element; where it
stands for words, these are its attribute WRITTEN.
"""

from html import escape
from xml.etree.ElementTree import Element

RAW, WRITTEN = "raw", "written"

_VOID = frozenset(("br", "hr", "img", "input"))
#: Elements after which a line ends, for those who read HTML.
_BLOCKS = """
    p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr table thead tbody tr dl dt dd aside details section
"""
_LINES = frozenset(_BLOCKS.split())


def serialize(root: Element) -> str:
    out: list[str] = []
    todo: list[Element | str] = [root]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        if item.tail:
            todo.append(escape(item.tail, quote=False))
        if item.tag == RAW:
            out.append(item.text or "")
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in item.items())
        out.append(f"<{item.tag}{attributes}>")
        if item.text:
            out.append(escape(item.text, quote=False))
        end = "" if item.tag in _VOID else f"</{item.tag}>"
        todo.append(end + "\n" if item.tag in _LINES else end)
        todo.extend(reversed(item))
    return "".join(out)
