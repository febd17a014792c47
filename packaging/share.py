"""
What a desktop is told of Octavo: a `share` folder with its icons, its entry, its metadata
and its manual, the same in each package.
"""

import datetime as dt
import gzip
import os
import shutil
from pathlib import Path
from string import Template

import icons
import manpage
from notes.version import VERSION

HERE = Path(__file__).parent
LINUX = HERE / "linux"
METADATA = "app.octavo.octavo.metainfo.xml"
#: In the theme that all others fall back to; larger ones than these are scalable.
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def moment() -> dt.datetime:
    """When it is said to be made: the same commit makes the same bytes."""
    return dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)


def notices(built: Path) -> Path:
    """Where a built folder says whose work is inside."""
    return built / "_internal" / "LICENSES.txt"


def lay_out(share: Path) -> None:
    _put(LINUX / "octavo.desktop", share / "applications" / "octavo.desktop")
    theme = share / "icons" / "hicolor"
    for size in ICON_SIZES:
        _put(icons.png(size), theme / f"{size}x{size}" / "apps" / "octavo.png")
    _put(icons.DRAWING, theme / "scalable" / "apps" / "octavo.svg")
    _write(share / "metainfo" / METADATA, _metadata())
    write_packed(share / "man" / "man1" / "octavo.1.gz", manpage.manual(moment().date()))


def write_packed(path: Path, text: str) -> None:
    """Without a name and a time inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def settle(root: Path, program: Path) -> None:
    """One time for all, and the rights that files of a system have, whoever builds."""
    when = moment().timestamp()
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path == program
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def _metadata() -> str:
    words = Template((LINUX / "metainfo.xml").read_text("utf-8"))
    return words.substitute(version=VERSION, day=moment().date().isoformat())


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
