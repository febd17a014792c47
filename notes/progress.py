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
