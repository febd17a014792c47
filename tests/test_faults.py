"""A short run of every fault; `make faults` has the long one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import required
from tests.faults import power
from tests.faults.disk import Disk, changes
from tests.faults.outcome import Lacking
from tests.faults.table import FAULTS

#: The same faults each time, so that what fails fails again.
SEED = 20_261_121
#: Processes that are killed and started again take their time on a machine with much to do.
PATIENT = pytest.mark.timeout(600)


@PATIENT
@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    try:
        outcome = fault.run(tmp_path, fault.few, SEED)
    except Lacking as part:
        required(False, str(part))
        return
    assert not outcome.broken, f"seed {SEED}: {outcome.line()}\n{outcome.told()}"


@PATIENT
def test_a_disk_that_lies_about_its_syncs_is_seen_to_lose(tmp_path: Path) -> None:
    try:
        outcome = power.run(tmp_path, 4, SEED, lying=True)
    except Lacking as part:
        required(False, str(part))
        return
    assert outcome.broken


@pytest.mark.parametrize("left", [4, 20, 45, 60])
def test_a_record_that_a_kill_tore_is_left_out_and_what_follows_is_read(
    tmp_path: Path, left: int
) -> None:
    try:
        disk = Disk(tmp_path)
    except Lacking as part:
        required(False, str(part))
        return
    folder, log = tmp_path / "watched", tmp_path / "log"
    folder.mkdir()

    def written(words: str) -> bytes:
        log.unlink(missing_ok=True)
        subprocess.run(
            [sys.executable, "-c", f"open({str(folder / 'file')!r}, 'w').write({words!r})"],
            check=True,
            env=disk.watching(folder, log),
        )
        return log.read_bytes()

    torn, whole = written("torn" * 20)[:left], written("whole")
    log.write_bytes(whole + torn + whole)
    assert [change.data for change in changes(log)].count(b"whole") == 2
    assert all(b"torn" not in change.data for change in changes(log))


@pytest.mark.parametrize("name", FAULTS)
def test_the_docs_say_how_often(name: str) -> None:
    told = (Path(__file__).parents[1] / "docs" / "testing.md").read_text("utf-8")
    row = next(line for line in told.splitlines() if line.startswith(f"| `{name}` |"))
    assert f"| {FAULTS[name].often:,}" in row
