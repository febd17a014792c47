"""
What a text says of itself, without being rendered: one pass over its lines.

    title      the front matter's, else the first heading, else the fallback
    tags       the front matter's, then those written inline (#a/b, #标签)
    headings   all of them, as plain words
    prose      everything outside fenced code, the front matter and info strings included
    code       the lines of the fenced blocks
    excerpt    the first plain words below the title
    facts      what it has and where it leads (see `notes.rendering.facts`)

Nothing is left out of prose and code together: what is in the file can be
found, but no phrase goes on from one side of a block to the other, nor from
block to block: where they meet stands what keeps words apart in the index.
The rules are deliberately simpler than a renderer's; they run on every save and
on every file of an import, in the server itself.  So no pattern here may look at
the same characters again and again: whatever a text is, its digest takes time in
proportion to its length.
"""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from notes.patterns import Pattern
from notes.rendering.facts import facts
from notes.rendering.fences import split_code, with_infos, without_code
from notes.search.segment import APART
from notes.text import IN_WORD, one_line

EXCERPT_LENGTH = 240
TAGS_LIMIT = 100
HEADINGS_LIMIT = 1_000
#: Characters of a line that are read for titles and excerpts.
LINE_READ = 400
#: Kinds of emphasis in each other.
EMPHASIS_DEPTH = 3
FRONT_MATTER_LIMIT = 20_000

_FRONT_MATTER = Pattern(
    r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|(?<=\n))(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S
)
_FIRST_LINE = Pattern(r"\s*([^\r\n]{0,2000})[\r\n]*(?:(?:=+|-+)[ \t]*[\r\n]+)?")
_HEADING = Pattern(r" {0,3}#{1,6}(?=[ \t]|$)")
_UNDERLINE = Pattern(r" {0,3}(?:=+|-+)[ \t]*$")
_NOT_A_PARAGRAPH = Pattern(r"\s*(?:[-*+>|]|\d+[.)]\s|</?\w|$)")
_NOTHING_TO_READ = Pattern(
    r"\[(?i:toc|\[_?toc_?\])\]|(?:[-*_=]\s*){3,}|</?\w[^>]*>|<!--.*|!\[[^][]*\]\([^)]*\)|(?:`{3,}|~{3,}).*|\|?[\s:|-]+|"
)
DEFINITION = Pattern(r" {0,3}\[[^]]+\]:")
TAG = Pattern(r"(?<![^\s(（，。、；：])(?<!\]\()#([\w/-]*[^\W\d_][\w/-]*)")
_LINK = Pattern(r"!?\[([^][\n]*)\]\([^)\n]*\)|!?\[\[(?:[^]|[\n]*\|)?([^][\n]+)\]\]")
_MARKUP = Pattern(r"[\[*_~=`<&\\]")
#: Two percent signs with the words behind them and the two that close, at the edges of words.
COMMENT = Pattern(rf"(?<!{IN_WORD})(?<!%)%%(?!%)(?:[^%]++|%(?!%))*+%%(?!{IN_WORD}|%)")
#: Elements of HTML as people write them into lines: with an end, with attributes, or void; what
#: stands in code or behind a backslash is none.
_ELEMENT = Pattern(
    r"(?:`+[^`]*`+|\\.)|(?P<comment><!--.*?-->)"
    r"|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<more>\s[^<>=]*=[^<>]*|\s*/)?>",
    re.IGNORECASE,
)
_ADDRESS = Pattern(r"<((?:https?|mailto):[^<>\s]+)>")
_EMPHASIS = Pattern(
    rf"(?<!{IN_WORD})(?<![*_~=\\])(\*{{1,3}}+|_{{1,3}}+|~~|==)(?=\S)(.+?)(?<=[^\s\\])\1"
    rf"(?!{IN_WORD}|[*_~=])"
)
#: In what no mark is one, and what stands for it meanwhile.
_LITERAL = Pattern(
    r"(?<![`\\])(`+)(?!`)(?P<code>.*?)(?<!`)\1(?!`)|\$(?=[^\s$])[^$]*(?<=\S)\$(?![0-9])"
)
_HELD = "\0"
_LEADING_MARK = Pattern(r"^\s*(?:[-*+>]|\d+[.)]|#{1,6})\s+(?:\[[ xX]\]\s+)?")
_ESCAPE = Pattern(r"\\([!-/:-@\[-`{-~])")


class Digest(NamedTuple):
    title: str
    tags: tuple[str, ...]
    headings: str
    prose: str
    code: str
    excerpt: str
    facts: tuple[str, ...]


def digest(text: str, fallback: str = "") -> Digest:
    properties, start = front_matter(text)
    prose, blocks = split_code(text[start:])
    headings = list(islice(_headings(prose), HEADINGS_LIMIT))
    title = one_line(_string(properties.get("title"))) or (headings[0] if headings else "")
    return Digest(
        title=title or fallback,
        tags=tuple(islice(dict.fromkeys([*listed(properties), *_inline(prose)]), TAGS_LIMIT)),
        headings="\n".join(headings),
        prose="\n".join((*([text[:start]] if start else ()), *with_infos(prose, blocks))),
        code=f"\n{APART}\n".join("\n".join(block.lines) for block in blocks),
        excerpt=_excerpt(prose, title),
        facts=facts(text[:start].splitlines(), prose, blocks),
    )


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """The properties between ``---`` lines at the top, and where the text begins after them."""
    match = _front_matter(text)
    properties = _parsed(match[1]) if match else None
    return (properties, match.end()) if match and properties is not None else ({}, _top(text))


