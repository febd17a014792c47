"""
Before anything of Octavo runs in the executable.

The file that was started unpacks itself and waits for a child, which this is: when
the one is killed the other has to end as well.
Programs that it starts must not inherit the libraries of this bundle, GTK must
find the system's typelibs before the bundled ones, and what earlier runs that
were killed have left in the temporary folder goes: each run holds a lock in its
own folder, so one that can be locked is nobody's any more.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

HERE = Path(sys._MEIPASS)
LOCK_NAME = ".octavo-runs"
#: Seconds in which a run that has just unpacked itself takes its lock.
YOUNG = 60


def end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def restore_environment():
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original:
        os.environ["LD_LIBRARY_PATH"] = original


def find_typelibs():
    folders = [
        Path(f"/usr/lib/{os.uname().machine}-linux-gnu/girepository-1.0"),
        Path("/usr/lib64/girepository-1.0"),
        Path("/usr/lib/girepository-1.0"),
        HERE / "gi_typelibs",
    ]
    known = os.environ.get("GI_TYPELIB_PATH")
    paths = [known] if known else []
    paths += [str(folder) for folder in folders if folder.is_dir()]
    os.environ["GI_TYPELIB_PATH"] = os.pathsep.join(paths)


def locked(folder, kind):
    """The open lock of a folder, or None when others hold it."""
    lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def sweep():
    for folder in HERE.parent.glob("_MEI*"):
        try:
            ours = (folder / LOCK_NAME).stat().st_uid == os.getuid()
            if folder == HERE or not ours or time.time() - folder.stat().st_mtime < YOUNG:
                continue
            lock = locked(folder, fcntl.LOCK_EX)
        except OSError:
            continue
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


if sys.platform == "linux":
    import ctypes
    import fcntl

    end_with_parent()
    restore_environment()
    find_typelibs()
    held = locked(HERE, fcntl.LOCK_SH)  # until the process ends
    sweep()
