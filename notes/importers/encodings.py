"""
Bytes to text and back, without losing one of them.

A text file is UTF-8, or UTF-16 or UTF-32 that says so with a byte order mark.
The mark stays in the text as U+FEFF and line ends stay as they are, so that
`encode(*decode(raw)) == raw` for everything that `decode` accepts.
"""

import codecs

from notes.errors import N_, Invalid
from notes.sentences import Filled

UTF8 = "utf-8"

NO_TEXT = N_("This is not %(name)s text: byte %(byte)s in line %(line)s.")
NOT_AS_IT_BEGINS = N_("This is not %(name)s text, though it begins as such.")

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = {name for _, name in MARKS}


def decode(raw: bytes, field: str = "text") -> tuple[str, str]:
    """The text and its encoding; Invalid says at which byte it stops being text."""
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), UTF8)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise Invalid(field, _why(raw, error)) from None


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a text; an encoding that `decode` does not know counts as UTF-8."""
    if encoding not in WIDE:
        return text.encode(UTF8)
    return (text if text.startswith("\ufeff") else "\ufeff" + text).encode(encoding)


def _why(raw: bytes, error: UnicodeDecodeError) -> str:
    name = error.encoding.upper().removesuffix("-LE").removesuffix("-BE")
    if error.encoding != UTF8:
        return Filled(NOT_AS_IT_BEGINS, name=name)
    line = raw.count(b"\n", 0, error.start) + 1
    return Filled(NO_TEXT, name=name, byte=f"0x{raw[error.start]:02x}", line=line)
