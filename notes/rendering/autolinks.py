"""
Addresses that are links without any mark, as GitHub finds them.

    www.host…   http://host…   https://host…   ftp://host…   name@host

And as other Markdown apps find them: ``crates.io`` by the endings of hosts that are nothing else.
``README.md``, ``main.rs`` and ``Object.name`` are addresses to those who ask for all hosts.

They begin where a word begins, end at a blank, ``<``, ``"`` or the punctuation of
Chinese, and leave behind the punctuation that follows them and a ``)`` that has
no ``(`` in the address.  A part of a host is letters of any script (``müller.de``,
``http://例子.中国``); scripts that write no blanks are not mixed with others in one part,
because ``https://a.org这里`` ends where they begin.
"""

import re
from itertools import takewhile
from xml.etree.ElementTree import Element

from notes.rendering.known import ENTITY, encoded, entity
from notes.rendering.passage import Passage
from notes.text import UNSPACED

#: Characters of the longest host there can be.
HOST_LIMIT = 253

#: Letters, digits and marks of scripts with blanks between their words.
_LETTER = rf"(?:[^\W{UNSPACED}]|[\u0300-\u036f\u0591-\u07ff\u0900-\u0dff])"
_PART = rf"(?:(?:{_LETTER}|-)+|[{UNSPACED}]+)"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_HOST = re.compile(rf"{_PART}(?:\.{_PART})*")
_SCHEME = re.compile(r"(?:https?|ftp)$", re.I)
_ENDS = r"\s<\"，。；：！？、（）《》「」『』【】“”‘’…"
_REST = re.compile(rf"(?::\d+)?(?:[/?#][^{_ENDS}]*)?")
_REST_IN_BRACKETS = re.compile(rf"(?::\d+)?(?:[/?#][^\]{_ENDS}]*)?")
_NO_MORE = r"(?![\w-]|\.\w)"
#: How a host ends that has no other mark: of countries, and the oldest others.
BARE_HOST = (
    r"\.(?i:com|org|net|edu|gov|info|biz|pro|name|shop|aero|asia|coop|museum|web|a[c-gilmnoq-uwxz]"
    r"|b[abd-jmnorstvwyz]|c[acdf-iklmnoruvwxyz]|d[ejkmoz]|e[cegrstu]|f[ijkmor]|g[abd-ilmnp-uwy]"
    r"|h[kmnrtu]|i[del-oq-t]|j[emop]|k[eghimnprwyz]|l[abcikr-vy]|m[acdeghk-z]|n[acefgilopruz]|om"
    r"|p[aefghk-nrstwy]|qa|r[eosuw]|s[a-eg-ortuvxyz]|t[cdfghj-ortvwz]|u[agksyz]|v[aceginu]|w[fs]"
    rf"|y[et]|z[amw]){_NO_MORE}"
)
#: Those that no file and no English word ends with.
_SURE = re.compile(
    rf"\.(?:com|org|net|edu|gov|info|io|ai|co|uk|de|fr|nl|ch|eu|ru|cn|jp|kr|tw|hk){_NO_MORE}"
)
_IN_HOST = re.compile(rf"{_LETTER}|[.+-]")
_IN_MAIL = re.compile(r"[A-Za-z0-9._+-]")
#: What joins a word to the one before it, so that it is part of a path or a name.
_JOINS = tuple("/\\:@._-")
_MAIL_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
#: What stands behind the @ of packages: ``pump@3.0.0``, ``verdaccio@3.x``.
_PACKAGE_VERSION = re.compile(r"v?[0-9]+\.(?:[0-9]|x\b)|.*[0-9]$")
_ENTITY_AT_END = re.compile(r"&[A-Za-z0-9]+;$")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*[A-Za-z0-9])+(?![-_@])")


