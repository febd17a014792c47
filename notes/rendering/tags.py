"""
Raw HTML inside a sentence, as CommonMark bounds it: where it ends.
"""

import re

_ATTRIBUTE = re.compile(
    r"\s+[a-zA-Z_:][a-zA-Z0-9_.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
)
_OPEN_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9-]*")
_TAG_END = re.compile(r"\s*/?>")
_CLOSE_TAG = re.compile(r"</[a-zA-Z][a-zA-Z0-9-]*\s*>")
#: What begins so, ends so.
_SECTIONS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


class Tags:
    """The tags, comments and other sections of one text; no end is looked for in vain twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._no_end: set[str] = set()

    def end(self, at: int) -> int:
        """Where what begins with the angle at a place ends; 0 when nothing does."""
        for start, end in _SECTIONS:
            if self._text.startswith(start, at):
                return self._end_of_section(at, start, end)
        closing = _CLOSE_TAG.match(self._text, at)
        return closing.end() if closing else self._end_of_open_tag(at)

    def _end_of_section(self, at: int, start: str, end: str) -> int:
        if start == "<!--":
            for empty in ("<!-->", "<!--->"):
                if self._text.startswith(empty, at):
                    return at + len(empty)
        if start == "<!" and not self._text[at + 2 : at + 3].isalpha():
            return 0
        found = -1 if end in self._no_end else self._text.find(end, at + len(start))
        if found < 0:
            self._no_end.add(end)
            return 0
        return found + len(end)

    def _end_of_open_tag(self, at: int) -> int:
        name = _OPEN_TAG.match(self._text, at)
        if not name:
            return 0
        at = name.end()
        while attribute := _ATTRIBUTE.match(self._text, at):
            at = attribute.end()
        end = _TAG_END.match(self._text, at)
        return end.end() if end else 0
