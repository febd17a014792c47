r"""
Links between notes by their names, as wikis write them.

    [[Name]]   [[Name|words]]   [[Name#Heading]]   [[#Heading]]   [[Name\|words]]
    ![[Name]]                   the note itself, in its place
    ![[a.png|300]]              an image, 300 pixels wide; |300x200 high as well

They become links and images whose address is the name: which note has it is not known
here, and may change while the text does not.  Whoever shows the page asks the library
(class ``wiki-link``, ``wiki-embed``).  Square brackets that are a link by CommonMark's
rules, because what stands inside is defined, are that link.
"""

import re
from xml.etree.ElementTree import Element

from notes.rendering import images
from notes.rendering.headings import slug
from notes.rendering.known import encoded, normal
from notes.rendering.passage import Passage

LINK, EMBED = "wiki-link", "wiki-embed"

_WRITTEN = re.compile(
    r"(?<!\[)!?\[\[(?!\s)(?P<name>[^\[\]|#\n]{0,500}?)(?P<place>#[^\[\]|\n]{0,500}?)?"
    r"(?:\\?\|(?P<words>[^\[\]\n]{0,500}))?(?<!\s)\]\](?![(\]])"
)


def read(words: Passage) -> bool:
    """A link or what is to be shown, from its brackets or the mark before them."""
    found = _WRITTEN.match(words.text, words.at)
    if not found or not (found["name"] or found["place"]):
        return False
    if normal(found[0].lstrip("!")[2:-2]) in words.known.links:
        return False
    return words.add(_shown(found), found.end())


def _shown(found: re.Match[str]) -> Element:
    name, place = found["name"].strip(), _place(found["place"] or "")
    is_embed = found[0].startswith("!")
    if is_embed and images.is_image(name):
        return images.image(encoded(name), found["words"] or "", name)
    element = Element("a", {"class": EMBED if is_embed else LINK, "href": encoded(name) + place})
    element.text = (found["words"] or "").strip() or _named(name, found["place"] or "")
    return element


def _place(place: str) -> str:
    """The fragment of the innermost heading that is named; a block's mark names none."""
    heading = place.rpartition("#")[2].strip()
    return "" if not heading or heading.startswith("^") else "#" + encoded(slug(heading))


def _named(name: str, place: str) -> str:
    return " › ".join(part.strip() for part in (name, *place.split("#")) if part.strip())
