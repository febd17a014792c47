"""
File names for notes, under one folder.

A name made from a title is legal on Linux, macOS and Windows, is at most
`LIMIT` bytes long, and differs from its neighbours by more than case.  A path
that a note was imported from is kept to the letter where this system can hold
it.  Neither is trusted: whatever comes in, the answer is a relative path of
plain names, no part of it empty, ``.``, ``..`` or a hidden folder, that ends
like a Markdown file.  So an export never leaves its folder and never plants a
file that another program would run.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from notes.importers.folder import is_markdown

#: Bytes of UTF-8 in a name that is made here; file systems take 255.
LIMIT = 200
SYSTEM_LIMIT = 255
UNTITLED = "Untitled"

_ILLEGAL = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029\ud800-\udfff]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)", re.I)
_ON_WINDOWS = os.name == "nt"


def safe_name(title: str, ending: str = "") -> str:
    """A file name that every system takes, as near to the title as it goes."""
    name = _ILLEGAL.sub("-", unicodedata.normalize("NFC", title)).strip(" .")
    name = _cut(name, LIMIT - len(ending.encode()) - 1).strip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    return (name or UNTITLED) + ending


def numbered(name: str, number: int) -> str:
    """``Plan.md`` as ``Plan (2).md``."""
    stem, ending = os.path.splitext(name)
    suffix = f" ({number}){ending}"
    return _cut(stem, LIMIT - len(suffix.encode())).rstrip(" .") + suffix


def folded(name: str) -> str:
    """What two names share that a system may take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


class Names:
    """The paths that an export has given away; `apart`: this disk tells `a` from `A`."""

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._exact: set[str] = set()
        self._folded: set[str] = set()
        self._folders: dict[str, str] = {"": ""}
        self._made: set[str] = set()

    def original(self, path: str) -> str:
        """A path for a note that was a file at `path`, in the same letters if at all possible."""
        *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")] or [""]
        folder = self._kept_folder([_kept(part, hidden=False) for part in folders])
        if not is_markdown(name):
            return self.titled(name, folder)
        return self._claim(folder, _kept(name, hidden=True), strict=not self._apart)

    def titled(self, title: str, folder: str = "") -> str:
        """A path for a note that has a title only."""
        return self._claim(folder, safe_name(title, ".md"), strict=True)

    def place(self, notebook: str, folder: str) -> None:
        """The notes of this notebook lie in this folder already."""
        self._folders.setdefault(notebook, folder)

    def folder(self, notebook: str) -> str:
        """The folder of a notebook, one for each, ``A/B`` inside that of ``A``."""
        if notebook not in self._folders:
            above, _, name = notebook.rpartition("/")
            place = self._claim(self.folder(above), safe_name(name), strict=True)
            self._made.add(place)
            self._folders[notebook] = place
        return self._folders[notebook]

    def _kept_folder(self, parts: list[str]) -> str:
        place = ""
        for part in parts:
            inside = f"{place}/{part}" if place else part
            if inside not in self._made:
                inside = self._claim(place, part, strict=not self._apart)
                self._made.add(inside)
            place = inside
        return place

    def _claim(self, folder: str, name: str, *, strict: bool) -> str:
        for path in _candidates(folder, name):
            key = folded(path)
            if key in self._folded if strict else path in self._exact:
                continue
            self._exact.add(path)
            self._folded.add(key)
            return path
        raise AssertionError("the candidates have no end")


def _candidates(folder: str, name: str) -> Iterator[str]:
    before = folder + "/" if folder else ""
    yield before + name
    for number in count(2):
        yield before + numbered(name, number)


def _kept(part: str, *, hidden: bool) -> str:
    """One part of an imported path, changed only where it cannot stay."""
    legal = (
        "\0" not in part
        and "/" not in part
        and len(os.fsencode(part)) <= SYSTEM_LIMIT
        and (hidden or not part.startswith("."))
        and not (_ON_WINDOWS and (safe_name(part) != part))
    )
    stem, ending = os.path.splitext(part)
    return part if legal else safe_name(stem, safe_name(ending) and ending)


def _cut(text: str, limit: int) -> str:
    """As many whole characters as fit into `limit` bytes."""
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")
