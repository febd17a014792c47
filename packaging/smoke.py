"""
Use a built Octavo as somebody does who has nothing of ours.

    python packaging/smoke.py dist/octavo [--window]

It is copied into a folder of its own and gets an empty environment and a home of its own.
As root on Linux the checkout and the environment that this runs in are hidden from it too:
an empty file system is mounted over each, which nobody else sees.  `--window` takes the
display that whoever calls has (xvfb-run) and types by xdotool, so it is for Linux alone.

The standard library is enough.  tests/test_executable.py and tests/chroot.py take the same steps.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from socket import create_connection
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from waiting import PATIENCE, NotHappened, eventually, within
from x11 import Desktop

ROOT = Path(__file__).resolve().parent.parent
LINUX = sys.platform == "linux"
TEXT = "# 笔记 :tada:\n\nsaid the walrus\n\n```python\nprint(1)\n```\n"
#: Without which no program of Windows starts.
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC")
#: What says on each system where a user's files are.
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
TEMPORARY = ("TMPDIR", "TEMP", "TMP")
JAPANESE = "---\ntags: [旧い]\n---\n\n# 日本語のメモ\n\nむかしのファイルです。$\\sqrt{2}$\n"
APART = "--apart"

#: Runs a command of Octavo, and gives what it printed.
Run = Callable[..., str]
#: Opens its window, until the block ends.
Open = Callable[[], AbstractContextManager["subprocess.Popen[str]"]]


class Broken(Exception):
    """It does not do what it has to."""


class Octavo:
    """Runs the program as on a machine where nothing is set up."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._command = [str(program), "--library", str(folder / "library")]
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = given(*KEPT)
        self.environment |= dict.fromkeys(HOMES, str(folder))
        self.environment |= dict.fromkeys(TEMPORARY, str(self.temporary))

    def __call__(self, *arguments: str, given: str = "") -> str:
        """What it prints; in bytes both ways, as text has other line ends on Windows."""
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=self.temporary.anchor,
            env=self.environment,
            input=given.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        why = done.stderr.decode(errors="backslashreplace")
        expect(done.returncode == 0, f"{arguments}: {done.returncode}, {why}")
        return done.stdout.decode()

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
        with subprocess.Popen(
            [*self._command, *arguments],
            cwd=self.temporary.anchor,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def unpacked(self) -> list[Path]:
        return list(self.temporary.glob("_MEI*"))


def given(*names: str) -> dict[str, str]:
    """Those of the caller's environment that there are."""
    return {name: os.environ[name] for name in names if name in os.environ}


def expect(fact: object, otherwise: str) -> None:
    if not fact:
        raise Broken(otherwise)


# --- steps


def says_what_it_is(octavo: Run) -> None:
    said = octavo("--version")
    expect(re.fullmatch(r"Octavo \d+(\.\d+)+\S*\n", said), f"its version is {said!r}")
    needed = json.loads(octavo("selfcheck", "--json"))["needed"]
    expect(needed == [], f"it misses {needed}")
    expect("sqlite" in octavo("--selfcheck"), "--selfcheck says nothing")
    expect("MIT License" in octavo("licences"), "it does not say whose work is inside")


def writes_and_finds(octavo: Run) -> str:
    """The id of the note."""
    note = octavo("add", "-", given=TEXT).strip()
    for words in ("walrus", "笔记", r"/wal\w+s/"):
        expect(note in octavo("search", words, "--json"), f"{words} is not found")
    expect(octavo("search", "walrsu") == "", "a word that nobody wrote is found")
    expect(note in octavo("search", "walrsu", "--json"), "what was meant by it is not")
    expect(octavo("show", note) == TEXT, "the text is another")
    page = octavo("show", note, "--html")
    expect('<span class="nb">print</span>' in page, "code is not coloured")
    expect("🎉" in page, "an emoji is missing")
    return note


def brings_in(octavo: Run, folder: Path) -> None:
    """A file of another app: in UTF-16, with fields and a formula."""
    folder.mkdir()
    (folder / "old.md").write_bytes(JAPANESE.encode("utf-16"))
    octavo("import", str(folder), "--notebook", "Elsewhere")
    found = json.loads(octavo("search", "日本語 tag:旧い", "--json").splitlines()[0])
    expect(JAPANESE in octavo("show", found["id"]), "what was brought in is another")
    expect("<math>" in octavo("show", found["id"], "--html"), "a formula is not set")


def backs_up(octavo: Run) -> None:
    *_, file = octavo("backup", "create").split()
    octavo("backup", "verify", file)


def exports(octavo: Run, folder: Path) -> None:
    octavo("export", str(folder))
    texts = [file.read_bytes().decode() for file in folder.rglob("*.md")]
    expect(TEXT in texts, "what is exported is not what was written")


def serves(octavo: Octavo) -> None:
    """Its page to a browser, until it is told to stop."""
    octavo("add", "-", given="# Seen by a browser\n")
    with octavo.started("serve") as server:
        said = server.stdout.readline() if server.stdout else ""
        browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
        address = said.removeprefix("Octavo is at ").strip()
        with browser.open(address, timeout=PATIENCE) as page:
            text = page.read().decode()
        expect("Seen by a browser" in text, "the page does not show the note")
        for what in (*re.findall(r'(?:src|href)="(/static/[^"]+)"', text), "/diagrams"):
            with browser.open(urljoin(address, what), timeout=PATIENCE) as answer:
                expect(answer.read(), f"{what} is empty")
        refuses(address)
        server.terminate()
        ended = server.wait(PATIENCE)
    expect(ended == 0 or os.name == "nt", f"it ends with {ended}")
    expect(octavo.unpacked() == [], "what it unpacked is left")


def refuses(address: str) -> None:
    """A request that is none, in words."""
    place = urlsplit(address)
    with create_connection((place.hostname or "", place.port or 0), PATIENCE) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nno header at all\r\n\r\n")
        said = connection.makefile("rb").read()
    expect(b" 400 " in said and b"malformed" in said, f"a broken request is answered {said!r}")


def types_in_its_window(
    octavo: Run, opened: Open, screen: Desktop, look: Callable[[], object] = lambda: None
) -> None:
    """Write, find, close; start again, and find both notes in the window."""
    octavo("add", "-", given="# Here before\n")
    with opened() as process:
        window = screen.window()
        screen.write_a_note(window, "# Frumious")
        eventually(lambda: octavo("search", "frumious"), "saving")
        look()
        close(screen, window, process)
    expect("Frumious" in octavo("list"), "what was typed is gone")
    with opened() as process:
        window = screen.window("Frumious")
        find(screen, window, "Here before")
        close(screen, window, process)


def find(screen: Desktop, window: str, title: str) -> None:
    """By the switcher, once the page listens."""

    def found() -> bool:
        screen.press("Escape")
        screen.press("ctrl+k")
        screen.type(title)
        screen.press("Return")
        return bool(within(2, lambda: screen.title(window).startswith(title)))

    eventually(found, f"finding {title}")


def close(screen: Desktop, window: str, process: "subprocess.Popen[str]") -> None:
    screen.close(window)
    expect(process.wait(PATIENCE) == 0, "its window does not close in peace")


# --- where


def bundle_of(program: Path) -> Path:
    """What has to be copied: an app of macOS, a folder with `_internal`, or the one file."""
    app = next((above for above in program.parents if above.suffix == ".app"), None)
    is_folder = (program.parent / "_internal").is_dir()
    return app or (program.parent if is_folder else program)


def copied(program: Path, folder: Path) -> Path:
    bundle = bundle_of(program)
    if bundle == program:
        return Path(shutil.copy2(program, folder))
    shutil.copytree(bundle, folder / bundle.name, symlinks=True)
    return folder / bundle.name / program.relative_to(bundle)


def can_hide() -> bool:
    return LINUX and os.geteuid() == 0 and bool(shutil.which("unshare"))


def hide() -> None:
    """From this process and those that it starts."""
    for folder in {ROOT, Path(sys.prefix).resolve()} - {Path(sys.base_prefix).resolve()}:
        if folder.is_dir():  # one of them may lie in another, which is hidden already
            subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)


