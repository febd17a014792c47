"""
The server: waitress in a thread, on a port of the loopback interface.

Its entrance is bound before it is made (`notes.web.entrance`), and it serves when `start` returns.
`stop` lets running requests finish, ends jobs and the renewal of the index at their next step and
joins the threads; nothing here sleeps.  Requests and answers are held in memory, never in
temporary files, which would hold the text of notes; so that nobody else on the machine can fill
it, only who is known sends large bodies.  What waitress refuses before the app is asked is
refused in the app's words.
"""

import copy
import logging
import threading
from types import TracebackType
from typing import Any, Self, cast

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from notes.automatic import AutomaticBackups
from notes.jobs import Jobs
from notes.library.opening import Library
from notes.library.renewal import Renewal
from notes.library.upkeep import Upkeep
from notes.rendering.worker import Renderer
from notes.web import errors
from notes.web.app import REQUEST_LIMIT, create_app
from notes.web.entrance import Entrance
from notes.web.languages import babel
from notes.web.security import is_known
from notes.web.session import Session
from notes.web.shell import Shell

THREADS = 6
#: Connections at once.  A browser makes six; the rest is so that idle ones of somebody else do not
#: keep it out, and they are closed after so many seconds.
CONNECTIONS, IDLE = 500, 30
#: Bytes of an address and its headers: 100 kB of any text, which an address writes threefold.
HEADERS_LIMIT = 400_000
#: Bytes that somebody may send who has shown neither cookie, key nor token.
STRANGERS_LIMIT = 64_000
#: How long running requests may take to end when the server stops, seconds.
GRACE = 5

IDENTITY = ("HOST", "COOKIE", "X_OCTAVO_KEY", "AUTHORIZATION")


class Server:
    """One launch of the server for an open library."""

    def __init__(
        self,
        library: Library,
        shell: Shell,
        renderer: Renderer,
        entrance: Entrance | None = None,
    ) -> None:
        """`entrance`: one at any port that is free, when none is given."""
        logging.getLogger("waitress").setLevel(logging.ERROR)
        entrance = entrance or Entrance.bound()
        self.session = entrance.session
        self._sockets: dict[int, Any] = {}
        self._jobs = Jobs()
        self._renewal = Renewal()
        self._upkeep = Upkeep(library.settings)
        self._backups = AutomaticBackups(library, self._jobs)
        self._app = app = create_app(library, self.session, shell, renderer, self._jobs)
        server = create_server(
            app,
            map=self._sockets,
            sockets=[entrance.listening],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=10,
            ident=None,
            max_request_header_size=HEADERS_LIMIT,
            max_request_body_size=REQUEST_LIMIT,
            inbuf_overflow=REQUEST_LIMIT,
            outbuf_overflow=REQUEST_LIMIT,
        )
        self._server = cast(BaseWSGIServer, server)  # of one socket, one server
        self._server.channel_class = _channel_of(self.session, app)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="server", daemon=True)

    @property
    def port(self) -> int:
        return self.session.port

    @property
    def address(self) -> str:
        """A new address to enter by, good once and for half a minute."""
        return self.session.address()

    def address_of(self, note: str) -> str:
        """The same, at the note of this id, "" for none."""
        return self.session.address(note)

    def start(self) -> None:
        """Serve; the socket listens already, so that whoever comes now is answered."""
        self._thread.start()
        self._renewal.start()
        self._upkeep.start()
        self._backups.start()

    def get_ready(self) -> None:
        """Load what a page needs and a program does not; before it starts, as nobody asks yet."""
        with self._app.app_context():
            babel()
            self._app.jinja_env.get_template("page.html")

    def stop(self) -> None:
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join()
        self._jobs.stop()  # first: saves that were read already may wait for what one writes
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=GRACE)
        for channel in [*self._sockets.values()]:
            if isinstance(channel, HTTPChannel):
                channel.handle_close()  # with the file that somebody has not taken to its end
        wasyncore.close_all(self._sockets, ignore_all=True)  # now: the trigger was one of them
        self._renewal.stop()
        self._upkeep.stop()
        self._backups.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=60, use_poll=True, map=self._sockets, count=1)


class ClosingChannel(HTTPChannel):
    """Closes a file that nobody is there to take any more, which waitress forgets."""

    def write_soon(self, data: Any) -> int:
        try:
            return int(super().write_soon(data))
        except ClientDisconnected:
            if isinstance(data, ReadOnlyFileBasedBuffer):
                data.close()
            raise


def _channel_of(session: Session, app: Flask) -> type[HTTPChannel]:
    class Request(HTTPRequestParser):
        """Asks who it is when the headers are there, before the body is."""

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.chunked or self.content_length >= STRANGERS_LIMIT:
                host, cookies, key, token = (self.headers.get(name, "") for name in IDENTITY)
                if not is_known(host, cookies, key, token, session):
                    self.adj = _for_strangers(self.adj)

    class Refusal(ErrorTask):
        """What waitress could not read, or did not want to."""

        def execute(self) -> None:
            unread = cast(HTTPRequestParser, self.request)
            refused = errors.unread(app, unread.error.code if unread.error else 400)
            body = refused.get_data()
            self.status = refused.status
            self.response_headers = list(refused.headers)
            self.content_length = len(body)
            self.set_close_on_finish()
            self.write(body)

    class Channel(ClosingChannel):
        parser_class = Request
        error_task_class = Refusal

    return Channel


def _for_strangers(rules: Adjustments) -> Adjustments:
    lower = copy.copy(rules)
    lower.max_request_body_size = STRANGERS_LIMIT
    return lower
