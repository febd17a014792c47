"""
Try a package as on a machine that never had Octavo (`make try-packages`, as root).

A minimal Debian (debootstrap, from the mirror that this machine's apt has) gets the package
and what it depends on, nothing else: the X server and the hands on keyboard and mouse
stay outside.  A plain user writes, finds, looks at the window; then a .deb is removed and
purged, and the notes have to be all that is left.  An archive is unpacked into /opt instead, on
a Debian that has WebKitGTK.

It runs in name spaces of its own, so that what it mounts and starts is gone when it ends.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click

import smoke
from notes.version import VERSION
from tests.desktop import Desktop, desktop

WORK = Path(__file__).parent.parent / "build" / "chroot"
USER = "1000:1000"
HOME = Path("home/reader")
CALM = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


class Machine:
    """The Debian in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, given: str = "", **environment: str) -> str:
        """As root."""
        return self._done(["chroot", str(self.root), *command], given, CALM | environment)

    def octavo(self, *arguments: str, given: str = "") -> str:
        return self._done(self._by_reader("octavo", *arguments), given, {})

    @contextmanager
    def window(self, screen: Desktop) -> Iterator[subprocess.Popen[str]]:
        command = self._by_reader("octavo")
        with subprocess.Popen(command, env=self._clean(screen.environment), text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def library(self) -> dict[str, str]:
        """Its files, and what each holds."""
        folder = self.root / HOME / ".local" / "share" / "Octavo"
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def files_named_octavo(self) -> list[str]:
        found = self.run("find", "/", "-xdev", "-iname", "*octavo*", "-not", "-path", f"/{HOME}/*")
        return found.split()

    def _by_reader(self, *command: str) -> list[str]:
        return ["chroot", f"--userspec={USER}", str(self.root), *command]

    def _clean(self, environment: dict[str, str]) -> dict[str, str]:
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        return {"PATH": path, "HOME": f"/{HOME}", "LANG": "C.UTF-8"} | environment

    def _done(self, command: list[str], given: str, environment: dict[str, str]) -> str:
        done = subprocess.run(
            command,
            env=self._clean(environment),
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def mirror() -> str:
    said = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    )
    return next(line for line in said.stdout.split() if line.rstrip("/").endswith("/debian"))


def minimal(suite: str) -> Path:
    """A Debian with nothing in it; the next time it comes out of its own archive."""
    archive, root = WORK / f"{suite}.tar", WORK / suite
    subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
    root.mkdir(parents=True)
    root.chmod(0o755)
    if archive.exists():
        subprocess.run(["tar", "-xf", archive, "-C", root], check=True)
    else:
        subprocess.run(["debootstrap", "--variant=minbase", suite, root, mirror()], check=True)
        subprocess.run(["tar", "-cf", archive, "-C", root, "."], check=True)
    return root


def mount(root: Path) -> None:
    """Seen by this process and its children alone; the X server's sockets come along."""
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    subprocess.run(["mount", "--rbind", "/dev", root / "dev"], check=True)
    sockets = root / "tmp" / ".X11-unix"
    sockets.mkdir()
    subprocess.run(["mount", "--bind", "/tmp/.X11-unix", sockets], check=True)  # noqa: S108


def install(machine: Machine, package: Path) -> None:
    add_reader(machine)
    place = machine.root / "root" / package.name
    place.write_bytes(package.read_bytes())
    machine.run("apt-get", "install", "-y", "--no-install-recommends", f"/root/{package.name}")
    place.unlink()
    told("installed with what it depends on, without what is recommended")


def unpack(machine: Machine, archive: Path) -> None:
    add_reader(machine)
    machine.run("apt-get", "install", "-y", "--no-install-recommends", "gir1.2-webkit2-4.1")
    place = machine.root / "opt" / "octavo"
    place.mkdir()
    subprocess.run(["tar", "-xf", archive, "--strip-components=1", "-C", place], check=True)
    (machine.root / "usr" / "bin" / "octavo").symlink_to("/opt/octavo/octavo")
    told("unpacked where WebKitGTK is")


def add_reader(machine: Machine) -> None:
    machine.run("useradd", "--create-home", "--uid", "1000", "reader")
    machine.run("apt-get", "update")


def use_commands(machine: Machine) -> None:
    assert machine.octavo("--version") == f"Octavo {VERSION}\n"
    found = json.loads(machine.octavo("selfcheck", "--json"))
    assert (found["webkit"], found["webview"]) == (True, version("pywebview"))
    smoke.says_what_it_is(machine.octavo)
    smoke.writes_and_finds(machine.octavo)
    told("a plain user writes, finds, and renders a note on the command line")


def use_window(machine: Machine) -> None:
    with desktop(WORK) as screen:

        def look() -> None:
            assert screen.colours() > 20
            shutil.copyfile(WORK / "Xvfb_screen0", WORK / "window.xwd")

        smoke.types_in_its_window(machine.octavo, lambda: machine.window(screen), screen, look)
    told("what is typed in the window is found, then and the next time; window.xwd shows it")


def remove(machine: Machine, before: list[str]) -> None:
    notes = machine.library()
    machine.run("apt-get", "remove", "-y", "octavo")
    assert not (machine.root / "usr" / "lib" / "octavo").exists()
    told("removed: the program is gone with its folder")
    machine.run("dpkg", "--purge", "octavo")
    left = [path for path in machine.files_named_octavo() if path not in before]
    assert left == [], left
    assert machine.library() == notes
    told(f"purged: no file of it is left, and the library's {len(notes)} files are as they were")


def told(sentence: str) -> None:
    click.echo(f"ok  {sentence}")


def try_out(package: Path, suite: str) -> None:
    machine = Machine(minimal(suite))
    mount(machine.root)
    before = machine.files_named_octavo()
    removable = package.suffix == ".deb"
    (install if removable else unpack)(machine, package)
    use_commands(machine)
    use_window(machine)
    if removable:
        remove(machine, before)


if __name__ == "__main__":
    if "--inside" not in sys.argv:
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        again = [sys.executable, "-m", "tests.chroot", *sys.argv[1:], "--inside"]
        sys.exit(subprocess.call([*apart, *again]))
    try_out(Path(sys.argv[1]), sys.argv[2])
