"""
The inside of the rendering worker: requests in, rendered notes out, one after the other.

    {"want": "page",   "text": …, "seconds": 1.5}  ->  {"html": …, "plain": n, "ms": …}
    {"want": "blocks", "text": …, "seconds": 1.5}  ->  {"blocks": [[line, html], …], "plain": n}
    {"want": "blocks", "whole": true, …}           ->  the same, of a page rendered whole
    {"want": "boxes",  "text": …, "seconds": 1.5}  ->  {"boxes": [place, …]}

Each may ask for ``"remote_images": true`` and a ``"manner"`` (`notes.rendering.manner`).  The
seconds are those of the wall clock; with a ``"patience"`` above 1 they are the processor's, of
which a busy machine may give so many times fewer.

A page is rendered whole, so that footnotes and headings know each other.  A
note that takes too long or nests too deep for that is rendered block by block;
a block that does it again is shown as plain text, and so is what comes after
the time is used up.  Whatever is tried gets half of the time that is left, so
the last block has its chance as the first has.

With ``"careful": true`` nothing is tried whole, and {"at": n} is written before
each block: whoever has to end a worker that hung knows where it was, and names
the block in ``"hung"`` when asking the next one.

Blocks are kept by their text and what they use of other blocks; a keystroke
renders the block it is in.  One that was given up is kept as text, unless hardly any
time was left for it.
"""

import ctypes
import faulthandler
import os
import signal
import sys
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TypedDict, TypeVar

from notes.rendering import frames, items
from notes.rendering.alarm import OutOfTime, limited, now
from notes.rendering.blocks import Piece
from notes.rendering.cutter import Cutter
from notes.rendering.frames import Message
from notes.rendering.manner import Manner
from notes.rendering.pipeline import Pipeline
from notes.rendering.unrendered import unrendered
from notes.rendering.uses import NOTHING, Uses

#: Bytes that kept blocks may take together.
KEPT_LIMIT = 16_000_000
#: Seconds after which a block that is not rendered is given up for good; one that had less left
#: is tried again by the next request.
FAIR = 0.15
#: Bytes of address space that a worker may have.
MEMORY_LIMIT = 2**30
#: Seconds after which a worker that still hangs in one request ends itself, whoever lives.
LAST_RESORT = 5.0

T = TypeVar("T")

_FAILURES = (OutOfTime, RecursionError, MemoryError)


def serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    """Answer requests until the other side closes its end."""
    _keep_within_bounds()
    workshop = Workshop()
    frames.write(stdout, {"ready": True})
    while request := frames.read(stdin):
        with _LastResort(LAST_RESORT * request.get("patience", 1)):
            answer = workshop.answer(request, lambda at: frames.write(stdout, {"at": at}))
        frames.write(stdout, answer)


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    is_plain: bool = False


