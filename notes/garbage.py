"""
When Python looks for garbage that holds on to itself.

Seldom while a program starts: imports make much and drop nothing.  Often while it serves: answers
leave circles behind that hold the texts of 50 notes, and they are not to pile up.
"""

import gc

#: Objects made until the youngest are looked at, and how many looks until the older ones are.
SELDOM, OFTEN = (100_000, 20, 20), (1_000, 10, 10)


def look_seldom() -> None:
    """For a start, which is 15 ms shorter."""
    gc.set_threshold(*SELDOM)


def look_often() -> None:
    """For a server, once: what its start has made stays, and is passed over."""
    gc.freeze()
    gc.set_threshold(*OFTEN)
