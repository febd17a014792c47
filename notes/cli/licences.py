"""
The command licences: whose work Octavo is made of.

A built program has it all in one file; in a checkout and in an environment the libraries lie
beside it with licences of their own, and only ours and those of the page are told.
"""

import click

from notes import paths
from notes.cli import streams

TEXTS = ("LICENSES.txt", "LICENSE", "ui/static/built/LICENSES.txt")


@click.command()
def licences() -> None:
    """Say whose work is inside, and under which licences."""
    for file in map(paths.resource, TEXTS):
        if file.exists():
            streams.line(file.read_text("utf-8"))


COMMANDS = (licences,)
