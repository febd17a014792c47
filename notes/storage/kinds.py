"""
The kinds of values that columns have.

SQLite keeps a column to its kind when it writes, and gives whatever a damaged page says when it
reads: a title that is nothing, a time that is a word.  Here rows become values, and nobody after
this has to think of it: a value of another kind is read as what is nearest to it of its own, so
that it hurts its row alone, or is a fact where no row can do without it.
"""

from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any

import peewee

from notes.errors import LibraryDamaged
from notes.moments import NONE


def of_kinds(rows: Iterable[Any], *kinds: type | UnionType) -> Iterator[Any]:
    """The rows of plain SQL, whose first columns are of these kinds."""
    for row in rows:
        if not all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=False)):
            raise LibraryDamaged
        yield row


class _Kept(peewee.Field):
    """A field of one kind; `joined`: of a table of which a question may find no row at all."""

    kind: type

    def __init__(self, *, joined: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._may_lack = joined or bool(options.get("null"))

    def python_value(self, value: Any) -> Any:
        if isinstance(value, self.kind) or (value is None and self._may_lack):
            return value
        raise LibraryDamaged


class _Text(_Kept, peewee.TextField):
    """Words; of bytes what can be read."""

    kind = str

    def python_value(self, value: Any) -> Any:
        if isinstance(value, str) or (value is None and self._may_lack):
            return value
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


class _Whole(_Kept, peewee.IntegerField):
    kind = int


class _Count(_Whole):
    """A number that is counted from one: none is nought."""

    def python_value(self, value: Any) -> Any:
        return value if isinstance(value, int) else 0


class _Time(_Whole):
    """A moment; whatever stands in its place is none, and hurts nothing but itself."""

    def python_value(self, value: Any) -> Any:
        if isinstance(value, int) or (value is None and self._may_lack):
            return value
        return NONE


class _Raw(_Kept, peewee.BlobField):
    kind = bytes


class _Number(_Kept, peewee.AutoField):
    """The number of a row, which others that name it may lack."""

    kind = int

    def __init__(self, **options: Any) -> None:
        super().__init__(joined=True, **options)


#: A field of a table is no value of a row; as Peewee's own, they are typed where they are read.
Text: Any = _Text
Whole: Any = _Whole
Count: Any = _Count
Time: Any = _Time
#: Yes or no, which is a number as well.
Flag: Any = _Count
Raw: Any = _Raw
Number: Any = _Number
