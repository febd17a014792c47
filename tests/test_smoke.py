"""How a built Octavo is tried, as far as that needs none (packaging/smoke.py)."""

from pathlib import Path

import pytest

import smoke
import waiting


def test_a_built_program_is_given_and_gives_the_same_bytes_on_every_system(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexec cat")
    program.chmod(0o700)
    assert smoke.Octavo(program, tmp_path)(given="笔记\r\nand\n") == "笔记\r\nand\n"


@pytest.mark.parametrize("error", [smoke.Broken, waiting.NotHappened])
def test_what_it_does_not_do_is_said_in_a_sentence(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tried(*_: object, hidden: bool) -> None:
        raise error("it does not")

    monkeypatch.setattr(smoke, "try_out", tried)
    assert smoke.main(["octavo", smoke.APART], {}) == 1
    assert capsys.readouterr().err == "no  it does not\n"


def test_what_is_never_seen_has_not_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    with pytest.raises(waiting.NotHappened, match=r"^saving did not happen within 0 s$"):
        waiting.eventually(lambda: None, "saving")


def test_what_is_seen_late_is_given() -> None:
    seen = iter(["", "note"])
    assert waiting.eventually(lambda: next(seen), "a note") == "note"
