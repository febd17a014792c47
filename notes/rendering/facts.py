"""
What a text has and where it leads, as the facts that filters ask for.

    task:open  task:done     - [ ] and - [x], in any list, but not in code
    code  code:python        a fenced block, and the language that it names
    link  link:KEY           [words](target), [[name]], <https://…>, a bare address, href="…"
    attachment               an image or link to a file beside the notes; an image of data

A picture is no link, but `![[name]]` shows another note and so leads to it.  KEY is what
the ways to write a target have in common (`link_key`).  Each fact is said once.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from notes.patterns import Pattern
from notes.rendering.fences import Fenced, language_of, without_code
from notes.text import name_key, one_line

#: Targets that are looked at, keys and languages that are kept.
TARGETS_LIMIT = 10_000
LINKS_LIMIT = 200
LANGUAGES_LIMIT = 50
#: Characters of a target that are read; the rest of a longer one is data.
TARGET_READ = 2_000

_QUOTE = Pattern(r"^(?: {0,3}> ?)++")
_ITEM = Pattern(r"[ \t]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)++(?:\[([ xX])\][ \t]++\S)?")
_BOX = Pattern(r"\[[ xX]\][ \t]")

_NAME = r"([^][|\\]*+)(?:[|\\][^][]*+)?+\]\]"
_TARGET = r"[ \t]*+(<[^<>]*+>|[^\s()<>]*+(?:\([^\s()]*+\)[^\s()]*+)*+)(?=[ \t]*+(?:[)\"'(]|$))"
_ADDRESS = r"(?=[^\W_])([^\s<>\"'`()\[\]|，。；：！？、（）《》「」『』【】“”‘’…]++)"
#: Each way to write a target begins with its rarest character, for which a line is searched
#: fast; behind the target an empty group names it.
_WAYS = Pattern(
    rf"!\[\[(?!\[){_NAME}(?P<embed>)|\[\[(?!\[){_NAME}(?P<name>)"
    rf"|!\[[^][]*+\]\({_TARGET}(?P<image>)|\]\({_TARGET}(?P<link>)"
    r"|=(?<=src=)[\"']([^<>\"']*+)(?P<source>)|=(?<=href=)[\"']([^<>\"']*+)(?P<reference>)"
    rf"|:(?:(?<=[Hh]ttp:)|(?<=[Hh]ttps:)|(?<=ftp:))//{_ADDRESS}(?P<address>)"
    rf"|www\.(?<![\w./@-]www\.){_ADDRESS}(?P<host>)"
)
_DEFINITION = Pattern(rf"[ >]{{0,9}}\[(?!\^)[^][]{{1,999}}+\]:(?=[ \t]*+\S){_TARGET}")

_ESCAPE = Pattern(r"\\([!-/:-@\[-`{-~])")
#: What of a way belongs to the target.
_BEFORE = {"address": "http://", "host": "www."}
_HOST = Pattern(
    r"(?:[a-z][a-z0-9+.-]{1,20}+://|mailto:|(?=www\.\w))(?:[^/?#@\s]*+@)?(?:www\.)?+([\w.-]++)",
    re.IGNORECASE,
)
_SCHEME = Pattern(r"[a-z][a-z0-9+.-]{1,20}+:|//|www\.\w", re.IGNORECASE)
#: How the names of notes end, and of other files that nobody calls by their whole name.
_NOTE = Pattern(r"\.(?:md|markdown|txt)$", re.IGNORECASE)
_FILE = Pattern(
    r"\.(?:7z|avif|bmp|canvas|csv|docx?|epub|excalidraw|flac|gif|gz|heic|html?|jpe?g|json|m4[av]"
    r"|mkv|mov|mp[34]|odp|ods|odt|og[agv]|pdf|png|pptx?|rar|rtf|svg|tar|tgz|tiff?|tsv|wav|webm"
    r"|webp|xlsx?|xml|ya?ml|zip)$",
    re.IGNORECASE,
)
_ENDING = Pattern(r"\.(?=[0-9]?[A-Za-z])[A-Za-z0-9]{1,10}$")


def facts(front: Sequence[str], prose: Sequence[str], blocks: Sequence[Fenced]) -> tuple[str, ...]:
    """The facts of a text: of its front matter, its lines outside code, its code."""
    return tuple(sorted({*_tasks(prose), *_codes(blocks), *_links((*front, *prose))}))


def link_key(target: str) -> str:
    """
    What all ways to write a target have in common: of an address its host without
    ``www.``, else a name without folder, ending and the part behind ``#``.
    """
    target = _plain(target)
    host = _HOST.match(target)
    if host:
        return name_key(host[1].rstrip("."))
    return name_key(one_line(_FILE.sub("", _NOTE.sub("", _file_name(target)))))


def _tasks(prose: Sequence[str]) -> Iterator[str]:
    if not _BOX.search("\n".join(prose)):
        return
    in_list = False
    for line in prose:
        text = _QUOTE.sub("", line, count=1)
        item = _ITEM.match(text)
        if text.strip() and text[0] not in " \t":
            in_list = bool(item)
        if item and item[1] and (in_list or not text.startswith(("    ", "\t"))):
            yield "task:open" if item[1] == " " else "task:done"


def _codes(blocks: Sequence[Fenced]) -> Iterator[str]:
    if blocks:
        yield "code"
    infos = islice(dict.fromkeys(block.info for block in blocks), LANGUAGES_LIMIT)
    yield from (f"code:{name}" for info in infos if (name := language_of(info).lower()))


def _links(lines: Sequence[str]) -> Iterator[str]:
    keys: set[str] = set()
    for kind, target in dict.fromkeys(islice(_targets(lines), TARGETS_LIMIT)):
        yield from _meant(kind, target)
        if kind not in ("image", "source") and len(keys) < LINKS_LIMIT:
            keys.add(link_key(target))
    yield from (f"link:{key}" for key in keys if key)


def _targets(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each target with the name of the way in which it is written."""
    for line in lines:
        if "]" in line or "://" in line or "www." in line or "=" in line:
            text = without_code(line) if "`" in line else line
            if definition := _DEFINITION.match(text):
                yield "definition", definition[1].strip("<>")
            for way in _WAYS.finditer(text, definition.end() if definition else 0):
                kind, target = way.lastgroup or "", way[(way.lastindex or 0) - 1]
                yield kind, _BEFORE.get(kind, "") + target.strip("<>")


def _meant(kind: str, target: str) -> Iterator[str]:
    target = _plain(target)
    picture = kind in ("image", "source")
    if picture and target.lower().startswith("data:"):
        yield "attachment"
    elif not _SCHEME.match(target) or kind in ("embed", "name"):
        ending = _FILE if kind in ("embed", "name") else _ENDING
        name = _file_name(target)
        if ending.search(name) and not _NOTE.search(name):
            yield "attachment"
            picture = picture or kind == "embed"
    if not picture:
        yield "link"


def _plain(target: str) -> str:
    target = target.strip()[:TARGET_READ]
    return html.unescape(_ESCAPE.sub(r"\1", target)) if "&" in target or "\\" in target else target


def _file_name(target: str) -> str:
    path = unquote(target.partition("#")[0])
    return path.replace("\\", "/").rstrip("/ ").rpartition("/")[2].strip()
