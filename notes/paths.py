"""
Where things lie.  The only module that knows whether the program is frozen.
"""

import hashlib
import os
import sys
from pathlib import Path

FROZEN = bool(getattr(sys, "frozen", False))
ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(name: str) -> Path:
    """A file or folder that travels with the program: ``resource("ui/templates")``."""
    return ROOT / name


def own_command() -> list[str]:
    """The start of a command line that runs this very program again."""
    return [sys.executable] if FROZEN else [sys.executable, str(ROOT / "main.py")]


def cache_of(library: Path) -> Path:
    """A library's folder in ``$OCTAVO_CACHE``, else in the platform's place for caches."""
    above = os.environ.get("OCTAVO_CACHE")
    if not above:
        import platformdirs  # as below: not before the first page

        above = platformdirs.user_cache_dir("Octavo", appauthor=False)
    return Path(above, _name_of(library))


def state_of(library: Path) -> Path:
    """A library's folder in ``$OCTAVO_STATE``, else in the platform's place for states."""
    above = os.environ.get("OCTAVO_STATE")
    if not above:
        import platformdirs

        above = platformdirs.user_state_dir("Octavo", appauthor=False)
    return Path(above, _name_of(library))


def default_library() -> Path:
    """``$OCTAVO_LIBRARY``, else a folder in the platform's place for user data."""
    named = os.environ.get("OCTAVO_LIBRARY")
    if named:
        return Path(named)
    import platformdirs  # 20 ms that a start with a named library need not pay

    return Path(platformdirs.user_data_dir("Octavo", appauthor=False))


def _name_of(library: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.abspath(library))).hexdigest()[:32]
