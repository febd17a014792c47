"""
What is inside a built program, as a list for machines: CycloneDX 1.6, in JSON.

It is made where the licences are (`licences.py`), of the same names, so that it tells of the
program and not of the environment that it was built in.  Beside distributions it has Python,
libraries of the system, what was compiled from Rust, and what the page takes from npm.

The same inside makes the same bytes: its number is made of what it says, and its time is
the one that all of a release has.
"""

import datetime as dt
import json
import os
import platform
import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution
from typing import Any

import licences

PAGE = licences.HERE.parent / "ui" / "static" / "built" / "LICENSES.txt"
#: A heading of that file: a name, a version, a licence.
OF_PAGE = re.compile(r"^(\S+) (\d\S*) \((.+)\)$", re.MULTILINE)
#: An expression of SPDX, as far as one can be told from a sentence about a licence.
EXPRESSION = re.compile(r"[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*")

Component = dict[str, Any]


def bill(names: Iterable[str], version: str) -> str:
    """Of a program in which these modules and files are."""
    inside = sorted({name.replace("\\", "/") for name in names})
    parts = [*_python(), *_packages(inside), *_libraries(inside), *_page()]
    content = {
        "metadata": {"component": _program(version)} | _moment(),
        "components": parts,
        "dependencies": [{"ref": "octavo", "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return json.dumps(head | {"serialNumber": number.urn} | content, indent=1) + "\n"


def _program(version: str) -> Component:
    return {
        "type": "application",
        "bom-ref": "octavo",
        "name": "octavo",
        "version": version,
        "licenses": _licence("MIT"),
    }


def _moment() -> dict[str, str]:
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return {"timestamp": dt.datetime.fromtimestamp(int(said), dt.UTC).isoformat()} if said else {}


def _python() -> Iterator[Component]:
    yield component("generic", "cpython", platform.python_version(), "PSF-2.0")


def _packages(inside: Iterable[str]) -> Iterator[Component]:
    for one in licences.distributions(inside):
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        whole = component("pypi", name, one.version, licences.stated(one))
        parts = [*_compiled(one)]
        yield whole | ({"components": parts} if parts else {})


def _compiled(one: Distribution) -> Iterator[Component]:
    for crate in licences.crates(one):
        name, version = crate["name"], crate["version"]
        found = component("cargo", name, version, licences.expressions(crate))
        yield found | {"bom-ref": f"{one.name}/{found['bom-ref']}"}


def _libraries(inside: Iterable[str]) -> Iterator[Component]:
    for name in filter(licences.LIBRARY.match, inside):
        package = licences.package_of(name)
        if package:
            version = _version_of(package)
            found = component("deb", f"debian/{package}", version, "")
            yield found | {"name": name, "bom-ref": f"{name}/{found['purl']}"}


def _version_of(package: str) -> str:
    command = ["dpkg-query", "--show", "--showformat", "${Version}", package]
    return subprocess.check_output(command, text=True)


def _page() -> Iterator[Component]:
    for name, version, licence in sorted(set(OF_PAGE.findall(PAGE.read_text("utf-8")))):
        yield component("npm", name.replace("@", "%40"), version, licence) | {"name": name}


def component(kind: str, name: str, version: str, licence: str) -> Component:
    address = f"pkg:{kind}/{name}@{version}"
    known = {"licenses": _licence(licence)} if licence else {}
    return {
        "type": "library",
        "bom-ref": address,
        "name": name.rpartition("/")[2],
        "version": version,
        "purl": address,
    } | known


def _licence(said: str) -> list[dict[str, Any]]:
    """As an expression where it is one, else as the words that it is told in."""
    known = EXPRESSION.fullmatch(said)
    return [{"expression": said}] if known else [{"license": {"name": said}}]
