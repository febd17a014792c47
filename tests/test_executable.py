"""The built program, in an environment that has nothing of ours (`make exe` builds it)."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import pytest

import smoke
from notes import packed, webkit
from smoke import Octavo
from tests.conftest import required
from tests.desktop import PATIENCE, desktop, eventually
from ui.browser import NO_WEBKIT, why_no_window

ROOT = Path(__file__).parent.parent
FIGURE_MB = 25
#: What a server has unpacked by the time that it can be asked.
UNPACKED_MB = 26
#: What asks for more of it than a first page.
PAGES = ("/backups", "/acts", "/trash", "/diagrams", "/static/built/diagrams.js")

#: Starts a program where something of the system is hidden from it, and from it alone.
WITHOUT = """#!/bin/sh
exec unshare --mount sh -c '{hidden} && exec {program} "$@"' octavo "$@"
"""

pytest_plugins = "tests.built_fixtures"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is built for Linux so far")


@pytest.fixture
def octavo(executable: Path, tmp_path: Path) -> Octavo:
    return Octavo(executable, tmp_path)


def lying(folders: list[Path]) -> Iterator[tuple[str, int]]:
    """Files and their bytes; what is just being unpacked has another name a moment later."""
    for folder in folders:
        for file in folder.rglob("*"):
            with suppress(FileNotFoundError):
                yield file.name, file.stat().st_size


def test_it_is_not_larger_than_it_may_be(executable: Path) -> None:
    assert executable.stat().st_size < FIGURE_MB * 1_000_000


def test_it_says_what_it_is_and_misses_nothing_that_it_needs(octavo: Octavo) -> None:
    smoke.says_what_it_is(octavo)


def test_it_writes_and_finds_a_note_and_renders_it(octavo: Octavo) -> None:
    smoke.writes_and_finds(octavo)


def test_it_exports_what_was_written(octavo: Octavo, tmp_path: Path) -> None:
    octavo("add", "-", given=smoke.TEXT)
    smoke.exports(octavo, tmp_path / "exported")


@pytest.mark.parametrize(("locale", "characters"), [("zh_CN", "GBK"), ("ja_JP", "EUC-JP")])
def test_it_speaks_as_its_terminal_does(
    octavo: Octavo, tmp_path: Path, locale: str, characters: str
) -> None:
    made = tmp_path / f"{locale}.{characters}"
    command = ["localedef", "--no-archive", "-c", "-f", characters, "-i", locale, str(made)]
    required(shutil.which("localedef"), "localedef")
    subprocess.run(command, check=False, capture_output=True)
    required(made.is_dir(), "what locales are made of (locales)")
    octavo("add", "-", given="# 日本\n")
    octavo.environment |= {"LOCPATH": str(tmp_path), "LC_ALL": made.name}
    with octavo.started("list") as listing:
        assert listing.wait(PATIENCE) == 0


def test_it_brings_in_what_another_app_has_written(octavo: Octavo, tmp_path: Path) -> None:
    smoke.brings_in(octavo, tmp_path / "elsewhere")


def test_it_makes_a_backup_and_looks_at_it(octavo: Octavo) -> None:
    octavo("add", "-", given=smoke.TEXT)
    smoke.backs_up(octavo)


def test_it_unpacks_what_is_asked_for(octavo: Octavo) -> None:
    with octavo.started("serve") as server:
        assert server.stdout
        server.stdout.readline()
        sizes = dict(lying(octavo.unpacked()))
        server.terminate()
        server.wait(PATIENCE)
    assert sum(sizes.values()) < UNPACKED_MB * 1_000_000
    assert "diagrams.js" not in sizes
    assert octavo.unpacked() == []


def test_it_serves_its_pages_and_stops_when_asked(octavo: Octavo) -> None:
    smoke.serves(octavo)


def test_its_window_is_typed_in_closed_and_found_again(octavo: Octavo, tmp_path: Path) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")

    def look() -> None:
        assert screen.colours() > 20

    with desktop(tmp_path) as screen:
        smoke.types_in_its_window(
            octavo, lambda: octavo.started(**screen.environment), screen, look
        )


@pytest.fixture
def without_webkit(executable: Path, tmp_path: Path) -> Octavo:
    required(smoke.can_hide(), "what hides a library from a program")
    library = next(Path("/usr").glob(f"lib*/**/{webkit.LIBRARY}"), None)
    required(library, "WebKitGTK 4.1")
    assert library
    started = tmp_path / "without-webkit"
    typelibs = library.parent / "girepository-1.0"
    hidden = f"mount -t tmpfs none {typelibs} && mount --bind /dev/null {library.resolve()}"
    started.write_text(WITHOUT.format(hidden=hidden, program=executable))
    started.chmod(0o755)
    return Octavo(started, tmp_path)


def test_where_webkit_is_not_its_own_typelibs_are_not_believed(
    without_webkit: Octavo, tmp_path: Path
) -> None:
    assert json.loads(without_webkit("selfcheck", "--json"))["webkit"] is False
    with desktop(tmp_path) as screen, without_webkit.started(**screen.environment) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Octavo is at http://127.0.0.1:")
        process.terminate()
        assert process.wait(PATIENCE) == 0


class Served:
    """A server of a program, and who asks it: a browser, and a program that may write."""

    def __init__(self, octavo: Octavo) -> None:
        note = octavo("add", "-", given=smoke.TEXT).strip()
        token = octavo("token", "create", "test", "--scope", "write").strip()
        self._note = f"/api/v1/notes/{note}"
        self._known = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
        self._octavo = octavo

    @contextmanager
    def running(self) -> Iterator[None]:
        with self._octavo.started("serve") as server:
            assert server.stdout
            self.address = server.stdout.readline().removeprefix("Octavo is at ").strip()
            yield
            server.terminate()
            assert server.wait(PATIENCE) == 0

    def page(self, where: str = "") -> str:
        return self._answered(urljoin(self.address, where))

    def saved(self, text: str) -> str:
        """What the note is shown as, with this for its text."""
        place = urljoin(self.address, self._note)
        headers = {**self._known, "If-Match": '"1"'}
        content = json.dumps({"body": text}).encode()
        self._answered(Request(place, content, headers, method="PUT"))  # noqa: S310 (our own)
        shown = Request(f"{place}/html", headers=self._known)  # noqa: S310 (our own address)
        return self._answered(shown)

    def _answered(self, request: str | Request) -> str:
        with self._browser.open(request, timeout=PATIENCE) as answer:
            return str(answer.read().decode())


def test_a_new_version_in_its_place_leaves_the_running_one_whole(
    executable: Path, tmp_path: Path
) -> None:
    program = Path(shutil.copy2(executable, tmp_path))
    served = Served(Octavo(program, tmp_path))
    another = tmp_path / "another"
    another.write_text("#!/bin/sh\nexit 3\n")
    another.chmod(0o755)
    with served.running():
        another.replace(program)
        assert "said the walrus" in served.page()
        for where in PAGES:
            assert served.page(where)
        smoke.refuses(served.address)
        assert '<span class="nb">print</span>' in served.saved("```python\nprint(2)\n```\n")


#: Starts it where its temporary folder has so much room.
LITTLE = """#!/bin/sh
exec unshare --mount sh -c 'mount -t tmpfs -o mode=0700,size={room} none "$TMPDIR" \\
    && exec {program} "$@"' octavo "$@"
