"""
Images and how large they are shown: ``![words|300](a.png)``, ``|300x200``, in pixels.
"""

import re
from xml.etree.ElementTree import Element

_SIZE = re.compile(r"(?:^|\|)[ \t]*(\d{1,4})(?:[ \t]*x[ \t]*(\d{1,4}))?[ \t]*$")
_ENDING = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|bmp|svg)$", re.IGNORECASE)


def is_image(name: str) -> bool:
    return bool(_ENDING.search(name))


def image(address: str, words: str, instead: str = "") -> Element:
    """An image; `words` with the size that they may end in, `instead` where there are none."""
    element = Element("img", {"src": address})
    size = _SIZE.search(words)
    if size:
        words = words[: size.start()]
        element.set("width", size[1])
        if size[2]:
            element.set("height", size[2])
    element.set("alt", words or instead)
    return element
