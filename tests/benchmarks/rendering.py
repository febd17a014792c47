"""
Rendering: a keystroke beside a pass over the whole note (of real notes, and of such that are
rich in one thing), what others wait for meanwhile, and texts that were made to hang a parser.
"""

import json
import random
import threading
from itertools import islice

from notes.rendering.pipeline import Pipeline
from notes.rendering.worker import Renderer
from tests.benchmarks import kinds, texts
from tests.benchmarks.table import compare, show
from tests.benchmarks.timing import Asking, p50, p95, seconds
from tests.conftest import CORPORA, pathological

#: Sizes of notes in bytes, and what a keystroke in one may take of a whole pass.
SIZES = {20_000: 0.15, 200_000: 0.08}
NOTES, WHOLES, PLACES = 6, 6, 5


def measure_keystrokes() -> None:
    with Renderer() as renderer:
        for size, hold in SIZES.items():
            real = list(islice(texts.long(size), NOTES))
            _measure_keystrokes(renderer, "", real, size, hold)
            for kind in kinds.KINDS:
                name = f" ({kind.__name__.replace('_', ' ')})"
                _measure_keystrokes(renderer, name, [kinds.rich_in(kind, size)], size, hold)


def _measure_keystrokes(
    renderer: Renderer, name: str, notes: list[str], size: int, hold: float
) -> None:
    chosen, pipeline = random.Random(7), Pipeline()
    whole, typed = [], []
    for note in notes:
        whole += [seconds(pipeline.html, note) for _ in range(WHOLES // len(notes))]
        renderer.blocks(note)
        for _ in range(PLACES):
            typed += [seconds(renderer.blocks, text) for text in _typed(note, chosen)]
    what = f"keystroke / a full pass, {size // 1000} kB{name}"
    compare(what, p50(typed) * 1e3, p50(whole) * 1e3, "ms", hold)


def _typed(note: str, chosen: random.Random) -> list[str]:
    """The note as it is while somebody types a word at one of its line ends."""
    ends = [at for at, char in enumerate(note) if char == "\n"]
    at = chosen.choice(ends)
    return [
        f"{note[:at]}{' words of a note that is being typed'[:n]}{note[at:]}" for n in range(1, 8)
    ]


def measure_waiting(asked: Asking) -> None:
    """What an empty request waits while notes of 200 kB are rendered one after the other."""
    bodies = list(islice(texts.long(200_000), 12))
    ids = [json.loads(asked("/api/v1/notes", "POST", {"body": body}))["id"] for body in bodies]
    beside = asked.again()
    idle = [seconds(beside, "/health") for _ in range(100)]
    done = threading.Event()

    def render() -> None:
        for note_id in ids:
            asked(f"/api/v1/notes/{note_id}/html")
        done.set()

    thread = threading.Thread(target=render)
    thread.start()
    busy = []
    while not done.is_set():
        busy.append(seconds(beside, "/health"))
    thread.join()
    compare("an empty request beside 200 kB, p95", p95(busy) * 1e3, p95(idle) * 1e3, "ms", None)


def measure_troubles() -> None:
    """Texts that were made to hang a parser: how long the longest takes."""
    source = CORPORA / "pathological.jsonl"
    if not source.is_file():
        show("texts made to hang a parser", "not there")
        return
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    with Renderer() as renderer:
        renderer.page("warm")
        took = [seconds(renderer.page, pathological(row)) for row in rows]
    show(f"{len(took)} texts made to hang a parser, longest", f"{max(took):.3g} s", "", "", "2 s")