def read_scheme(words: Passage) -> bool:
    if not words.text.startswith("://", words.at):
        return False
    scheme = _SCHEME.search(words.text, max(0, words.at - 5), words.at)
    if not scheme or not _may_begin(words.text, scheme.start()):
        return False
    if words.text.startswith("+", scheme.start() - 1):  # git+https: is a scheme of its own
        return False
    end = _end(words, scheme.start(), words.at + 3, parts=1)
    if not end:
        return False
    address = words.text[scheme.start() : end]
    return words.replace_last(len(scheme[0]), _link(address), end)


def read_www(words: Passage) -> bool:
    if not _may_begin(words.text, words.at):
        return False
    end = _end(words, words.at, words.at, parts=2)
    address = words.text[words.at : end]
    return bool(end) and words.add(_link(address, "http://"), end)


def read_host(words: Passage) -> bool:
    name = _name_before(words, _IN_HOST)
    start = words.at - len(name)
    before = words.text[start - 1 : start]
    if not name.strip(".-") == name != "" or not _may_begin(words.text, start) or before in _JOINS:
        return False
    is_sure = _SURE.match(words.text, words.at)
    if not is_sure and not (words.known.manner.hosts and not before.isalnum()):
        return False
    end = _end(words, start, start, parts=2)
    address = words.text[start:end]
    return bool(end) and words.replace_last(len(name), _link(address, "http://"), end)


def read_mailto(words: Passage) -> bool:
    mail = _MAIL.match(words.text, words.at + 1)
    if not mail or not words.text.endswith("mailto", 0, words.at):
        return False
    address = "mailto:" + mail[0]
    return words.replace_last(len("mailto"), _link(address), mail.end())


def read_mail(words: Passage) -> bool:
    name = _name_before(words, _IN_MAIL)
    host = _MAIL_HOST.match(words.text, words.at + 1)
    before = words.text[words.at - len(name) - 1 : words.at - len(name)]
    if not name or not host or before == "\\":
        return False
    if _PACKAGE_VERSION.match(host[0]):
        return False
    end = words.at + 1 + len(host[0])
    if words.text[end - 1] in "-_" or words.text[end : end + 1] in ("@", "-", "_"):
        return False
    address = name + words.text[words.at : end]
    return words.replace_last(len(name), _link(address, "mailto:"), end)


def _name_before(words: Passage, character: re.Pattern[str]) -> str:
    """What was read last, as far as it may be part of an address."""
    last = words.nodes[-1] if words.nodes else ""
    if not isinstance(last, str):
        return ""
    length = sum(1 for _ in takewhile(character.match, reversed(last)))
    return last[len(last) - length :]


def _may_begin(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not before.isalnum() or bool(_UNSPACED.match(before))


def _end(words: Passage, start: int, host: int, *, parts: int) -> int:
    """Where the address that starts here ends; 0 when it has no host of so many parts."""
    name = _HOST.match(words.text, host, host + HOST_LIMIT + 2)
    if not name or len(name[0]) > HOST_LIMIT or not _is_host(name[0], parts):
        return 0
    rest = (_REST_IN_BRACKETS if words.is_in_brackets else _REST).match(words.text, name.end())
    return start + len(_trimmed(words.text[start : rest.end()])) if rest else 0


def _is_host(name: str, least: int) -> bool:
    """Underscores may be anywhere but in the last two parts; what is not ASCII has two."""
    parts = name.split(".")
    return len(parts) >= (least if name.isascii() else 2) and not any(
        "_" in part for part in parts[-2:]
    )


def _trimmed(address: str) -> str:
    while True:
        shorter = address.rstrip("?!.,:*_~'\"")
        closing = len(shorter) - len(shorter.rstrip(")"))
        surplus = min(closing, shorter.count(")") - shorter.count("("))
        if surplus > 0:
            shorter = shorter[:-surplus]
        elif shorter.endswith(";"):
            entity = _ENTITY_AT_END.search(shorter)
            shorter = shorter[: entity.start()] if entity else shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _link(source: str, scheme: str = "") -> Element:
    address = ENTITY.sub(lambda found: entity(found[0]), source)
    element = Element("a", {"href": scheme + encoded(address)})
    element.text = address
    return element
