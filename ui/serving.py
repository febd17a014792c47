"""
The server of a window, made in a thread of its own while the toolkit makes the window.

WebKit takes as long to start its processes as Flask to be imported, and the page that is asked
for meanwhile waits at the entrance.  What keeps the server from coming up ends the window.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Self

from notes.library.opening import Library
from notes.web import instance
from notes.web.entrance import Entrance
from notes.web.session import Session
from notes.web.shell import Shell


class Serving:
    """A server that has its address at once, comes when it is started, and goes with the block."""

    def __init__(self, library: Library, shell: Shell) -> None:
        self._library = library
        self._shell = shell
        self._entrance = Entrance.bound()
        self._over = Event()
        self._thread = ThreadPoolExecutor(1, "serving")
        self._served: Future[None] | None = None

    @property
    def session(self) -> Session:
        return self._entrance.session

    def start(self, ended: Callable[[], object]) -> None:
        """Return at once.  `ended` is called in the thread of the server when that is gone."""
        self._served = self._thread.submit(self._serve)
        self._served.add_done_callback(lambda _: ended())

    def _serve(self) -> None:
        from notes import garbage
        from notes.rendering.worker import Renderer
        from notes.web.server import Server

        with Renderer() as renderer:
            server = Server(self._library, self._shell, renderer, self._entrance)
            server.get_ready()
            garbage.look_often()
            folder, session = self._library.folder, self.session
            with server, instance.announced(folder, session.port, session.instance_key):
                self._over.wait()

    def close(self) -> None:
        """Whatever kept the server from its work is raised here."""
        self._over.set()
        self._thread.shutdown()
        self._entrance.listening.close()
        if self._served:
            self._served.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