class Workshop:
    def __init__(self) -> None:
        self._pipeline = Pipeline()
        self._pipeline.html("# Warm\n\n- [x] *up* `now`\n\n```python\n1\n```\n")
        self._kept = Kept(KEPT_LIMIT)
        self._cutter = Cutter()

    def answer(self, request: Message, progress: Callable[[int], None]) -> Message:
        start = time.monotonic()
        text: str = request["text"]
        busy = request.get("patience", 1) > 1
        job = _Job(
            until=now(busy=busy) + request["seconds"],
            busy=busy,
            manner=Manner(*request.get("manner", ())),
            remote_images=request.get("remote_images", False),
            hung=set(request.get("hung", ())),
            progress=progress,
        )
        is_whole = not request.get("careful")
        if request["want"] == "boxes":
            return {"boxes": self._boxes(text, job) if is_whole else []}
        if request["want"] == "blocks":
            blocks = self._whole_blocks(text, job) if is_whole and request.get("whole") else None
            return blocks or self._preview(text, job)
        whole = self._whole(text, job) if is_whole else None
        page = self._page(text, job) if whole is None else {"html": whole, "plain": 0}
        return page | {"ms": (time.monotonic() - start) * 1000}

    def _whole(self, text: str, job: "_Job") -> str | None:
        return self._in_time(lambda: self._pipeline.html(text, **job.options), job)

    def _whole_blocks(self, text: str, job: "_Job") -> Message | None:
        blocks = self._in_time(lambda: self._pipeline.blocks(text, **job.options), job)
        return None if blocks is None else {"blocks": blocks, "plain": 0}

    def _boxes(self, text: str, job: "_Job") -> list[int]:
        """None of a text that takes too long: nobody can say which is which then."""
        return self._in_time(lambda: self._pipeline.boxes(text), job) or []

    def _in_time(self, render: Callable[[], T], job: "_Job") -> T | None:
        try:
            with limited(job.share(), busy=job.busy):
                return render()
        except _FAILURES:
            self._pipeline = Pipeline()
            return None

    def _page(self, text: str, job: "_Job") -> Message:
        blocks = list(self._blocks(self._pieces(text, job), job))
        return {
            "html": "\n".join(block.html for block in blocks if block.html),
            "plain": sum(block.is_plain for block in blocks),
        }

    def _preview(self, text: str, job: "_Job") -> Message:
        pieces = self._pieces(text, job)
        blocks = list(self._blocks(pieces, job))
        return {
            "blocks": [
                [piece.line, block.html]
                for piece, block in zip(pieces, blocks, strict=True)
                if block.html
            ],
            "plain": sum(block.is_plain for block in blocks),
        }

    def _blocks(self, pieces: list[Piece], job: "_Job") -> Iterator[Rendered]:
        for index, piece in enumerate(pieces):
            key = (piece.text, piece.uses, piece.line == 0, job.manner, job.remote_images)
            block = self._kept.get(key)
            if block is None and not job.is_over():
                job.progress(index)
                is_fair = index in job.hung or job.share() >= FAIR
                block = self._block(piece, job) if index not in job.hung else plain(piece.text)
                if is_fair or not block.is_plain:
                    self._kept.put(key, block)
            yield block or plain(piece.text)

    def _pieces(self, text: str, job: "_Job") -> list[Piece]:
        try:
            with limited(job.share(), busy=job.busy):
                return self._cutter.cut(text)
        except _FAILURES:
            return [Piece(0, text)]

    def _block(self, piece: Piece, job: "_Job") -> Rendered:
        html = self._in_time(lambda: self._in_parts(piece, job) or self._html(piece, job), job)
        return plain(piece.text) if html is None else Rendered(html)

    def _html(self, piece: Piece, job: "_Job") -> str:
        known, begins = piece.uses.known(), piece.line == 0
        return self._pipeline.html(piece.text, known, begins=begins, **job.options)

    def _in_parts(self, piece: Piece, job: "_Job") -> str | None:
        """A long list from its parts, of which a keystroke changes one."""
        parts = items.parts(piece.text) if piece.uses == NOTHING else []
        return items.joined([self._part(part, job) for part in parts]) if parts else None

    def _part(self, text: str, job: "_Job") -> str:
        key = (text, NOTHING, False, job.manner, job.remote_images)
        part = self._kept.get(key)
        if part is None or part.is_plain:
            part = Rendered(self._pipeline.html(text, begins=False, **job.options))
            self._kept.put(key, part)
        return part.html


def plain(text: str) -> Rendered:
    return Rendered(unrendered(text), is_plain=True)


class _Options(TypedDict):
    """What the pipeline is asked for besides the text."""

    manner: Manner
    remote_images: bool


@dataclass(frozen=True, slots=True)
class _Job:
    """`until` when it may take: of the time in which this process is busy, or of the wall clock."""

    until: float
    busy: bool
    manner: Manner
    remote_images: bool
    hung: set[int]
    progress: Callable[[int], None]

    @property
    def options(self) -> "_Options":
        return {"manner": self.manner, "remote_images": self.remote_images}

    def share(self) -> float:
        return max(0.0, self.until - now(busy=self.busy)) / 2

    def is_over(self) -> bool:
        return now(busy=self.busy) >= self.until


_Key = tuple[str, Uses, bool, Manner, bool]


class Kept:
    """What was rendered, the least recently used dropped first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._blocks: OrderedDict[_Key, Rendered] = OrderedDict()

    def get(self, key: _Key) -> Rendered | None:
        block = self._blocks.get(key)
        if block:
            self._blocks.move_to_end(key)
        return block

    def put(self, key: _Key, block: Rendered) -> None:
        if before := self._blocks.pop(key, None):
            self._size -= _size(key, before)
        self._blocks[key] = block
        self._size += _size(key, block)
        while self._size > self._limit:
            self._size -= _size(*self._blocks.popitem(last=False))


def _size(key: _Key, block: Rendered) -> int:
    return sys.getsizeof(key[0]) + sys.getsizeof(block.html) + 200


class _LastResort:
    """Ends the process from a thread of its own that needs no lock, even inside C code."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._nowhere = open(os.devnull, "w")
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()
        self._nowhere.close()


def _keep_within_bounds() -> None:
    """Die with the parent, leave Ctrl+C to it, take no more memory than a note may cost."""
    sys.excepthook = _tell_where_only
    sys.unraisablehook = _tell_nothing
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        die_with_parent = 1
        ctypes.CDLL(None).prctl(die_with_parent, signal.SIGKILL)
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, hard))


def _tell_where_only(
    kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    """A traceback without the message, which may quote a note."""
    sys.stderr.write("".join(traceback.format_tb(trace)) + kind.__name__ + "\n")


def _tell_nothing(_unraisable: object) -> None:
    """Time that runs out in a callback of the sanitizer; ``limited`` raises it again."""
