"""
Words for FTS5 in any language, and for what is no word to its tokenizer.

A run of Han, kana, hangul, Thai, Lao, Khmer or Burmese becomes its overlapping
pairs of characters and its last character alone: 检查点 → 检查 查点 点.  So a
search for any part of it is a phrase of pairs.  A symbol, such as → or an emoji,
becomes a word of its own.  At the end of the text, in the tail, stand words that
are found but follow nothing: every single character of such runs, which makes one
character a plain word, and what `notes.search.names` says of C++ and getUserName.
Capitals and the accents of Latin letters are left to FTS5's own tokenizer; those of
Greek, the points of Hebrew and Arabic and what nobody sees are dropped here.  A small
number, as in km² and CO₂, is a word of its own; the tail has km2 and CO2.

    检查→getUser   检查 查 {→} getUser {} 查 检 {} get user

Braces are characters of private use, which are letters to FTS5: {→} stands for a
symbol and {} keeps what follows it apart, so that no phrase goes on into the tail.
"""

import re
import unicodedata
from collections import deque
from itertools import islice

from notes.patterns import Pattern
from notes.search.names import (
    NAME_LIMIT,
    PRIVATE,
    marked,
    marked_names,
    name_with_symbols,
    parted_names,
)
from notes.text import UNSPACED

RUN = Pattern(f"[{UNSPACED}]+")

#: Numbers in circles, above and below others, and fractions: they belong to no word.
SMALL_NUMBERS = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
NUMBERS = (
    f"{SMALL_NUMBERS}\u00bc-\u00be\u0f2a-\u0f33\u1369-\u1371\u2150-\u215f\u2189\u2460-\u249b"
    "\u24ea-\u24ff\u2776-\u2793\u2cfd\u3192-\u3195\u3220-\u3229\u3248-\u324f\u3251-\u325f"
    "\u3280-\u3289\u32b1-\u32bf\ua830-\ua835"
)
ACCENTS = "\u0300-\u036f"
#: Points of Hebrew, vowels of Arabic and what makes its words longer: most people write none.
POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
#: What nobody types: it chooses a glyph, allows a hyphen, joins or turns the direction.
UNSEEN = "\u00ad\u200b\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
#: A letter or digit of a word, and a mark that is part of one, which is no letter to Python.
LETTER = (
    rf"(?:[^\W_{UNSPACED}{NUMBERS}]|[{ACCENTS}{POINTS}\u0483-\u0487\u0900-\u0963\u0966-\u0dff])"
)

#: Keeps the words of the tail apart from what stands before them.
APART = chr(PRIVATE)
_JOINT = f" {APART} "

#: Characters that are forms of others: wide ones, as far as they are part of words, half-width
#: kana, radicals, Latin letters in one.
_FORMS = Pattern(
    "[\uff0b\uff03\uff0e\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uffe0-\uffe6"
    "\uff66-\uff9f\u2f00-\u2fd5\ufb00-\ufb06]+"
)
_UNSEEN = Pattern(f"[{UNSEEN}]+")
_WORD = Pattern(rf"[{UNSPACED}]|{LETTER}+|[^\x00-\x7f]")
_POINTS = Pattern(f"[{POINTS}]+")
#: Letters with accents that FTS5 keeps, and that not everybody writes.
PLAIN = {
    letter: unicodedata.normalize("NFD", letter)[0]
    for letter in (*map(chr, (*range(0x386, 0x3CF), *range(0x1F00, 0x1FFD))), *"ЀЁѐё")
    if unicodedata.category(letter)[0] == "L" and not unicodedata.is_normalized("NFD", letter)
}
_ACCENTED = Pattern("[" + "".join(PLAIN) + "]")
_SMALL_NUMBER = Pattern(f"[{SMALL_NUMBERS}]")
_NUMBERED = (
    rf"(?<!{LETTER}){LETTER}{{1,{NAME_LIMIT}}}+[{SMALL_NUMBERS}]"
    rf"(?:{LETTER}|[{SMALL_NUMBERS}]){{0,{NAME_LIMIT}}}+"
)
_ASCII = bytes(range(128))


