"""What stays packed in the one-file executable, and is there once somebody asks for it."""

import importlib.machinery
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PyInstaller.archive.writers import CArchiveWriter

import contents
from notes import packed, paths
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
    made.mkdir()
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


def test_of_what_there_is_no_room_for_nothing_is_left(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(make("a"), folder)

    def full(path: Path, _: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        archive.unpack("a")
    assert there(folder) == set()
    monkeypatch.undo()
    archive.unpack("a")
    assert there(folder) == {"a"}


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
    (tmp_path / "A-1.0.typelib").touch()
    monkeypatch.setenv("GI_TYPELIB_PATH", f"/nowhere{os.pathsep}{tmp_path}")
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
    sys.meta_path.pop()
    packed.archive = None


def test_a_resource_is_there_when_it_is_named(program: Archive) -> None:
    assert sys.meta_path[-1] is program
    assert paths.resource("ui/a").read_text() == "of ours"


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
