"""
SQLite as the driver brings it.

The driver is bound to whatever SQLite a process has when it is loaded, and WebKit brings that of
the system, which may be an old one: whoever shows a window opens its library before the toolkit.
"""

from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import EngineUnfit

#: The first SQLite in which two connections cannot corrupt a WAL by writing and checkpointing.
SOUND_SQLITE = (3, 51, 3)


def check_engine() -> None:
    if sqlcipher.sqlite_version_info < SOUND_SQLITE:
        raise EngineUnfit(sqlcipher.sqlite_version, ".".join(map(str, SOUND_SQLITE)))