def told(sentence: str) -> None:
    print(f"ok  {sentence}", flush=True)


def try_out(program: Path, display: str, *, hidden: bool) -> None:
    with TemporaryDirectory(prefix="smoke", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        octavo = Octavo(copied(program, folder), folder)
        if hidden:
            hide()
        told(f"alone in {folder}; the sources " + ("are hidden" if hidden else "can be reached"))
        says_what_it_is(octavo)
        told("says its version, what it finds here, and whose work is inside")
        writes_and_finds(octavo)
        told("writes, finds in English and Chinese, shows")
        exports(octavo, folder / "exported")
        told("exports the same bytes")
        brings_in(octavo, folder / "elsewhere")
        told("brings in what another app has written, with its fields and a formula")
        backs_up(octavo)
        told("makes a backup and looks at it")
        serves(octavo)
        told("serves its page with all that belongs to it, and stops when it is told to")
        if display:
            screen = Desktop(display, folder)
            way_in = screen.environment | given("XAUTHORITY")
            types_in_its_window(octavo, lambda: octavo.started(**way_in), screen)
            told("what is typed in its window is found, there after a new start, and found again")


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    program = Path(next(word for word in arguments if not word.startswith("--"))).resolve()
    if can_hide() and APART not in arguments:
        again = [sys.executable, str(Path(__file__).resolve()), *arguments, APART]
        return subprocess.call(["unshare", "--mount", *again])
    if "--window" in arguments and not LINUX:
        print("--  the window is typed in on Linux alone")
    wanted = LINUX and "--window" in arguments
    try:
        try_out(program, environment["DISPLAY"] if wanted else "", hidden=APART in arguments)
    except (Broken, NotHappened) as error:
        print(f"no  {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
