"""
Where things lie.  The only module that knows whether the program is frozen.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from notes import packed

FROZEN = bool(getattr(sys, "frozen", False))
#: What the folder is called beside the executable that holds all that it writes.
PORTABLE = "octavo-library"
#: How names of Markdown files end.  Systems and the page are told the same
#: (`tests/test_other_systems.py`).
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdwn")
ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(name: str) -> Path:
    """A file or folder that travels with the program: ``resource("ui/templates")``."""
    if packed.archive:
        packed.archive.unpack(name)
    return ROOT / name


def get_ready(files: Iterable[str], modules: Iterable[str]) -> None:
    """Unpack now what is sure to be asked for, so that there is room for it or nothing begins."""
    if packed.archive:
        packed.archive.unpack_modules(modules)
        for name in files:
            packed.archive.unpack(name)


def own_command() -> list[str]:
    """The start of a command line that runs this very program again."""
    if packed.archive:
        return [str(packed.archive.program())]
    return [sys.executable] if FROZEN else [sys.executable, str(ROOT / "main.py")]


def portable() -> Path | None:
    """
    The library beside the executable, if a folder of its name is there: everything is written
    into it then, so that both travel together.
    """
    beside = Path(sys.executable).resolve().parent / PORTABLE
    return beside if FROZEN and beside.is_dir() else None


def cache_of(library: Path) -> Path:
    """A library's folder in ``$OCTAVO_CACHE``, else in the platform's place for caches."""
    above = os.environ.get("OCTAVO_CACHE")
    home = portable()
    if above or not home:
        return _below(above or _usual("user_cache_dir"), os.path.abspath(library))
    return _below(home / "cache", _name_in(home, library))


def state_of(library: Path) -> Path:
    """A library's folder in ``$OCTAVO_STATE``, else in the platform's place for states."""
    above = os.environ.get("OCTAVO_STATE")
    home = portable()
    if above or not home:
        return _below(above or _usual("user_state_dir"), os.path.abspath(library))
    return _below(home / "state", _name_in(home, library))


def name_of(library: Path) -> str:
    """What tells a library from others, and not where it lies: a page shows it."""
    return _hashed(os.path.realpath(library))


def default_library() -> Path:
    """``$OCTAVO_LIBRARY``, else the portable one, else the platform's place for user data."""
    named = os.environ.get("OCTAVO_LIBRARY")
    return Path(named) if named else portable() or Path(_usual("user_data_dir"))


def _usual(kind: str) -> str:
    import platformdirs  # 20 ms that a start with a named library, or before its page, need not pay

    return str(getattr(platformdirs, kind)("Octavo", appauthor=False))


def _name_in(home: Path, library: Path) -> str:
    """The portable library is called the same wherever it was plugged in."""
    absolute = os.path.abspath(library)
    return os.curdir if Path(absolute) == home else absolute


def _below(above: str | Path, name: str) -> Path:
    return Path(above, _hashed(name))


def _hashed(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
