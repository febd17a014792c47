"""
File names for notes, under one folder.

A name made from a title is legal on Linux, macOS and Windows, is at most
`LIMIT` bytes long, and differs from its neighbours by more than case.  A path
that a note was imported from is kept to the letter where this system can hold
it.  Neither is trusted: whatever comes in, the answer is a relative path of
plain names, no part of it empty, ``.``, ``..`` or a hidden folder, that ends
like a Markdown file.  So an export never leaves its folder and never plants a
file that another program would run.

Originals are to be named before titles, so that they have the first choice.
"""

import os
import re
import unicodedata

from notes.importers.folder import is_markdown, split_ending

#: Bytes of UTF-8 in a name that is made here; file systems take 255.
LIMIT = 200
SYSTEM_LIMIT = 255
UNTITLED = "Untitled"

_UNWRITABLE = re.compile("[\0/\ud800-\udfff]")
_ILLEGAL = re.compile('[\x00-\x1f\x7f-\x9f<>:"/\\\\|?*\u2028\u2029\ud800-\udfff]+')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)", re.I
)
_ON_WINDOWS = os.name == "nt"


def safe_name(title: str, ending: str = "") -> str:
    """A file name that every system takes, as near to the title as it goes."""
    name = _ILLEGAL.sub("-", unicodedata.normalize("NFC", title)).strip(" .")
    name = _cut(name, LIMIT - len(ending) - 1)
    if _RESERVED.match(name):
        name = "_" + name
    return (name or UNTITLED) + ending


def numbered(name: str, number: int) -> str:
    """``Plan.md`` as ``Plan (2).md``, ``v1.2`` as ``v1.2 (2)``."""
    stem, ending = split_ending(name) if is_markdown(name) else (name, "")
    suffix = f" ({number}){ending}"
    return _cut(stem, LIMIT - len(suffix)) + suffix


def folded(name: str) -> str:
    """What two names share that a system may take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


class Names:
    """The paths that an export has given away; `apart`: this disk tells `a` from `A`."""

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._exact: set[str] = set()
        self._folded: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._kept: dict[tuple[str, str], str] = {}
        self._of_notebooks: dict[str, str] = {"": ""}

    def original(self, path: str, notebook: str = "", under: str = "") -> str:
        """A path for a note that was a file at `path`, in the same letters if at all possible."""
        parts = [part for part in path.split("/") if part not in ("", ".", "..")]
        name = parts.pop() if parts else ""
        folder = self.folder(under)
        for part in parts:
            folder = self._kept_folder(folder, part)
        self._belongs(notebook, folder)
        return self.named(name, folder)

    def named(self, name: str, folder: str) -> str:
        """A path for a note that had this file name."""
        if not is_markdown(name):
            return self.titled(name, folder)
        if not _legal(name):
            name = safe_name(*split_ending(name))
        return self._claim(folder, name, strict=not self._apart)

    def titled(self, title: str, folder: str) -> str:
        """A path for a note that has a title only."""
        return self._claim(folder, safe_name(title, ".md"), strict=True)

    def folder(self, notebook: str) -> str:
        """The folder of a notebook, one for each, that of ``A/B`` inside that of ``A``."""
        if notebook not in self._of_notebooks:
            above, _, name = notebook.rpartition("/")
            around = self.folder(above)
            place = self._claim(around, safe_name(name), strict=True)
            self._of_notebooks[notebook] = place
            self._kept[around, place.rpartition("/")[2]] = place
        return self._of_notebooks[notebook]

    def _kept_folder(self, above: str, part: str) -> str:
        if (above, part) not in self._kept:
            name = part if _legal(part) and not part.startswith(".") else safe_name(part)
            self._kept[above, part] = self._claim(above, name, strict=not self._apart)
        return self._kept[above, part]

    def _belongs(self, notebook: str, folder: str) -> None:
        """Other notes of this notebook, and of those above it, go where this one lies."""
        while notebook and folder and notebook not in self._of_notebooks:
            self._of_notebooks[notebook] = folder
            notebook, folder = notebook.rpartition("/")[0], folder.rpartition("/")[0]

    def _claim(self, folder: str, name: str, *, strict: bool) -> str:
        before = folder + "/" if folder else ""
        path = before + name
        key = folded(path)
        while (folded(path) in self._folded) if strict else (path in self._exact):
            strict = True
            self._numbers[key] = self._numbers.get(key, 1) + 1
            path = before + numbered(name, self._numbers[key])
        self._exact.add(path)
        self._folded.add(folded(path))
        return path


def _legal(part: str) -> bool:
    """Whether this system can hold the name as it is."""
    return (
        not _UNWRITABLE.search(part)
        and len(part.encode()) <= SYSTEM_LIMIT
        and not (_ON_WINDOWS and safe_name(part) != part)
    )


def _cut(text: str, limit: int) -> str:
    """As many whole characters as fit into `limit` bytes, without blanks or dots at the end."""
    return text.encode()[:limit].decode("utf-8", "ignore").rstrip(" .")
