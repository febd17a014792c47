"""
One window or server per library: a second start hands over to the first.

The folder's lock decides who is first, and dies with its process.  Beside it
the first leaves a note, 0600: the port that it serves on and a secret.  Whoever
comes next asks that server to raise its window, at the library's note that it was
itself started with if any, or for a new address to enter by when there is no window.
What became of the files that it was started with is told along, for the page to show.

What a killed Octavo has left behind leads nowhere, or to a stranger who has its port by
now.  So question and answer each prove that who says them knows the secret, which is
never sent; an answer that does not is none, and the next Octavo replaces the note.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from notes.web.session import proof, same

NOTE_NAME = "octavo.instance"
#: What proves a question and its answer, and what makes them one pair.
PROOF, NONCE = "X-Octavo-Instance", "X-Octavo-Nonce"
#: Seconds in which the first must have left its note: a busy machine takes some to start it, and
#: until then there may be that of one that was killed, at which nobody answers.
STARTING = 6.0
#: Seconds in which it must have answered; one that has not hangs, and is not asked again.
PATIENCE = 2.0
#: Bytes that its answer can have.
LONGEST = 4_000


@contextmanager
def announced(folder: Path, port: int, secret: str) -> Iterator[None]:
    """
    The note lies in the folder while the block runs, where it can be written: on a full disk the
    first is of more use than the second, who then says that it is open already.
    """
    note = folder / NOTE_NAME
    with suppress(OSError):
        _leave(note, {"port": port, "secret": secret})
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)


def _leave(note: Path, said: dict[str, int | str]) -> None:
    new = note.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(said, file)
    new.replace(note)


def raise_first(
    folder: Path,
    note: str = "",
    brought: dict[str, Any] | None = None,
    *,
    patience: float | None = None,
) -> str | None:
    """
    Let the Octavo that holds `folder` show itself, at the note of this id if any, with what is
    told of files: "" when its window does, a new address when it has none, None when nobody
    answers.  `patience`: seconds in which to ask again while there is nobody to answer, STARTING
    when it is not said; 0 asks once, whoever left a note.
    """
    told = {"note": note, "brought": brought}
    said = {name: value for name, value in told.items() if value}
    return _answer(folder, "/instance/raise", said, patience)


def address_of_first(folder: Path) -> str | None:
    """A new address to enter the Octavo that holds `folder` by; None when nobody answers."""
    return _answer(folder, "/instance/address")


def asking(secret: str, wish: str) -> dict[str, str]:
    """The headers of a question."""
    nonce = token_urlsafe()
    return {PROOF: proof(secret, "ask", wish, nonce), NONCE: nonce}


def answering(secret: str, wish: str, nonce: str) -> str:
    """What proves the answer to it."""
    return proof(secret, "answer", wish, nonce)


def _answer(
    folder: Path, wish: str, said: dict[str, Any] | None = None, patience: float | None = None
) -> str | None:
    deadline = time.monotonic() + (STARTING if patience is None else patience)
    try:
        while (answer := _asked(folder, wish, said)) is None:
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.05)  # the first has the lock, and is about to write its note
    except TimeoutError:
        return None
    return answer


def _asked(folder: Path, wish: str, said: dict[str, Any] | None) -> str | None:
    """None when nobody who knows the secret answers; TimeoutError when it takes too long."""
    body = json.dumps(said) if said else None
    try:
        note = json.loads((folder / NOTE_NAME).read_bytes())
        port = int(note["port"])
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as first:
            secret = str(note["secret"])
            asked = asking(secret, wish)
            first.request("POST", wish, body, {**asked, "Content-Type": "application/json"})
            answer = first.getresponse()
            if not same(answer.getheader(PROOF), answering(secret, wish, asked[NONCE])):
                return None
            if answer.status == 204:
                return ""
            return _own(json.loads(answer.read(LONGEST))["address"], port)
    except TimeoutError:
        raise
    except (OSError, HTTPException, ValueError, TypeError, KeyError):
        return None


def _own(address: str, port: int) -> str | None:
    """The address if it is one of that server: another may have its port by now."""
    return address if re.fullmatch(rf"http://127\.0\.0\.1(:{port})?/[!-~]*", address) else None
