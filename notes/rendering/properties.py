"""
The front matter of a note as its properties: a list of names and what they are.

    <dl class="properties"><dt>tags</dt><dd><span class="property-tag">idea</span> …</dd> …</dl>

Tags look like tags; an address and a ``[[name]]`` alone are links.  What is empty is left
out.  YAML can say in a line that a thing holds itself, or a million others, so only so
much is read of it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from notes.rendering.delimiters import put
from notes.rendering.digest import listed
from notes.rendering.inline import Words
from notes.rendering.known import Known, encoded

CLASS, TAG = "properties", "property-tag"

#: Properties of a note, things in one, how deep they hold each other, characters of each.
LIMIT, HELD_LIMIT, DEPTH_LIMIT, LENGTH_LIMIT = 100, 100, 4, 500

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.I)
_NAME = re.compile(r"\[\[[^\[\]\n]+\]\]")


def shown(properties: dict[str, Any]) -> list[Element]:
    """The list, or nothing where there is none."""
    found = Element("dl", {"class": CLASS})
    for name, value in islice(properties.items(), LIMIT):
        values = list(_values(name, value))
        if values:
            SubElement(found, "dt").text = str(name)[:LENGTH_LIMIT]
            _add(SubElement(found, "dd"), values)
    return [found] if len(found) else []


def _values(name: object, value: Any) -> Iterator[Element | str]:
    if name in ("tags", "tag"):
        for tag in islice(listed({"tags": value}), HELD_LIMIT):
            element = Element("span", {"class": TAG})
            element.text = tag[:LENGTH_LIMIT]
            yield element
        return
    for text in islice(_texts(value), HELD_LIMIT):
        yield _linked(text[:LENGTH_LIMIT])


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Everything in a value that is text, with the name that it has in it."""
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif depth == DEPTH_LIMIT:
        yield "…"
    elif isinstance(value, dict):
        for name, inner in value.items():
            texts = islice(_texts(inner, depth + 1), HELD_LIMIT)
            yield from (f"{name}: {text}" for text in _listed(inner, texts))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)


def _listed(value: Any, texts: Iterator[str]) -> Iterator[str]:
    """A list of words alone is one text."""
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return filter(None, [", ".join(texts)]) if is_list else texts


def _linked(text: str) -> Element | str:
    if _ADDRESS.fullmatch(text):
        link = Element("a", {"href": encoded(text)})
        link.text = text
        return link
    (first, *_) = Words(text, Known()).read() if _NAME.fullmatch(text) else [text]
    return first


def _add(place: Element, values: list[Element | str]) -> None:
    """One after the other: tags with blanks between them, words with commas."""
    is_tags = isinstance(values[0], Element) and values[0].get("class") == TAG
    parts: list[str | Element] = [values[0]]
    for value in values[1:]:
        parts += [" " if is_tags else ", ", value]
    put(place, parts)
