"""What a library holds, told in full, so that two can be compared; and libraries to compare."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from notes.library import editing, trash
from notes.library.editing import Note

#: Everything that somebody has made, but for the number of a version.
_HELD = {
    "notes": """
        SELECT note.uid, title, body, note.sha256, created, changed, trashed, pinned, path
        FROM note JOIN note_text ON note_text.note_id = note.id
        LEFT JOIN notebook ON notebook.id = note.notebook_id ORDER BY uid
    """,
    "tags": """
        SELECT uid, name, in_text FROM note_tag JOIN note ON note.id = note_id
        JOIN tag ON tag.id = tag_id ORDER BY uid, name
    """,
    "history": """
        SELECT uid, revision.version, revision.title, body, kept
        FROM revision JOIN note ON note.id = revision.note_id
        JOIN revision_text ON revision_text.note_id = note.id
            AND revision_text.sha256 = revision.sha256 ORDER BY uid, revision.version
    """,
    "notebooks": "SELECT path FROM notebook ORDER BY path",
    "searches": "SELECT name, query FROM saved_search ORDER BY name",
}


def held(file: Path) -> dict[str, list[Any]]:
    with closing(sqlite.connect(file)) as library:
        return {name: library.execute(sql).fetchall() for name, sql in _HELD.items()}


def alter(file: Path, before: bytes, after: bytes) -> None:
    """What a disk or another program does to a backup: some words of it are others."""
    raw = file.read_bytes()
    assert before in raw
    file.write_bytes(raw.replace(before, after))


def write_all_kinds(notes: int = 12) -> list[Note]:
    """Notes with notebooks, tags, history in Latin and Chinese, and one in the trash."""
    made = [
        editing.create(
            f"# 笔记 {number}\n\nword{number} 检查点 🙂 #plan/{number}\r\n",
            notebook=f"Work/日记 {number % 3}" if number % 2 else "",
            tags=["idea"],
        )
        for number in range(notes)
    ]
    for note in made[: notes // 2]:
        editing.save(note.id, 1, body=f"{note.body}once more\n")
        editing.save(note.id, 2, title="Another title", body="短\n" * 50)
    if made:
        trash.put([made[-1].id])
    return made
