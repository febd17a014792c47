"""What a release is made of, and when there is none (packaging/release.py)."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

import release
from notes.version import VERSION

ROOT = Path(__file__).parent.parent
CHANGELOG = "# What changed\n\n## Not released yet\n\n## 1.2.0\n\n- this\n\n## 1.1.0\n\n- that\n"
WORKFLOW = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")


def refused(version: str = "1.2.0", tag: str = "", *, changed: bool = False) -> list[str]:
    return release.refusals(version, CHANGELOG, changed=changed, tags={"v1.1.0"}, tag=tag)


def test_a_version_of_which_something_is_told_can_be_released() -> None:
    assert refused() == refused(tag="v1.2.0") == []


def test_what_is_not_committed_is_not_released() -> None:
    assert refused(changed=True) == [release.DIRTY]


@pytest.mark.parametrize("version", ["1.3.0", "1.2", "1.2.0.1"])
def test_a_version_of_which_nothing_is_told_is_not_released(version: str) -> None:
    assert len(refused(version)) == 1


def test_what_is_not_told_under_the_version_is_not_released_and_it_is_said_what_to_do() -> None:
    more = CHANGELOG.replace("yet\n", "yet\n\n- more\n")
    [why] = release.refusals("1.2.0", more, changed=False, tags=())
    assert "Move them under “## 1.2.0”" in why


def test_nothing_is_released_twice() -> None:
    assert refused("1.1.0") == [release.TAKEN.format(tag="v1.1.0")]
    assert refused("1.1.0", "v1.1.0") == []


def test_a_tag_is_that_of_the_version() -> None:
    assert refused(tag="v1.1.0") == [release.ANOTHER.format(tag="v1.1.0", version="1.2.0")]


@pytest.mark.parametrize(
    ("version", "told"),
    [("1.2.0", "- this"), ("1.1.0", "- that"), ("1.0.0", ""), ("Not released yet", "")],
)
def test_what_is_told_of_a_version_ends_where_the_next_begins(version: str, told: str) -> None:
    assert release.section(CHANGELOG, version) == told


def test_this_version_has_its_section() -> None:
    assert release.section(release.CHANGELOG.read_text("utf-8"), VERSION)


def test_sums_are_of_every_file_but_themselves(tmp_path: Path) -> None:
    for name in ("octavo", "b.deb", release.SUMS):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder").mkdir()
    known = hashlib.sha256(b"octavo").hexdigest()
    assert release.sums(tmp_path).splitlines()[1] == f"{known}  octavo"
    (tmp_path / release.SUMS).write_text(release.sums(tmp_path))
    subprocess.run(["sha256sum", "--check", "--status", release.SUMS], cwd=tmp_path, check=True)


def test_every_action_of_the_workflow_is_named_by_its_commit() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert used
    assert [action for action in used if not re.search(r"@[0-9a-f]{40}$", action)] == []


def test_one_job_of_the_workflow_may_write() -> None:
    assert re.search(r"^permissions: \{\}$", WORKFLOW, re.MULTILINE)
    assert WORKFLOW.count("contents: write") == 1
    assert "write-all" not in WORKFLOW


@pytest.mark.parametrize("script", re.findall(r"packaging/\w+\.(?:py|spec|sh)", WORKFLOW))
def test_what_the_workflow_calls_is_there(script: str) -> None:
    assert (ROOT / script).exists()


@pytest.mark.parametrize("job", ["build", "release"])
def test_each_job_of_the_workflow_has_its_python_before_it_calls_us(job: str) -> None:
    steps = yaml.safe_load(WORKFLOW)["jobs"][job]["steps"]
    calls = [at for at, step in enumerate(steps) if "packaging/" in step.get("run", "")]
    brings = [at for at, step in enumerate(steps) if "setup-python@" in step.get("uses", "")]
    assert brings[0] < calls[0]
    assert steps[brings[0]]["with"] == {"python-version": "3.11"}
