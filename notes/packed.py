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

Another version may be put in the executable's place meanwhile: this one is held open from the
start, modules that are no files are read from it too (`packaging/runtime_hook.py`), and a process
that it starts of itself is started from a copy then, as PyInstaller starts nothing that has no
name.

Only this user writes into the folder: it has to be theirs and closed to all others at the start
(so PyInstaller makes it), folders that are made in it are too, and it is held open, so that what
is written lands in it and nowhere else.  Where somebody has removed it, that is said
(`UnpackedGone`), and what lies in another of its name is not taken for ours.  A lock keeps systemd
from tidying it away.  Libraries that the system's loader looks for by itself it finds by the name
of the folder, which nobody here can mend after that.
"""

import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import EDQUOT, ENOENT, ENOSPC, EPERM
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path, PurePosixPath
from stat import S_IMODE
from struct import Struct
from threading import get_ident
from typing import Any, NamedTuple

from notes.errors import NoRoomToUnpack, UnpackedGone

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
#: Where Python's own compiled modules lie.
DYNLOAD = f"python{sys.version_info.major}.{sys.version_info.minor}/lib-dynload/"
#: What the program is called where it is copied to.
COPY = "octavo"

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
    is_compressed: bool


class Archive:
    """That of this executable; what is in it goes into a folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._file = os.open(program, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        self.folder = folder
        self._place = _opened(folder)
        self._packed = dict(self._table())
        self._modules = {module: file for file in self._packed if (module := module_of(file))}

    @property
    def held(self) -> str:
        """The name by which this process opens the executable, whatever lies in its place."""
        return f"/proc/self/fd/{self._file}"

    def program(self) -> Path:
        """This very program, to be started again: a copy where it is no longer in its place."""
        with suppress(FileNotFoundError):
            if os.path.samestat(self._program.stat(), os.fstat(self._file)):
                return self._program
        self._put(COPY, 0o700)
        return self.folder / COPY

    def has_its_place(self) -> bool:
        """Whether the folder is where it was, and is the same."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.lstat(self.folder), os.fstat(self._place))
        return False

    def unpack(self, name: str) -> None:
        """
        Put the file of that name, or all below the folder of that name, where they belong; what
        lies there is left.
        """
        if name in self._packed:
            self._put(name)
        else:
            for file in self._below(name):
                self._put(file)

    def unpack_modules(self, modules: Iterable[str]) -> None:
        """The same for compiled modules, before they are imported."""
        for module in modules:
            self.find_spec(module)

    def find_spec(self, module: str, *_: Any) -> ModuleSpec | None:
        """As `sys.meta_path` asks for every module."""
        file = self._modules.get(module)
        if file is None:
            return None
        self._put(file)
        for library in NEEDED.get(module, ()):
            self._put(library)
        for library in USUAL.get(module, ()):
            self._put_where_missing(library)
        if module == READS_THEM:
            self._put_missing_typelibs()
        return spec_from_file_location(module, self.folder / file)

    def _put_where_missing(self, library: str) -> None:
        from ctypes import CDLL

        try:
            CDLL(library)
        except OSError:
            self._put(library)

    def _put_missing_typelibs(self) -> None:
        """Those that are in none of the folders where they will be looked for."""
        folders = [part for part in os.environ.get("GI_TYPELIB_PATH", "").split(os.pathsep) if part]
        for file in self._below(TYPELIBS):
            if not any(Path(folder, Path(file).name).exists() for folder in folders):
                self._put(file)

    def _below(self, folder: str) -> Iterator[str]:
        return (file for file in self._packed if file.startswith(f"{folder}/"))

    def _put(self, name: str, mode: int = 0o600) -> None:
        """Where it belongs, unless it lies there; a full disk and a lost folder are facts."""
        try:
            if not self.has_its_place():
                raise UnpackedGone(self.folder)
            if not self._lies_there(name):
                self._write(name, mode)
        except OSError as error:
            if error.errno not in (ENOENT, ENOSPC, EDQUOT):
                raise
            gone = error.errno == ENOENT
            raise (UnpackedGone if gone else NoRoomToUnpack)(self.folder) from error

    def _lies_there(self, name: str) -> bool:
        try:
            os.stat(name, dir_fd=self._place, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def _write(self, name: str, mode: int) -> None:
        place = self._place
        # Others of this program may be at the same file: each has one of its own until it is whole.
        own = f"{name}.{os.getpid()}.{get_ident()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            try:
                opened = os.open(own, flags, mode, dir_fd=place)
            except FileNotFoundError:
                self._make_folders_of(name)
                opened = os.open(own, flags, mode, dir_fd=place)
            with os.fdopen(opened, "wb") as file:
                file.write(self._read(name))
            os.replace(own, name, src_dir_fd=place, dst_dir_fd=place)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(own, dir_fd=place)

    def _make_folders_of(self, name: str) -> None:
        for folder in reversed(PurePosixPath(name).parents[:-1]):
            with suppress(FileExistsError):
                os.mkdir(folder, 0o700, dir_fd=self._place)

    def _read(self, name: str) -> bytes:
        if name == COPY:
            return os.pread(self._file, os.fstat(self._file).st_size, 0)
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
                yield name, _Packed(start + offset, packed, bool(is_compressed))
            row += size


#: None where everything lies in its folder: in a checkout, an environment or a package.
archive: Archive | None = None


def gone() -> UnpackedGone | None:
    """The fact that the folder is gone, when it is: then whatever fails may fail for that."""
    if archive is None or archive.has_its_place():
        return None
    return UnpackedGone(archive.folder)


def open_archive(folder: Path) -> Archive:
    """That of the running executable, for everybody who asks from now on."""
    global archive  # noqa: PLW0603  (a program has one, and its modules are found by it)
    archive = Archive(Path(sys.executable), folder)
    sys.meta_path.insert(0, archive)  # before who finds by a folder's name what it holds
    return archive


def module_of(file: str) -> str | None:
    """The compiled module that a file is, be it of a package or of Python itself."""
    for suffix in EXTENSION_SUFFIXES:
        if file.endswith(suffix):
            return file.removesuffix(suffix).removeprefix(DYNLOAD).replace("/", ".")
    return None


def _opened(folder: Path) -> int:
    """The folder, if nobody but its user can write into it; systemd leaves one that is locked."""
    from fcntl import LOCK_NB, LOCK_SH, flock

    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    seen = os.fstat(place)
    if seen.st_uid != os.geteuid() or S_IMODE(seen.st_mode) & 0o077:
        os.close(place)
        raise PermissionError(EPERM, "others can write into this folder", str(folder))
    with suppress(OSError):  # a disk without locks
        flock(place, LOCK_SH | LOCK_NB)
    return place
