"""The packages for Linux, when they were built (`make deb`, `make tarball`)."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from notes.version import VERSION
from tests.conftest import required
from tests.desktop import desktop, eventually

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
METADATA = "usr/share/metainfo/app.octavo.octavo.metainfo.xml"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they are for Linux")


def built(pattern: str, how: str) -> Path:
    """CI builds none on every change, so that a missing one is a skip there too."""
    found = sorted(DIST.glob(pattern))
    if not found:
        pytest.skip(f"there is no package to look at ({how})")
    makers = [
        path for path in ROOT.glob("packaging/**/*") if path.is_file() and path.suffix != ".md"
    ]
    newest = max(path.stat().st_mtime for path in makers)
    if found[-1].stat().st_mtime < newest:
        pytest.skip(f"the package is older than what it is made by ({how})")
    return found[-1]


@pytest.fixture(scope="module")
def deb() -> Path:
    required(shutil.which("dpkg-deb"), "dpkg-deb")
    return built(f"octavo_{VERSION}_*.deb", "make deb")


@pytest.fixture(scope="module")
def tree(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files, where nobody has installed it."""
    folder = tmp_path_factory.mktemp("tree")
    subprocess.run(["dpkg-deb", "--extract", deb, folder], check=True)
    return folder


@pytest.fixture
def run(tree: Path, tmp_path: Path) -> Callable[..., str]:
    def octavo(*arguments: str, given: str = "") -> str:
        command = [tree / "usr" / "bin" / "octavo", "--library", tmp_path / "library", *arguments]
        done = subprocess.run(
            command,
            cwd="/",
            env={"HOME": str(tmp_path), "LANG": "C.UTF-8"},
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return octavo


def field(deb: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "--field", deb, name], text=True).strip()


def test_it_says_its_version_and_what_it_is(deb: Path) -> None:
    assert field(deb, "Package") == "octavo"
    assert field(deb, "Version") == VERSION
    assert field(deb, "Description").startswith("local Markdown notebook")


def test_it_depends_on_gtk_webkit_and_the_libraries_that_it_left_out(deb: Path) -> None:
    depends = {one.split()[0] for one in field(deb, "Depends").split(", ")}
    assert depends >= {"gir1.2-gtk-3.0", "gir1.2-webkit2-4.1", "libc6", "libgirepository-1.0-1"}
    assert depends >= {"libssl3", "libffi8"}


def test_what_debian_has_is_not_inside(tree: Path) -> None:
    inside = {path.name for path in (tree / "usr" / "lib" / "octavo" / "_internal").iterdir()}
    assert {name for name in inside if name.startswith("lib")} == {"libpython3.11.so.1.0"}
    assert "gi_typelibs" not in inside


def test_it_belongs_to_root_and_nobody_else_can_write_it(deb: Path) -> None:
    listing = subprocess.check_output(["dpkg-deb", "--contents", deb], text=True).splitlines()
    assert {line.split()[1] for line in listing} == {"root/root"}
    assert {line[:10] for line in listing} == {
        "drwxr-xr-x",
        "-rw-r--r--",
        "-rwxr-xr-x",
        "lrwxrwxrwx",
    }


def test_only_the_program_can_be_run(tree: Path) -> None:
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    runs = [path for path in files if path.stat().st_mode & stat.S_IXUSR]
    assert runs == [tree / "usr" / "lib" / "octavo" / "octavo"]


def test_no_library_is_looked_for_where_python_was_when_it_was_built(tree: Path) -> None:
    required(shutil.which("readelf"), "readelf")
    for library in (tree / "usr" / "lib" / "octavo").rglob("*.so*"):
        said = subprocess.check_output(["readelf", "--dynamic", library], text=True)
        assert "runpath: [/" not in said, library
        assert "rpath: [/" not in said, library


def test_nothing_tells_where_it_was_built(tree: Path) -> None:
    files = [path for path in tree.rglob("*") if path.is_file()]
    assert [path for path in files if os.fsencode(ROOT / "ui") in path.read_bytes()] == []
    assert list(tree.rglob("__pycache__")) == []


def test_the_desktop_is_told_what_it_opens(tree: Path) -> None:
    entry = tree / "usr" / "share" / "applications" / "octavo.desktop"
    lines = entry.read_text("utf-8").splitlines()
    assert "Exec=octavo %U" in lines
    assert "MimeType=text/markdown;x-scheme-handler/octavo;" in lines
    required(shutil.which("desktop-file-validate"), "desktop-file-validate")
    assert subprocess.check_output(["desktop-file-validate", entry], text=True) == ""


