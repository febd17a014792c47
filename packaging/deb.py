"""
Make a .deb of the folder that PyInstaller has built (`make deb`).

Libraries that every Debian has and mends (TLS, XML, …) are left out of it, and dpkg-shlibdeps
says which packages the rest needs.  GTK and WebKit are found while Octavo runs, through
their typelibs, so that no tool sees them: FOUND_AT_RUN_TIME names their packages.
No scripts: icons, menus and manuals are taken up by the triggers of their own packages.
"""

import hashlib
import shutil
import subprocess
import sys
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import share
from notes.version import VERSION

PLACE = Path("usr/lib/octavo")
LEFT_OUT = ("gi_typelibs", "libcrypto.so.*", "libexpat.so.*", "libffi.so.*", "libgirepository-*",
            "libsqlite3.so.*", "libssl.so.*", "libuuid.so.*")  # fmt: skip
FOUND_AT_RUN_TIME = ("gir1.2-gtk-3.0", "gir1.2-webkit2-4.1")
CONTROL = """Package: octavo
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: fonts-noto-cjk | fonts-wqy-zenhei | fonts-arphic-uming, xdg-utils
Section: text
Priority: optional
Description: local Markdown notebook that finds anything while you type
 Octavo keeps Markdown notes in one file on your own computer. It starts at
 once, searches a hundred thousand notes while you type, in Chinese as well,
 and keeps every version of what you wrote. It opens in a window of its own,
 in a browser, and on the command line; nothing leaves the machine without
 a click.
"""
MAINTAINER = "The Octavo developers <developers@octavo.invalid>"
CHANGELOG = """octavo ({version}) unstable; urgency=medium

  * What changed is told by CHANGELOG.md.gz beside this file.

 -- {maintainer}  {day}
"""


def make(built: Path, package: Path) -> None:
    with TemporaryDirectory() as stage:
        root = Path(stage, "octavo")
        _install(built, root)
        share.lay_out(root / "usr" / "share")
        _document(built, root / "usr" / "share")
        _control(root)
        share.settle(root, root / PLACE / "octavo")
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package],
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _install(built: Path, root: Path) -> None:
    shutil.copytree(built, root / PLACE, ignore=shutil.ignore_patterns(*LEFT_OUT))
    door = root / "usr" / "bin" / "octavo"
    door.parent.mkdir()
    door.symlink_to(Path("..", "lib", "octavo", "octavo"))


def _document(built: Path, folder: Path) -> None:
    words = {
        "version": VERSION,
        "maintainer": MAINTAINER,
        "day": format_datetime(share.moment()),
    }
    about = folder / "doc" / "octavo"
    share.write_packed(about / "changelog.gz", CHANGELOG.format(**words))
    changes = Path(__file__).parent.parent / "CHANGELOG.md"
    share.write_packed(about / "CHANGELOG.md.gz", changes.read_text("utf-8"))
    shutil.copyfile(share.notices(built), about / "copyright")
    overrides = folder / "lintian" / "overrides" / "octavo"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(share.LINUX / "lintian-overrides", overrides)


def _control(root: Path) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    meta = root / "DEBIAN"
    meta.mkdir()
    sums = [f"{_md5(one)}  {one.relative_to(root)}" for one in files]
    (meta / "md5sums").write_text("\n".join(sums) + "\n")
    (meta / "control").write_text(
        CONTROL.format(
            version=VERSION,
            architecture=_said_by("dpkg", "--print-architecture"),
            maintainer=MAINTAINER,
            kilobytes=sum(-(-one.stat().st_size // 1024) for one in files),
            depends=", ".join([*_libraries(root, files), *FOUND_AT_RUN_TIME]),
        )
    )


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _libraries(root: Path, files: list[Path]) -> list[str]:
    """The packages whose libraries the program is linked to."""
    programs = [str(one) for one in files if one.read_bytes()[:4] == b"\x7fELF"]
    source = root.parent / "debian" / "control"
    source.parent.mkdir()
    source.write_text("Source: octavo\n\nPackage: octavo\nArchitecture: any\n")
    own = root / PLACE / "_internal"
    said = _said_by("dpkg-shlibdeps", "-O", f"-l{own}", *programs, folder=root.parent)
    return said.removeprefix("shlibs:Depends=").split(", ")


def _said_by(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.strip()


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
