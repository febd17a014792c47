"""
The page of the window on Qt WebEngine, with the fence around it.

It takes the place of pywebview's page before anything is shown: pywebview's bridge into Python, and
what it does about links, belong to the page that goes.  The fence is that of GTK (`ui.gtk.webkit`):
our own origin loads, and all else is refused.  Qt tells that a link was followed and not by whom,
so none leads out of the window by itself: our page asks the server for that.  What a page asks
permission for, it is refused by Qt while nobody grants it.
"""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from qtpy.QtCore import QTimer, QUrl, Signal
from qtpy.QtNetwork import QNetworkProxy
from qtpy.QtWebEngineCore import QWebEnginePage, QWebEngineSettings

from ui.revival import Revival
from ui.surface import LISTENS

#: Runs the body of an async function, and says what came of it where only Python listens: who
#: does not know the token cannot answer in its place.
ASK = """
(async () => { %(body)s })()
  .then((said) => String(said ?? ""), () => "")
  .then((said) => console.debug("%(token)s" + said));
"""
TOKEN = 32

ATTRIBUTES = QWebEngineSettings.WebAttribute
#: What a page could do that no note needs.
OFF = (
    ATTRIBUTES.WebGLEnabled,
    ATTRIBUTES.PluginsEnabled,
    ATTRIBUTES.JavascriptCanOpenWindows,
    ATTRIBUTES.LocalContentCanAccessFileUrls,
    ATTRIBUTES.LocalContentCanAccessRemoteUrls,
    ATTRIBUTES.DnsPrefetchEnabled,
)


ENDS = QWebEnginePage.RenderProcessTerminationStatus


class FencedPage(QWebEnginePage):
    """Leads nowhere but home, and can be asked from every thread."""

    _asked = Signal(str, object)

    def __init__(self, view: Any, origin: str) -> None:
        super().__init__(view.page().profile(), view)
        self._home = f"{origin}/"
        self._is_saying = False
        self._questions: dict[str, Callable[[str], None]] = {}
        for attribute in OFF:
            self.settings().setAttribute(attribute, False)
        QNetworkProxy.setApplicationProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))
        self._asked.connect(self._ask)

    def is_home(self, address: QUrl) -> bool:
        return bool(address.toString().startswith(self._home))

    def ask(self, body: str, answered: Callable[[str], None]) -> None:
        self._asked.emit(body, answered)

    def _ask(self, body: str, answered: Callable[[str], None]) -> None:
        token = secrets.token_hex(TOKEN // 2)
        self._questions[token] = answered
        self.runJavaScript(ASK % {"body": body, "token": token})

    def javaScriptConsoleMessage(self, _level: Any, message: str, _line: int, _source: str) -> None:
        answered = self._questions.pop(message[:TOKEN], None)
        if answered:
            answered(message[TOKEN:])

    def acceptNavigationRequest(self, url: QUrl, _kind: Any, is_main: bool) -> bool:
        return is_main and (self.is_home(url) or self._is_saying)

    def watch(self, loaded: Callable[[], None], left: Callable[[], None]) -> None:
        """
        Call `loaded` whenever a page of ours has come, `left` whenever it may be gone.  Whether it
        went well says too little: after a load that is none, the page of before is there still.
        """
        loads = 0

        def gone(*_: Any) -> None:
            nonlocal loads
            loads += 1
            left()

        def finished(_: bool) -> None:
            if self.is_home(self.url()):
                self.ask(LISTENS, partial(answered, loads))

        def answered(load: int, answer: str) -> None:
            if answer and load == loads:
                loaded()

        self.loadStarted.connect(gone)
        self.renderProcessTerminated.connect(gone)
        self.loadFinished.connect(finished)

    # --- when its process has ended, as ui.revival asks for it

    def revive(self, revival: Revival) -> None:
        """From now on; not while Qt tells of an end, which it does before it is over."""

        def ended(how: Any, _code: int) -> None:
            if how != ENDS.NormalTerminationStatus:
                QTimer.singleShot(0, lambda: revival.ended(Shown(self), how.name))

        self.renderProcessTerminated.connect(ended)

    def say(self, words: str) -> None:
        """Show this HTML, which Qt takes for a journey."""
        self._is_saying = True
        self.setHtml(words, QUrl(self._home))
        self._is_saying = False


class Shown:
    """What a page shows, as `ui.revival` asks for it."""

    def __init__(self, page: FencedPage) -> None:
        self._page = page
        self.say = page.say

    def at(self) -> str:
        return str(self._page.url().toString())

    def load(self, address: str) -> None:
        self._page.load(QUrl(address))
