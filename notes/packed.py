"""
What of the one-file executable stays packed until somebody asks for it.

PyInstaller unpacks a program into a folder before it starts, all of it, and removes it after the
end.  That was most of each start, and no run asks for all: a list of titles needs neither the
page nor its diagrams.  So most of what `packaging/contents.py` puts inside is of a
kind that PyInstaller keeps in its archive and does not unpack.  Here it is, when it is asked for,
into the same folder, where it lies as if it always had:

    a file or a folder    by `paths.resource`
    a compiled module     by importing it, for this is a finder of modules as well
    what such a module    with it.  Libraries that systems have are taken from the system, which
    needs besides         mends them, and typelibs too; ours are for where there are none

The executable is held open from the start, so that another of its name, a new version that
was put in its place, is not read for this one.
"""

import os
import sys
import zlib
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from struct import Struct
from threading import get_ident
from typing import Any, NamedTuple

#: How PyInstaller marks what it neither unpacks nor runs: an archive in the archive.
KIND = b"a"

#: Libraries that compiled modules need: of these ours,
NEEDED = {"gi._gi": ("libgirepository-1.0.so.1",)}
#: of these the system's, if it has them.
USUAL = {
    "_hashlib": ("libcrypto.so.3",),
    "_sqlite3": ("libsqlite3.so.0",),
    "_ssl": ("libcrypto.so.3", "libssl.so.3"),
}
#: What describes the system's libraries, and the module that reads it.
TYPELIBS, READS_THEM = "gi_typelibs", "gi._gi"

#: PyInstaller's cookie, which stands near the end: magic, length of the archive, offset and length
#: of its table, then the name of Python's library.
_MAGIC = b"MEI\014\013\012\013\016"
_COOKIE = Struct("!8sIIII64s")
#: A row of the table: its own length, then offset, length, that of the unpacked, whether it is
#: compressed, its kind; its name follows.
_ROW = Struct("!IIIIBc")
#: Bytes at the end of the executable among which the cookie is.
_END = 65_536


class _Packed(NamedTuple):
    offset: int
    length: int
    is_compressed: int


class Archive:
    """That of this executable; what is in it goes into a folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._file = os.open(program, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        self._folder = folder
        self._packed = dict(self._table())

    def unpack(self, name: str) -> None:
        """The file of a name, or all files below the folder; nothing that lies there already."""
        if name in self._packed:
            self._unpack(name)
        else:
            for file in self._below(name):
                self._unpack(file)

    def find_spec(self, module: str, *_: Any) -> ModuleSpec | None:
        """As `sys.meta_path` asks for modules that nobody else has found."""
        for file in _files_of(module):
            if file in self._packed:
                self._unpack(file)
                for library in NEEDED.get(module, ()):
                    self._unpack(library)
                for library in USUAL.get(module, ()):
                    self._unpack_where_missing(library)
                if module == READS_THEM:
                    self._unpack_missing_typelibs()
                return spec_from_file_location(module, self._folder / file)
        return None

    def _unpack_where_missing(self, library: str) -> None:
        from ctypes import CDLL

        try:
            CDLL(library)
        except OSError:
            self._unpack(library)

    def _unpack_missing_typelibs(self) -> None:
        """Those that are in none of the folders where they will be looked for."""
        folders = os.environ.get("GI_TYPELIB_PATH", "").split(os.pathsep)
        for file in self._below(TYPELIBS):
            if not any(Path(folder, Path(file).name).exists() for folder in folders):
                self._unpack(file)

    def _below(self, folder: str) -> Iterator[str]:
        return (file for file in self._packed if file.startswith(f"{folder}/"))

    def _unpack(self, name: str) -> None:
        target = self._folder / name
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Others of this program may be at the same file: each has one of its own until it is whole.
        own = target.with_name(f"{target.name}.{os.getpid()}.{get_ident()}")
        try:
            own.write_bytes(self._read(name))
            own.replace(target)
        finally:
            own.unlink(missing_ok=True)

    def _read(self, name: str) -> bytes:
        its = self._packed[name]
        content = os.pread(self._file, its.length, its.offset)
        return zlib.decompress(content) if its.is_compressed else content

    def _table(self) -> Iterator[tuple[str, _Packed]]:
        """What stays packed; as `PyInstaller.archive.readers` reads it."""
        first = max(0, os.fstat(self._file).st_size - _END)
        end = os.pread(self._file, _END, first)
        cookie = end.rindex(_MAGIC)
        _, length, at, rows, *_ = _COOKIE.unpack_from(end, cookie)
        start = first + cookie + _COOKIE.size - length
        table = os.pread(self._file, rows, start + at)
        row = 0
        while row < rows:
            size, offset, packed, _, is_compressed, kind = _ROW.unpack_from(table, row)
            if kind == KIND:
                name = table[row + _ROW.size : row + size].rstrip(b"\0").decode()
                yield name, _Packed(start + offset, packed, is_compressed)
            row += size


#: None where everything lies in its folder: in a checkout, an environment or a package.
archive: Archive | None = None


def open_archive(folder: Path) -> Archive:
    """That of the running executable, for everybody who asks from now on."""
    global archive  # noqa: PLW0603  (a program has one, and its modules are found by it)
    archive = Archive(Path(sys.executable), folder)
    sys.meta_path.append(archive)
    return archive


def _files_of(module: str) -> Iterator[str]:
    """Where a compiled module lies, be it of a package or of Python itself."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folder = "" if "." in module else f"{version}/lib-dynload/"
    for suffix in EXTENSION_SUFFIXES:
        yield folder + module.replace(".", "/") + suffix
