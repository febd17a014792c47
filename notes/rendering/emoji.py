"""
Emoji by their names, ``:tada:``, as GitHub calls them.

The names are pymdown-extensions' list, loaded when the first one is written.
"""

import re
from functools import cache
from html import escape
from xml.etree.ElementTree import Element

from notes.rendering.passage import Passage
from notes.rendering.serialize import RAW, WRITTEN

_NAME = re.compile(r":[a-z0-9_+-]{1,60}:")


def read(words: Passage) -> bool:
    name = _NAME.match(words.text, words.at)
    if not name or words.text[words.at - 1 : words.at].isalnum():
        return False
    characters = _characters(name[0])
    if not characters:
        return False
    element = Element(RAW, {WRITTEN: name[0]})
    element.text = escape(characters)
    return words.add(element, name.end())


@cache
def _characters(name: str) -> str:
    from pymdownx import gemoji_db

    codes = gemoji_db.emoji.get(gemoji_db.aliases.get(name, name), {}).get("unicode", "")
    return "".join(chr(int(code, 16)) for code in codes.split("-") if code)
