"""
The words of a start that was refused, in a window of their own.

Whoever clicked on an icon, a file or an address sees no terminal, and would see nothing.  There is
no library to ask then, so the words are in the language of the system.
"""

import gettext
import locale
import os
from html import escape
from typing import Any

import click

from notes import signals
from notes.errors import N_, OctavoError
from notes.paths import resource
from notes.sentences import Translate
from ui.browser import why_no_window
from ui.window import PAPER, surface_of

TITLE = N_("Octavo cannot open this")
INK = {"light": "#22201c", "dark": "#e6e2da"}
SIZE = (560, 260)
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>%(title)s</title>
<style>
html { background: %(paper)s; color: %(ink)s }
body { margin: 2.5rem; font: 15px/1.6 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 .75rem; font-size: 1.25rem }
</style>
<h1>%(title)s</h1>
<p>%(words)s</p>
"""

#: What names the language of the system, the strongest first.
NAMED = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

Refused = OctavoError | click.ClickException


def show(refused: Refused, gui: str) -> None:
    """Return when it was closed; at once where there can be no window."""
    if why_no_window(gui):
        return
    import webview

    surface = surface_of(gui)
    theme = "dark" if surface.prefers_dark() else "light"
    translate = translation()
    title = translate(TITLE)
    native: Any = webview.create_window(
        title,
        html=page_of(title, words_of(refused, translate), theme),
        width=SIZE[0],
        height=SIZE[1],
        background_color=PAPER[theme],
        text_select=True,
    )
    native.events.before_show += lambda: signals.take(native.destroy)
    try:
        webview.start(gui=surface.gui, private_mode=True)
    finally:
        signals.release()


def page_of(title: str, words: str, theme: str) -> str:
    shown = {"title": title, "words": words, "paper": PAPER[theme], "ink": INK[theme]}
    return PAGE % {name: escape(value) for name, value in shown.items()}


def words_of(refused: Refused, translate: Translate) -> str:
    if isinstance(refused, OctavoError):
        return refused.said(translate)
    return refused.format_message()


def translation() -> Translate:
    named = next(filter(None, map(os.environ.get, NAMED)), None) or locale.getlocale()[0] or ""
    languages = ["zh_Hans"] if named.lower().startswith(("zh", "chinese")) else ["en"]
    folder = resource("ui/translations")
    return gettext.translation("messages", folder, languages, fallback=True).gettext
