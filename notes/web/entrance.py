"""
Where a server will be, before there is one.

The port is bound and listens at once, because the gates want to know it, and so that a page can
be asked for while the server is still being made: its request waits on the socket.
"""

import os
import socket
from dataclasses import dataclass
from typing import Self

from notes.errors import N_, Invalid
from notes.web.session import Session

#: Who may wait until the server is there: a browser opens six.
WAITING = 64

PORT_TAKEN = N_("It cannot be used: another program has it, or it is not allowed.")


@dataclass(frozen=True, slots=True)
class Entrance:
    """A port of the loopback interface, and who may come in by it."""

    listening: socket.socket
    session: Session

    @classmethod
    def bound(cls, port: int = 0) -> Self:
        """`port`: 0 for any that is free.  Invalid: it is not to be had."""
        listening = _listening(port)
        return cls(listening, Session(port=listening.getsockname()[1]))


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows the same word would let others take the port over
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(WAITING)
    except (OSError, OverflowError):
        listening.close()
        raise Invalid("port", PORT_TAKEN) from None
    return listening
