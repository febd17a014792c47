"""
A folder of Markdown files, or one such file (`notes.importers.single`), into the library.

A note remembers the folder and path that it came from, so that importing the
same folder again compares instead of doubling:

    on disk      in Octavo    then
    unchanged    either       skipped
    changed      unchanged    the note gets the new text, its history the old one
    changed      changed      a new note beside it, with a warning

A file's folders become its notebook and its times the note's.  Its text is
kept to the byte (`notes.importers.encodings`).  Files are stored in batches,
each one transaction, so that memory stays bounded and an import that is
interrupted can simply be started again.  All batches are one act, so that what came
in, be it interrupted, is taken back in one step.
"""

# pathlib knows no bytes, and is slow where every file of a large folder passes:
# ruff: noqa: PTH116, PTH118, PTH119

import hashlib
import os
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from notes.errors import N_, Conflict, Damaged, Invalid, Missing, TooLarge
from notes.importers.encodings import WIDE, encode
from notes.importers.files import File, moment, read
from notes.importers.folder import is_markdown, markdown_files, reason, text_of
from notes.importers.report import Report, printable
from notes.library import acts, editing, notebooks, sources
from notes.library.acts import Place, Trace
from notes.library.editing import Draft
from notes.library.sources import Known
from notes.progress import Progress
from notes.search import damage
from notes.storage.database import database
from notes.text import (
    LEVELS_LIMIT,
    NAME_LIMIT,
    checked_path,
    one_line,
    sha256,
)

BATCH_FILES = 500
BATCH_BYTES = 8_000_000
PROGRESS_EVERY = 100

BAD_NAME = N_("Its name is not UTF-8; rename it and import it again.")
NOT_MARKDOWN = N_("This is not a Markdown file: its name does not end in .md.")
IN_TRASH = N_("Its note is in the trash; the file was not imported again.")
TOO_DEEP = N_("Its folders go deeper than notebooks can; it went into the deepest that can be.")
NEW_BESIDE_TRASH = N_("Its note is in the trash; the changed file became a new note.")
NEW_BESIDE_NOTE = N_(
    "Both the file and its note have changed since the last import; "
    "the file became a new note beside it."
)


