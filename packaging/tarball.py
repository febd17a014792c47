"""
Make a .tar.gz of the folder that PyInstaller has built, for Linux systems that are no Debian
(`make tarball`).

It is complete but for GTK and WebKit: libraries that a .deb leaves to Debian stay inside.
The same commit makes the same bytes.
"""

import gzip
import platform
import shutil
import sys
import tarfile
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import share
from notes.version import VERSION


def make(built: Path, archive: Path) -> None:
    with TemporaryDirectory() as stage:
        root = Path(stage, archive.name.removesuffix(".tar.gz"))
        shutil.copytree(built, root)
        share.lay_out(root / "share")
        (root / "INSTALL").write_text(note(), "utf-8")
        shutil.copyfile(share.notices(built), root / "LICENSES.txt")
        share.settle(root, root / "octavo")
        _pack(root, archive)


def note() -> str:
    words = Template((share.LINUX / "INSTALL").read_text("utf-8"))
    glibc = platform.libc_ver()[1]
    return words.substitute(version=VERSION, machine=platform.machine(), glibc=glibc)


def _pack(root: Path, archive: Path) -> None:
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in sorted([root, *root.rglob("*")]):
            tar.add(path, path.relative_to(root.parent), recursive=False, filter=_of_nobody)


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