def below_title(text: str, title: str) -> int:
    """Where the text goes on after its front matter and the heading that is its title."""
    match = _front_matter(text)
    start = match.end() if match else _top(text)
    first = _FIRST_LINE.match(text, start)
    if first and first[1] and next(readable([first[1]]), "") == title:
        return first.end()
    return start


def _front_matter(text: str) -> re.Match[str] | None:
    if not text.startswith(("---", "\ufeff---")):
        return None
    return _FRONT_MATTER.match(text, 0, FRONT_MATTER_LIMIT)


def _top(text: str) -> int:
    """Where a text begins: behind what only says how its file was encoded."""
    return int(text.startswith("\ufeff"))


def plain(line: str) -> str:
    """The beginning of a line of Markdown as the words that a reader sees."""
    line = line[:LINE_READ]
    if "%%" in line:
        line = COMMENT.sub("", line)
    if not _MARKUP.search(line):
        return one_line(line)
    literals = [found["code"] or found[0] for found in _LITERAL.finditer(line)]
    said = _without_marks(_LITERAL.sub(_HELD, line.replace(_HELD, " ")))
    words = (word for pair in zip_longest(said.split(_HELD), literals) for word in pair if word)
    return one_line("".join(words))


def _without_marks(line: str) -> str:
    if "<" in line:
        line = _without_html(line)
    line = _LINK.sub(lambda link: link[1] or link[2] or "", line)
    line = _ADDRESS.sub(r"\1", line)
    for _ in range(EMPHASIS_DEPTH):
        line = _EMPHASIS.sub(r"\2", line)
    return html.unescape(_ESCAPE.sub(r"\1", line))


def _without_html(line: str) -> str:
    """What is left are signs: a name between them has neither an end nor attributes."""
    ended = {tag["name"].lower() for tag in _ELEMENT.finditer(line) if tag["end"]}

    def shown(tag: re.Match[str]) -> str:
        name = (tag["name"] or "").lower()
        if name == "br":
            return " "
        is_tag = name in (*ended, "wbr") or tag["more"] or tag["comment"]
        return "" if is_tag else tag[0]

    return _ELEMENT.sub(shown, line)


def readable(lines: Iterable[str]) -> Iterator[str]:
    """Lines of Markdown as the words that a reader sees, without those that have none."""
    for line in lines:
        text = line[:LINE_READ].strip()
        if not _NOTHING_TO_READ.fullmatch(text):
            words = plain(_without_id(_LEADING_MARK.sub("", text, count=1)))
            if words:
                yield words


@lru_cache(maxsize=4)
def _parsed(source: str) -> dict[str, Any] | None:
    import yaml  # 15 ms that a start without front matter need not pay

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        properties = yaml.load(source, Loader=loader)  # noqa: S506 (builds strings only)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if properties is None or properties == "":
        return {}
    return properties if isinstance(properties, dict) else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def listed(properties: dict[str, Any]) -> Iterator[str]:
    """The tags that front matter names."""
    named = properties.get("tags") or properties.get("tag") or ()
    names = re.split(r"[,\s]+", named) if isinstance(named, str) else named
    for name in names if isinstance(names, list) else ():
        tag = one_line(_string(name)).lstrip("#").strip("/ ")
        if tag:
            yield tag


def _inline(prose: list[str]) -> Iterator[str]:
    for line in prose:
        if "#" in line and not DEFINITION.match(line):
            for match in TAG.finditer(without_code(line)):
                tag = match[1].strip("/-")
                if tag:
                    yield tag


def _headings(prose: list[str]) -> Iterator[str]:
    above = ""
    for line in prose:
        match = _HEADING.match(line) if "#" in line[:10] else None
        if match:
            heading = plain(_heading_words(line[match.end() :]))
        elif _UNDERLINE.match(line) and not _NOT_A_PARAGRAPH.match(above):
            heading = plain(above)
        else:
            heading = ""
        if heading:
            yield heading
        above = "" if match else line[:LINE_READ]


def _heading_words(text: str) -> str:
    """A heading without the marks that may close it and the id that may stand behind it."""
    text = text.strip(" \t")
    open_end = text.rstrip("#")
    if open_end == "" or open_end[-1] in " \t":
        text = open_end.rstrip(" \t")
    return _without_id(text)


def _without_id(text: str) -> str:
    start = max(text.rfind("{#"), text.rfind("{/*")) if text.endswith("}") else -1
    return text[:start].rstrip() if start >= 0 else text


def _excerpt(prose: list[str], title: str) -> str:
    words: list[str] = []
    length = 0
    for line in readable(prose):
        if length >= EXCERPT_LENGTH:
            break
        if words or line != title:
            words.append(line)
            length += len(line) + 1
    return " ".join(words)[:EXCERPT_LENGTH]
