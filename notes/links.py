"""
Which addresses lead to a note of ours, `octavo://note/ID`, and which addresses of a note may leave
the window for another program.

    http, https    with a host
    mailto         with fields that fill a letter in; others, such as `attach`,
                   are orders to the mail program

They are one printable word of ASCII, which is what a browser makes of any link,
so that nothing in them means more to a shell, a terminal or a log than to us.
"""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

_NOTE = re.compile(r"(?i:octavo)://note/([0-9a-f]{16})/?")
_WORD = re.compile(r"[!-~]+")
_LETTER = frozenset({"to", "cc", "bcc", "subject", "body"})


def is_address(word: str) -> bool:
    """Whether it is meant to lead to a note, be it wrong."""
    return word.lower().startswith("octavo:")


def note_of(address: str) -> str:
    """The id of the note that it leads to, "" for none."""
    found = _NOTE.fullmatch(address)
    return found[1] if found else ""


def may_leave(address: str) -> bool:
    if not _WORD.fullmatch(address):
        return False
    try:
        split = urlsplit(address)
        return bool(split.hostname) if split.scheme in ("http", "https") else _is_mail(split)
    except ValueError:
        return False


def _is_mail(split: SplitResult) -> bool:
    fields = {name.lower() for name, _ in parse_qsl(split.query, keep_blank_values=True)}
    return split.scheme == "mailto" and bool(split.path) and fields <= _LETTER
