"""Folders of files to bring in, and what is found in a folder afterwards."""

import os
from pathlib import Path

MOMENT_NS = 1_600_000_000_123_456_789


def lay(folder: Path, files: dict[str, str | bytes], mtime_ns: int = MOMENT_NS) -> Path:
    """Files with their folders, all of the same old time."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(path, ns=(mtime_ns, mtime_ns))
    return folder


def found(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and times of all files below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
