"""
Sessions at a prompt: what was typed and what was answered, told apart by Pygments' tokens.

    $ ls \\          a line that begins with a prompt was typed
    > -l            so was what goes on from it, with or without a prompt of its own
    a.txt           the rest was answered

What was answered becomes output as a whole, but for the marks of an error, so that whoever
copies a session can leave behind what is prompt or answer.  The blank behind a prompt belongs to
it.  A shell's second prompt is one only behind a command that is not finished: `>` is also
how npm begins what it answers.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from pygments.token import Generic, Keyword, Text, _TokenType

Kind = TypeVar("Kind")
Token = tuple[_TokenType, str]
Line = list[Token]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SECOND_PROMPT = re.compile(r"(?:>>?|More\?)(?: |(?=\n))")
_UNFINISHED = re.compile(r"(?:[\\`^|{(]|&&|\b(?:do|then|else))\s*\Z|<<-?\s*[\"']?\w")
#: Where a shell's prompt ends, of which Pygments takes the last in `me@host:~$ echo $x`.
_END_OF_PROMPT = re.compile(r"[^\n$#%❯]*[$#%❯] ")
_ANSWERS = (Generic.Output, Generic.Traceback, Generic.Error)


def lines(pieces: Iterable[tuple[Kind, str]]) -> Iterator[list[tuple[Kind, str]]]:
    """Each line with its pieces; one that goes over many lines is cut at their ends."""
    line: list[tuple[Kind, str]] = []
    for kind, text in pieces:
        for part in _LINE.findall(text):
            line.append((kind, part))
            if part.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def is_prompt(kind: _TokenType) -> bool:
    return kind[:2] == Generic.Prompt


def told_apart(tokens: Iterable[Token]) -> Iterator[Token]:
    """The same characters.  Where no line begins with a prompt, nothing is one."""
    session = list(lines(tokens))
    if not any(map(_has_prompt, session)):
        for line in session:
            yield from ((Keyword if is_prompt(kind) else kind, text) for kind, text in line)
        return
    typed = ""
    for line in session:
        known = _with_second_prompt(line, typed)
        if _has_prompt(known):
            typed = _words(line) if known is line else typed + _words(line)
            yield from _with_blank(known)
        elif typed and line[0][0] not in _ANSWERS:
            typed += _words(line)
            yield from line
        else:
            typed = ""
            yield from ((kind if kind in _ANSWERS else Generic.Output, text) for kind, text in line)


def _has_prompt(line: Line) -> bool:
    return is_prompt(line[0][0])


def _words(line: Line) -> str:
    return "".join(text for _, text in line)


def _with_second_prompt(line: Line, typed: str) -> Line:
    words = _words(line)
    prompt = _SECOND_PROMPT.match(words) if typed and line[0][0] in _ANSWERS else None
    if not prompt or not _is_unfinished(typed):
        return line
    return [(Generic.Prompt, prompt[0]), (Text, words[prompt.end() :])]


def _is_unfinished(typed: str) -> bool:
    return bool(_UNFINISHED.search(typed) or typed.count('"') % 2 or typed.count("'") % 2)


def _with_blank(line: Line) -> Iterator[Token]:
    """The prompt in one piece, with the blank that keeps it from what was typed."""
    words, end = _words(line), 0
    at = 0
    for kind, text in line:
        at += len(text)
        if is_prompt(kind):
            end = at
        elif text.strip(" "):
            break
    if shell := _END_OF_PROMPT.match(words, 0, end):
        end = shell.end()
    end += words[end - 1] != " " and words.startswith(" ", end)
    yield Generic.Prompt, words[:end]
    for kind, text in line:
        if rest := text[end:]:
            yield Text if is_prompt(kind) else kind, rest
        end = max(0, end - len(text))
