"""The icons of all systems, which belong to the one drawing (`make icons` makes them)."""

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
DRAWING = ROOT / "ui" / "static" / "logo.svg"
ICONS = ROOT / "packaging" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
#: In pixels, as macOS reads them.
ICNS_SIZES = {
    "icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024,
    "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512,
}  # fmt: skip


def drawn(size: int) -> bytes:
    return (ICONS / f"octavo-{size}.png").read_bytes()


def size_of(image: bytes) -> tuple[int, int]:
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def icns_chunks(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = 8
    while place < len(content):
        kind, length = struct.unpack_from(">4sI", content, place)
        yield kind.decode(), content[place + 8 : place + length]
        place += length


def test_they_are_made_of_the_drawing_as_it_is() -> None:
    made_of = (ICONS / "SOURCE").read_text().strip()
    assert made_of == hashlib.sha256(DRAWING.read_bytes()).hexdigest(), "make icons"


def test_the_page_shows_the_same_drawing() -> None:
    assert "filename='logo.svg'" in (ROOT / "ui" / "templates" / "base.html").read_text()


def test_the_drawing_is_square_and_has_the_colours_of_the_page() -> None:
    drawing = ElementTree.parse(DRAWING).getroot()  # noqa: S314  (it is our own)
    assert drawing.get("viewBox") == "0 0 64 64"
    tokens = (ROOT / "ui" / "styles" / "tokens.css").read_text()
    parts = [part.get(name) for part in drawing for name in ("fill", "stroke")]
    colours = {colour for colour in parts if colour not in (None, "none")}
    assert colours == {"#8a2c38", "#fdfcf9"}
    assert all(colour in tokens for colour in colours if colour)


@pytest.mark.parametrize("size", SIZES)
def test_a_png_is_as_large_as_its_name_says(size: int) -> None:
    assert size_of(drawn(size)) == (size, size)


def test_the_window_brings_the_same_images() -> None:
    brought = {file.name: file.read_bytes() for file in DRAWING.with_name("icons").iterdir()}
    assert brought == {f"octavo-{size}.png": drawn(size) for size in (16, 24, 32, 48, 64, 128)}


def test_the_icon_of_windows_holds_the_same_images() -> None:
    content = (ICONS / "octavo.ico").read_bytes()
    zero, kind, count = struct.unpack_from("<HHH", content)
    assert (zero, kind, count) == (0, 1, 7)
    for entry in range(count):
        width, *_, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * entry)
        assert content[place : place + length] == drawn(width or 256)


def test_the_icon_of_macos_holds_the_same_images() -> None:
    content = (ICONS / "octavo.icns").read_bytes()
    assert struct.unpack_from(">4sI", content) == (b"icns", len(content))
    assert dict(icns_chunks(content)) == {kind: drawn(size) for kind, size in ICNS_SIZES.items()}