def test_the_desktop_opens_the_address_of_a_note_with_it(
    run: Callable[..., str], tree: Path, tmp_path: Path
) -> None:
    for command in ("gio", "update-desktop-database"):
        required(shutil.which(command), command)
    note = run("add", "-", given="# Jabberwock\n").strip()
    menu = tmp_path / "share" / "applications"
    shutil.copytree(tree / "usr" / "share" / "applications", menu)
    subprocess.run(["update-desktop-database", menu], check=True)
    session = {
        "HOME": str(tmp_path),
        "OCTAVO_LIBRARY": str(tmp_path / "library"),
        "PATH": f"{tree}/usr/bin:/usr/bin:/bin",
        "XDG_DATA_DIRS": str(tmp_path / "share"),
    }
    with desktop(tmp_path) as screen:
        address = f"octavo://note/{note}"
        subprocess.run(["gio", "open", address], env=session | screen.environment, check=True)
        screen.close(screen.window("Jabberwock"))
        eventually(lambda: screen.colours() == 1, "closing")


def test_its_metadata_is_valid_and_of_this_version(tree: Path) -> None:
    assert f'version="{VERSION}"' in (tree / METADATA).read_text("utf-8")
    required(shutil.which("appstreamcli"), "appstreamcli")
    command = ["appstreamcli", "validate", "--no-net", tree / METADATA]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_its_icons_are_in_the_theme_of_all(tree: Path) -> None:
    theme = tree / "usr" / "share" / "icons" / "hicolor"
    sizes = {path.parent.parent.name for path in theme.rglob("octavo.*")}
    assert sizes >= {"16x16", "32x32", "48x48", "256x256", "scalable"}


def test_it_names_whose_work_is_inside(tree: Path) -> None:
    said = (tree / "usr" / "share" / "doc" / "octavo" / "copyright").read_text("utf-8")
    for words in ("MIT License", "PyGObject", "LESSER GENERAL PUBLIC", "SQLCipher", "OpenSSL"):
        assert words in said
    named = said.lower().replace("_", "-")
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    everywhere = re.findall(r"^([\w-]+==[\w.]+) \\$", lock, re.MULTILINE)
    assert [one for one in everywhere if one.replace("==", " ") not in named] == []
    assert len(everywhere) > 20


def test_it_writes_and_finds_and_leaves_nothing_beside_itself(
    run: Callable[..., str], tree: Path
) -> None:
    before = sorted(tree.rglob("*"))
    assert run("--version") == f"Octavo {VERSION}\n"
    note = run("add", "-", given="# 笔记\n\nsaid the walrus\n").strip()
    assert note in run("search", "walrus", "--json")
    assert sorted(tree.rglob("*")) == before


def test_it_lives_on_when_whoever_started_it_ends(tree: Path, tmp_path: Path) -> None:
    program = tree / "usr" / "bin" / "octavo"
    said = tmp_path / "said"
    command = f"{program} --library {tmp_path}/library serve >{said} & echo $!"
    served = int(subprocess.check_output(["sh", "-c", command], env={"HOME": str(tmp_path)}))
    try:
        eventually(lambda: said.exists() and "Octavo is at" in said.read_text(), "serving")
    finally:
        os.kill(served, signal.SIGTERM)


def test_the_archive_for_other_systems_is_one_folder_that_runs(tmp_path: Path) -> None:
    archive = built(f"octavo-{VERSION}-linux-*.tar.gz", "make tarball")
    with tarfile.open(archive) as tar:
        assert {entry.name.partition("/")[0] for entry in tar} == {archive.name[: -len(".tar.gz")]}
        assert {(entry.uid, entry.uname) for entry in tar} == {(0, "root")}
    subprocess.run(["tar", "-xf", archive, "-C", tmp_path], check=True)
    folder = tmp_path / archive.name.removesuffix(".tar.gz")
    assert {path.name for path in folder.iterdir()} == {
        "INSTALL", "LICENSES.txt", "_internal", "octavo", "share",
    }  # fmt: skip
    said = subprocess.check_output([folder / "octavo", "--version"], text=True, env={})
    assert said == f"Octavo {VERSION}\n"
