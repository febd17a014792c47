"""
How far long work is.
"""

from collections.abc import Callable

#: Told now and then how much is done, and of how much.
Progress = Callable[[int, int], None]