def import_folder(
    path: Path, *, notebook: str = "", dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring in all Markdown below `path`; with `dry_run` only say what would happen."""
    return bring(path, Report(), notebook=notebook, dry_run=dry_run, progress=progress)


def bring(
    path: Path,
    report: Report,
    *,
    notebook: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """The same, as part of what the report tells of."""
    above = checked_path(notebook, "notebook")
    root, files = _found(os.fsencode(path), report)
    name = printable(text_of(root))
    known, states = sources.known(name), sources.states(name)
    into = _Import(root, name, above, dry_run, report, _summary(path), known, states)
    for done, file in enumerate(files):
        if progress and done % PROGRESS_EVERY == 0:
            progress(done, len(files))
        into.take(file)
    into.store()
    if progress:
        progress(len(files), len(files))
    return report


def notebook_of(path: str, above: str = "") -> str:
    """The notebook for a file at this path: its folders, as far as names and levels go."""
    folders = unicodedata.normalize("NFC", path).split("/")[:-1]
    names = [one_line(folder, NAME_LIMIT) or "_" for folder in folders]
    return "/".join([*_levels(above), *names][:LEVELS_LIMIT])


def too_deep(path: str, above: str = "") -> bool:
    """Whether a file at this path has more folders than a notebook has levels."""
    return len(_levels(above)) + path.count("/") > LEVELS_LIMIT


def _levels(notebook: str) -> list[str]:
    return notebook.split("/") if notebook else []


def _found(path: bytes, report: Report) -> tuple[bytes, list[bytes]]:
    """The folder that paths are relative to, and the files in it."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, ValueError):
        raise Missing("file or folder", printable(text_of(path))) from None
    except OSError as error:
        raise Invalid(printable(text_of(path)), reason(error)) from error
    if stat.S_ISDIR(mode):
        root = os.path.realpath(path)
        return root, markdown_files(root, report)
    folder, name = os.path.split(os.path.abspath(path))
    if is_markdown(text_of(name)):
        return os.path.realpath(folder), [name]
    report.fail(text_of(name), NOT_MARKDOWN)
    return folder, []


@dataclass(slots=True)
class _Import:
    """One run: each file is taken, new ones are stored in batches."""

    root: bytes
    name: str
    above: str
    dry_run: bool
    report: Report
    summary: str
    known: dict[str, Known]
    states: set[tuple[str, str]]
    drafts: list[Draft] = field(default_factory=list)
    waiting: int = 0

    def take(self, path: bytes) -> None:
        file = self._read(path)
        if file is None:
            return
        known = self.known.get(file.source.path)
        if known is None:
            self._add(file)
            return
        try:
            self._again(file, known)
        except Damaged as fact:
            self.report.fail(file.source.path, str(fact))

    def _again(self, file: File, known: Known) -> None:
        if known.file_sha256 == file.source.sha256:
            self.report.skipped += 1
            if known.trashed:
                self.report.warn(file.source.path, IN_TRASH)
        elif known.trashed:
            self._beside(file, NEW_BESIDE_TRASH)
        elif sha256(file.text) == known.note_sha256:
            self.report.skipped += 1
            self._remember(file, known)
        elif _edited(known):
            self._beside(file, NEW_BESIDE_NOTE)
        else:
            self._update(file, known)

    def store(self) -> None:
        """Write the notes that wait; one that cannot be stored does not hold up the others."""
        drafts, self.drafts, self.waiting = self.drafts, [], 0
        if not drafts or self.dry_run:
            self.report.created += len(drafts)
            return
        try:
            self._create(drafts)
        except (Invalid, TooLarge):
            for draft in drafts:
                self._store_one(draft)

    @damage.despite
    def _create(self, drafts: list[Draft]) -> None:
        """Make the notes, but for files that another import has brought in meanwhile."""
        with database.writing():
            meanwhile = sources.states(self.name) - self.states
            fresh = [draft for draft in drafts if _state(draft) not in meanwhile]
            shelves = [notebooks.make(path) for path in {draft.notebook for draft in fresh}]
            made = editing.create_many(fresh)
            self._record(acts.made(made), [place for places in shelves for place in places])
        self.states.update(map(_state, fresh))
        self.report.created += len(fresh)
        self.report.skipped += len(drafts) - len(fresh)

    def _store_one(self, draft: Draft) -> None:
        try:
            self._create([draft])
        except (Invalid, TooLarge) as fact:
            self.report.fail(draft.source.path if draft.source else "", str(fact))

    def _add(self, file: File) -> None:
        if too_deep(file.source.path, self.above):
            self.report.warn(file.source.path, TOO_DEEP)
        self.drafts.append(
            Draft(
                body=file.text,
                notebook=notebook_of(file.source.path, self.above),
                created=file.created,
                changed=moment(file.source.mtime_ns),
                source=file.source,
            )
        )
        self.waiting += file.size
        if len(self.drafts) >= BATCH_FILES or self.waiting >= BATCH_BYTES:
            self.store()

    def _beside(self, file: File, why: str) -> None:
        self.report.warn(file.source.path, why)
        self._add(file)

    def _update(self, file: File, known: Known) -> None:
        try:
            if not self.dry_run:
                self._replace(file, known)
        except Conflict:  # somebody saved it while we were reading
            self._beside(file, NEW_BESIDE_NOTE)
        else:
            self.report.updated += 1

    @damage.despite
    def _replace(self, file: File, known: Known) -> None:
        with database.writing():
            before = sources.state(known.note_id)
            note = editing.save(known.note_id, known.version, body=file.text, reason="import")
            self._remember(file, known)
            kept_as = max(known.version, note.version - 1)
            self._record([acts.rewritten(note.id, kept_as, before)])

    def _record(self, traces: Sequence[Trace], places: Sequence[Place] = ()) -> None:
        """What a batch has done belongs to one act, unless that was taken back meanwhile."""
        if traces and not acts.go_on(self.report.act, traces, places):
            self.report.act = acts.record("import", self.summary, traces, places)

    def _remember(self, file: File, known: Known) -> None:
        if not self.dry_run:
            sources.remember(known.note_id, file.source)

    def _read(self, path: bytes) -> File | None:
        """The file, or None when it was reported as failed."""
        name = text_of(path)
        try:
            name.encode()
            return read(os.path.join(self.root, path), self.name, name)
        except UnicodeEncodeError:
            self.report.fail(name, BAD_NAME)
        except OSError as error:
            self.report.fail(name, reason(error))
        except Invalid as fact:
            self.report.fail(name, fact.why)
        except TooLarge as fact:
            self.report.fail(name, str(fact))
        return None


def _edited(known: Known) -> bool:
    """Whether the note holds another text than the file had when it was imported."""
    if known.note_sha256 == known.file_sha256:
        return False
    body = editing.read(known.note_id).body
    encoded = (encode(body, encoding) for encoding in WIDE)
    return all(hashlib.sha256(raw).hexdigest() != known.file_sha256 for raw in encoded)


def _summary(path: Path) -> str:
    return printable(text_of(os.path.basename(os.path.abspath(os.fsencode(path)))) or str(path))


def _state(draft: Draft) -> tuple[str, str]:
    return (draft.source.path, draft.source.sha256) if draft.source else ("", "")
