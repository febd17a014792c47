"""
The way back in for the page, when the process of the network has ended.

WebKit asks servers in a process of its own, which keeps the cookies of a window like ours in its
memory.  When that ends WebKit begins another without a word, and the server refuses our page.  So
the cookie is put back, whenever the page is refused and it is gone, and never where it is not
missing; nothing is loaded anew, and what was typed stays where it is.
"""

import time
from collections.abc import Callable
from threading import Event, Lock

from gi.repository import Gio, GLib, Soup, WebKit2

from ui.revival import Revival

UNKNOWN = 401
#: Seconds that a thread of the server waits for WebKit.
PATIENCE = 3.0
#: Seconds in which one look is enough: what was asked at the same time is refused at the same time.
PAUSE = 1.0
WHILE_IT_LASTS = -1


class Readmission:
    """Of the page in a view; it stands before the fence, which decides about all other answers."""

    def __init__(
        self, view: WebKit2.WebView, origin: str, cookie: tuple[str, str], revival: Revival
    ) -> None:
        self._view = view
        self._home = f"{origin}/"
        self._name, self._secret = cookie
        self._revival = revival
        self._cookies = view.get_website_data_manager().get_cookie_manager()
        self._turn = Lock()
        self._last = -PAUSE
        view.connect("decide-policy", self._decide)

    def let_in(self) -> None:
        """From a thread of the server: the page can ask again when this returns."""
        with self._turn:
            if time.monotonic() - self._last > PAUSE:
                done = Event()
                GLib.idle_add(self._look, lambda _: done.set())
                done.wait(PATIENCE)
                self._last = time.monotonic()

    # --- in the thread of GTK

    def _look(self, answered: Callable[[bool], None]) -> None:
        """Put the cookie back if it is gone, and say whether it was and is there again."""

        def seen(cookies: WebKit2.CookieManager, task: Gio.AsyncResult) -> None:
            try:
                found = cookies.get_cookies_finish(task)
            except GLib.Error:
                answered(False)
                return
            if any(cookie.get_name() == self._name for cookie in found):
                answered(False)
            else:
                self._revival.network_ended()
                cookies.add_cookie(self._cookie(), None, put)

        def put(cookies: WebKit2.CookieManager, task: Gio.AsyncResult) -> None:
            try:
                answered(cookies.add_cookie_finish(task))
            except GLib.Error:
                answered(False)

        self._cookies.get_cookies(self._home, None, seen)

    def _cookie(self) -> Soup.Cookie:
        """As the server sets it (`notes.web.security`)."""
        cookie = Soup.Cookie.new(self._name, self._secret, "127.0.0.1", "/", WHILE_IT_LASTS)
        cookie.set_http_only(True)
        cookie.set_same_site_policy(Soup.SameSitePolicy.STRICT)
        return cookie

    def _decide(
        self,
        _view: WebKit2.WebView,
        decision: WebKit2.PolicyDecision,
        kind: WebKit2.PolicyDecisionType,
    ) -> bool:
        """A whole page that is refused is asked for again; True says that it is decided here."""
        if kind != WebKit2.PolicyDecisionType.RESPONSE:
            return False
        answer = decision.get_response()
        address = answer.get_uri()
        if (
            answer.get_status_code() != UNKNOWN
            or not address.startswith(self._home)
            or not decision.is_main_frame_main_resource()
        ):
            return False

        def looked(was_gone: bool) -> None:
            if was_gone:
                decision.ignore()
                self._view.load_uri(address)
            else:
                decision.use()

        self._look(looked)
        return True
