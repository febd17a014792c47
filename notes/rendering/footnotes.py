"""
Footnotes: a number where one is named, and all of them below the note.

They are numbered in the order in which they are named; those that nobody names
come last, for nothing that was written may be missing.  A block that is
rendered alone is told the numbers beforehand and shows its footnotes in place.
"""

from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from notes.rendering.known import Known
from notes.rendering.structure import Structure


def reference(known: Known, label: str) -> Element | None:
    """The number that stands for a footnote, or None when there is no such footnote."""
    if label not in known.footnotes and label not in known.numbers:
        return None
    number = known.number(label)
    times = known.times[label] = known.times.get(label, 0) + 1
    mark = Element("sup", {"id": f"fnref-{label}" + (f"-{times}" if times > 1 else "")})
    link = SubElement(mark, "a", {"class": "footnote-ref", "href": f"#fn-{label}"})
    link.text = str(number)
    return mark


class FootnotesBelow(Treeprocessor):
    """Put them below the text before its words are read, so that theirs are read as well."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(structure.md)
        self._structure = structure

    def run(self, root: Element) -> None:
        notes = self._structure.known.footnotes
        if notes:
            section = SubElement(root, "section", {"class": "footnotes"})
            SubElement(section, "ol").extend(notes.values())


class FootnotesNumbered(Treeprocessor):
    """Bring them into order when it is known which was named first."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(structure.md)
        self._structure = structure

    def run(self, root: Element) -> None:
        known = self._structure.known
        if not known.footnotes:
            return
        numbered = sorted((known.number(label), label) for label in known.footnotes)
        root[-1][0][:] = [known.footnotes[label] for _, label in numbered]
        for place, (number, label) in enumerate(numbered, start=1):
            note = known.footnotes[label]
            note.set("id", f"fn-{label}")
            if number != place:
                note.set("value", str(number))
            _add_way_back(note, label)


def _add_way_back(note: Element, label: str) -> None:
    last = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
    if len(last):
        last[-1].tail = (last[-1].tail or "") + " "
    elif last.text:
        last.text += " "
    link = SubElement(last, "a", {"class": "footnote-back", "href": f"#fnref-{label}"})
    link.text = "↩"
