"""The real window, on a screen of its own."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from notes.library import editing
from notes.library.opening import open_library
from notes.paths import state_of
from tests.conftest import required
from tests.desktop import PATIENCE, Desktop, NotHappened, desktop, eventually, within
from ui.browser import NO_WEBKIT, why_no_window
from ui.handover import RAISED
from ui.surface import Plain
from ui.window import BROUGHT, FAREWELL, LAST_FAREWELL, OPEN, STAYING, Window

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, str(ROOT / "main.py")]
HOSTILE = [sys.executable, "-m", "tests.hostile_page"]
PRINTED = [sys.executable, "-m", "tests.printed_page"]
PORTAL = [sys.executable, "-m", "tests.portal"]
DRAGGED = [sys.executable, "-m", "tests.dragged"]
LOGIND = [sys.executable, "-m", "tests.logind"]
MANAGER = [sys.executable, "-m", "tests.window_manager"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the screen is an X server")


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    with desktop(tmp_path_factory.mktemp("screen")) as shown:
        yield shown


@pytest.fixture
def library(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library") as opened:
        editing.create("a note to begin with\n", title="Here before")
    return opened.folder


def octavo(library: Path, *arguments: str, given: str = "") -> str:
    command = [*PROGRAM, "--library", str(library), *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=True, timeout=PATIENCE
    ).stdout


@contextmanager
def started(library: Path, screen: Desktop | None) -> Iterator[subprocess.Popen[str]]:
    """Octavo without a command."""
    with running([*PROGRAM, "--library", str(library)], screen) as process:
        yield process


@contextmanager
def running(command: list[str], screen: Desktop | None) -> Iterator[subprocess.Popen[str]]:
    """A program on the screen, or without one; ended at the end if it has not ended itself."""
    environment = {**os.environ, **(screen.environment if screen else {})}
    if not screen:
        environment.pop("DISPLAY", None)
        environment.pop("WAYLAND_DISPLAY", None)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,  # as a terminal gives each its own
    ) as process:
        try:
            yield process
        except NotHappened as nothing:
            process.kill()
            nothing.add_note(f"{process.args} said: {process.communicate()}")
            raise
        finally:
            process.kill()


def test_what_is_typed_is_saved_and_there_after_a_restart(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Quixotic words")
        eventually(lambda: octavo(library, "search", "quixotic"), "saving")
        assert screen.colours() > 20
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    with started(library, screen) as process:
        window = screen.window("Quixotic words")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert "Quixotic words" in octavo(library, "list")


def test_what_is_typed_is_seen_in_chinese_where_no_input_method_runs(
    screen: Desktop, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, tmp_path / "zh_CN.UTF-8")
    with started(library, screen):
        window = screen.window()
        screen.write_a_note(window, "seen", untitled="无标题")
        eventually(lambda: screen.colours() > 20, "a picture of the note")


def speak(monkeypatch: pytest.MonkeyPatch, made: Path) -> None:
    """The language of a locale that is made there, with nothing said of input methods."""
    required(shutil.which("localedef"), "localedef")
    locale, characters = made.name.split(".")
    command = ["localedef", "--no-archive", "-c", "-f", characters, "-i", locale, str(made)]
    subprocess.run(command, check=False, capture_output=True)
    required(made.is_dir(), "what locales are made of (locales)")
    monkeypatch.setenv("LOCPATH", str(made.parent))
    monkeypatch.setenv("LC_ALL", made.name)
    for name in ("GTK_IM_MODULE", "XMODIFIERS"):
        monkeypatch.delenv(name, raising=False)


def test_closing_the_window_saves_the_last_keys(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "zephyr and the last wordxyz")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "wordxyz")


def test_a_second_start_raises_the_first_window_and_ends(screen: Desktop, library: Path) -> None:
    with started(library, screen) as first:
        screen.window()
        with started(library, screen) as second:
            _, words = second.communicate(timeout=PATIENCE)
        assert (second.returncode, words.strip()) == (0, RAISED)
        assert first.poll() is None
        assert stat.S_IMODE((library / "octavo.instance").stat().st_mode) == 0o600


def test_a_second_start_opens_its_note_in_the_first_window(screen: Desktop, library: Path) -> None:
    note = octavo(library, "add", "-", given="# Named by its address\n").strip()
    octavo(library, "add", "-", given="# Another\n")
    with started(library, screen) as first:
        window = screen.window()
        eventually(lambda: "Octavo" in screen.title(window), "the page")
        open_in(window, screen, library, note, "Named by its address")
        assert first.poll() is None


def open_in(window: str, screen: Desktop, library: Path, note: str, title: str) -> None:
    """By a second start, as soon as the page listens."""

    def opened() -> bool:
        command = [*PROGRAM, "--library", str(library), f"octavo://note/{note}"]
        with running(command, screen) as second:
            assert second.wait(PATIENCE) == 0
        return bool(within(2, lambda: title in screen.title(window)))

    eventually(opened, "the note in the first window")


def test_a_start_with_a_note_opens_it(screen: Desktop, library: Path) -> None:
    note = octavo(library, "add", "-", given="# Named at the start\n").strip()
    octavo(library, "add", "-", given="# Another\n")
    command = [*PROGRAM, "--library", str(library), f"octavo://note/{note}"]
    with running(command, screen):
        screen.window("Named at the start")


def test_a_window_opens_though_its_file_does_not_come_in(
    screen: Desktop, library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "计划.md"
    file.write_bytes("# 计划\n".encode("gbk"))
    command = [*PROGRAM, "--library", str(library), str(file)]
    with running(command, screen) as first:
        window = screen.window("Octavo")
        with running(command, screen) as second:
            _, words = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert [line.partition(":")[0] for line in words.splitlines()] == ["计划.md", RAISED]
        screen.close(window)
        assert first.wait(PATIENCE) == 1


def test_a_window_tells_its_page_to_show_what_a_second_start_brought(library: Path) -> None:
    class Entered(Plain):
        is_entered = True

        def tell(self, body: str) -> None:
            told.append(body)

    told: list[str] = []
    with open_library(library) as opened:
        window = Window(opened, Entered())
    window.loaded()
    window.show_brought()
    assert told == [BROUGHT]


def test_a_window_that_stays_has_its_page_say_so(library: Path) -> None:
    class Unsaved(Plain):
        is_entered = True

        def ask(self, body: str, answered: Callable[[str], None]) -> None:
            answered("failed")

        def tell(self, body: str) -> None:
            told.append(body)

    told: list[str] = []
    with open_library(library) as opened:
        window = Window(opened, Unsaved())
    assert window._closing() is False
    assert told == [STAYING]


def test_what_is_handed_over_before_the_page_listens_is_told_it_then(library: Path) -> None:
    class Entered(Plain):
        is_entered = True

        def tell(self, body: str) -> None:
            told.append(body)

    told: list[str] = []
    with open_library(library) as opened:
        window = Window(opened, Entered())
    window.raise_window("0123456789abcdef")
    window.raise_window()
    window.show_brought()
    assert told == []
    window.loaded()
    assert told == [OPEN % "0123456789abcdef", BROUGHT]
    window.loaded()
    assert len(told) == 2
    window.left()
    window.show_brought()
    assert len(told) == 2
    window.loaded()
    assert told[2:] == [BROUGHT]


def test_a_file_that_a_second_start_brings_at_once_is_shown(
    screen: Desktop, library: Path, tmp_path: Path
) -> None:
    commands = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# Number {name}\n")
        commands.append([*PROGRAM, "--library", str(library), str(tmp_path / f"{name}.md")])
    with running(commands[0], screen) as first:
        eventually((library / "octavo.instance").exists, "the server of the first")
        with running(commands[1], screen) as second:
            assert second.wait(PATIENCE) == 0
        window = screen.window("Number two")
        screen.close(window)
        assert first.wait(PATIENCE) == 0


def test_a_window_opens_on_a_library_that_cannot_be_opened(screen: Desktop, library: Path) -> None:
    with (library / "octavo.db").open("r+b") as file:
        file.write(bytes(4096))
    with started(library, screen) as process:
        screen.close(screen.window("A way back"))
        assert process.wait(PATIENCE) == 0


def test_without_a_display_the_address_is_printed_and_a_signal_ends_it(library: Path) -> None:
    with started(library, None) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Octavo is at http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert process.stderr
        assert len(process.stderr.read().splitlines()) == 1


def test_a_second_start_is_told_where_a_server_without_a_window_is(library: Path) -> None:
    with running([*PROGRAM, "--library", str(library), "serve"], None) as first:
        assert first.stdout
        address = first.stdout.readline().partition("?")[0]
        with started(library, None) as second:
            told, _ = second.communicate(timeout=PATIENCE)
        assert (second.returncode, told.partition("?")[0]) == (0, address)


def test_a_killed_window_leaves_nothing_that_keeps_the_next_one_out(library: Path) -> None:
    with started(library, None) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    with started(library, None) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Octavo is at ")


def test_a_hostile_page_finds_no_bridge_and_cannot_leave(screen: Desktop, tmp_path: Path) -> None:
    with running([*HOSTILE, str(tmp_path)], screen) as process:
        assert process.stdout
        window = screen.window("Hostile")
        told = map(json.loads, process.stdout)
        assert next(told) == {"asked": True}
        assert next(told) == {"seen": ["undefined", "undefined", "Hostile", 1]}
        assert not screen.is_there("Octavo")  # a dialog that asks where to save something
        screen.click(window)
        assert next(told) == {"outside": "https://example.org/clicked"}


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://example.org/", ["copy", "copy link"]),
        ("http://127.0.0.1:1/notes/1", ["copy"]),
        ("file:///etc/hostname", ["copy"]),
        (None, ["copy"]),
    ],
)
def test_of_a_link_that_leads_out_the_menu_offers_its_address(
    link: str | None, kept: list[str]
) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    from gi.repository import WebKit2

    from ui.gtk import webkit

    actions = WebKit2.ContextMenuAction
    items = {
        "open": actions.OPEN_LINK,
        "copy": actions.COPY,
        "copy link": actions.COPY_LINK_TO_CLIPBOARD,
        "save": actions.DOWNLOAD_LINK_TO_DISK,
    }
    menu: Any = WebKit2.ContextMenu()
    for action in items.values():
        menu.append(WebKit2.ContextMenuItem.new_from_stock_action(action))
    view: Any = None
    hit: Any = SimpleNamespace(get_link_uri=lambda: link)
    webkit._keep_harmless(view, menu, view, hit, "http://127.0.0.1:1/")
    left = [item.get_stock_action() for item in menu.get_items()]
    assert left == [items[name] for name in kept]


def test_a_window_that_cannot_be_fenced_shows_nothing(screen: Desktop, tmp_path: Path) -> None:
    with running([*HOSTILE, str(tmp_path), "unfenced"], screen) as process:
        screen.close(screen.window())
        told, _ = process.communicate(timeout=PATIENCE)
    assert told == ""


def placed(library: Path) -> dict[str, object]:
    file = state_of(library) / "window.json"
    return json.loads(file.read_bytes()) if file.exists() else {"zoom": 1}


def drafted(library: Path) -> str:
    return "".join(file.read_text("utf-8") for file in library.glob("drafts/*.json"))


@contextmanager
def locked(library: Path) -> Iterator[None]:
    """Another program that writes the library and does not let go."""
    holder = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "other.execute('BEGIN IMMEDIATE'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(library / "octavo.db")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield
        process.communicate()


def test_a_save_that_takes_long_is_waited_for(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        with locked(library):
            screen.type(" and carpenter")
            screen.close(window)
            eventually(lambda: "carpenter" in drafted(library), "a draft")
            assert process.poll() is None
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "carpenter")
    assert drafted(library) == ""


@pytest.mark.parametrize("killed", [False, True])
def test_what_could_not_be_saved_is_there_after_the_end(
    screen: Desktop, library: Path, killed: bool
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        with locked(library):
            screen.type(" and carpenter")
            if killed:
                eventually(lambda: "carpenter" in drafted(library), "a draft")
                process.kill()
            else:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
    assert "# Walrus and carpenter" in drafted(library)


def test_a_signal_saves_the_last_keys(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "zephyr and the last wordxyz")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "wordxyz")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_all_that_a_terminal_started_saves_the_last_keys(
    screen: Desktop, library: Path, number: signal.Signals
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Groceries")
        eventually(lambda: octavo(library, "search", "groceries"), "saving")
        screen.type(" and the last wordxyz")
        os.killpg(process.pid, number)
        process.send_signal(number)  # as the executable does, which hands on what it gets
        said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (0, ("", ""))
    assert octavo(library, "search", "wordxyz")
    assert not list((state_of(library) / "crashes").glob("*"))


def shows_the_page(process: subprocess.Popen[str]) -> list[int]:
    """The processes of WebKit that show what this program's window has in it."""
    return of_webkit(process, "WebKitWebProces")


