"""
What travels inside a built program, and what does not.

Ours all do.  Of those that libraries bring, nobody reads most: words of languages that the
window does not speak, GTK's copies of what the system has, and notes for developers.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from notes import packed

#: As PyInstaller lists it: its name inside, where it is, and its kind.
Entry = tuple[str, str, str]

#: Our files that are not modules.
DATA = (
    "ui/compiled",
    "ui/static",
    "ui/templates",
    "ui/translations",
    "ui/welcome",
    "notes/storage/migrations",
)

LOCALES = re.compile(r"babel/locale-data/(?!(root|en|en_001|en_US|zh|zh_Hans|zh_Hans_CN)\.dat)")
BALLAST = re.compile(
    r"(share|etc|lib|gio_modules|pytz/zoneinfo)/|.*(\.(md|txt)|/py\.typed)$|.*\.dist-info/"
)
#: What translations are made with and of; programs read what is compiled of it.
BEFORE_COMPILING = re.compile(r"ui/translations/(babel\.cfg|.*\.po)$")
#: What this machine has compiled of ours, and when.
COMPILED = re.compile(r".*/__pycache__/|ui/compiled/\.done")

#: What the window is made with says its version by this (`octavo selfcheck`).
VERSION_TOLD = re.compile(r"pywebview-[^/]+\.dist-info/METADATA$")

#: Never reached from Octavo, though something imports them somewhere.
UNUSED = [
    "IPython", "PIL", "cairo", "curses", "distutils", "doctest", "ensurepip", "greenlet", "lib2to3",
    "lxml", "matplotlib", "numpy", "pip", "psycopg2", "pydoc", "pydoc_data", "pymysql", "pytest",
    "readline", "redis", "setuptools", "test", "tkinter", "unittest", "watchdog", "xmlrpc",
    "webview.platforms.android", "webview.platforms.cef", "webview.platforms.qt", "qtpy",
    "PyQt5", "PyQt6", "PySide2", "PySide6",
]  # fmt: skip

#: Debuggers, and what the standard library has in C as well.
UNUSED += ["_pydecimal", "bdb", "code", "pdb", "profile", "pstats", "rlcompleter", "werkzeug.debug"]

#: Systems that Octavo is not built for.
UNUSED += ["_aix_support", "_bootsubprocess"]

#: Other databases.
UNUSED += ["playhouse.cockroachdb", "playhouse.db_url", "playhouse.postgres_ext"]

#: Processes that compute for others; ours are started as programs.
UNUSED += ["concurrent.futures.process", "ftplib", "multiprocessing"]

#: Windows of other systems.
if sys.platform == "linux":
    UNUSED += [
        f"webview.platforms.{name}" for name in ("cocoa", "edgechromium", "mshtml", "winforms")
    ]

#: Of rapidfuzz one distance is used; what it then lacks it has in Python, and imports that.
UNUSED += [
    "rapidfuzz.distance.metrics_cpp_avx2", "rapidfuzz.fuzz_cpp", "rapidfuzz.fuzz_cpp_avx2",
    "rapidfuzz.process_cpp", "rapidfuzz.process_cpp_impl", "rapidfuzz.utils_cpp",
]  # fmt: skip

#: Shared libraries that come along on Linux, besides those inside packages.
OWN_LIBRARIES = re.compile(
    r"lib(python3|girepository|ffi|ssl|crypto|sqlite3|expat|uuid)\b|libpython"
)
#: The descriptions of the system's libraries that the window talks to.
TYPELIBS = (
    "Atk-1.0 GLib-2.0 GModule-2.0 GObject-2.0 Gdk-3.0 GdkPixbuf-2.0 GdkX11-3.0 Gio-2.0 Gtk-3.0"
    " HarfBuzz-0.0 JavaScriptCore-4.1 Pango-1.0 Soup-3.0 WebKit2-4.1 cairo-1.0 freetype2-2.0"
    " xlib-2.0"
)
#: PyInstaller's own, which would point at copies of GTK that are not inside.
HOOKS_OF_GTK = re.compile(r"pyi_rth_(gi|gio|glib|gtk|gdkpixbuf)$")

#: What the one file needs until it holds the folder that it has unpacked itself into, and with
#: which Python writes to a terminal that speaks GBK or EUC-JP, before anything of ours runs.  What
#: else is compiled stays packed until it is imported.
FIRST = re.compile(
    r".*/lib-dynload/(_bz2|_codecs_\w+|_ctypes|_lzma|_multibytecodec|_struct|fcntl|zlib)\."
)
#: Libraries that stay packed with the modules that need them.
LATER = {*chain(*packed.NEEDED.values(), *packed.USUAL.values())}
#: Files that are read by `paths.resource`, which unpacks them.
ASKED_FOR = (*DATA, "LICENSES.txt", packed.TYPELIBS)
#: Of which kind PyInstaller leaves packed what it has in its archive (`packed.KIND`).
WAITING = "PKG"
#: What is compressed: what it always is, and that; modules are one by one, in an archive of theirs.
COMPRESSED = dict.fromkeys(("BINARY", "DATA", "EXTENSION", "PYMODULE", "PYSOURCE", WAITING), True)


def travels(name: str) -> bool:
    """Whether a file of this name goes inside, as the system that builds writes it."""
    path = name.replace("\\", "/")
    if path.startswith(DATA):
        return not (COMPILED.match(path) or BEFORE_COMPILING.match(path))
    if VERSION_TOLD.match(path):
        return True
    return not (COMPILED.match(path) or BALLAST.match(path) or LOCALES.match(path))


def in_one_file(entries: Iterable[Entry]) -> list[Entry]:
    """As the one file has them: what can wait is of the kind that is not unpacked."""
    return [
        (name, source, WAITING if _waits(name, kind) else kind) for name, source, kind in entries
    ]


def _waits(name: str, kind: str) -> bool:
    match kind:
        case "EXTENSION":
            return not FIRST.match(name)
        case "BINARY":
            return name in LATER
        case "DATA":
            return name.startswith(ASKED_FOR)
    return False


def rest_on_the_system(analysis: Any, modules: Any, folder: Path) -> None:
    """Leave out of a PyInstaller `Analysis` and its `PYZ` what Linux has, but for its names."""
    analysis.binaries = list(own(analysis.binaries, folder))
    modules.dependencies = list(own(modules.dependencies, folder))
    others = (entry for entry in analysis.datas if not entry[0].startswith("gi_typelibs/"))
    analysis.datas = [*others, *typelibs()]
    analysis.scripts = [one for one in analysis.scripts if not HOOKS_OF_GTK.match(one[0])]


def own(entries: Iterable[Entry], folder: Path) -> Iterator[Entry]:
    """
    Extensions and our few libraries, stripped in `folder` of their symbols and of the places of
    this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, source, kind in entries:
        theirs = "site-packages" in source
        if kind not in ("BINARY", "EXTENSION"):
            yield name, source, kind
        elif kind == "EXTENSION" or theirs or OWN_LIBRARIES.match(Path(name).name):
            small = folder / name.replace("/", "__")
            subprocess.run(["strip", "--strip-unneeded", "-o", small, source], check=True)
            if not theirs:
                subprocess.run(["patchelf", "--remove-rpath", small], check=True)
            yield name, str(small), kind


def typelibs() -> Iterator[Entry]:
    for name in TYPELIBS.split():
        for found in Path("/usr").glob(f"lib*/**/girepository-1.0/{name}.typelib"):
            yield f"gi_typelibs/{found.name}", str(found), "DATA"
            break
