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
#: What this machine has compiled of ours, and when.
COMPILED = re.compile(r".*/__pycache__/|ui/compiled/\.done")


def travels(name: str) -> bool:
    """Whether a file of this name goes inside, as the system that builds writes it."""
    path = name.replace("\\", "/")
    if path.startswith(DATA):
        return not COMPILED.match(path)
    return not (COMPILED.match(path) or BALLAST.match(path) or LOCALES.match(path))
