"""
    python -m tests.benchmarks [COUNT…]        1,000 and 14,000 notes when none is named

Start, import, search, save and open, each beside a floor in the same run (see
`floor.py`), and the sizes of files and of processes.  The fourth column is the ratio;
the last is the figure to hold.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlite

from notes.rendering.pipeline import Pipeline
from tests.benchmarks import rendering, texts
from tests.benchmarks.table import compare, show
from tests.benchmarks.timing import Asking, p50, p95, p99, run, seconds, serving

Server = Callable[[], AbstractContextManager[Asking]]

SEARCH = "/api/v1/search"
STARTS = 7
SAVES = 200
OPENED = 40


def main() -> None:
    counts = [int(word.replace(",", "")) for word in sys.argv[1:]] or [1_000, 14_000]
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count)
    show("rendering", "ours", "floor", "ratio", "to hold")
    rendering.measure_keystrokes()
    rendering.measure_troubles()


def measure(folder: Path, count: int) -> None:
    show(f"{count:,} notes", "ours", "floor", "ratio", "to hold")
    texts.write(folder / "files", count)
    library, database = str(folder / "library"), str(folder / "floor.db")
    measure_import(str(folder / "files"), library, database)
    measure_size(folder, count)
    measure_index(folder, count)
    token = run("main.py", "--library", library, "token", "create", "bench", "--scope", "write")
    headers = {"Authorization": f"Bearer {token.strip()}"}
    ours = lambda: serving("main.py", "--library", library, "serve", headers=headers)  # noqa: E731
    floor = lambda: serving("-m", "tests.benchmarks.floor", "serve", database)  # noqa: E731
    measure_start(ours, floor)
    with ours() as asked, floor() as raw:
        measure_memory("memory after a list of 50", asked, raw, 2)
        measure_search(asked, raw)
        measure_memory("memory after the searches", asked, raw, 3)
        measure_saves(asked, raw)
        measure_opening(asked, raw)
        rendering.measure_waiting(asked)


def measure_import(files: str, library: str, database: str) -> None:
    raw = seconds(run, "-m", "tests.benchmarks.floor", "import", files, database)
    own = seconds(run, "main.py", "--library", library, "import", files)
    compare("import", own, raw, "s", 1.7)


def measure_size(folder: Path, count: int) -> None:
    text = sum(len(text.encode()) for _, text in texts.files(count))
    kept = sum(file.stat().st_size for file in (folder / "library").glob("octavo.db*"))
    compare("size of the library / of its text", kept / 1e6, text / 1e6, "MB", 2.7)


def measure_index(folder: Path, count: int) -> None:
    """What FTS5 keeps, as a share of the text."""
    text = sum(len(text.encode()) for _, text in texts.files(count))
    compare("index / text", kept(folder / "library" / "octavo.db"), text / 1e6, "MB", 1.4)


def kept(file: Path) -> float:
    """Megabytes in the blocks of all FTS5 indexes of a file."""
    connection = sqlite.connect(f"file:{file}?mode=ro", uri=True)
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE '%\\_data' ESCAPE '\\' AND type = 'table'"
    ).fetchall()
    blocks = (
        connection.execute(f"SELECT sum(length(block)) FROM {name}").fetchone()[0]
        for (name,) in tables
    )
    return sum(size or 0 for size in blocks) / 1e6


def measure_start(ours: Server, floor: Server) -> None:
    own, raw = [], []
    for _ in range(STARTS):
        raw.append(seconds(answered, floor, "/"))
        own.append(seconds(answered, ours, "/api/v1/notes?limit=50"))
    compare("start to a list of 50", p50(own), p50(raw), "s", 1.6)


def answered(server: Server, path: str) -> None:
    with server() as asked:
        asked(path)


def measure_search(asked: Asking, raw: Asking) -> None:
    """Every letter of every query, as the search box asks it."""
    own: dict[str, list[float]] = {}
    floor = []
    for query in texts.typed() * 2:
        floor.append(seconds(raw, f"/search?q={quote(query)}"))
        own.setdefault(query, []).append(seconds(asked, f"{SEARCH}?q={quote(query)}&typing=1"))
    times = [time for asked_twice in own.values() for time in asked_twice]
    compare("search, each letter, p50", p50(times) * 1e3, p50(floor) * 1e3, "ms", None)
    compare("search, each letter, p95", p95(times) * 1e3, p95(floor) * 1e3, "ms", 2.5)
    worst = max(own, key=lambda query: min(own[query]))
    show("search, the worst of what is typed", f"{min(own[worst]) * 1e3:.3g} ms", repr(worst))


def measure_memory(what: str, asked: Asking, raw: Asking, hold: float) -> None:
    for server, path in ((asked, "/api/v1/notes?limit=50"), (raw, "/")):
        server(path)
    compare(what, asked.memory(), raw.memory(), "MB", hold)


def measure_saves(asked: Asking, raw: Asking) -> None:
    note = json.loads(asked("/api/v1/notes?limit=1"))["notes"][0]
    version, own, floor = note["version"], [], []
    for number in range(SAVES):
        sent = {"body": f"# Saved {number}\n\n" + "some words of a note 和文字 " * 170}
        floor.append(seconds(raw, "/notes/1", "PUT", sent))
        path, base = f"/api/v1/notes/{note['id']}", f'"{version}"'
        own.append(seconds(asked, path, "PUT", sent, **{"If-Match": base}))
        version += 1
    compare("save of 5 kB, p50", p50(own) * 1e3, p50(floor) * 1e3, "ms", 4)
    compare("save of 5 kB, p99", p99(own) * 1e3, p99(floor) * 1e3, "ms", None)


def measure_opening(asked: Asking, raw: Asking) -> None:
    bodies = list(islice(texts.long(20_000), OPENED + 1))
    ids = [json.loads(asked("/api/v1/notes", "POST", {"body": body}))["id"] for body in bodies]
    asked(f"/api/v1/notes/{ids.pop()}/html")  # starts the worker
    empty = p50([seconds(raw, "/empty") for _ in range(100)])
    first = [seconds(asked, f"/api/v1/notes/{note_id}/html") for note_id in ids]
    again = [seconds(asked, f"/api/v1/notes/{note_id}/html") for note_id in ids]
    text = [seconds(asked, f"/api/v1/notes/{note_id}") for note_id in ids]
    pipeline = Pipeline()
    bare = [seconds(pipeline.html, body) for body in bodies[:OPENED]]
    compare("open the text of 20 kB, p50", p50(text) * 1e3, empty * 1e3, "ms", None)
    compare("open 20 kB first / a bare render", p50(first) * 1e3, p50(bare) * 1e3, "ms", 1.3)
    compare("open 20 kB again / an empty request", p50(again) * 1e3, empty * 1e3, "ms", 3)


if __name__ == "__main__":
    main()
