"""What stays packed in the one-file executable, and is there once somebody asks for it."""

import errno
import importlib.machinery
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest
from PyInstaller.archive.writers import CArchiveWriter

import contents
from notes import packed, paths
from notes.errors import NoRoomToUnpack, UnpackedGone
from notes.packed import Archive, open_archive

SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]
DYNLOAD = f"python{sysconfig.get_python_version()}/lib-dynload"
#: A library that no system has, and one that all have.
NOWHERE, EVERYWHERE = "liboctavo-nowhere.so.3", "libc.so.6"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="one file is made on Linux alone")

#: Makes an archive of files that stay packed, and gives the program that it is in.
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(*packed_names: str, unpacked: str = "unpacked", text: str = "of ours") -> Path:
        source = tmp_path / "source"
        source.write_text(text)
        entries = [(name, str(source), True, packed.KIND.decode()) for name in packed_names]
        entries += [(unpacked, str(source), True, "x"), ("plain", str(source), False, "a")]
        CArchiveWriter(str(tmp_path / "archive"), entries, "libpython.so")
        program = tmp_path / "program"
        section = (tmp_path / "archive").read_bytes()
        program.write_bytes(b"\x7fELF" + section + b"\0" * 2000)
        return program

    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "_MEIown"
    made.mkdir(mode=0o700)
    return made


def there(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_nothing_lies_there_before_it_is_asked_for(make: Make, folder: Path) -> None:
    Archive(make("ui/a", "ui/b"), folder)
    assert there(folder) == set()


def test_a_file_is_unpacked_alone(make: Make, folder: Path) -> None:
    Archive(make("ui/a", "ui/ab", "ui/a/b"), folder).unpack("ui/ab")
    assert there(folder) == {"ui/ab"}
    assert (folder / "ui/ab").read_text() == "of ours"


def test_a_folder_is_unpacked_with_all_below_it(make: Make, folder: Path) -> None:
    Archive(make("ui/a/b", "ui/a/c/d", "ui/ab"), folder).unpack("ui/a")
    assert there(folder) == {"ui/a/b", "ui/a/c/d"}


def test_what_is_not_compressed_is_read_too(make: Make, folder: Path) -> None:
    Archive(make(), folder).unpack("plain")
    assert (folder / "plain").read_text() == "of ours"


@pytest.mark.parametrize("name", ["", "..", "ui/../ui/a", "/etc/passwd", "ui/a/", "unpacked"])
def test_what_is_not_packed_under_that_name_is_not_looked_for(
    make: Make, folder: Path, name: str
) -> None:
    Archive(make("ui/a"), folder).unpack(name)
    assert there(folder) == set()


def test_what_lies_there_is_left_as_it_is(make: Make, folder: Path) -> None:
    archive = Archive(make("a"), folder)
    archive.unpack("a")
    seen = (folder / "a").stat()
    archive.unpack("a")
    assert (folder / "a").stat() == seen


def test_many_who_ask_at_once_all_find_the_whole(make: Make, folder: Path) -> None:
    text = "of ours, and much of it" * 100_000
    archive = Archive(make("a", text=text), folder)

    def read(_: int) -> bool:
        archive.unpack("a")
        return (folder / "a").read_text() == text

    with ThreadPoolExecutor(8) as readers:
        assert all(readers.map(read, range(32)))
    assert there(folder) == {"a"}


def test_a_new_version_in_its_place_is_not_read_for_it(make: Make, folder: Path) -> None:
    program = make("a")
    archive = Archive(program, folder)
    program.unlink()
    make("a", "b", text="another's")
    archive.unpack("a")
    archive.unpack("b")
    assert there(folder) == {"a"}
    assert (folder / "a").read_text() == "of ours"


@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EDQUOT])
def test_of_what_there_is_no_room_for_nothing_is_left(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch, why: int
) -> None:
    archive = Archive(make("a"), folder)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NoRoomToUnpack, match=f"no room in the temporary folder {folder.parent},"):
        archive.unpack("a")
    assert there(folder) == set()
    monkeypatch.undo()
    archive.unpack("a")
    assert there(folder) == {"a"}


# --- whose folder it is


