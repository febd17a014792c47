"""
What a check of a library finds, part by part.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import (
    Busy,
    DiskFull,
    IndexDamaged,
    LibraryDamaged,
    OctavoError,
    ReadOnly,
    TakesTooLong,
)
from notes.storage.complaints import MALFORMED, as_facts

#: Problems that a part names; the others it counts.
NAMED = 100

#: What is told of a damaged page, once by each part that has met one; which tables have some is
#: told with the file.
A_PART = "a part of the file cannot be read"
UNREADABLE = f"Not all of this could be looked at: {A_PART}."
#: Of what SQLite has met that has no name here.
SAID = "Not all of this could be looked at: SQLite says “%s”."
#: And of what it met otherwise, which is a sentence.
MET = "Not all of this could be looked at. %s"

#: Facts of the moment: they are no damage, and another look may not meet them.
_PASSING = (Busy, DiskFull, ReadOnly, TakesTooLong)


class Problem(NamedTuple):
    """`why` is a whole sentence; `note_id` and `title` are "" where it is about no single note."""

    why: str
    note_id: str = ""
    title: str = ""


@dataclass(slots=True)
class Part:
    """
    One part of a library: how much of it was checked, how much is wrong, and with what; how much of
    that is `beyond` a repair, and what is to be done (`advice`).  A `remark` is worth saying and
    nothing wrong; its values are `facts`.
    """

    checked: int = 0
    wrong: int = 0
    beyond: int = 0
    problems: list[Problem] = field(default_factory=list)
    remark: str = ""
    advice: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.wrong

    @property
    def is_mendable(self) -> bool:
        """Whether a repair puts something of it right."""
        return self.wrong > self.beyond

    @property
    def is_all_mendable(self) -> bool:
        """Whether that is all which is wrong with it."""
        return bool(self.wrong) and not self.beyond

    def blame(self, why: str, note_id: str = "", title: str = "", *, beyond: bool = False) -> None:
        self.wrong += 1
        self.beyond += beyond
        if len(self.problems) < NAMED:
            self.problems.append(Problem(why, note_id, title))


def words_of(fact: OctavoError) -> str:
    """What SQLite said of damage, where it says more than that there is some."""
    said = str(fact.__cause__ or MALFORMED)
    return A_PART if said == MALFORMED else said.rstrip(".")


@contextmanager
def as_far_as_it_goes(part: Part) -> Iterator[None]:
    """What cannot be read of a part, or is met in it, is wrong with it, and ends no check."""
    try:
        with as_facts():
            yield
    except _PASSING:
        raise
    except OctavoError as fact:
        why = _why_no_further(fact)
        if not any(problem.why == why for problem in part.problems):
            part.blame(why, beyond=True)
    except (peewee.DatabaseError, sqlcipher.DatabaseError) as error:
        part.blame(SAID % error, beyond=True)


def _why_no_further(fact: OctavoError) -> str:
    if not isinstance(fact, (LibraryDamaged, IndexDamaged)):
        return MET % fact
    said = words_of(fact)
    return UNREADABLE if said == A_PART else f"{said}."
