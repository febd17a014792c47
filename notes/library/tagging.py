"""
Tags called otherwise, put together, taken away: in every note that has them, as one act.

A tag that somebody gave by hand is given anew, one that stands in a text is written anew in it
(`notes.rendering.retagging`), and those below it go along.  Each note is a save over the version
that was read.  One in whose text the tag stands as nobody could foresee is left as it is and named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from notes.errors import N_, Invalid, Missing, TagStays, Taken
from notes.library import acts, tags
from notes.library.acts import Kind, Trace
from notes.library.rewriting import LeftOut, New, Rewrite, Rewriting
from notes.progress import Progress
from notes.search import damage
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteTag
from notes.storage.models import Tag as TagRow
from notes.text import checked_path, name_key

TAG_TAKEN = N_("There is a tag of this name already.")
TAG_INSIDE = N_("A tag cannot be put into itself.")
NO_NAME = N_("It needs a name.")


class Retagged(NamedTuple):
    """`act` is 0 when no note was changed."""

    act: int
    notes: int
    left_out: list[LeftOut]


def rename(
    name: str, new: str, *, merge: bool = False, progress: Progress | None = None
) -> Retagged:
    """Call a tag and those below it otherwise; `merge`: there may be a tag of the new name."""
    check(name, new, merge=merge)
    new, key = _written(new), name_key(name)
    if name_key(new) == key:
        return _spelled(key, new)
    kind: Kind = "tag-merge" if _is_used(new) else "tag-rename"
    return _retag(kind, f"#{name} → #{new}", name, _Naming(key, new), progress)


def check(name: str, new: str, *, merge: bool = False) -> None:
    """Whether a tag can be called so, before anything is begun."""
    old_key, new_key = name_key(name), name_key(_written(new))
    if new_key.startswith(f"{old_key}/"):
        raise Invalid("name", TAG_INSIDE)
    if new_key != old_key and not merge and _is_used(new_key):
        raise Taken("name", TAG_TAKEN)


def remove(name: str, progress: Progress | None = None) -> Retagged:
    """Take a tag and those below it away; inline its words stay."""
    return _retag("tag-remove", f"#{name}", name, _Naming(name_key(name), None), progress)


@dataclass(frozen=True, slots=True)
class _Naming:
    """What a tag is called when `old` (a key) and those below it are called `new`, or go."""

    old: str
    new: str | None

    def __call__(self, name: str) -> str | None:
        key = name_key(name)
        if key != self.old and not key.startswith(f"{self.old}/"):
            return name
        below = name.split("/")[self.old.count("/") + 1 :]
        return None if self.new is None else "/".join([self.new, *below])

    def all(self, names: Sequence[str]) -> list[str]:
        """Names as they are called now, those that go left out."""
        return [new for name in names if (new := self(name))]


@damage.despite
def _retag(
    kind: Kind, summary: str, name: str, naming: _Naming, progress: Progress | None
) -> Retagged:
    having = NoteTag.select(NoteTag.note).where(NoteTag.tag.in_(tags.ids_within(name)))
    rows = NoteRow.select(NoteRow.id, NoteRow.uid, NoteRow.version).where(NoteRow.id.in_(having))
    notes = list(rows.order_by(NoteRow.changed, NoteRow.id).tuples())
    if not notes:
        raise Missing("tag", name)
    before = {note: tags.by_hand(note) for note, *_ in notes}
    rewrites = {uid: Rewrite(at, _way(before[note], naming)) for note, uid, at in notes}
    rewriting = Rewriting(rewrites, "tag", progress, in_trash=True)
    rewriting.prepare()
    with database.writing():
        rewritten = rewriting.write()
        traces = [_with_tags(one.trace, before[one.note]) for one in rewritten]
        act = acts.record(kind, summary, traces) if traces else 0
    return Retagged(act, len(traces), rewriting.left_out)


def _way(by_hand: Sequence[str], naming: _Naming) -> Callable[[str], New]:
    def make(before: str) -> New:
        from notes.rendering.digest import digest  # what a start does not need
        from notes.rendering.retagging import retagged

        body = retagged(before, naming)
        wanted = {name_key(name) for name in naming.all(tags.readable(digest(before).tags))}
        if {*map(name_key, tags.readable(digest(body).tags))} != wanted:
            raise TagStays
        return New(body, None, naming.all(by_hand))

    return make


def _with_tags(trace: Trace, before: Sequence[str]) -> Trace:
    """With the tags that were given by hand, as they are kept."""
    after = tags.by_hand(trace.note)
    gone, come = {*before} - {*after}, {*after} - {*before}
    return trace._replace(tags_gone=acts.names(gone), tags_come=acts.names(come))


def _spelled(key: str, name: str) -> Retagged:
    """The same tag in another spelling: how lists show it."""
    with database.writing():
        if not TagRow.update(name=name).where(TagRow.key == key).execute():
            raise Missing("tag", name)
    return Retagged(0, 0, [])


def _written(name: str) -> str:
    name = checked_path(name.strip().lstrip("#"), "name")
    if not name:
        raise Invalid("name", NO_NAME)
    return name


def _is_used(name: str) -> bool:
    rows = NoteTag.select().where(NoteTag.tag.in_(tags.ids_within(name)))
    return bool(rows.exists())
