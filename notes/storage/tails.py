"""
Bytes after the last page of a library's file, too few for one more: what a copy gone wrong or a
disk has left there.  They are of nothing; but SQLite takes them for a page, and the file has one
more than its header says when that was written.

They are cut off while nobody else can write, where all pages are there that the header counts,
and no log has any: one that SQLite lays over the file ends with the number of its pages.
"""

import os
from contextlib import closing, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from notes.storage import logs, shared
from notes.storage.pages import HEADER, is_header, page_size


def cut_off(file: Path) -> int:
    """How many bytes were cut off."""
    there, end = _ends(file)
    if there == end or _has_log(file) or shared.is_used(file):
        return 0
    with (
        suppress(OSError, sqlcipher.DatabaseError),
        closing(sqlcipher.connect(str(file), isolation_level=None, timeout=0)) as alone,
    ):
        alone.execute("BEGIN IMMEDIATE")
        if file.stat().st_size == there and not _has_log(file):
            os.truncate(file, end)  # by its name: SQLite loses its locks when we open and close it
            return there - end
    return 0


def _ends(file: Path) -> tuple[int, int]:
    """Where the file ends, and where its last page does if all of them are there."""
    with file.open("rb") as opened:
        header, there = opened.read(HEADER), opened.seek(0, os.SEEK_END)
    pages, beyond = divmod(there, page_size(header))
    is_whole = is_header(header) and pages == logs.pages_said(header)
    return there, there - beyond if is_whole else there


def _has_log(file: Path) -> bool:
    left = (file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-journal"))
    return any(one.exists() and one.stat().st_size for one in left)
