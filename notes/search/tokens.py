"""
The signs of the query language: a text cut into what its grammar (`query`) speaks of.

A match is one sign, named by its last group.  While a text is typed, an exact search or
a pattern that is begun at its end is a sign too: the exact search takes all that follows,
the pattern only a word, because `/usr` is more often the beginning of a path.
"""

import re
from typing import NamedTuple

from notes.search.filters import KINDS

_PHRASE = r'(?:"[^"]*(?:"\*?|$)|[“”][^"“”]*(?:["“”]\*?|$))'
_WORD = r'(?:[^\s"“”()（）]+(?:\(\)[^\s"“”()（）]*)*)'
_END = r"(?=[\s)）]|$)"
_BEGUN = r"""
    (?P<exact_begun>=(?![\s=>~])"?(?P<characters>.*)\Z)
  | (?P<pattern_begun>/(?P<expression>(?:[^\s/\\]|\\.)*\\?)\Z) |
"""
_SIGNS = rf"""
    (?P<minus>-(?=[^\s)）-]))
  | (?P<open>[(（]) | (?P<close>[)）])
  | (?P<or>(?<!-)OR(?=[\s()（）"“”]|$))
  | (?P<exact>="(?P<quoted>.+?)"={_END}|=(?P<plain>(?![\s"]).+?)={_END})
  | (?P<pattern>/(?P<source>(?!\s)(?:[^/\\]|\\.)+)/(?P<any_case>i?){_END}) | %s
    (?P<filter>(?P<kind>(?ai:{"|".join(KINDS)}))[:：](?P<value>{_PHRASE}|{_WORD})?)
  | (?P<phrase>{_PHRASE})
  | (?P<word>{_WORD})
"""
_WRITTEN = re.compile(_SIGNS % "", re.VERBOSE | re.DOTALL)
_TYPED = re.compile(_SIGNS % _BEGUN, re.VERBOSE | re.DOTALL)

_QUOTED = re.compile(r'(?:"(?P<straight>[^"]*)|[“”](?P<bent>[^"“”]*))(?P<end>["“”]?)(?P<star>\*?)')
_QUOTES = re.compile('["“”]')


class Value(NamedTuple):
    """What a word or phrase says; `starred`: it may go on."""

    text: str
    starred: bool
    quoted: bool = False
    closed: bool = False


def tokens(text: str, *, typing: bool) -> list[re.Match[str]]:
    return list((_TYPED if typing else _WRITTEN).finditer(text))


def unquoted(text: str) -> Value:
    quoted = _QUOTED.fullmatch(text)
    if not quoted:
        return Value(text.rstrip("*"), text.endswith("*"))
    within = quoted["straight"] or quoted["bent"] or ""
    return Value(within, bool(quoted["star"]), quoted=True, closed=bool(quoted["end"]))


def bare(text: str) -> str:
    """A text without the quotes in it."""
    return _QUOTES.sub(" ", text)
