"""
A stored library is made again, and what is in it is known.
"""

import json
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2 as sqlite

from notes.storage.database import FILE_NAME

HERE = Path(__file__).parent
NAMES = sorted(file.stem for file in HERE.glob("*.sql"))


class Said(NamedTuple):
    """What the Octavo that wrote a library answered for it; notes by their ids."""

    commit: str
    notes: dict[str, dict[str, Any]]
    searches: list[tuple[str, str]]
    undo: dict[str, list[Any]]


def said(name: str) -> Said:
    kept = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    searches = [(one[0], one[1]) for one in kept["searches"]]
    return Said(kept["commit"], kept["notes"], searches, kept["undo"])


def lay(name: str, folder: Path) -> Path:
    """A library as it was left, in a new folder."""
    folder.mkdir(mode=0o700, parents=True)
    with closing(sqlite.connect(folder / FILE_NAME, isolation_level=None)) as library:
        library.execute("PRAGMA journal_mode = wal").fetchall()
        library.executescript(f"BEGIN; {(HERE / f'{name}.sql').read_text('utf-8')} COMMIT;")
    return folder
