"""
Before anything of Octavo runs in the executable.

The one file unpacks itself and waits for a child, which this is: when the one is
killed the other has to end as well, and what earlier runs that were killed have
left in the temporary folder goes (`notes.unpacked`).  What it has not unpacked is
found from here on (`notes.packed`), and so are its modules, in the file that was started
and not in one that takes its place.  The folder of a package was
unpacked before: it may belong to somebody else, and whoever started it may end.
Programs that Octavo starts must not inherit the libraries of this bundle, and GTK
must find the system's typelibs before the bundled ones.
"""

import os
import signal
import sys
from pathlib import Path

if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback: nothing is to be taken back yet

from notes import packed, unpacked  # which takes as long as somebody to press Ctrl+C

HERE = Path(sys._MEIPASS)
LINUX = sys.platform == "linux"
ONE_FILE = HERE.match(unpacked.NAMES)


def end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def read_modules_from(archive):
    """PyInstaller opens the executable anew for each module: by a name that stays its own."""
    import pyimod02_importers

    pyimod02_importers.pyz_archive._filename = archive.held


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
    ]
    known = os.environ.get("GI_TYPELIB_PATH", "").split(os.pathsep)
    paths = [folder for folder in known if folder]  # an empty one would be where it was started
    paths += [str(folder) for folder in folders if folder.is_dir()]
    paths.append(str(HERE / packed.TYPELIBS))  # where what the system lacks will be
    os.environ["GI_TYPELIB_PATH"] = os.pathsep.join(paths)


if ONE_FILE:
    held = unpacked.hold(HERE)  # until the process ends
    read_modules_from(packed.open_archive(HERE))
if LINUX:
    import ctypes

    if ONE_FILE:
        end_with_parent()
    restore_environment()
    find_typelibs()
if ONE_FILE:
    unpacked.sweep(HERE)
