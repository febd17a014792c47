"""
Who may talk to this server: the page that this launch opened, and nobody else.

A launch makes all of these anew, so that nothing of an earlier one opens
anything.  The first address carries a ticket, which dies when it is used or
after half a minute; it buys a cookie, named for this launch so that two Octavos
do not overwrite each other's.  Writes carry a key besides, as a header that no
other site can set.
"""

import hmac
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

TICKET_SECONDS = 30


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Session:
    """`port` is set once the server is bound."""

    port: int = 0
    cookie_name: str = field(default_factory=lambda: f"octavo-{secrets.token_hex(6)}")
    cookie: str = field(default_factory=_secret)
    key: str = field(default_factory=_secret)
    instance_key: str = field(default_factory=_secret)
    #: Whether somebody was given an address to enter by who is not the window.
    is_shared: bool = False
    #: What became of the files that a start was given (`Report.told`), until a page takes it.
    brought: dict[str, Any] | None = None
    _tickets: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def host(self) -> str:
        """As browsers name it, who leave out port 80."""
        return "127.0.0.1" if self.port == 80 else f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def address(self, note: str = "") -> str:
        """Where to enter, once, within half a minute; at the note of this id, if any."""
        ticket = _secret()
        with self._lock:
            self._tickets[ticket] = time.monotonic()
        return f"{self.origin}/?ticket={ticket}" + (f"&note={note}" if note else "")

    def take_brought(self) -> dict[str, Any] | None:
        """Once; of several pages the first shows it."""
        with self._lock:
            brought, self.brought = self.brought, None
        return brought

    def redeem(self, ticket: str) -> bool:
        with self._lock:
            issued = self._tickets.pop(ticket, None)
        return issued is not None and time.monotonic() - issued <= TICKET_SECONDS


def proof(secret: str, *words: str) -> str:
    """That whoever says these words knows the secret, which nobody learns from it."""
    said = "\n".join(words).encode("utf-8", "replace")
    return hmac.new(secret.encode(), said, "sha256").hexdigest()


def same(given: str | None, wanted: str) -> bool:
    """Compare secrets without telling by time how much of a guess was right."""
    return given is not None and hmac.compare_digest(
        given.encode("utf-8", "replace"), wanted.encode()
    )
