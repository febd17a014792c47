"""
One window per library: a second start hands over to the first.

The folder's lock decides who is first, and dies with its process.  Beside it
the first leaves a note, 0600: the port that it serves on and a secret.  Whoever
finds the lock taken reads the note and asks that server to raise its window.
A note left behind by a killed Octavo leads nowhere, and the next one replaces it.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

NOTE_NAME = "octavo.instance"
SECRET_HEADER = "X-Octavo-Instance"  # noqa: S105  (its name, not its value)
#: Seconds in which the first must have left its note and answered.
PATIENCE = 2.0


@contextmanager
def announced(folder: Path, port: int, secret: str) -> Iterator[None]:
    """The note lies in the folder while the block runs."""
    note = folder / NOTE_NAME
    new = note.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"port": port, "secret": secret}, file)
    new.replace(note)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def raise_first(folder: Path) -> bool:
    """Whether the Octavo that holds `folder` has raised its window for us."""
    deadline = time.monotonic() + PATIENCE
    while not _asked(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)  # the first has the lock, and is about to write its note
    return True


def _asked(folder: Path) -> bool:
    try:
        note = json.loads((folder / NOTE_NAME).read_bytes())
        with closing(HTTPConnection("127.0.0.1", int(note["port"]), timeout=PATIENCE)) as first:
            first.request("POST", "/instance/raise", headers={SECRET_HEADER: str(note["secret"])})
            return 200 <= first.getresponse().status < 300
    except (OSError, HTTPException, ValueError, TypeError, KeyError):
        return False
