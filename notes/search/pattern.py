"""
Regular expressions that people write: compiled, or refused with the reason.

The engine is the `regex` module, because it can be told when to stop.  It writes out
what a pattern repeats at least so often, so that ``a{1000000000}`` would take all memory
before anything is looked for, and ``((a+)+)+`` doubles what it has with each ``+``: how
large that gets is reckoned first, from the source.  So the source has to be read as the
engine reads it, which is why there are no comments and none of the flags that change
what is one.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from notes.errors import N_, Invalid, TakesTooLong
from notes.text import IN_WORD, encoded

if TYPE_CHECKING:
    import regex

#: The engine's flag of a pattern that looks from the end of a text to its beginning, ``(?r)``.
BACKWARDS = 0x400
#: Characters of a pattern; nobody writes a longer one by hand.
LENGTH_LIMIT = 2_000
#: Parts of a pattern when its repetitions are written out; the engine takes up to 2 kB for each.
SIZE_LIMIT = 20_000

TOO_LONG = N_("It is too long.")
REPEATS = N_("It repeats something too often.")
UNREADABLE = N_("Comments, and the flags x and V, cannot be part of it.")
UNFIT = N_("This is not a pattern that can be understood.")

BAD_PATTERN = N_("“%(text)s” is not a pattern that can be used: it was searched as ordinary text.")
VAGUE_PATTERN = N_("“%(text)s” would match every note: it was searched as ordinary text.")
ENDLESS_PATTERN = N_("It goes round in circles.")

#: What a pattern that matches all of this one by one tells nothing about, and seconds for each.
_SAMPLES = "a", "1", "中"
_MOMENT = 0.02

#: How the engine begins its complaints, and what they mean to a person.
REASONS = {
    "missing )": N_("A parenthesis is not closed."),
    "unbalanced parenthesis": N_("A parenthesis is closed that was not opened."),
    "unterminated character set": N_("A bracket [ is not closed."),
    "bad character range": N_("A range in brackets has its ends the wrong way round."),
    "nothing to repeat": N_("There is nothing in front of *, +, ? or { that could be repeated."),
    "multiple repeat": N_("Something is repeated twice, as in **."),
    "bad escape (end of pattern)": N_("It ends in a backslash."),
    "bad escape": N_("There is a backslash before a letter that has no meaning with it."),
    "no such group": N_("It names a group that the pattern does not have."),
    "invalid group reference": N_("It names a group that the pattern does not have."),
    "unknown group": N_("It names a group that the pattern does not have."),
    "unknown property": N_("It names a kind of character that there is not."),
}

_EDGE = f"(?:(?<!{IN_WORD})|(?!{IN_WORD}))"
#: Beside a match no word goes on; scripts without spaces have no words in this sense.
_WHOLE = f"{_EDGE}(?:{{}}){_EDGE}"

#: The engine's own grammar: what is `[:alpha:]` to it, and what is not, decides where a set ends.
_POSIX_CLASS = r"\[:\^?[\w &.-]*(?:[:=][ ]*[\w&./-][\w &./-]*)?:\]"
_PIECE = re.compile(
    rf"""
    (?P<unreadable>\(\?(?:\#|[A-Za-z]*[xV]))
  | \\. | (?P<set>\[\^?\]?(?:\\.|{_POSIX_CLASS}|[^\]\\])*+\])
  | (?P<open>\() | (?P<close>\)) | \{{0*(?P<times>[0-9]*)(?:,[0-9]*)?\}} | (?P<more>\+) | .
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def compiled(
    source: str, *, ignore_case: bool = False, whole_words: bool = False, field: str = "pattern"
) -> "regex.Pattern[str]":
    """The pattern; ``^`` and ``$`` stand for the ends of lines.  Invalid says what is wrong."""
    _check_size(source, field)
    found = _compiled(source, ignore_case, field)
    return _compiled(_WHOLE.format(source), ignore_case, field) if whole_words else found


def with_plain_ends(text: str, source: str) -> str:
    """
    A text as the pattern of a source is matched in it: if all its lines end in CR LF, as
    if they ended in LF, so that ``$`` is the end of a line; not if the source names CR.
    """
    returns = 0 if "\r" in source or r"\r" in source else text.count("\r\n")
    return text.replace("\r\n", "\n") if returns and returns == text.count("\n") else text


def trouble(source: str, *, ignore_case: bool = False) -> tuple[str, str]:
    """Why a pattern cannot be searched for: a sentence about it, and another with the reason."""
    try:
        pattern = compiled(source, ignore_case=ignore_case)
        samples = [pattern.search(text, timeout=_MOMENT) for text in ("", *_SAMPLES)]
    except Invalid as fact:
        return BAD_PATTERN, fact.why
    except (TimeoutError, MemoryError):
        return BAD_PATTERN, ENDLESS_PATTERN
    return (VAGUE_PATTERN, "") if samples[0] or all(samples[1:]) else ("", "")


def check_template(template: str, source: str, *, field: str) -> None:
    """Invalid when a replacement names what a good pattern does not have, or cannot be read."""
    import regex

    # The one match that has all groups of a pattern and is sure to be found is that of nothing.
    anything = _compiled(f"(?:{source}\n)|", ignore_case=False, field=field)
    try:
        match = anything.match("", timeout=1, concurrent=True)
        encoded(match.expand(template) if match else "", field)
    except TimeoutError:
        raise TakesTooLong from None
    except (regex.error, IndexError, ValueError, OverflowError) as error:
        raise Invalid(field, _reason(error)) from None


def escaped(text: str) -> str:
    """The pattern that finds a text as it stands."""
    import regex

    return str(regex.escape(text, special_only=True, literal_spaces=True))


def _compiled(source: str, ignore_case: bool, field: str) -> "regex.Pattern[str]":
    import regex

    flags = regex.MULTILINE | (regex.IGNORECASE if ignore_case else 0)
    try:
        return regex.compile(source, flags, cache_pattern=False)
    except MemoryError:
        raise Invalid(field, REPEATS) from None
    except (regex.error, ValueError, OverflowError, RuntimeError) as error:
        raise Invalid(field, _reason(error)) from None


def _reason(error: Exception) -> str:
    """What the engine complains of, as a whole sentence."""
    said = str(error)
    return next((why for begun, why in REASONS.items() if said.startswith(begun)), UNFIT)


def _check_size(source: str, field: str) -> None:
    encoded(source, field)
    if len(source) > LENGTH_LIMIT:
        raise Invalid(field, TOO_LONG)
    pieces = list(_PIECE.finditer(source))
    if any(piece["unreadable"] for piece in pieces):
        raise Invalid(field, UNREADABLE)
    if _size(pieces) > SIZE_LIMIT:
        raise Invalid(field, REPEATS)


def _size(pieces: Iterable[re.Match[str]]) -> int:
    """How many parts a pattern has with its repetitions written out, or some more."""
    sizes, last = [0], 0
    for piece in pieces:
        if piece["open"]:
            sizes.append(0)
            continue
        if piece["more"]:
            last *= 2
        elif piece["times"]:
            last *= int(piece["times"][:9]) + 1
        elif piece["close"]:
            last = sizes.pop() + 1 if len(sizes) > 1 else last
        else:
            last = len(piece["set"] or ".")
        sizes[-1] += last
    return sum(sizes)
