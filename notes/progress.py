"""
How far long work is.
"""

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

T = TypeVar("T")

#: Told now and then how much is done, and of how much.
Progress = Callable[[int, int], None]


def told(items: Collection[T], progress: Progress | None) -> Iterator[T]:
    """The items one by one; before each it is told how many are done, at the end that all are."""
    for done, item in enumerate(items):
        if progress:
            progress(done, len(items))
        yield item
    if progress:
        progress(len(items), len(items))


def part(progress: Progress | None, begins: int, ends: int) -> Progress | None:
    """For one of several steps: its share of all of them, in percent."""
    if progress is None:
        return None

    def tell(done: int, total: int) -> None:
        progress(begins + (ends - begins) * done // max(total, 1), 100)

    return tell
