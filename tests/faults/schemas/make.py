"""
    python -m tests.faults.schemas.make COMMIT NAME

Lets the Octavo of a commit write a library, and keeps it as a dump beside what that Octavo says
of it.  The commands are those that every version has had; what only its library could do (saves
while typing, saved searches, steps to undo) is asked of that, where it is there.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent

#: What is imported: front matter, Windows' line ends and a BOM, a Chinese name in a folder.
FILES = {
    "plan.md": "---\ntitle: The plan\ntags: [work, 计划]\n---\n# Top\n\nA log of #work/now\n",
    "日记/十一月.md": "\ufeff# 十一月\r\n\r\n检查点之后的日志，第一行。\r\n",
    "日记/list.md": "- [ ] write the log\n- [x] read café\n",
}

#: Where the files were, as the dump says it: the machine that made it is nobody's concern.
ELSEWHERE = "/home/somebody"

#: Told by the code of the commit itself, in its own folder.
SAID = """
import json, sys
from pathlib import Path
from notes.library import editing, history, opening

def told(note_id):
    note = editing.read(note_id)
    return {
        "title": note.title, "body": note.body, "notebook": note.notebook,
        "tags": sorted(note.tags), "version": note.version,
        "trashed": note.trashed is not None, "created": note.created.isoformat(),
        "history": {entry.version: history.body_at(note_id, entry.version)
                    for entry in history.entries(note_id)},
    }

with opening.open_library(Path(sys.argv[1])):
    ids = json.loads(sys.argv[2])
    for turn in range(3):
        note = editing.read(ids[0])
        editing.save(ids[0], note.version, body=note.body + f"typed {turn} 打字\\n", autosave=True)
    said = {"searches": [], "undo": {}}
    try:
        from notes.library import searches
        searches.save("打开的任务", "todo:open")
        said["searches"] = [[one.name, one.query] for one in searches.saved()]
    except ImportError:
        pass
    try:
        from notes.library import undoing
        undoing.keep(ids[0], editing.version(ids[0]), '{"done": ["打字"]}')
        said["undo"] = {ids[0]: list(undoing.kept(ids[0]))}
    except ImportError:
        pass
    from notes.storage.database import database
    every = [uid for (uid,) in database.execute_sql("SELECT uid FROM note ORDER BY id").fetchall()]
    said["notes"] = {uid: told(uid) for uid in every}
print(json.dumps(said))
"""


class Octavo:
    """The program of a commit, over one library."""

    def __init__(self, code: Path, library: Path) -> None:
        self._code = code
        self._library = library

    def __call__(self, *words: str, given: str = "") -> str:
        return self._run("main.py", "--library", str(self._library), *words, given=given)

    def has(self, command: str) -> bool:
        return f"\n  {command} " in self("--help")

    def tell(self, *words: str) -> str:
        return self._run("-c", SAID, str(self._library), *words)

    def _run(self, *words: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self._code,
            env={**os.environ, "PYTHONPATH": str(self._code)},
            input=given.encode(),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()


def main(commit: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        code, library = Path(scratch) / "code", Path(scratch) / "library"
        lay_out(commit, code)
        said = write(Octavo(code, library), Path(scratch) / "files")
        said["commit"] = commit
        shown = json.dumps(said, ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(f"{shown}\n", "utf-8", newline="\n")
        dump = "".join(f"{line}\n" for line in dumped(library / "octavo.db"))
        dump = dump.replace(scratch, ELSEWHERE)
        (HERE / f"{name}.sql").write_text(f"-- {commit}\n{dump}", "utf-8", newline="\n")


def lay_out(commit: str, code: Path) -> None:
    archive = subprocess.run(
        ["git", "archive", commit, "--", "main.py", "notes", "ui/translations"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(code, filter="data")


def write(octavo: Octavo, folder: Path) -> dict[str, object]:
    """All that this Octavo can write; what it says of it."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    octavo("import", str(folder), "--notebook", "Imported/进来")
    ids = [
        octavo("add", "--notebook", f"Work/日记 {turn % 2}", "--tag", "想法", given=text).strip()
        for turn, text in enumerate(
            ["# First\n\nits text #idea\n", "# 第二\n\n检查点与日志\n", "no heading\n", "# Gone\n"]
        )
    ]
    for note in ids[:2]:
        for turn in range(1, 5):
            octavo("edit", note, "--base", str(turn), given=f"# Edited {turn}\n\n第{turn}次 café\n")
    octavo("history", ids[1], "--restore", "2")
    octavo("trash", *ids[2:])
    octavo("restore", ids[2])
    octavo("token", "create", "a program", "--scope", "read")
    if octavo.has("replace"):
        octavo("replace", "café", "coffee", "--write")
        octavo("replace", "coffee", "tea", "--write")
        octavo("undo")
    said: dict[str, object] = json.loads(octavo.tell(json.dumps(ids)))
    return said


def dumped(file: Path) -> list[str]:
    """
    The statements that make the file again.  FTS5 makes its own tables beside a table of words;
    their rows are kept all the same, so that the words are those of that time.
    """
    with closing(sqlite.connect(file)) as library:
        (number,) = library.execute("PRAGMA user_version").fetchone()
        rows = library.execute("SELECT type, name, sql, rootpage FROM sqlite_schema").fetchall()
        words = [name for kind, name, sql, root in rows if kind == "table" and not root]
        made = [
            f"{sql};"
            for kind, name, sql, _ in rows
            if sql and not name.startswith("sqlite_") and not _beside(name, words)
        ]
        filled = [
            line
            for kind, name, _, root in rows
            if kind == "table" and root
            for line in _rows(library, name)
        ]
    return [*made, *filled, f"PRAGMA user_version = {number};"]


def _beside(name: str, words: list[str]) -> bool:
    return any(name.startswith(f"{table}_") for table in words)


def _rows(library: sqlite.Connection, table: str) -> list[str]:
    columns = [row[1] for row in library.execute(f'PRAGMA table_info("{table}")')]
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    rows = library.execute(f'SELECT {quoted} FROM "{table}"').fetchall()
    return [
        f'DELETE FROM "{table}";',
        *(f'INSERT INTO "{table}" VALUES ({_whole(row[0])});' for row in rows),
    ]


def _whole(values: str) -> str:
    """Windows' line ends in words: nothing that handles text files changes these."""
    return values.replace("\r", "'||char(13)||'")


if __name__ == "__main__":
    main(*sys.argv[1:])
