"""
Characters: what Octavo can keep, and what counts as the same name.

A text is kept exactly as it was given.  The one thing that cannot be kept is
half a surrogate pair, which no encoding can write; names (titles, notebooks,
tags) are one line without control characters besides.
"""

import hashlib
import re
import unicodedata

from notes.errors import N_, Invalid, TooLarge

#: Bytes of UTF-8 that the text of one note may have.
TEXT_LIMIT = 20_000_000
#: Characters that a title may have, and a notebook's or tag's name at each level.
TITLE_LIMIT = 1_000
NAME_LIMIT = 200
#: Levels that a notebook or tag can have.
LEVELS_LIMIT = 32

HALF_A_PAIR = N_("It holds half of a character (a lone surrogate), which cannot be stored.")
NOT_ONE_LINE = N_("It must be one line without control characters.")
TOO_LONG = N_("It is too long.")
TOO_DEEP = N_("It has too many levels.")
EMPTY_NAME = N_("It holds a name that is empty.")

#: Letters and marks of scripts that are written without spaces.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u1049\u1050-\u109d\u1100-\u11ff"
    "\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096"
    "\u3099-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)
#: A letter or digit that may stand in the middle of a word, for a pattern.
IN_WORD = rf"[^\W{UNSPACED}]"

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")
_CONTROL_RUN = re.compile(r"[\s\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+")


def checked_text(text: str, field: str = "body") -> str:
    """The text itself, or Invalid or TooLarge when it cannot be kept."""
    if len(text) > TEXT_LIMIT or len(encoded(text, field)) > TEXT_LIMIT:
        raise TooLarge(TEXT_LIMIT)
    return text


def encoded(text: str, field: str = "body") -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid(field, HALF_A_PAIR) from None


def sha256(text: str) -> str:
    """The hash by which a stored text is known to be what was stored."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def checked_title(text: str, field: str = "title") -> str:
    encoded(text, field)
    if _CONTROL.search(text):
        raise Invalid(field, NOT_ONE_LINE)
    if len(text) > TITLE_LIMIT:
        raise Invalid(field, TOO_LONG)
    return text.strip()


def checked_path(text: str, field: str) -> str:
    """A name with levels, ``A/B``, without empty levels and blanks around them; "" is none."""
    if not text.strip(" /"):
        return ""
    names = text.strip(" /").split("/", LEVELS_LIMIT)
    if len(names) > LEVELS_LIMIT:
        raise Invalid(field, TOO_DEEP)
    levels = [unicodedata.normalize("NFC", name.strip()) for name in names]
    for level in levels:
        checked_title(level, field)
        if not level:
            raise Invalid(field, EMPTY_NAME)
        if len(level) > NAME_LIMIT:
            raise Invalid(field, TOO_LONG)
    return "/".join(levels)


def one_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """Any text as a line: runs of blanks and control characters become one space."""
    return _CONTROL_RUN.sub(" ", text[: limit * 2]).strip()[:limit]


def name_key(name: str) -> str:
    """What two spellings of the same tag have in common."""
    return unicodedata.normalize("NFKC", name).casefold()
