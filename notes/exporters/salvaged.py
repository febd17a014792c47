"""
Markdown of what can still be read of a library that cannot be opened.

One library is open in a process at a time: what was salvaged is exported by a process of its own.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from notes import signals
from notes.errors import Invalid
from notes.library import salvaging
from notes.library.finds import Salvaged
from notes.paths import own_command
from notes.progress import Progress, part


def export(library: Path, folder: Path, progress: Progress | None = None) -> tuple[Salvaged, int]:
    """Write the notes that can be read as files below `folder`; how many files they are."""
    with tempfile.TemporaryDirectory(prefix="octavo-salvage-") as beside:
        salvaged = salvaging.into_new(Path(beside, "library"), library, part(progress, 0, 60))
        return salvaged, _exported(Path(beside, "library"), folder)


def _exported(library: Path, folder: Path) -> int:
    command = [*own_command(), "--library", str(library), "export", str(folder), "--json"]
    with signals.let_through():
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    with process:
        try:
            said, trouble = process.communicate()
        finally:
            process.kill()  # when this is to end; one that has ended itself is past that
    try:
        report = json.loads(said)
    except ValueError:
        raise Invalid("path", trouble.strip() or str(folder)) from None
    return int(report["created"]) + int(report["skipped"])
