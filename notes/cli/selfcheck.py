"""
The command selfcheck: what Octavo finds on this machine, and what it misses.

It changes nothing: a library that is not there yet is not made.  Without what
is `needed` Octavo does not run, and the command fails; what else is `missing`
it does without, and says what that costs.
"""

import os
import platform
import stat
import sys
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from sqlcipher3 import dbapi2 as sqlcipher

from notes import paths, webkit
from notes.cli import streams
from notes.cli.start import Start
from notes.errors import EngineUnfit, OctavoError
from notes.importers.report import printable
from notes.library.access import why_unread
from notes.storage import database
from notes.storage.engine import check_engine
from notes.version import VERSION

NO_WEBVIEW = "pywebview is not installed: a browser shows Octavo instead of a window."
NO_DISPLAY = "There is no display: a browser shows Octavo instead of a window."
NO_WEBKIT = "The system's WebKitGTK is not installed: a browser shows Octavo instead of a window."
NO_FTS5 = "This SQLite has no FTS5 with contentless_delete, without which nothing can be found."
OPEN_TO_OTHERS = "Other users of this machine can look into the library (its mode is %s)."


@dataclass(slots=True)
class Findings:
    facts: dict[str, Any] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
@click.pass_obj
def selfcheck(start: Start, as_json: bool) -> None:
    """Say what Octavo runs on, where things lie, and what is missing."""
    findings = Findings()
    _program(findings)
    _engine(findings)
    _library(start, findings)
    _window(findings)
    if as_json:
        streams.value(findings.facts | {"needed": findings.needed, "missing": findings.missing})
    else:
        _tell(findings)
    if findings.needed:
        raise click.exceptions.Exit(1)


def _program(findings: Findings) -> None:
    findings.facts |= {
        "octavo": VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "frozen": paths.FROZEN,
        "program": printable(" ".join(paths.own_command())),
    }


def _engine(findings: Findings) -> None:
    findings.facts |= {"sqlite": sqlcipher.sqlite_version, "fts5": _has_fts5()}
    try:
        check_engine()
    except EngineUnfit as fact:
        findings.needed.append(str(fact))
    if not findings.facts["fts5"]:
        findings.needed.append(NO_FTS5)


def _has_fts5() -> bool:
    with closing(sqlcipher.connect(":memory:")) as connection:
        try:
            connection.execute(
                "CREATE VIRTUAL TABLE words USING fts5(word, content='', contentless_delete=1)"
            )
        except sqlcipher.OperationalError:
            return False
    return True


def _library(start: Start, findings: Findings) -> None:
    folder = Path(os.path.abspath(start.folder))
    facts = findings.facts
    facts |= {"library": printable(str(folder)), "library_exists": os.access(folder, os.F_OK)}
    if not facts["library_exists"]:
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    facts["library_mode"] = f"{mode:04o}"
    if mode & 0o077 and os.name != "nt":
        findings.missing.append(OPEN_TO_OTHERS % f"{mode:04o}")
    if why_unread(folder) or (folder / database.FILE_NAME).exists():
        _open(start, findings)


def _open(start: Start, findings: Findings) -> None:
    try:
        with start.open():
            findings.facts["library_opens"] = True
    except OctavoError as fact:
        findings.facts["library_opens"] = False
        findings.needed.append(str(fact))


def _window(findings: Findings) -> None:
    facts = findings.facts
    facts["webview"] = _installed("webview", "pywebview")
    facts["display"] = sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    facts["webkit"] = sys.platform != "linux" or webkit.is_there()
    for fact, sentence in (("webview", NO_WEBVIEW), ("display", NO_DISPLAY), ("webkit", NO_WEBKIT)):
        if not facts[fact]:
            findings.missing.append(sentence)


def _installed(module: str, package: str) -> str | None:
    """The version of a package, "" when only its presence is known, None without it."""
    if find_spec(module) is None:
        return None
    try:
        return version(package)
    except PackageNotFoundError:  # frozen programs carry no list of packages
        return "unknown"


def _tell(findings: Findings) -> None:
    for name, found in findings.facts.items():
        words = {True: "yes", False: "no", None: "no"}.get(found, found)
        streams.line(f"{name.replace('_', ' '):16} {words}")
    for sentence in [*findings.needed, *findings.missing]:
        streams.line(sentence)


COMMANDS = (selfcheck,)
