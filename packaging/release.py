"""
Make a release ready (`make release`), and answer what the workflow of a tag asks.

    python packaging/release.py check [TAG]    refuses, and says why
    python packaging/release.py version
    python packaging/release.py notes          the section of CHANGELOG.md
    python packaging/release.py sums           writes dist/SHA256SUMS

The version is that of notes/version.py and stands nowhere else.  Nothing is tagged, nothing is
pushed, and the standard library is enough.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from notes.version import VERSION  # noqa: E402  (scripts find it by ROOT)

CHANGELOG = ROOT / "CHANGELOG.md"
DIST = ROOT / "dist"
SUMS = "SHA256SUMS"
DIRTY = "There are changes that are not committed."
NO_SECTION = "CHANGELOG.md has no section “## {version}”, or nothing stands in it."
NOT_YET = "Not released yet"
UNTOLD = (
    "CHANGELOG.md has changes under “## Not released yet”, of which the notes of {version} would "
    "not tell. Move them under “## {version}”; or give notes/version.py the next version, and that "
    "heading the same."
)
TAKEN = "There is a tag {tag} already."
ANOTHER = "The tag is {tag}, and notes/version.py says {version}."


def section(changelog: str, version: str) -> str:
    """What people notice of a version; empty where nothing is told of it."""
    found = re.search(
        rf"^## {re.escape(version)}(?: .*)?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    return found[1].strip() if found else ""


def refusals(
    version: str, changelog: str, *, changed: bool, tags: Collection[str], tag: str = ""
) -> list[str]:
    """Why there can be no release of this version, before it is tagged or of this tag."""
    words = {"version": version, "tag": tag or f"v{version}"}
    wrong = {
        DIRTY: changed,
        NO_SECTION: not section(changelog, version),
        UNTOLD: bool(section(changelog, NOT_YET)),
        TAKEN: not tag and words["tag"] in tags,
        ANOTHER: bool(tag) and tag != f"v{version}",
    }
    return [sentence.format(**words) for sentence, is_so in wrong.items() if is_so]


def sums(folder: Path) -> str:
    """As `sha256sum --check` reads it, of all files in a folder but this one."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{_sha256(path)}  {path.name}\n" for path in files)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(tag: str) -> None:
    changed = bool(_git("status", "--porcelain"))
    tags = _git("tag", "--list").split()
    changelog = CHANGELOG.read_text("utf-8")
    wrong = refusals(VERSION, changelog, changed=changed, tags=tags, tag=tag)
    if wrong:
        sys.exit("\n".join(wrong))


def _git(*command: str) -> str:
    return subprocess.check_output(["git", *command], cwd=ROOT, text=True).strip()


def main(asked: str, tag: str = "") -> None:
    match asked:
        case "check":
            check(tag)
        case "version":
            print(VERSION)
        case "notes":
            print(section(CHANGELOG.read_text("utf-8"), VERSION))
        case "sums":
            (DIST / SUMS).write_text(sums(DIST), "utf-8")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
