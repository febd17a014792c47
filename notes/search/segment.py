"""
Words for FTS5 in languages that do not put spaces between them.

A run of Han, kana, hangul, Thai, Lao, Khmer or Burmese becomes its overlapping
pairs of characters and its last character alone: 检查点 → 检查 查点 点.  So a
search for any part of it is a phrase of pairs, and for one character a prefix;
both are what a scan for the substring would find.  Other text is left to FTS5's
own tokenizer, and ASCII is not even looked at.
"""

import re
import unicodedata
from collections import deque

#: Letters and marks of scripts that are written without spaces.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{UNSPACED}]+")

#: Full-width letters and digits; the signs among such forms are no part of any word.
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def segmented(text: str) -> str:
    """A text as the index keeps it."""
    if text.isascii():
        return text
    return RUN.sub(_pairs, narrowed(text))


def phrase(text: str) -> tuple[str, bool]:
    """
    A searched text as the phrase that finds it, and whether its last token is
    only the beginning of one (it ends in a single unspaced character).
    """
    if text.isascii():
        return text, False
    text = narrowed(text)
    last = next(iter(deque(RUN.finditer(text), maxlen=1)), None)
    if last is None or last.end() != len(text):
        return RUN.sub(_pairs, text), False
    head = RUN.sub(_pairs, text[: last.start()])
    if len(last[0]) == 1:
        return f"{head} {last[0]}", True
    return head + _pairs(last)[:-3], False


def narrowed(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return _WIDE.sub(lambda wide: wide[0].translate(NARROW), text)


def has_words(text: str) -> bool:
    """Whether the tokenizer would find anything in a text."""
    return any(
        (category := unicodedata.category(char))[0] in "LN" or category in ("Co", "Mn", "Mc")
        for char in text
    )


def _pairs(run: re.Match[str]) -> str:
    text = run[0]
    return f" {' '.join(map(str.__add__, text, text[1:]))} {text[-1]} "
