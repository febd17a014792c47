"""
A text whose tags are called otherwise: those written inline, and those that its front matter lists.

What a name becomes is asked of a function: the same or another name, or None for a tag that goes.
Inline the words of such a tag stay, without its sign: ``#idea`` becomes ``idea``.  Code is left
alone.  What is written in ways that are not known here is left too: whoever asks looks at the tags
of the outcome.
"""

import re
from collections.abc import Callable, Iterator

from notes.rendering.digest import DEFINITION, TAG, front_matter
from notes.rendering.fences import code_spans, split_code

Naming = Callable[[str], str | None]

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_KEY = re.compile(r"tags?[ \t]*:")
_FLOW = re.compile(r"(\s*\[)([^\]\r\n]*)(\].*)", re.S)
_ITEM = re.compile(r"(\s*-[ \t]+)([^\r\n]*?)([ \t]*(?:\r\n|\r|\n)?)\Z")
_PLAIN = re.compile(r"([ \t]*)([^\r\n]*?)([ \t]*(?:\r\n|\r|\n)?)\Z")


def retagged(text: str, naming: Naming) -> str:
    """The text with every tag as it is called now."""
    _, start = front_matter(text)
    return _properties(text[:start], naming) + _prose(text[start:], naming)


def _prose(text: str, naming: Naming) -> str:
    if "#" not in text:
        return text
    _, blocks = split_code(text)
    code = {n for block in blocks for n in range(block.first - 1, block.first + len(block.lines))}
    lines = enumerate(_lines(text))
    return "".join(line if n in code else _inline(line, naming) for n, line in lines)


def _inline(line: str, naming: Naming) -> str:
    if "#" not in line or DEFINITION.match(line):
        return line
    spans = code_spans(line)

    def named(tag: re.Match[str]) -> str:
        if any(start <= tag.start() < end for start, end in spans):
            return tag[0]
        name = tag[1].strip("/-")
        new = naming(name)
        if new == name:
            return tag[0]
        return tag[0].replace(f"#{name}" if new is None else name, new or name, 1)

    return TAG.sub(named, line)


def _properties(head: str, naming: Naming) -> str:
    """Front matter, of which only the list of tags is looked at."""
    listed = False
    kept = []
    for line in _lines(head):
        key = _KEY.match(line)
        if key:
            listed = True
            kept.append(key[0] + _value(line[key.end() :], naming))
        elif listed and (item := _ITEM.match(line)):
            new = _renamed(item[2], naming)
            kept += [f"{item[1]}{new}{item[3]}"] if new else []
        else:
            listed = listed and not line.strip()
            kept.append(line)
    return "".join(kept)


def _value(text: str, naming: Naming) -> str:
    """Tags behind their key: ``[a, b]`` or ``a, b`` or ``a b``."""
    flow = _FLOW.fullmatch(text)
    if flow:
        return flow[1] + ", ".join(_each(flow[2].split(","), naming)) + flow[3]
    plain = _PLAIN.fullmatch(text)
    if not plain or not plain[2]:
        return text
    comma = "," in plain[2]
    names = _each(plain[2].split("," if comma else None), naming)
    return plain[1] + (", " if comma else " ").join(names) + plain[3]


def _each(names: list[str], naming: Naming) -> Iterator[str]:
    for name in names:
        if name.strip() and (new := _renamed(name.strip(), naming)):
            yield new


def _renamed(written: str, naming: Naming) -> str:
    """A name in its quotes and with its sign, if it has any; "" for one that goes."""
    quote = written[0] if written[:1] in ("'", '"') and written[-1:] == written[:1] else ""
    bare = written.strip(quote) if quote else written
    sign = "#" if bare.startswith("#") else ""
    name = bare.lstrip("#").strip("/ ")
    new = naming(name)
    if new == name or not name:
        return written
    return f"{quote}{sign}{new}{quote}" if new else ""


def _lines(text: str) -> list[str]:
    return [line for line in _LINES.findall(text) if line]
