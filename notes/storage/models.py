"""
The tables, as Peewee sees them.  How they are made: `notes/storage/migrations`.

Lists never read bodies: a row of `Note` is what a list shows, its text lies in
`NoteText`.  Times are milliseconds since 1970, UTC.  `Note.uid` is the id that
people, programs and exports see; `Note.id` is SQLite's own and never leaves.
"""

from collections.abc import Iterable

from peewee import CompositeKey, Expression, ForeignKeyField, Model, TextField
from playhouse.sqlite_ext import FTS5Model, SearchField

from notes.storage.database import database
from notes.storage.kinds import Count, Flag, Number, Raw, Text, Time, Whole
from notes.text import name_key


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Notebook(Table):
    """A folder of notes.  The tree is in the path, ``A/B``, so that it cannot have a circle."""

    id = Number()
    path = Text(joined=True, unique=True)


class Note(Table):
    """
    `changed`: when anything of it was, `written`: when its text or title was, by the window
    `writer`, "" for none.  `autosaved`: that was one of many saves while somebody typed.
    """

    id = Number()
    uid = Text(unique=True)
    title = Text()
    excerpt = Text()
    notebook = ForeignKeyField(Notebook, null=True, index=False)
    version = Count()
    sha256 = Text()
    created = Time()
    changed = Time()
    trashed = Time(null=True)
    pinned = Flag(default=0)
    autosaved = Flag(default=0)
    written = Time(default=0)
    writer = Text(default="")


class NoteText(Table):
    note = ForeignKeyField(Note, primary_key=True, on_delete="CASCADE")
    body = Text()


class Tag(Table):
    """`name` as it was first written, `key` what its other spellings share."""

    id = Number()
    name = Text()
    key = Text(unique=True)


class NoteTag(Table):
    """`in_text`: the tag stands in the note's text; else somebody gave it by hand."""

    note = ForeignKeyField(Note, on_delete="CASCADE", index=False)
    tag = ForeignKeyField(Tag, on_delete="CASCADE")
    in_text = Flag()

    class Meta:
        primary_key = CompositeKey("note", "tag")


class Revision(Table):
    """What the note was at `version`: `written` then, until it was replaced, and so `kept`."""

    note = ForeignKeyField(Note, on_delete="CASCADE", index=False)
    version = Count()
    title = Text()
    sha256 = Text()
    reason = Text()
    written = Time()
    kept = Time()

    class Meta:
        primary_key = CompositeKey("note", "version")


class RevisionText(Table):
    """A text of one or more revisions of a note, compressed."""

    note = ForeignKeyField(Note, on_delete="CASCADE", index=False)
    sha256 = Text()
    body = Raw()

    class Meta:
        primary_key = CompositeKey("note", "sha256")


class Thinning(Table):
    """One row: the last look at the clock, and since when it has gone on without a jump."""

    id = Number()
    since = Whole()
    seen = Whole()


class Undo(Table):
    """What an editor can undo in the text of hash `sha256`, in its own words, compressed."""

    note = ForeignKeyField(Note, primary_key=True, on_delete="CASCADE")
    sha256 = Text()
    steps = Raw()
    kept = Time()


class Source(Table):
    """The file that a note came from, as it was then; `taken_back`: the import was undone."""

    note = ForeignKeyField(Note, primary_key=True, on_delete="CASCADE")
    root = Text()
    path = Text()
    encoding = Text()
    mtime_ns = Count()
    sha256 = Text()
    taken_back = Flag(default=0)


class Token(Table):
    """A program's key to the API; only its hash is kept."""

    id = Number()
    name = Text(unique=True)
    sha256 = Text(unique=True)
    scope = Text()
    created = Time()


class NoteIndex(FTS5Model):
    """The words of every note, segmented by `notes.search.segment`; its rowid is `Note.id`."""

    title = SearchField()
    headings = SearchField()
    tags = SearchField()
    body = SearchField()
    code = SearchField()

    class Meta:
        database = database
        legacy_table_names = False


class HeadIndex(FTS5Model):
    """Title, headings and tags of every note alone: small, so that hits in them rank first."""

    title = SearchField()
    headings = SearchField()
    tags = SearchField()

    class Meta:
        database = database
        legacy_table_names = False


class NoteFact(Table):
    """What filters ask of a text, as `notes.rendering.digest` says it: ``task:open``."""

    fact = Text()
    note = ForeignKeyField(Note, on_delete="CASCADE", index=False)

    class Meta:
        primary_key = CompositeKey("fact", "note")


class IndexState(Table):
    """
    One row.  `rules`: those that the index was written by (`notes.search.index.RULES`);
    `renewed`: the last note written by them while it is being renewed, else null.
    """

    id = Number()
    rules = Whole()
    renewed = Whole(null=True)


class SavedSearch(Table):
    """`key`: what other spellings of its name share."""

    id = Number()
    name = Text()
    key = Text(unique=True)
    query = Text()


class RecentSearch(Table):
    query = Text(primary_key=True)
    used = Time()


class Act(Table):
    """What was done and can be taken back as one; `notes`: to how many, `way`: undo or redo."""

    id = Number()
    kind = Text()
    summary = Text()
    happened = Time()
    undone = Time(null=True)
    way = Text(default="")
    notes = Whole(default=0)


class ActNote(Table):
    """What an act touched of a note, before and after; what it did not touch is null."""

    act = ForeignKeyField(Act, on_delete="CASCADE", index=False)
    note = ForeignKeyField(Note, on_delete="CASCADE")
    version_before = Whole(null=True)
    sha256_after = Text(null=True)
    title_after = Text(null=True)
    trashed_before = Whole(null=True)
    trashed_after = Whole(null=True)
    notebook_before = Text(null=True)
    notebook_after = Text(null=True)
    tags_gone = Text(null=True)
    tags_come = Text(null=True)
    source_before = Text(null=True)

    class Meta:
        primary_key = CompositeKey("act", "note")


class ActPlace(Table):
    """A notebook that an act made, renamed or removed, in the order in which it did."""

    act = ForeignKeyField(Act, on_delete="CASCADE", index=False)
    number = Whole()
    before = Text(null=True)
    after = Text(null=True)

    class Meta:
        primary_key = CompositeKey("act", "number")


def within(field: TextField, path: str) -> Expression:
    """A path itself or one below it: ``0`` is the character after ``/``."""
    return (field == path) | ((field >= f"{path}/") & (field < f"{path}0"))


def tags_of(notes: Iterable[int]) -> dict[int, list[str]]:
    """Names of tags by note, for rows of a list: one query for all of them."""
    found: dict[int, list[str]] = {}
    rows = (
        NoteTag.select(NoteTag.note, Tag.id, Tag.name, Tag.key)
        .join(Tag)
        .where(NoteTag.note.in_(list(notes)))
        .order_by(Tag.key)
        .tuples()
    )
    for note, *tag in rows:
        found.setdefault(note, []).append(shown(*tag))
    return found


def shown(tag: int, name: str, key: str) -> str:
    """A tag as it is called; as it is found, where a disk has changed its name."""
    wanted = name_key(name)
    fits = wanted == key or Tag.select(Tag.id).where(Tag.key == wanted).scalar() == tag
    return name if fits else key