def of_webkit(process: subprocess.Popen[str], name: str) -> list[int]:
    listed = ["pgrep", "-P", str(process.pid), name]
    done = subprocess.run(listed, check=False, capture_output=True)
    return [int(pid) for pid in done.stdout.split()]


def killed_page(process: subprocess.Popen[str]) -> int:
    """That of the page, once there is one, which is no more."""
    return eventually(lambda: killed(shows_the_page(process)), "a process for the page")


def killed_network(process: subprocess.Popen[str]) -> None:
    """That in which WebKit asks the server, and keeps the cookie."""
    eventually(lambda: killed(of_webkit(process, "WebKitNetworkPr")), "a process for the network")


def killed(processes: list[int]) -> int:
    """The one, 0 where there is none, or only what is left of one."""
    try:
        (pid,) = processes
        os.kill(pid, signal.SIGKILL)
    except (ValueError, ProcessLookupError):
        return 0
    return pid


def test_a_page_whose_process_ends_is_there_again_and_takes_keys(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        gone = killed_page(process)
        eventually(lambda: shows_the_page(process) not in ([], [gone]), "another process")
        screen.write_a_note(window, "oysters")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "oysters")
    (report,) = (state_of(library) / "crashes").iterdir()
    assert "The process of the page ended: crashed" in report.read_text("utf-8")


