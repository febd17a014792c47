"""The list of what is inside, for machines (packaging/sbom.py)."""

import json
import re
from typing import Any

import pytest

import sbom
from notes.version import VERSION

INSIDE = ["nh3/nh3.abi3.so", "flask.app", "yaml\\_yaml.pyd", "notes.version", "ui/static/a.css"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764633600")
    content: dict[str, Any] = json.loads(sbom.bill(INSIDE, VERSION))
    return content


def test_it_is_of_this_program_and_version(told: dict[str, Any]) -> None:
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    program = told["metadata"]["component"]
    assert (program["name"], program["version"]) == ("octavo", VERSION)
    assert told["metadata"]["timestamp"] == "2025-12-02T00:00:00+00:00"


def test_it_names_what_is_inside_and_nothing_else(told: dict[str, Any]) -> None:
    found = {part["name"] for part in told["components"] if part["purl"].startswith("pkg:pypi/")}
    assert found == {"flask", "nh3", "pyyaml"}


def test_it_names_what_was_compiled_in_and_what_the_page_is_made_of(told: dict[str, Any]) -> None:
    by_name = {part["name"]: part for part in told["components"]}
    assert "ammonia" in {part["name"] for part in by_name["nh3"]["components"]}
    assert by_name["@codemirror/state"]["purl"].startswith("pkg:npm/%40codemirror/state@")
    assert "cpython" in by_name


def test_each_has_a_version_an_address_and_a_number_of_its_own(told: dict[str, Any]) -> None:
    parts = told["components"]
    assert all(part["version"] and re.match(r"pkg:\w+/", part["purl"]) for part in parts)
    references = [part["bom-ref"] for part in parts]
    assert len(set(references)) == len(references)
    assert told["dependencies"][0]["dependsOn"] == references


def test_the_same_inside_makes_the_same_bytes() -> None:
    assert sbom.bill(INSIDE, VERSION) == sbom.bill(INSIDE, VERSION)
    assert sbom.bill(INSIDE, VERSION) != sbom.bill(INSIDE, "9.9")


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("MIT", {"expression": "MIT"}),
        ("Apache-2.0 OR MIT", {"expression": "Apache-2.0 OR MIT"}),
        ("BSD 3-Clause License", {"license": {"name": "BSD 3-Clause License"}}),
    ],
)
def test_a_licence_is_an_expression_where_it_is_told_as_one(said: str, stands: Any) -> None:
    assert sbom.component("pypi", "a", "1", said)["licenses"] == [stands]
