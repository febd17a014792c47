"""
Settings: one small JSON file in the library's folder, replaced as a whole.

Every key has a rule here, so that what the page reads is always of its kind;
a file that somebody edited wrongly counts as unset, key by key, and one that cannot
be read at all is kept beside the next that is written (`BROKEN`).
"""

import errno
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from notes.errors import N_, DiskFull, Invalid, ReadOnly


def _one_of(*values: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in values


def _width(value: Any) -> bool:
    return type(value) is int and 120 <= value <= 900


def _text_size(value: Any) -> bool:
    return type(value) is int and 12 <= value <= 28


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _word(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 64 and value.isprintable()


def _query(value: Any) -> bool:
    """Of an address: "" or what begins with its question mark."""
    if not isinstance(value, str) or len(value) > 40_000 or not value.isascii():
        return False
    return not value or (value.startswith("?") and value.isprintable())


def _number(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _place(value: Any) -> bool:
    """Of a folder, or "" for the usual one."""
    if not isinstance(value, str) or len(value) > 4096 or "\0" in value:
        return False
    return not value or Path(value).is_absolute()


#: What a file of settings is called that could not be read.
BROKEN = "settings.broken.json"

#: key: (what holds when nothing is set, whether a value is of its kind)
RULES: dict[str, tuple[Any, Callable[[Any], bool]]] = {
    "theme": ("system", _one_of("system", "light", "dark")),
    "language": ("system", _one_of("system", "en", "zh_Hans")),
    "mode": ("both", _one_of("write", "both", "read")),
    "sidebar_width": (224, _width),
    "list_width": (316, _width),
    "split": (50, _number(20, 80)),
    "sidebar_collapsed": (False, _flag),
    "hard_breaks": (False, _flag),
    "smart_quotes": (False, _flag),
    "properties": (True, _flag),
    "outline": (False, _flag),
    "readable_width": (True, _flag),
    "text_size": (16, _text_size),
    "wrap_code": (False, _flag),
    "history_view": ("inline", _one_of("inline", "side")),
    "history": ("thinned", _one_of("thinned", "everything")),
    "activity_days": (90, _number(1, 3660)),
    "last_note": ("", _word),
    "last_place": ("", _query),
    "welcomed": (False, _flag),
    "backup_folder": ("", _place),
    "backup_every": (24, _number(0, 720)),
    "backup_hours": (24, _number(0, 720)),
    "backup_days": (7, _number(0, 366)),
    "backup_weeks": (4, _number(0, 520)),
    "backup_months": (12, _number(0, 240)),
}

#: What the system says when it takes no more.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

NOT_A_SETTING = N_("There is no such setting.")
NOT_OF_ITS_KIND = N_("This is not a value that it can have.")


class Settings:
    """The settings of one library; reading never fails, writing checks."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "settings.json"
        self._lock = Lock()

    def read(self) -> dict[str, Any]:
        kept = self._stored()
        return {
            key: kept[key] if key in kept and fits(kept[key]) else default
            for key, (default, fits) in RULES.items()
        }

    def write(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        for key, value in changes.items():
            if key not in RULES:
                raise Invalid(key, NOT_A_SETTING)
            if not RULES[key][1](value):
                raise Invalid(key, NOT_OF_ITS_KIND)
        with self._lock:
            self._keep_broken()
            self._replace({**self._stored(), **changes})
        return self.read()

    def _stored(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep_broken(self) -> None:
        """Somebody may have made it by hand, and would not like to do so again."""
        with suppress(OSError):
            if not self._stored() and self.path.read_bytes().strip() not in (b"", b"{}"):
                self.path.replace(self.path.with_name(BROKEN))

    def _replace(self, kept: dict[str, Any]) -> None:
        try:
            _write(self.path, json.dumps(kept, indent=1))
        except OSError as error:
            raise DiskFull if error.errno in _FULL else ReadOnly from error


def _write(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
