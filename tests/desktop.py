"""A desktop that nobody sees: an X server of our own; packaging/x11.py is its hands and eyes."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import required
from waiting import PATIENCE, NotHappened, eventually, within
from x11 import SIZE, Desktop

__all__ = ["PATIENCE", "Desktop", "NotHappened", "desktop", "eventually", "within"]


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    """
    An X server on a display that it chose itself, its picture in `folder`.

    -noreset, for without it the server begins anew whenever its last client leaves, and turns
    away who comes meanwhile: xdotool leaves after each question, and Octavo found no display.
    """
    for command in ("Xvfb", "xdotool"):
        required(shutil.which(command), command)
    shape = ["-screen", "0", "{}x{}x24".format(*SIZE), "-fbdir", folder]
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-noreset", "-nolisten", "tcp", *shape],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout
            yield Desktop(f":{server.stdout.readline().strip()}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
