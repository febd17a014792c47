"""
Files that come in one by one, each as if its folder were imported and held no other.

Several are one act.  One that does not come in is reported, and takes nothing from the others:
what they did is told, and can be taken back.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from notes.errors import N_, Invalid, Missing, OctavoError
from notes.importers.folder import LINK_NOWHERE, text_of
from notes.importers.markdown import bring
from notes.importers.report import Report, printable
from notes.library import sources
from notes.library.sources import Known

A_FOLDER = N_("This is a folder; “octavo import” brings it in.")
NOT_THERE = N_("It is not there.")


def import_files(paths: Sequence[Path]) -> tuple[Report, str]:
    """Bring in some files as one act; the note of the last that is one now, "" when none is."""
    report, note = Report(), ""
    for path in paths:
        note = _brought(path, report) or note
    return report, note


def _brought(path: Path, report: Report) -> str:
    """The note of one of several files; what hinders it takes nothing from those before it."""
    failed = len(report.failed)
    try:
        _check_file(path)
        bring(path, report)
    except Missing:
        report.fail(path.name, LINK_NOWHERE if path.is_symlink() else NOT_THERE)
    except Invalid as fact:
        report.fail(path.name, fact.why)
    except OctavoError as fact:
        if not report.act:
            raise
        report.fail(path.name, str(fact))
    return _note_of(path) if len(report.failed) == failed else ""


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise Invalid(path.name, A_FOLDER)


def came_before(path: Path) -> bool:
    """Whether a note stands for this file already, which what is in the file now may change."""
    return _known(path) is not None


def _note_of(path: Path) -> str:
    """The note of a file that was brought in by itself."""
    known = _known(path)
    return known.note_id if known else ""


def _known(path: Path) -> Known | None:
    folder, name = os.path.split(os.path.abspath(os.fsencode(path)))
    return sources.known(printable(text_of(os.path.realpath(folder)))).get(text_of(name))
