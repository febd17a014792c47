"""The commands of the archive's INSTALL, pasted as they are printed, in a home of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import share
import tarball

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the archive is for Linux")

SAYS_HELLO = "#!/bin/sh\necho hello\n"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What it unpacks to, but for what the program is."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    folder = tmp_path / "octavo-archive"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "library.so").touch()
    program(folder / "octavo", SAYS_HELLO)
    share.lay_out(folder / "share")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "bin").mkdir(parents=True)
    program(folder / "bin" / "update-desktop-database", "#!/bin/sh\n[ -d $1 ]\n")
    return folder


def program(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def pasted(commands: str, archive: Path, home: Path) -> None:
    env = {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin"}
    subprocess.run(["bash", "-euc", commands], cwd=archive, env=env, check=True)


def blocks() -> list[str]:
    return re.findall(r"(?:^    .*\n)+", tarball.note(), re.MULTILINE)


def test_what_it_says_puts_octavo_into_the_menu_and_takes_it_away(
    archive: Path, home: Path
) -> None:
    before = {*home.rglob("*")}
    put, take = blocks()
    pasted(put, archive, home)
    command = home / ".local" / "bin" / "octavo"
    assert subprocess.check_output([command], text=True) == "hello\n"
    entry = home / ".local" / "share" / "applications" / "octavo.desktop"
    assert f"\nExec={command} %U\n" in entry.read_text("utf-8")
    pasted(take, archive, home)
    assert {path for path in home.rglob("*") if not path.is_dir()} <= before


def test_a_newer_one_takes_the_place_of_an_older_and_leaves_a_library_beside_it(
    archive: Path, home: Path
) -> None:
    placed = home / ".local" / "opt" / "octavo"
    for name in ("_internal/of_an_older.so", "octavo-library/octavo.db"):
        (placed / name).parent.mkdir(parents=True)
        (placed / name).touch()
    pasted(blocks()[0], archive, home)
    assert [path.name for path in (placed / "_internal").iterdir()] == ["library.so"]
    assert (placed / "octavo-library" / "octavo.db").exists()
