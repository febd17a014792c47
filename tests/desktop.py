"""A desktop that nobody sees: an X server of our own; packaging/x11.py is its hands and eyes."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import required
from waiting import PATIENCE, eventually, within
from x11 import SIZE, Desktop

__all__ = ["PATIENCE", "Desktop", "desktop", "eventually", "within"]


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    """An X server on a display that it chose itself, its picture in `folder`."""
    for command in ("Xvfb", "xdotool"):
        required(shutil.which(command), command)
    screen = "{}x{}x24".format(*SIZE)
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", screen, "-fbdir", folder, "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout
            yield Desktop(f":{server.stdout.readline().strip()}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
