"""
Whether a newer Octavo is out.

Nobody is asked unless somebody clicks on the button that says so: nothing here runs by itself,
and nothing is downloaded or installed.  One address is asked over https, tells what GitHub tells
of a newest release, and is told nothing but that an Octavo asks:

    {"tag_name": "v1.2.3", "html_url": "https://…"}
"""

import json
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from notes import fetching
from notes.errors import NoAnswer, NotFetched, NotPublished
from notes.links import may_leave

#: Whoever publishes Octavo puts theirs here (packaging/README.md); nobody has this one.
ADDRESS = "https://releases.octavo.invalid/latest"
NOBODY = ".invalid"
#: Bytes of an answer.
LIMIT = 200_000

_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})([-+.]?[a-z0-9.+-]{0,20})", re.ASCII)


class Release(NamedTuple):
    version: str
    #: Where people read of it, "" where that is no address.
    page: str


def newest() -> Release:
    """What the address tells; NotPublished while there is none, NoAnswer when nothing comes."""
    if (urlsplit(ADDRESS).hostname or "").endswith(NOBODY):
        raise NotPublished
    try:
        return _read(fetching.document(ADDRESS, LIMIT))
    except NotFetched as error:
        raise NoAnswer from error


def is_newer(theirs: str, ours: str) -> bool:
    """What stands behind the numbers (1.2rc1) comes before the version itself."""
    return _rank(theirs) > _rank(ours)


def _read(answer: bytes) -> Release:
    try:
        told = json.loads(answer)
        version, page = told["tag_name"], told.get("html_url", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoAnswer from error
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise NoAnswer
    leads = isinstance(page, str) and page.startswith("https://") and may_leave(page)
    return Release(version.removeprefix("v"), page if leads else "")


def _rank(version: str) -> tuple[list[int], bool]:
    found = _VERSION.fullmatch(version)
    if not found:
        return [], False
    numbers = [int(part) for part in found[1].split(".")]
    return [*numbers, 0, 0, 0, 0][:4], not found[2]
