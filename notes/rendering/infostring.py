"""
What the line that opens a block of code says, in the spellings that people bring along.

    python                    the language: see `fences`
    title="app.py"            its name; also title=app.py, title:app.py, filename=, file=,
                              python:app.py, [app.py], or only src/app.py
    hl_lines="2 4-6"          marked lines; also {2,4-6}, hl_lines=[2,"4-6"], hl:2,4-6,
                              highlight=, mark=, lines=, emphasize-lines=
    linenums="10"             numbers, from 10 on; also linenums, linenos=table, showLineNumbers,
                              showLineNumbers{10}, showLineNumbers=10, :line-numbers=10, ln:true,
                              .numberLines startFrom="10"; none with 0 or false
    {.python title="x"}       braces around everything

Backslashes and entities mean what they mean in a text, but never the end of a value.
What is not understood is left alone.  Lines are counted from 1, whatever their numbers are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from notes.rendering.fences import language_and_rest
from notes.rendering.known import literal

#: Characters of the line that are read.
READ = 1_000

_OPTION = re.compile(
    r"(?<![\w-])([A-Za-z][\w-]*)(?:[=:]|(?=\{))"
    r"(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|\{([^{}]*)\}|\[([^\[\]]*)\]|((?:[^\s{},]|,(?=\d))+))"
)
_BRACES = re.compile(r"\{([\d,\s-]+)\}")
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_BEHIND_COLON = re.compile(r":([^\s{}=]+)(?![^\s{}]*=)")
_PATH = re.compile(r"(?!\.)[\w@~./\\-]*\w\.[A-Za-z]\w{0,9}")
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_START = re.compile(r"\d{1,6}")

#: Names of options, in lower case and without their hyphens.
_TITLES = ("title", "filename", "file", "caption")
_MARKS = ("hllines", "hl", "highlight", "highlightlines", "emphasizelines", "mark", "lines")
_NUMBERS = ("linenums", "linenos", "linenumbers", "showlinenumbers", "numberlines", "ln")
_FIRSTS = ("startfrom", "linenostart", "startline", "startlinenumber", "firstline")
_OFF = frozenset(("0", "false", "off", "no", "none"))


@dataclass(frozen=True, slots=True)
class Info:
    language: str = ""
    title: str = ""
    marked: tuple[range, ...] = ()
    numbered_from: int | None = None

    def marked_of(self, count: int) -> frozenset[int]:
        """The marked ones of the lines from 1 to `count`, however far the ranges reach."""
        return frozenset(
            chain.from_iterable(lines[: max(0, count + 1 - lines.start)] for lines in self.marked)
        )


#: What a block without such a line is.
PLAIN = Info()


def read(line: str) -> Info:
    language, rest = language_and_rest(line.strip()[:READ])
    behind = _BEHIND_COLON.match(rest)
    rest = rest.lstrip(":")
    options = {_bare(name): "".join(values) for name, *values in _OPTION.findall(rest)}
    words = _OPTION.sub(" ", rest)
    return Info(
        language=literal(language),
        title=literal(_first_of(options, _TITLES) or _title(words, behind[1] if behind else "")),
        marked=tuple(_lines(_first_of(options, _MARKS) or "".join(_BRACES.findall(words)))),
        numbered_from=_start(options, {_bare(word.strip(".{}")) for word in words.split()}),
    )


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _first_of(options: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((options[name] for name in names if name in options), "")


def _title(words: str, behind_colon: str) -> str:
    """A name without `title=`."""
    if behind_colon and _bare(behind_colon) not in _NUMBERS:
        return behind_colon
    if brackets := _BRACKETS.search(words):
        return brackets[1]
    return next((word for word in words.split() if _PATH.fullmatch(word)), "")


def _lines(ranges: str) -> Iterator[range]:
    """Every line is in one of them, however often and in which order it is named."""
    pairs = sorted(sorted((int(a), int(b or a))) for a, b in _RANGE.findall(ranges))
    reached = 0
    for first, last in pairs:
        yield range(max(first, reached + 1), last + 1)
        reached = max(reached, last)


def _start(options: Mapping[str, str], flags: set[str]) -> int | None:
    first = _START.match(_first_of(options, _FIRSTS))
    said = _first_of(options, _NUMBERS).strip().lower()
    if said in _OFF or not (said or first or flags.intersection(_NUMBERS)):
        return None
    start = _START.match(said) or first
    return int(start[0]) if start else 1