def test_what_is_made_in_it_is_closed_to_others(make: Make, folder: Path) -> None:
    before = os.umask(0)
    try:
        Archive(make("ui/a/b"), folder).unpack("ui")
    finally:
        os.umask(before)
    modes = {path.name: S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert modes == {"ui": 0o700, "a": 0o700, "b": 0o600}


@pytest.mark.parametrize("mode", [0o755, 0o720, 0o702])
def test_a_folder_that_others_may_enter_is_refused(make: Make, folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(PermissionError, match="others"):
        Archive(make("a"), folder)


def test_a_folder_of_somebody_else_is_refused(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(PermissionError):
        Archive(make("a"), folder)


def test_a_link_in_its_place_is_refused(make: Make, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(OSError, match="link"):
        Archive(make("a"), tmp_path / "link")


def test_a_folder_that_was_removed_is_said_and_not_made_again(make: Make, folder: Path) -> None:
    archive = Archive(make("ui/a"), folder)
    folder.rmdir()
    with pytest.raises(UnpackedGone, match="start Octavo anew"):
        archive.unpack("ui/a")
    assert not folder.exists()


def test_what_lies_in_another_folder_of_its_name_is_not_taken_for_ours(
    make: Make, folder: Path
) -> None:
    file = f"box/inside{SUFFIX}"
    archive = Archive(make(file), folder)
    folder.rmdir()
    (folder / "box").mkdir(parents=True)
    (folder / file).write_text("planted")
    with pytest.raises(UnpackedGone):
        archive.find_spec("box.inside")
    assert there(folder) == {file}


def test_what_was_tidied_away_in_it_is_unpacked_again(make: Make, folder: Path) -> None:
    archive = Archive(make("ui/a"), folder)
    archive.unpack("ui/a")
    shutil.rmtree(folder / "ui")
    archive.unpack("ui/a")
    assert there(folder) == {"ui/a"}


def test_systemd_finds_a_lock_on_it_and_leaves_it(make: Make, folder: Path) -> None:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock  # Windows has none

    place = os.open(folder, os.O_RDONLY)
    flock(place, LOCK_EX | LOCK_NB)
    flock(place, LOCK_UN)
    Archive(make("a"), folder)
    with pytest.raises(BlockingIOError):
        flock(place, LOCK_EX | LOCK_NB)
    os.close(place)


# --- modules


def test_a_compiled_module_of_a_package_is_found(make: Make, folder: Path) -> None:
    file = f"box/inside{SUFFIX}"
    spec = Archive(make(file), folder).find_spec("box.inside", None)
    assert spec
    assert spec.origin == str(folder / file)
    assert isinstance(spec.loader, importlib.machinery.ExtensionFileLoader)
    assert there(folder) == {file}


def test_one_of_python_itself_is_found_where_those_lie(make: Make, folder: Path) -> None:
    assert Archive(make(f"{DYNLOAD}/_box{SUFFIX}"), folder).find_spec("_box", None)
    assert there(folder) == {f"{DYNLOAD}/_box{SUFFIX}"}


def test_one_of_neither_is_found_too(make: Make, folder: Path) -> None:
    assert Archive(make(f"box{SUFFIX}"), folder).find_spec("box", None)
    assert there(folder) == {f"box{SUFFIX}"}


def test_modules_can_be_unpacked_before_they_are_imported(make: Make, folder: Path) -> None:
    files = [f"{name}{SUFFIX}" for name in ("box", "chest")]
    Archive(make(*files, f"trunk{SUFFIX}"), folder).unpack_modules(["box", "chest", "nobodys"])
    assert there(folder) == set(files)


def test_a_module_that_is_not_there_is_nobodys(make: Make, folder: Path) -> None:
    assert Archive(make("box.py", "box"), folder).find_spec("box", None) is None
    assert there(folder) == set()


def test_what_it_needs_comes_with_it(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(packed.NEEDED, "box.inside", (EVERYWHERE,))
    file = f"box/inside{SUFFIX}"
    Archive(make(file, EVERYWHERE), folder).find_spec("box.inside")
    assert there(folder) == {file, EVERYWHERE}


def test_a_library_comes_where_the_system_has_none(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(packed.USUAL, "box.inside", (EVERYWHERE, NOWHERE))
    file = f"box/inside{SUFFIX}"
    Archive(make(file, EVERYWHERE, NOWHERE), folder).find_spec("box.inside")
    assert there(folder) == {file, NOWHERE}


def test_typelibs_come_where_the_system_has_none(
    make: Make, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "B-1.0.typelib").touch()
    (tmp_path / "A-1.0.typelib").touch()
    monkeypatch.setenv("GI_TYPELIB_PATH", f"/nowhere{os.pathsep}{tmp_path}{os.pathsep}")
    monkeypatch.chdir(elsewhere)  # which an empty part would name
    monkeypatch.delitem(packed.NEEDED, packed.READS_THEM)
    file = packed.READS_THEM.replace(".", "/") + SUFFIX
    names = [f"{packed.TYPELIBS}/{letter}-1.0.typelib" for letter in "AB"]
    Archive(make(file, *names), folder).find_spec(packed.READS_THEM)
    assert there(folder) == {file, names[1]}


# --- the program


@pytest.fixture
def program(make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(sys, "executable", str(make("ui/a", f"box/inside{SUFFIX}")))
    monkeypatch.setattr(paths, "ROOT", folder)
    yield open_archive(folder)
    sys.meta_path.pop(0)
    packed.archive = None


def test_a_resource_is_there_when_it_is_named(program: Archive) -> None:
    assert sys.meta_path[0] is program
    assert paths.resource("ui/a").read_text() == "of ours"


def test_it_is_started_again_from_its_place(program: Archive) -> None:
    assert program.program() == Path(sys.executable)
    with Path(program.held).open("rb") as held:
        assert held.read() == Path(sys.executable).read_bytes()


@pytest.mark.parametrize("is_there", [True, False])
def test_where_another_has_its_place_a_copy_is_started(program: Archive, is_there: bool) -> None:
    place = Path(sys.executable)
    whole = place.read_bytes()
    place.unlink()
    if is_there:
        place.write_text("a new version")
    copy = Path(paths.own_command()[0])
    assert copy != place
    assert copy.read_bytes() == whole
    assert S_IMODE(copy.stat().st_mode) == 0o700
    assert Path(program.held).read_bytes() == whole


def test_a_checkout_asks_no_archive() -> None:
    assert packed.archive is None
    assert paths.resource("ui/welcome/en.md").exists()


@pytest.mark.parametrize(
    ("name", "kind", "waits"),
    [
        ("nh3/nh3.abi3.so", "EXTENSION", True),
        (f"{DYNLOAD}/zlib{SUFFIX}", "EXTENSION", False),
        ("libssl.so.3", "BINARY", True),
        ("libpython3.11.so.1.0", "BINARY", False),
        ("ui/static/built/page.js", "DATA", True),
        ("babel/global.dat", "DATA", False),
        ("main", "PYSOURCE", False),
    ],
)
def test_what_python_starts_with_does_not_wait(name: str, kind: str, waits: bool) -> None:
    assert contents.in_one_file([(name, "", kind)]) == [
        (name, "", contents.WAITING if waits else kind)
    ]
