"""
The command serve: Octavo for a browser, without a window.
"""

import os
import sys
import threading
from typing import TYPE_CHECKING

import click

from notes import signals
from notes.cli import streams
from notes.cli.start import Start
from notes.errors import LibraryBusy
from notes.web.shell import Windowless

if TYPE_CHECKING:
    from notes.web.server import Server

HINT = "The address opens once, within half a minute. Enter gives a new one, Ctrl+C stops."

OPEN_ALREADY = "Octavo is open with this library already; this is a new address of it."


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="A port of 127.0.0.1 (0, the default: any that is free).",
)
@click.pass_obj
def serve(start: Start, port: int) -> None:
    """Serve the library on this machine, for a browser and for programs."""
    from notes import crashes, garbage
    from notes.rendering.worker import Renderer
    from notes.web import instance
    from notes.web.entrance import Entrance
    from notes.web.server import Server

    crashes.keep(start.folder)
    stop = signals.Stop()
    signals.take(stop.say)
    try:
        held = start.open_anyhow()
    except LibraryBusy:
        address = instance.address_of_first(start.folder)
        if address is None:
            raise
        _announce(address)
        streams.say(OPEN_ALREADY)
        return
    with (
        held as library,
        crashes.signals(library.folder),
        Renderer() as renderer,
    ):
        server = Server(library, Headless(), renderer, Entrance.bound(port))
        garbage.look_often()
        key = server.session.instance_key
        with server, instance.announced(library.folder, server.port, key):
            _announce(server.address)
            if sys.stdin is not None and sys.stdin.isatty():
                streams.say(HINT)
                threading.Thread(target=_answer_enter, args=(server,), daemon=True).start()
            stop.wait()


class Headless(Windowless):
    """What the page may ask of a window, where there is none."""

    def open_outside(self, url: str) -> None:
        import webbrowser  # seldom needed, and slow to import

        webbrowser.open(url)

    def raise_window(self, note: str = "") -> bool:  # noqa: ARG002  (there is none to open it)
        return False


def _announce(address: str) -> None:
    streams.line(f"Octavo is at {address}")
    streams.flush()


def _answer_enter(server: "Server") -> None:
    while os.read(sys.stdin.fileno(), 4096):  # no buffer, which would be locked at the end
        _announce(server.address)


COMMANDS = (serve,)
