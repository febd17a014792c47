"""What is locked is locked by version and hash alone, wherever it is then fetched from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NPM = ROOT / "ui" / "editor" / "package-lock.json"
PYTHON = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", [NPM, *PYTHON], ids=lambda path: path.name)
def test_no_address_stands_in_a_lock(lock: Path) -> None:
    """npm puts ``funding`` of packages there when it locks them: take it out again."""
    assert re.findall(r"\w+://\S+", lock.read_text("utf-8")) == []


def test_every_package_of_the_page_has_its_hash() -> None:
    packages = json.loads(NPM.read_text("utf-8"))["packages"]
    assert len(packages) > 100
    assert [name for name, of in packages.items() if name and "integrity" not in of] == []


@pytest.mark.parametrize("lock", PYTHON, ids=lambda path: path.name)
def test_every_python_package_has_its_version_and_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    assert len(entries) > 10
    assert [entry for entry in entries if not re.match(r"[\w.-]+==\S", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
