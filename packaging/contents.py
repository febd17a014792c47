"""
Which files travel inside a built program, whatever system it is for.

Ours all do.  Of those that libraries bring, nobody reads most: words of languages that the
window does not speak, GTK's copies of what the system has, and notes for developers.
"""

import re

#: Our files that are not modules.
DATA = (
    "ui/compiled",
    "ui/static",
    "ui/templates",
    "ui/translations",
    "ui/welcome",
    "notes/storage/migrations",
)

LOCALES = re.compile(r"babel/locale-data/(?!(root|en|en_001|en_US|zh|zh_Hans|zh_Hans_CN)\.dat)")
BALLAST = re.compile(r"(share|etc|lib|gio_modules|pytz/zoneinfo)/|.*\.(md|txt)$|.*\.dist-info/")
#: What translations are made with and of; programs read what is compiled of it.
BEFORE_COMPILING = re.compile(r"ui/translations/(babel\.cfg|.*\.po)$")
#: What this machine has compiled of ours, and when.
COMPILED = re.compile(r".*/__pycache__/|ui/compiled/\.done")

#: What the window is made with says its version by this (`octavo selfcheck`).
VERSION_TOLD = re.compile(r"pywebview-[^/]+\.dist-info/METADATA$")


def travels(name: str) -> bool:
    """Whether a file of this name goes inside, as the system that builds writes it."""
    path = name.replace("\\", "/")
    if path.startswith(DATA):
        return not (COMPILED.match(path) or BEFORE_COMPILING.match(path))
    if VERSION_TOLD.match(path):
        return True
    return not (COMPILED.match(path) or BALLAST.match(path) or LOCALES.match(path))
