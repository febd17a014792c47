"""
Who made what is inside a built program, and under which licences: its LICENSES.txt.

The spec asks for it with the names of all that it puts inside, so that nothing is left out:
each module is traced to the distribution that it was installed with, whose own licence
files are copied.  Libraries of the system are traced to their packages.
What brings no text, or is inside without a name, stands in UNSAID.
"""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LGPL = HERE / "licences" / "LGPL-2.1.txt"
OURS = HERE.parent / "LICENSE"
#: Where Debian puts it, should its library lack it.
OF_PACKAGED_PYTHON = Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright")
FILES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
RULE = "-" * 78
#: Libraries that lie beside the program belong to nothing that pip installed; Python is told of
#: once, and is not always Debian's.
LIBRARY = re.compile(r"lib(?!python)[^/]+\.so[^/]*$")
SQLCIPHER = """sqlcipher3 holds SQLite (in the public domain), SQLCipher (Copyright (c) 2008-2024
ZETETIC LLC, BSD-3-Clause) and parts of OpenSSL 3 (Copyright The OpenSSL Project Authors,
Apache-2.0; its text stands under regex)."""
PROXY_TOOLS = """Copyright 2013 Armin Ronacher, adapted 2014 by Jonathan Tushman: from Werkzeug,
whose licence stands below; as a package it is under the MIT License, in Octavo's words."""
PYINSTALLER = """What starts the program is PyInstaller's, Copyright (c) 2010-2026 PyInstaller
Development Team, under the GPL, version 2 or later, with an exception: programs that are
made with it may be under any licence."""
FOREWORD = """Octavo {version} is under the MIT License, which stands first. Inside it is the work
of many others, each named below with its licence. What its page takes from npm is named
in ui/static/built/LICENSES.txt, which `octavo licences` prints below this.
"""
TYPELIBS = """The files in gi_typelibs say how libraries of the system are called. They come with
GLib, GTK, ATK, Pango, GdkPixbuf, libsoup and WebKitGTK, under the LGPL, version 2 or later;
cairo, under the LGPL 2.1 or the MPL 1.1; HarfBuzz and FreeType, under licences of their own."""
#: What they say of themselves nowhere but in their sources.
UNSAID = {
    "PyGObject": (
        "Copyright the PyGObject developers; under the LGPL, version 2.1 or later.",
        LGPL.read_text("utf-8"),
    ),
    "proxy_tools": (PROXY_TOOLS,),
    "sqlcipher3": (SQLCIPHER,),
}


Crate = dict[str, Any]


def notices(names: Iterable[str], version: str) -> str:
    """For a program in which these modules and files are."""
    inside = sorted({name.replace("\\", "/") for name in names})
    parts = [FOREWORD.format(version=version), OURS.read_text("utf-8"), *_python()]
    for one in distributions(inside):
        parts += _of(one)
    parts += [TYPELIBS] if any(name.startswith("gi_typelibs/") for name in inside) else []
    return f"\n{RULE}\n".join(part.strip() for part in [*parts, *_libraries(inside)]) + "\n"


def distributions(inside: Iterable[str]) -> list[Distribution]:
    """Those that these modules and files were installed with."""
    tops = {re.split(r"[./]", name)[0] for name in inside}
    known = packages_distributions()
    found = {name for top in tops for name in known.get(top, [])}
    return [distribution(name) for name in sorted(found - {"octavo"}, key=str.lower)]


def _python() -> Iterator[str]:
    yield "Python"
    yield of_python()
    yield PYINSTALLER


def of_python() -> str:
    """CPython's own licence: in its library, on Windows beside the program."""
    folders = (sysconfig.get_path("stdlib"), sys.base_prefix)
    own = (Path(folder, "LICENSE.txt") for folder in folders)
    found = next((file for file in own if file.exists()), OF_PACKAGED_PYTHON)
    return found.read_text("utf-8", "replace")


def _of(one: Distribution) -> Iterator[str]:
    yield f"{one.name} {one.version} ({stated(one) or 'see below'})"
    yield from UNSAID.get(one.name, ())
    yield from _texts(one)
    rows = [f"{crate['name']} {crate['version']} ({expressions(crate)})" for crate in crates(one)]
    if rows:
        yield f"{one.name} is compiled with:\n" + "\n".join(rows)


def stated(one: Distribution) -> str:
    """Its licence in a line, as it says itself; empty where it says none."""
    fields = [one.metadata.get_all(field, [""])[0] for field in ("License-Expression", "License")]
    return next((words.split("\n")[0] for words in fields if words), "")


def _texts(one: Distribution) -> Iterator[str]:
    for file in one.files or []:
        if any(word in file.name.upper() for word in FILES) and not file.name.endswith(".py"):
            yield Path(str(one.locate_file(file))).read_text("utf-8", "replace")


def crates(one: Distribution) -> list[Crate]:
    """What was compiled into it from Rust, as its own bill of materials says."""
    found = []
    for file in one.files or []:
        if file.name.endswith(".cyclonedx.json"):
            bill = json.loads(Path(str(one.locate_file(file))).read_text("utf-8"))
            found += bill.get("components", [])
    return sorted(found, key=lambda crate: (crate["name"], crate["version"]))


def expressions(crate: Crate) -> str:
    return ", ".join(each.get("expression", "") for each in crate.get("licenses", []))


def _libraries(inside: Iterable[str]) -> Iterator[str]:
    for name in inside:
        package = package_of(name) if LIBRARY.match(name) else ""
        if package:
            yield f"{name}, of Debian's {package}"
            yield Path(f"/usr/share/doc/{package}/copyright").read_text("utf-8", "replace")


def package_of(library: str) -> str:
    """Debian's package that a library came from; empty where it came from none."""
    if not shutil.which("dpkg-query"):
        return ""
    found = subprocess.run(
        ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=False
    )
    return found.stdout.partition(":")[0]
