"""
The fence around the WebKit view on GTK.

A page that somebody managed to script must find nothing here: pywebview's bridge
into Python is taken off it, and it cannot take the window anywhere.  Our own
origin loads, and what it offers as a file is saved where a person says
(`ui.gtk.downloads`); http, https and mailto that a person clicked open outside; all
else, new windows included, is refused.  WebKit asks no proxy, so what it
fetches from us never leaves the machine.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from gi.repository import Gdk, Gio, GLib, GObject, WebKit2

from notes.links import may_leave
from ui.revival import Revival
from ui.surface import LISTENS

#: What the context menu keeps: editing, and nothing that navigates, downloads or inspects.
EDITING = frozenset(
    {
        WebKit2.ContextMenuAction.COPY,
        WebKit2.ContextMenuAction.CUT,
        WebKit2.ContextMenuAction.DELETE,
        WebKit2.ContextMenuAction.PASTE,
        WebKit2.ContextMenuAction.SELECT_ALL,
        WebKit2.ContextMenuAction.INPUT_METHODS,
    }
)

COPY_LINK = WebKit2.ContextMenuAction.COPY_LINK_TO_CLIPBOARD


def put_fence(
    view: WebKit2.WebView,
    origin: str,
    open_outside: Callable[[str], None],
    *,
    instead_of: Iterable[Callable[..., Any]],
) -> None:
    """Guard `view`; `instead_of` are pywebview's own handlers, which go."""
    for handler in instead_of:
        view.disconnect_by_func(handler)
    _take_off_menu_lock(view)
    view.get_user_content_manager().unregister_script_message_handler("jsBridge")
    view.get_website_data_manager().set_network_proxy_settings(
        WebKit2.NetworkProxyMode.NO_PROXY, None
    )
    settings = view.get_settings()
    settings.set_enable_media_stream(False)
    settings.set_enable_webgl(False)
    view.connect("decide-policy", _decide, origin + "/", open_outside)
    view.connect("context-menu", _keep_harmless, origin + "/")


def ask(view: WebKit2.WebView, body: str, answered: Callable[[str], None]) -> None:
    """Run the body of an async function in the page; "" is the answer of one that is gone."""

    def finish(_: WebKit2.WebView, task: Gio.AsyncResult) -> None:
        try:
            answer = view.call_async_javascript_function_finish(task).to_string()
        except GLib.Error:
            answer = ""
        answered(answer)

    view.call_async_javascript_function(body, -1, None, None, None, None, finish)


def tell(view: WebKit2.WebView, body: str) -> None:
    """Run it in the page, from whatever thread; nobody waits for an answer."""
    GLib.idle_add(lambda: ask(view, body, lambda _: None))


def watch(
    view: WebKit2.WebView, origin: str, loaded: Callable[[], None], left: Callable[[], None]
) -> None:
    """
    Call `loaded` whenever a page of ours has come and its scripts have run, `left` whenever it may
    be gone.  What fails is called finished too, and then the page of before may be there still.
    """
    loads = 0

    def changed(_: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if event == WebKit2.LoadEvent.STARTED:
            gone()
        elif event == WebKit2.LoadEvent.FINISHED and _is_at(view, origin):
            ask(view, LISTENS, partial(answered, loads))

    def gone(*_: Any) -> None:
        nonlocal loads
        loads += 1
        left()

    def answered(load: int, answer: str) -> None:
        if answer and load == loads:
            loaded()

    view.connect("load-changed", changed)
    view.connect("web-process-terminated", gone)


def _is_at(view: WebKit2.WebView, origin: str) -> bool:
    return (view.get_uri() or "").startswith(origin + "/")


class Shown:
    """What the view shows, as `ui.revival` asks for it."""

    def __init__(self, view: WebKit2.WebView, origin: str) -> None:
        self._view = view
        self._home = origin + "/"

    def at(self) -> str:
        return self._view.get_uri() or ""

    def load(self, address: str) -> None:
        self._view.load_uri(address)

    def say(self, words: str) -> None:
        self._view.load_html(words, self._home)


def revive(view: WebKit2.WebView, origin: str, revival: Revival) -> None:
    """From now on, whenever the process that shows the page has ended."""
    shown = Shown(view, origin)
    view.connect("web-process-terminated", lambda _, how: revival.ended(shown, how.value_nick))


def _decide(
    _view: WebKit2.WebView,
    decision: WebKit2.PolicyDecision,
    kind: WebKit2.PolicyDecisionType,
    home: str,
    open_outside: Callable[[str], None],
) -> bool:
    """True says that the decision is made."""
    if kind == WebKit2.PolicyDecisionType.RESPONSE:
        _decide_answer(decision, home)
        return True
    action = decision.get_navigation_action()
    address = action.get_request().get_uri()
    here = kind == WebKit2.PolicyDecisionType.NAVIGATION_ACTION
    if here and address.startswith(home):
        decision.use()
        return True
    if action.is_user_gesture() and not address.startswith(home) and may_leave(address):
        open_outside(address)
    decision.ignore()
    return True


def _decide_answer(decision: WebKit2.ResponsePolicyDecision, home: str) -> None:
    answer = decision.get_response()
    headers = answer.get_http_headers()
    manner = (headers and headers.get_one("Content-Disposition")) or ""
    if answer.get_uri().startswith(home) and manner.startswith("attachment"):
        decision.download()
    elif decision.is_mime_type_supported():
        decision.use()
    else:
        decision.ignore()


def _take_off_menu_lock(view: WebKit2.WebView) -> None:
    """pywebview suppresses the context menu with a handler that has no name."""
    menu = GObject.signal_lookup("context-menu", WebKit2.WebView)
    handler = GObject.signal_handler_find(
        view, GObject.SignalMatchType.ID, menu, 0, None, None, None
    )
    if handler:
        view.disconnect(handler)


def _keep_harmless(
    _view: WebKit2.WebView,
    menu: WebKit2.ContextMenu,
    _event: Gdk.Event,
    hit: WebKit2.HitTestResult,
    home: str,
) -> bool:
    """True suppresses a menu in which nothing is left."""
    link = hit.get_link_uri() or ""
    leads_out = may_leave(link) and not link.startswith(home)
    for item in menu.get_items():
        action = item.get_stock_action()
        if action not in EDITING and not (leads_out and action == COPY_LINK):
            menu.remove(item)
    return not menu.get_items()
