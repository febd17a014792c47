"""
    python -m tests.benchmarks.executable [PAIRS]        7 when it is not said how many

The one file beside the same program from source, beside the floor of the server, and its window
beside a bare page in pywebview; each in turn, so that whatever else the machine does is shared
by both.  The floors are measured as source and as one file too (`floors.spec`), for unpacking is
what one file costs whoever makes it.  Every figure is a median.  `make bench-exe`
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

from tests.benchmarks import bare
from tests.benchmarks.table import compare, exceed, show
from tests.benchmarks.timing import ROOT, p50, run, seconds, serving
from tests.desktop import PATIENCE, Desktop, desktop, eventually, within

BUILT = ROOT / "dist" / "octavo"
BUILT_MB, UNPACKED_MB = 25, 10
PAIRS = 7
#: Of the note that the window opens on.
TITLE = "Here before"
#: Seconds after which a window that answers has what it needs.
SETTLED = 1.0
#: Seconds after which keys are pressed again, until they are seen.
AGAIN = 0.05
#: Where both show what is typed, left of the pointer, and how much ink is more than a caret.
FIELD, TYPED = (556, 150, 70, 400), 60

Command = tuple[str, ...]
SOURCE: Command = (sys.executable, str(ROOT / "main.py"))
FILE: Command = (str(BUILT),)
BARE: Command = (sys.executable, "-m", "tests.benchmarks.bare")
FLOOR: Command = (sys.executable, "-m", "tests.benchmarks.floor")
BARE_FILE: Command = (str(ROOT / "build" / "floors" / "bare"),)
FLOOR_FILE: Command = (str(ROOT / "build" / "floors" / "floor"),)


class Measured:
    """How long things took, and how much they held, by whose they were."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Command, list[float]]] = {}

    def add(self, what: str, whose: Command, value: float) -> None:
        self._found.setdefault(what, {}).setdefault(whose, []).append(value)

    def of(self, what: str, whose: Command) -> float:
        return p50(self._found[what][whose])


def main() -> None:
    pairs = int(sys.argv[1]) if sys.argv[1:] else PAIRS
    load = f"load {os.getloadavg()[0]:.1f}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        library, database = str(folder / "library"), str(folder / "floor.db")
        (folder / "files").mkdir()
        (folder / "files" / f"{TITLE}.md").write_text("\n" * 20, "utf-8")
        run("main.py", "--library", library, "import", str(folder / "files"))
        [note] = json.loads(run("main.py", "--library", library, "list", "--json"))
        run("-m", "tests.benchmarks.floor", "import", str(folder / "files"), database)
        (folder / "library" / "settings.json").write_text('{"mode": "write"}', "utf-8")
        show(f"the executable, {pairs} pairs, {load}", "ours", "floor", "", "to hold")
        size = BUILT.stat().st_size / 1e6
        show("size", f"{size:.2f} MB", "", "", f"{BUILT_MB} MB")
        show("of it unpacked at each start", f"{unpacked():.2f} MB", "", "", f"{UNPACKED_MB} MB")
        measure_headless(pairs, library, database)
        with desktop(folder) as screen:
            measure_window(pairs, Path(library), f"octavo://note/{note['id']}", screen)


def measure_headless(pairs: int, library: str, database: str) -> None:
    found = Measured()
    token = run("main.py", "--library", library, "token", "create", "bench").strip()
    for _ in range(pairs):
        for whose in (SOURCE, FILE):
            found.add("version", whose, seconds(done, *whose, "--version"))
            own = (*whose, "--library", library)
            found.add("list", whose, seconds(done, *own, "list"))
            found.add("serve", whose, listed((*own, "serve"), token))
        for whose in (FLOOR, FLOOR_FILE):
            found.add("serve", whose, listed((*whose, "serve", database), ""))
    for what, words in (("version", "--version"), ("list", "list"), ("serve", "serve to a list")):
        exceed(f"{words}, beside source", found.of(what, FILE), found.of(what, SOURCE), "s", 0.4)
    for whose, floor, words in (
        (SOURCE, FLOOR, "serve to a list, source beside source"),
        (FILE, FLOOR_FILE, "the same, one file beside one file"),
        (FILE, FLOOR, "the same, one file beside source"),
    ):
        compare(words, found.of("serve", whose), found.of("serve", floor), "s", 1.6)


def unpacked() -> float:
    """Megabytes that PyInstaller writes before anything of ours runs."""
    sizes = (entry[2] for entry in CArchiveReader(str(BUILT)).toc.values() if entry[-1] in "bx")
    return sum(sizes) / 1e6


def done(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def listed(command: Command, token: str) -> float:
    """Seconds until a server has answered, which it takes some more to end after."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    began = time.perf_counter()
    with serving(*command[1:], program=command[0], headers=headers) as asked:
        asked("/api/v1/notes?limit=50" if token else "/")
        return time.perf_counter() - began


def measure_window(pairs: int, library: Path, note: str, screen: Desktop) -> None:
    """Each start has a library in which nothing was typed yet."""
    found = Measured()
    for _ in range(pairs):
        for whose in (BARE, BARE_FILE, SOURCE, FILE):
            fresh = tempfile.mkdtemp(dir=library.parent)
            shutil.copytree(library, fresh, dirs_exist_ok=True)
            is_bare = whose in (BARE, BARE_FILE)
            command = whose if is_bare else (*whose, "--library", fresh, note)
            with opened(command, screen) as process:
                took, window = typed_in(screen, bare.TITLE if is_bare else TITLE)
                found.add("window", whose, took)
                time.sleep(SETTLED)
                found.add("memory", whose, held(process.pid))
                if not is_bare:
                    found.add("second", whose, seconds(handed_over, command, screen))
                screen.close(window)
                process.wait(PATIENCE)
    for whose, page, words in (
        (SOURCE, BARE, "source beside source"),
        (FILE, BARE_FILE, "one file beside one file"),
        (FILE, BARE, "one file beside source"),
    ):
        window, memory = found.of("window", page), found.of("memory", page)
        exceed(f"window to typing, {words}", found.of("window", whose), window, "s", 0.4)
        exceed(f"memory of its processes, {words}", found.of("memory", whose), memory, "MB", 60)
    for whose, words in ((SOURCE, "source"), (FILE, "one file")):
        second = f"{found.of('second', whose):.3g} s"
        show(f"second start handed over, {words}", second, "", "", "1 s")


@contextmanager
def opened(command: Command, screen: Desktop) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | screen.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def typed_in(screen: Desktop, title: str) -> tuple[float, str]:
    """Seconds until what is typed is seen, and the window."""
    began = time.perf_counter()
    window = screen.window(title)

    def seen() -> bool:
        screen.click(window)
        screen.press(*"MMMM")
        return bool(within(AGAIN, lambda: screen.ink(*FIELD) > TYPED))

    eventually(seen, "typing")
    return time.perf_counter() - began, window


def handed_over(command: Command, screen: Desktop) -> None:
    with opened(command, screen) as second:
        second.wait(PATIENCE)


def held(process: int) -> float:
    """Megabytes of a process and all below it; what several share counts once."""
    return sum(map(_share, {process, *_below(process)})) / 1e3


def _below(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _below(child)


def _share(process: int) -> float:
    """Kilobytes, of what is shared its part."""
    rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(float(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
