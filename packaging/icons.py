"""
Make the icons of all systems from the one drawing, ui/static/logo.svg (`make icons`).

They are committed, so that building needs no renderer.  Windows' .ico and macOS' .icns
hold PNGs as they are, behind a table of a few bytes each; SOURCE says which drawing
they were made of, and a test holds them to it.
"""

import hashlib
import struct
import subprocess
from pathlib import Path

DRAWING = Path(__file__).parent.parent / "ui" / "static" / "logo.svg"
ICONS = Path(__file__).parent / "icons"
#: Those that the window brings itself, for where no package has put them among the system's.
OF_THE_WINDOW = DRAWING.parent / "icons"
SOURCE = ICONS / "SOURCE"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
WINDOW_SIZES = (16, 24, 32, 48, 64, 128)
#: What macOS calls a size, and the same at twice the density.
ICNS_KINDS = {
    b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024,
    b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512,
}  # fmt: skip


def png(size: int) -> Path:
    return ICONS / f"octavo-{size}.png"


def ico(images: dict[int, bytes]) -> bytes:
    """A table of sizes (256 is written 0), colours and places, and then the PNGs."""
    place = 6 + 16 * len(images)
    table = struct.pack("<HHH", 0, 1, len(images))
    for size, image in images.items():
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), place)
        place += len(image)
    return table + b"".join(images.values())


def icns(images: dict[bytes, bytes]) -> bytes:
    """Chunks: a kind, the length with this head, a PNG; and one around them all."""
    chunks = b"".join(_chunk(kind, image) for kind, image in images.items())
    return _chunk(b"icns", chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">I", 8 + len(content)) + content


def _draw(size: int) -> None:
    subprocess.run(
        ["rsvg-convert", "-w", str(size), "-h", str(size), "-o", png(size), DRAWING], check=True
    )


def make() -> None:
    ICONS.mkdir(exist_ok=True)
    for size in SIZES:
        _draw(size)
    drawn = {size: png(size).read_bytes() for size in SIZES}
    OF_THE_WINDOW.mkdir(exist_ok=True)
    for size in WINDOW_SIZES:
        (OF_THE_WINDOW / png(size).name).write_bytes(drawn[size])
    (ICONS / "octavo.ico").write_bytes(ico({size: drawn[size] for size in ICO_SIZES}))
    (ICONS / "octavo.icns").write_bytes(
        icns({kind: drawn[size] for kind, size in ICNS_KINDS.items()})
    )
    SOURCE.write_text(hashlib.sha256(DRAWING.read_bytes()).hexdigest() + "\n")


if __name__ == "__main__":
    make()
