"""
Drafts whose files are damaged: the words of them that can be read, for people to look at.

Such a text is offered to no note, because nobody knows what of it is missing: that would take
the same away there.  Its file stays as it is, for whoever wants to look into that himself.
"""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from notes.library.drafts import Drafts

#: Bytes of a file that are looked at, and characters that are shown.
LOOKED_AT, SHOWN = 4_000_000, 100_000

_BODY = re.compile(r'"body"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)', re.DOTALL)
_ESCAPE = re.compile(r'\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])')


class Torn(NamedTuple):
    """`words`: "" where none can be read."""

    file: Path
    note: str
    words: str


def torn(drafts: Drafts) -> list[Torn]:
    found = sorted(drafts.unreadable())
    return [Torn(file, file.name.partition("-")[0], _words(file)) for file in found]


def _words(file: Path) -> str:
    with suppress(OSError), file.open("rb") as opened:
        raw = opened.read(LOOKED_AT).decode("utf-8", "replace")
        body = _BODY.search(raw)
        words = _ESCAPE.sub(_unescaped, body[1]) if body else raw
        return words.strip("\0 \n")[:SHOWN]
    return ""


def _unescaped(found: re.Match[str]) -> str:
    return str(json.loads(f'"{found[0]}"'))