#: Of the screen: the foot of the list, where it is said what was done.
FOOT = (240, 735, 250, 55)


def test_a_page_whose_process_ends_says_so_and_has_the_caret_where_it_was(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus\n" + "\n" * 40 + "at the end")
        screen.press(*["Up"] * 20)
        screen.type("oysters")
        hit = eventually(lambda: octavo(library, "search", "oysters", "--json"), "saving")
        assert screen.ink(*FOOT) == 0
        killed_page(process)
        eventually(lambda: screen.ink(*FOOT) > 100, "what is said of it")

        def typed_on() -> str:
            screen.type(" carpenter")
            return within(2, lambda: octavo(library, "search", "carpenter")) or ""

        eventually(typed_on, "what was typed without a click")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    lines = octavo(library, "show", json.loads(hit)["id"]).splitlines()
    (line,) = (number for number, line in enumerate(lines) if "oysters" in line)
    assert "carpenter" in lines[line].partition("oysters")[2]


def test_a_note_that_is_handed_over_while_a_page_comes_back_is_shown(
    screen: Desktop, library: Path
) -> None:
    first, second = (octavo(library, "add", "-", given=text).strip() for text in ("# A", "# B"))
    command = [*PROGRAM, "--library", str(library)]
    with running([*command, f"octavo://note/{first}"], screen) as process:
        window = screen.window("A · Octavo")
        open_in(window, screen, library, first, "A · Octavo")
        killed_page(process)
        reports = state_of(library) / "crashes"
        eventually(lambda: list(reports.glob("*-*")), "its end")
        with running([*command, f"octavo://note/{second}"], screen) as other:
            assert other.wait(PATIENCE) == 0
        eventually(lambda: screen.title(window) == "B · Octavo", "the note")
        screen.close(window)
        assert process.wait(PATIENCE) == 0


def test_a_page_that_is_told_to_end_with_its_window_is_no_accident(
    screen: Desktop, library: Path
) -> None:
    """As Ctrl+C does in a terminal, and a desktop that logs out."""
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        pages = shows_the_page(process)
        process.send_signal(signal.SIGINT)
        for page in pages:
            os.kill(page, signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert [*(state_of(library) / "crashes").glob("*")] == []


@pytest.mark.parametrize("and_the_network", [False, True])
def test_a_page_whose_process_ends_at_once_again_gives_way_to_words(
    screen: Desktop, library: Path, and_the_network: bool
) -> None:
    first, second = (octavo(library, "add", "-", given=text).strip() for text in ("# A", "# B"))
    command = [*PROGRAM, "--library", str(library), f"octavo://note/{first}"]
    with running(command, screen) as process:
        window = screen.window("A · Octavo")
        killed_page(process)
        open_in(window, screen, library, second, "B · Octavo")
        killed_page(process)
        eventually(lambda: screen.title(window) == "Octavo", "the words")
        if and_the_network:
            killed_network(process)

        def gone_on() -> bool:
            screen.click(window)
            screen.press("Tab", "Return")  # their link
            return bool(within(3, lambda: screen.title(window).endswith(" · Octavo")))

        eventually(gone_on, "the page")
        screen.close(window)
        assert process.wait(PATIENCE) == 0


def test_what_is_typed_is_saved_when_the_process_of_the_network_has_ended(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        for word in ("carpenter", "oysters"):
            killed_network(process)
            screen.type(f" and {word}")
            eventually(lambda word=word: octavo(library, "search", word), "saving")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", '"Walrus and carpenter and oysters"')
    (report,) = (state_of(library) / "crashes").iterdir()
    assert report.read_text("utf-8").count("The process of the network ended") == 2


def test_another_note_opens_when_the_process_of_the_network_has_ended(
    screen: Desktop, library: Path
) -> None:
    note = octavo(library, "add", "-", given="# Walrus\n").strip()
    with running([*PROGRAM, "--library", str(library), f"octavo://note/{note}"], screen) as process:
        window = screen.window("Walrus")
        eventually(lambda: screen.colours() > 20, "the page")
        killed_network(process)
        screen.press("ctrl+k")
        screen.type("Here before")
        screen.press("Return")
        eventually(lambda: screen.title(window).startswith("Here before"), "the other note")


@pytest.fixture
def logind(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """What announces sleep to the programs that are started from now on."""
    required(shutil.which("dbus-daemon"), "dbus-daemon")
    pipe = subprocess.PIPE
    with subprocess.Popen(LOGIND, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as announcer:
        try:
            assert announcer.stdout
            monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", announcer.stdout.readline().strip())
            yield announcer
        finally:
            announcer.terminate()


def test_what_is_typed_is_saved_before_the_computer_sleeps(
    screen: Desktop, library: Path, logind: subprocess.Popen[str]
) -> None:
    assert logind.stdin
    assert logind.stdout
    with started(library, screen):
        assert logind.stdout.readline() == "held\n"
        screen.write_a_note(screen.window(), "zephyr and the last wordxyz")
        logind.stdin.write("sleep\n")
        logind.stdin.flush()
        assert logind.stdout.readline() == "released\n"
        assert octavo(library, "search", "wordxyz")


def test_a_page_that_never_says_farewell_is_left_at_the_second_signal(
    screen: Desktop, tmp_path: Path
) -> None:
    with running([*HOSTILE, str(tmp_path)], screen) as process:
        screen.window("Hostile")
        process.send_signal(signal.SIGTERM)
        assert within(1, lambda: process.poll() is not None) is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(LAST_FAREWELL / 2) == 0


def test_a_window_that_is_told_to_go_twice_goes_once(screen: Desktop, tmp_path: Path) -> None:
    with running([*HOSTILE, str(tmp_path), "twice"], screen) as process:
        window = screen.window("Hostile")
        screen.close(window)
        assert within(FAREWELL + 1, lambda: process.poll() is not None) is None
        screen.close(window)
        _, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (0, "")


def test_what_could_not_be_saved_keeps_the_window_once(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        hit = json.loads(
            eventually(lambda: octavo(library, "search", "walrus", "--json"), "saving")
        )
        read = json.loads(octavo(library, "show", hit["id"], "--json"))
        octavo(library, "edit", hit["id"], "--base", str(read["version"]), given="# Elsewhere")
        screen.type(" and carpenter")
        screen.close(window)
        assert within(2, lambda: process.poll() is not None) is None
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "elsewhere")


@pytest.mark.parametrize("keys", ["ctrl+q", "ctrl+w"])
def test_keys_close_the_window_and_save_the_last_ones(
    screen: Desktop, library: Path, keys: str
) -> None:
    with started(library, screen) as process:
        screen.write_a_note(screen.window(), "zephyr and the last wordxyz")
        screen.press(keys)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "wordxyz")


def becomes(screen: Desktop, window: str, shape: tuple[int, int, int, int]) -> None:
    eventually(lambda: screen.shown(window) == shape, f"being {shape}")


def test_f11_has_the_window_fill_the_screen_and_gives_it_back(
    screen: Desktop, library: Path
) -> None:
    small, whole = (700, 500, 90, 60), (1280, 800, 0, 0)
    with running(MANAGER, screen) as manager, started(library, screen) as process:
        assert manager.stdout
        assert manager.stdout.readline() == "there\n"
        window = screen.window()
        screen.write_a_note(window, "as large as it was")
        screen.shape(window, *small)
        eventually(lambda: placed(library)["width"] == 700, "its size being kept")
        for expected in (whole, small, whole):
            screen.press("F11")
            becomes(screen, window, expected)
        screen.press("ctrl+w")
        assert process.wait(PATIENCE) == 0
    kept = placed(library)
    assert (kept["width"], kept["height"], kept["x"], kept["y"]) == small


def test_after_a_start_the_keyboard_is_in_the_note_that_was_open(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus\n\n")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    with started(library, screen) as process:
        screen.window("Walrus")

        def typed() -> str:
            screen.type("oysters ")
            return within(2, lambda: octavo(library, "search", "oysters")) or ""

        eventually(typed, "what was typed without a click")


def test_a_window_has_an_icon_that_no_package_brought(screen: Desktop, library: Path) -> None:
    required(shutil.which("xprop"), "xprop")
    with started(library, screen):
        asked = ["xprop", "-id", screen.window(), "32c", "_NET_WM_ICON"]
        told = subprocess.run(
            asked,
            env={**os.environ, **screen.environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert [size for size in (16, 32, 48, 128) if f"{size}, {size}, " not in told] == []


def test_a_window_is_where_it_was_and_as_large(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.shape(window, 700, 500, 90, 60)
        eventually(lambda: screen.shown(window) == (700, 500, 90, 60), "moving")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    with started(library, screen):
        window = screen.window()
        eventually(lambda: screen.shown(window) == (700, 500, 90, 60), "being there")


def test_a_page_is_as_large_as_it_was_made_by_keys(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "zoom")
        screen.press("ctrl+plus", "ctrl+plus", "ctrl+minus")
        eventually(lambda: placed(library)["zoom"] == 1.1, "being kept")
        screen.press("ctrl+0")
        eventually(lambda: placed(library)["zoom"] == 1.0, "being kept")
        screen.close(window)
        assert process.wait(PATIENCE) == 0


def test_a_note_is_printed_into_a_file_that_is_called_as_it_is(
    screen: Desktop, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    note = octavo(library, "add", "-", given="# 打印 on paper\n").strip()
    command = [*PROGRAM, "--library", str(library), f"octavo://note/{note}"]
    with running(command, screen):
        screen.window("打印 on paper")

        def asked() -> bool:
            screen.press("ctrl+p")
            return bool(within(3, lambda: screen.is_there("Print")))

        eventually(asked, "the dialog for printing")
        screen.window("Print")
        screen.press("Tab", "Down", "Return")  # the only printer is a file
        paper = tmp_path / "打印 on paper.pdf"
        eventually(lambda: paper.exists() and b"%%EOF" in paper.read_bytes()[-9:], "printing")


def test_a_file_that_is_dropped_on_the_window_is_a_note_that_knows_its_place(
    screen: Desktop, library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "落下.md"
    file.write_text("# Dropped from outside\n", "utf-8")
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "before")
        with running([*DRAGGED, "2", "2", str(file)], screen) as dragged:
            assert dragged.stdout
            dragged.stdout.readline()
            screen.drag((20, 20), (600, 400))
            eventually(lambda: "Dropped from outside" in screen.title(window), "the note")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert "before" in octavo(library, "list")
    octavo(library, "import", str(file))
    assert len(octavo(library, "search", "dropped", "--json").splitlines()) == 1


def test_words_that_are_dropped_are_words_though_files_have_passed(
    screen: Desktop, library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "passing.md"
    file.write_text("# Only passing\n", "utf-8")
    with started(library, screen):
        window = screen.window()
        screen.write_a_note(window, "before ")
        with running([*DRAGGED, "2", "2", str(file)], screen) as dragged:
            assert dragged.stdout
            dragged.stdout.readline()
            screen.drag((20, 20), (1100, 400), (20, 20))
        with running([*DRAGGED, "2", "2"], screen) as dragged:
            assert dragged.stdout
            dragged.stdout.readline()
            screen.drag((20, 20), (800, 400))
            eventually(lambda: octavo(library, "search", "words of elsewhere"), "the words")
    assert "Only passing" not in octavo(library, "list")


def test_a_note_is_saved_as_a_file_where_the_dialog_says(
    screen: Desktop, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    note = octavo(library, "add", "-", given="# 保存 a copy\n").strip()
    command = [*PROGRAM, "--library", str(library), f"octavo://note/{note}"]
    with running(command, screen):
        screen.window("保存 a copy")

        def asked() -> bool:
            screen.press("ctrl+shift+s")
            return bool(within(3, lambda: screen.is_there("Octavo")))

        eventually(asked, "the dialog for saving")
        screen.window("^Octavo$")
        screen.press("Return")
        saved = tmp_path / "保存 a copy.md"
        eventually(
            lambda: saved.exists() and saved.read_bytes() == "# 保存 a copy\n".encode(), "it"
        )


def test_the_window_is_dark_as_long_as_the_desktop_is(
    screen: Desktop, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    required(shutil.which("dbus-daemon"), "dbus-daemon")
    pipe = subprocess.PIPE
    with subprocess.Popen(PORTAL, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as portal:
        assert portal.stdin
        assert portal.stdout
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", portal.stdout.readline().strip())
        with started(library, screen):
            screen.window("Octavo")
            eventually(lambda: screen.colours() > 20 and screen.is_dark(), "a dark window")
            for wish, dark in (("2", False), ("1", True), ("0", False)):
                portal.stdin.write(f"{wish}\n")
                portal.stdin.flush()
                eventually(lambda dark=dark: screen.is_dark() == dark, f"wish {wish}")
        portal.terminate()


def test_a_dark_desktop_never_sees_a_light_window(
    screen: Desktop, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    required(shutil.which("dbus-daemon"), "dbus-daemon")
    pipe = subprocess.PIPE
    with subprocess.Popen(PORTAL, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as portal:
        assert portal.stdout
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", portal.stdout.readline().strip())
        with started(library, screen):
            seen = [screen.is_dark()]

            def there() -> bool:
                seen.append(screen.is_dark())
                return screen.colours() > 20

            eventually(there, "the page")
        portal.terminate()
    assert all(seen)


def test_a_window_on_a_dense_screen_is_kept_in_points(
    screen: Desktop, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GDK_SCALE", "2")
    with started(library, screen) as process:
        window = screen.window()
        screen.shape(window, 1000, 760, 60, 20)
        eventually(lambda: screen.shown(window) == (1000, 760, 60, 20), "moving")
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert {"width": 500, "height": 380, "x": 30, "y": 10}.items() <= placed(library).items()
    with started(library, screen):
        window = screen.window()
        eventually(lambda: screen.shown(window) == (1000, 760, 60, 20), "being there")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_page_is_printed_into_a_file_without_a_question(
    screen: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    with running([*PRINTED, str(tmp_path / "paper.pdf")], screen) as printing:
        assert printing.communicate(timeout=PATIENCE)[0] == "\n"
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    with running([*PRINTED, str(tmp_path / "gone" / "paper.pdf")], screen) as printing:
        assert printing.communicate(timeout=PATIENCE)[0].strip()


def test_whoever_clicked_on_an_icon_sees_why_octavo_cannot_open_it(
    screen: Desktop, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    command = [*PROGRAM, "--library", str(tmp_path / "file")]
    with running(command, screen) as process:
        window = screen.window("cannot open this")
        eventually(lambda: screen.colours() > 2, "its words")
        screen.close(window)
        assert process.wait(PATIENCE) == 1
        assert process.stderr
        assert str(tmp_path / "file") in process.stderr.read()
