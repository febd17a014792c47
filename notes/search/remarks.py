"""
What has to be said of a query besides its answer: what of it was not understood, or otherwise.
"""

from typing import NamedTuple

from notes.errors import N_

TOO_LONG = N_("Only the beginning of this long query was searched.")
TOO_DEEP = N_("Parentheses inside so many others were left out.")
TOO_MANY_PATTERNS = N_("Only the first %(text)s patterns were searched.")
NO_WORDS = N_("“%(text)s” has no letters or digits and was searched exactly as it is written.")
OPEN_QUOTE = N_("A quote is not closed; what follows it was searched as a phrase.")
OPEN_GROUP = N_("A parenthesis is not closed; it was closed at the end.")
OPEN_EXACT = N_("“%(text)s” was searched as words: an exact search ends with =, as =C++=.")
OPEN_PATTERN = N_("“%(text)s” was searched as words: a pattern ends with a slash, as /wal.*log/.")
ALL_COUNT = N_("“%(text)s” was left out: all words count anyway.")
LEFT_OUT = N_("“%(text)s” was taken for a -, which leaves out what follows it.")
INNER_STAR = N_("The * in “%(text)s” says nothing: it counts at the end of a word.")
IN_TITLES = N_("“%(text)s” was searched in titles only: too many words begin with one letter.")
ANY_LANGUAGE = N_("One of the languages has to be in a note, but the words may stand in any code.")
ALONE = N_("“%(text)s” has nothing to go with and was left out.")
BACKWARDS = N_("“%(text)s” ends before it begins; what lies between was searched.")

#: How much of a query a remark quotes.
QUOTED = 40


class Remark(NamedTuple):
    """A sentence as a template, and what it is about."""

    sentence: str
    text: str = ""