"""


@pytest.fixture
def with_room(executable: Path, tmp_path: Path) -> Callable[[str], Octavo]:
    required(smoke.can_hide(), "what gives a program a small folder")
    started = tmp_path / "with-room"
    octavo = Octavo(started, tmp_path)

    def given(room: str) -> Octavo:
        started.write_text(LITTLE.format(room=room, program=executable))
        started.chmod(0o755)
        return octavo

    return given


@pytest.mark.parametrize("room", ["13m", "19m", "22m"])
def test_a_server_that_has_no_room_for_its_page_does_not_start(
    with_room: Callable[[str], Octavo], room: str
) -> None:
    octavo = with_room(room)
    with pytest.raises(smoke.Broken, match=f"no room in the temporary folder {octavo.temporary}"):
        octavo("serve")


def test_where_room_ends_while_it_runs_it_says_so_and_saves(
    with_room: Callable[[str], Octavo],
) -> None:
    served = Served(with_room("50m"))
    with_room("27m")
    with served.running():
        assert "said the walrus" in served.page()
        with pytest.raises(HTTPError, match="507") as refused:
            served.page("/static/built/diagrams.js")
        assert "no room in the temporary folder" in refused.value.read().decode()
        assert '<span class="nb">print</span>' in served.saved("```python\nprint(2)\n```\n")


def test_where_its_folder_is_removed_it_says_so_and_saves(octavo: Octavo) -> None:
    served = Served(octavo)
    with served.running():
        for folder in octavo.unpacked():
            shutil.rmtree(folder)
        for where in ("", "/diagrams"):
            with pytest.raises(HTTPError, match="503") as refused:
                served.page(where)
            assert "start Octavo anew" in refused.value.read().decode()
        assert "print(2)" in served.saved("```python\nprint(2)\n```\n")


def test_a_server_has_unpacked_what_its_first_page_needs(octavo: Octavo) -> None:
    served = Served(octavo)
    with served.running():
        before = dict(lying(octavo.unpacked()))
        for what in re.findall(r'(?:src|href)="(/static/[^"]+)"', served.page()):
            served.page(what)
        served.saved("*again*")
        assert dict(lying(octavo.unpacked())) == before


@pytest.fixture
def without_libraries(executable: Path, tmp_path: Path) -> Octavo:
    """Started where the system has none of those that it is asked for first."""
    required(smoke.can_hide(), "what hides a library from a program")
    libraries = [
        found.resolve()
        for library in chain(*packed.USUAL.values())
        for found in Path("/usr").glob(f"lib*/**/{library}")
    ]
    started = tmp_path / "without-libraries"
    hidden = " && ".join(f"mount --bind /dev/null {library}" for library in libraries)
    started.write_text(WITHOUT.format(hidden=hidden, program=executable))
    started.chmod(0o755)
    return Octavo(started, tmp_path)


def test_where_the_system_lacks_libraries_its_own_take_their_place(
    without_libraries: Octavo,
) -> None:
    smoke.serves(without_libraries)
    assert json.loads(without_libraries("selfcheck", "--json"))["needed"] == []


def test_it_needs_nothing_of_the_checkout(executable: Path) -> None:
    command = [sys.executable, "packaging/smoke.py", executable]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ("the sources are hidden" in done.stdout) is smoke.can_hide()


def test_what_a_killed_run_left_goes_with_the_next(octavo: Octavo) -> None:
    with octavo.started("serve") as server:
        assert server.stdout
        server.stdout.readline()
        server.kill()
    for left in octavo.unpacked():
        os.utime(left, (0, 0))

    def swept() -> bool:
        octavo("--version")
        return octavo.unpacked() == []

    eventually(swept, "sweeping")


def test_beside_a_portable_library_nothing_is_written_elsewhere(
    executable: Path, tmp_path: Path
) -> None:
    stick, home = tmp_path / "stick", tmp_path / "home"
    for folder in (stick / "octavo-library", home):
        folder.mkdir(parents=True)
    shutil.copy(executable, stick / "octavo")
    command = [stick / "octavo", "add", "-"]
    subprocess.run(command, input=b"# Travels", env={"HOME": str(home)}, check=True, timeout=60)
    assert (stick / "octavo-library" / "octavo.db").exists()
    assert list(home.iterdir()) == []
