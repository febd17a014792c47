"""
A file whose content came without its place, as a browser tells of one that is dropped on it.

Nobody knows which of two files of a name is meant: so it becomes a note of its own, unless its
very bytes have become one before.
"""

import hashlib

from notes.errors import Invalid, TooLarge
from notes.importers.encodings import decode
from notes.importers.files import moment
from notes.importers.folder import is_markdown
from notes.importers.markdown import NOT_MARKDOWN
from notes.importers.report import Report
from notes.library import acts, editing, sources
from notes.library.editing import Draft, Source
from notes.search import damage
from notes.storage.database import database
from notes.text import checked_text

#: The folder of files without one; those of imports are absolute.
NOWHERE = ""


def import_content(name: str, raw: bytes, mtime_ns: int) -> tuple[Report, str]:
    """Make a note of it; its id, "" when there is none."""
    report = Report()
    sha256 = hashlib.sha256(raw).hexdigest()
    if (name, sha256) in sources.states(NOWHERE):
        report.skipped = 1
        return report, ""
    try:
        return report, _create(_draft(name, raw, mtime_ns, sha256), report)
    except Invalid as fact:
        report.fail(name, fact.why)
    except TooLarge as fact:
        report.fail(name, str(fact))
    return report, ""


def _draft(name: str, raw: bytes, mtime_ns: int, sha256: str) -> Draft:
    if not is_markdown(name):
        raise Invalid(name, NOT_MARKDOWN)
    text, encoding = decode(raw, name)
    changed = moment(mtime_ns)
    return Draft(
        body=checked_text(text, name),
        created=changed,
        changed=changed,
        source=Source(NOWHERE, name, encoding, mtime_ns, sha256),
    )


@damage.despite
def _create(draft: Draft, report: Report) -> str:
    with database.writing():
        made = editing.create_many([draft])
        name = draft.source.path if draft.source else ""
        report.act = acts.record("import", name, acts.made(made), [])
    report.created = 1
    return made[0]
