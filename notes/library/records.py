"""
Notes as programs get them, over HTTP and from the command line alike.

Every value is of a kind that JSON has; times are ISO 8601 in UTC, to the millisecond.
"""

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from notes.library.activity import Act
from notes.library.editing import Note
from notes.library.history import Entry
from notes.library.listing import Head
from notes.library.notebooks import Notebook
from notes.library.rewriting import LeftOut
from notes.library.tags import Tag
from notes.moments import UNKNOWN

if TYPE_CHECKING:  # what a start does not need
    from notes.library.manifests import Backup
    from notes.library.replacing import Difference, Done
    from notes.library.reversal import Undone
    from notes.search.find import Hit, Suggestion
    from notes.search.likeness import Alike

Record = dict[str, Any]


def of_note(note: Note) -> Record:
    return {
        "id": note.id,
        "title": note.title,
        "body": note.body,
        "notebook": note.notebook,
        "tags": list(note.tags),
        "version": note.version,
        "created": time(note.created),
        "changed": time(note.changed),
        "sha256": note.sha256,
        "trashed": time(note.trashed),
        "pinned": note.pinned,
    }


def of_head(head: Head) -> Record:
    return {
        "id": head.id,
        "title": head.title,
        "excerpt": head.excerpt,
        "notebook": head.notebook,
        "tags": list(head.tags),
        "version": head.version,
        "created": time(head.created),
        "changed": time(head.changed),
        "pinned": head.pinned,
    }


def of_backup(backup: "Backup") -> Record:
    """`damage`: some of what is `wrong`; `notes` is null where nobody has looked."""
    return {
        "name": backup.name,
        "file": os.fsencode(backup.file).decode("utf-8", "backslashreplace"),
        "made": time(backup.made),
        "reason": backup.reason,
        "state": backup.state,
        "notes": backup.notes,
        "bytes": backup.bytes,
        "sha256": backup.sha256,
        "wrong": backup.wrong,
        "damage": [problem._asdict() for problem in backup.found],
    }


def of_hit(hit: "Hit") -> Record:
    """
    `snippet` is escaped HTML, its matches between ``<mark>`` and ``</mark>``; "" where the text is
    `damaged`.
    """
    from notes.search.snippet import html_of

    return {
        "id": hit.id,
        "title": hit.title,
        "notebook": hit.notebook,
        "score": round(hit.score, 4),
        "snippet": html_of(hit.snippet_parts),
        "damaged": hit.damaged,
    }


def of_alike(alike: "Alike") -> Record:
    return {**of_hit(alike.hit), "shares": list(alike.shares)}


def of_suggestion(suggestion: "Suggestion") -> Record:
    return {
        "query": suggestion.query,
        "total": suggestion.total,
        "hits": [of_hit(hit) for hit in suggestion.hits],
    }


def of_entry(entry: Entry) -> Record:
    return {
        "version": entry.version,
        "title": entry.title,
        "sha256": entry.sha256,
        "replaced": time(entry.kept),
        "written": time(entry.written),
        "reason": entry.reason,
    }


def of_notebook(notebook: Notebook) -> Record:
    return {
        "path": notebook.path,
        "name": notebook.name,
        "count": notebook.count,
        "total": notebook.total,
    }


def of_tag(tag: Tag) -> Record:
    return {"name": tag.name, "count": tag.count}


def of_difference(difference: "Difference") -> Record:
    """A note that would change, with the lines that do."""
    note = difference.note
    return {
        "id": note.id,
        "title": note.title,
        "notebook": note.notebook,
        "version": note.version,
        "changes": note.changes,
        "lines": [hunk._asdict() for hunk in difference.hunks],
    }


def of_done(done: "Done") -> Record:
    """`act` is null when nothing was changed."""
    return {
        "act": done.act or None,
        "notes": done.notes,
        "changes": done.changes,
        "left_out": [of_left_out(one) for one in done.left_out],
    }


def of_undone(undone: "Undone") -> Record:
    return {
        "act": undone.act,
        "by": undone.by or None,
        "notes": undone.notes,
        "gone": undone.gone,
        "left_out": [of_left_out(one) for one in undone.left_out],
    }


def of_left_out(left_out: LeftOut) -> Record:
    return {"id": left_out.id, "title": left_out.title, "why": str(left_out.fact)}


def of_act(act: Act) -> Record:
    """
    `left`: the notes that undoing it would put back; `gone`: those deleted for good since;
    `damaged`: it cannot be undone, and no more is known of it.
    """
    return {
        "act": act.id,
        "kind": act.kind,
        "summary": act.summary,
        "way": act.way,
        "happened": time(act.happened),
        "undone": time(act.undone),
        "notes": act.notes,
        "gone": act.gone,
        "left": act.left,
        "damaged": act.damaged,
    }


def time(at: datetime | None) -> str | None:
    """Null where there is none, or nobody knows it."""
    if at is None or at == UNKNOWN:
        return None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