def segmented(text: str) -> str:
    """A text as the index keeps it."""
    tail: list[str] = []
    if not text.isascii():
        text, foreign = _narrowed(text)
        single = "".join(RUN.findall(foreign))
        tail = [*single, *_numbered(text, foreign)]
        text = _with_symbols(text, RUN.sub("", foreign) if single else foreign)
        text = RUN.sub(_pairs, text) if single else text
    tail += [" ".join(sorted(marked_names(text))), *sorted(parted_names(text))]
    return _JOINT.join((text, *filter(None, tail)))


def phrase(text: str) -> tuple[str, bool]:
    """
    A searched text as the phrase that finds it, and whether its last token is only the
    beginning of one (behind other words it ends in a single unspaced character).
    """
    text = narrowed(text)
    if name := name_with_symbols(text):
        return marked(name), False
    if _SMALL_NUMBER.search(text) and (
        numbered := re.fullmatch(rf"[\W_]*({_NUMBERED})[\W_]*", text)  # rare, and slow to compile
    ):
        return unicodedata.normalize("NFKC", numbered[1]), False
    text = _with_symbols(text, text)
    last = next(iter(deque(RUN.finditer(text), maxlen=1)), None)
    if last is None or last.end() != len(text):
        return RUN.sub(_pairs, text), False
    head = RUN.sub(_pairs, text[: last.start()])
    if len(last[0]) == 1:
        return (f"{head} {last[0]}", True) if has_words(head) else (last[0], False)
    return head + _pairs(last)[:-3], False


def first_words(text: str, limit: int) -> tuple[str, int]:
    """As much of a text as the index has so many words of, and how many they are."""
    words = (word for word in _WORD.finditer(text) if has_words(word[0]))
    starts = [word.start() for word in islice(words, limit + 1)]
    return (text[: starts[limit]], limit) if len(starts) > limit else (text, len(starts))


def narrowed(text: str) -> str:
    """A text with one form for each character."""
    return text if text.isascii() else _narrowed(text)[0]


def has_words(text: str) -> bool:
    """Whether the index could hold anything of a text."""
    return any(
        (category := unicodedata.category(char))[0] in "LN"
        or category in ("Co", "Cn", "Mn", "Mc")
        or _is_symbol(char)
        for char in narrowed(text)
    )


def _narrowed(text: str) -> tuple[str, str]:
    """The text, and its characters that are not ASCII, each once."""
    foreign = _foreign(text)
    narrow = _UNSEEN.sub("", text) if _UNSEEN.search(foreign) else text
    if _FORMS.search(foreign):
        narrow = _FORMS.sub(lambda forms: unicodedata.normalize("NFKC", forms[0]), narrow)
    narrow = unicodedata.normalize("NFC", narrow)
    if _ACCENTED.search(foreign):
        narrow = _ACCENTED.sub(lambda letter: PLAIN[letter[0]], narrow)
    if _POINTS.search(foreign):
        narrow = _POINTS.sub("", narrow)
    return narrow, foreign if narrow == text else _foreign(narrow)


def _foreign(text: str) -> str:
    foreign = text.encode("utf-8", "ignore").translate(None, _ASCII).decode()
    return "".join(sorted(set(foreign)))


def _with_symbols(text: str, characters: str) -> str:
    """A text with its symbols as words; all of them are among the characters."""
    symbols = "".join(filter(_is_symbol, characters))
    return re.sub(f"[{symbols}]", _word_of_symbol, text) if symbols else text


def _numbered(text: str, characters: str) -> set[str]:
    """The words of the index for names with small numbers."""
    if not _SMALL_NUMBER.search(characters):
        return set()
    return {unicodedata.normalize("NFKC", name) for name in re.findall(_NUMBERED, text)}


def _is_symbol(char: str) -> bool:
    """With small numbers; lines and blocks are drawings, and accents that stand alone are none."""
    if "\U0001f000" <= char <= "\U0001faff":
        return True
    return unicodedata.category(char) in ("Sc", "Sm", "So", "No") and not (
        char.isascii() or "\u2500" <= char <= "\u259f" or "\uff01" <= char <= "\uff5e"
    )


def _word_of_symbol(symbol: re.Match[str]) -> str:
    char = symbol[0]
    is_number = unicodedata.category(char) == "No"
    return f" {unicodedata.normalize('NFKC', char) if is_number else chr(PRIVATE + ord(char))} "


def _pairs(run: re.Match[str]) -> str:
    text = run[0]
    return f" {' '.join(map(str.__add__, text, text[1:]))} {text[-1]} "
