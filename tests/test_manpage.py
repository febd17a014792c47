"""The manual, which is made from the commands (packaging/manpage.py)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from notes.cli.commands import octavo
from notes.version import VERSION
from tests.conftest import required

ROOT = Path(__file__).parent.parent
DAY = "1764633600"  # 2025-12-02


@pytest.fixture(scope="module")
def source() -> str:
    done = subprocess.run(
        [sys.executable, "packaging/manpage.py"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": DAY},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def page(source: str) -> str:
    """As it is read, without the breaks of its lines."""
    required(shutil.which("groff"), "groff")
    done = subprocess.run(
        ["groff", "-man", "-Tascii", "-P-bcou", "-ww"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return " ".join(done.stdout.split())


def test_it_says_of_which_day_and_version_it_is(source: str) -> None:
    assert source.startswith(f'.TH OCTAVO 1 "2025-12-02" "Octavo {VERSION}"')


@pytest.mark.parametrize("name", octavo.list_commands(click.Context(octavo)))
def test_it_has_every_command_and_its_options(name: str, page: str) -> None:
    command = octavo.get_command(click.Context(octavo), name)
    assert command
    heading = f" {name} "
    assert (heading in page) is not command.hidden
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if not command.hidden:
        assert [one.opts[0] for one in options if one.opts[0] not in page] == []


def test_help_is_named_once(page: str) -> None:
    assert page.count("--help") == 1


def test_it_has_places_exit_codes_and_examples(page: str) -> None:
    for part in ("EXIT STATUS", "OCTAVO_LIBRARY", "~/.local/share/Octavo", "EXAMPLES"):
        assert part in page


@pytest.mark.parametrize("start", ["FILE.md ...", "octavo://note/ID"])
def test_it_says_what_can_be_opened(page: str, start: str) -> None:
    synopsis = page.partition("SYNOPSIS")[2].partition("DESCRIPTION")[0]
    assert start in synopsis
