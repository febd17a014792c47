"""
What is printed: a line for each thing that was measured.
"""

import sys


def compare(what: str, own: float, floor: float, unit: str, hold: float | None) -> None:
    wanted = "" if hold is None else f"{hold:g}"
    show(what, f"{own:.3g} {unit}", f"{floor:.3g} {unit}", f"{own / floor:.2f}", wanted)


def exceed(what: str, own: float, floor: float, unit: str, hold: float) -> None:
    """By how much, where a ratio says little."""
    show(what, f"{own:.3g} {unit}", f"{floor:.3g} {unit}", f"{own - floor:+.2f}", f"+{hold:g}")


def show(what: str, *columns: str) -> None:
    sys.stdout.write(f"{what:48}" + "".join(f"{column:>12}" for column in columns) + "\n")
    sys.stdout.flush()
