"""
Images beside the file that a note came from: ``![words](images/a.png)`` in it.

They are looked for where the file lay, then at the root of what was imported, and never
outside of it, whatever the name or a link on the disk says.  What is given out is a raster
image by its first bytes; a document, as SVG is, could bring a script.
"""

from itertools import product
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from notes.errors import Missing
from notes.library import sources
from notes.text import TEXT_LIMIT

#: Bytes that an image may have.
LIMIT = 5 * TEXT_LIMIT

#: How files of a kind begin; a dot stands for any byte.
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"RIFF....WEBP": "image/webp",
    b"....ftypavif": "image/avif",
    b"BM": "image/bmp",
}
_LONGEST = max(map(len, _BEGINNINGS))


class Picture(NamedTuple):
    """A file, and the media type that its first bytes prove."""

    path: Path
    kind: str


def beside(note_id: str, name: str) -> Picture:
    """
    The image that a note means by a name, or Missing; of `a.png?raw=true`, as GitHub writes
    it, a file of just that name, else a.png.
    """
    source = sources.of(note_id)
    if source and "\0" not in name:
        root = Path(source.root)
        folders = (root / PurePosixPath(source.path).parent, root)
        for meant, folder in product((name, name.partition("?")[0]), folders):
            if found := _picture(folder / meant, root):
                return found
    raise Missing("image", name)


def _picture(path: Path, root: Path) -> Picture | None:
    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(root.resolve()) and real.is_file()
        if not inside or real.stat().st_size > LIMIT:
            return None
        with real.open("rb") as file:
            kind = kind_of(file.read(_LONGEST))
    except (OSError, ValueError, RuntimeError):  # not there, no name of a file, a circle of links
        return None
    return Picture(real, kind) if kind else None


def kind_of(beginning: bytes) -> str:
    """The media type that the first bytes prove, if any."""
    return next((kind for magic, kind in _BEGINNINGS.items() if _begins(beginning, magic)), "")


def _begins(beginning: bytes, magic: bytes) -> bool:
    return len(beginning) >= len(magic) and all(
        wanted in (got, ord(".")) for got, wanted in zip(beginning, magic, strict=False)
    )
