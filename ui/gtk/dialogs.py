"""
The system's own dialogs for files, on GTK, which says their words in the system's language.

They are asked for in threads of the server and shown in that of GTK (`ui.asking`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gi.repository import GLib, Gtk

from notes.importers.folder import ENDINGS
from ui.asking import done_in

T = TypeVar("T")

DOWNLOADS = GLib.UserDirectory.DIRECTORY_DOWNLOAD


def in_window(work: Callable[[], T]) -> T:
    """Do it in the thread of GTK, and return what it returns."""
    return done_in(GLib.idle_add, work)


def dismiss() -> None:
    """Answer whatever asks just now with no: a window that ends waits for nobody."""
    for window in Gtk.Window.list_toplevels():
        if isinstance(window, Gtk.Dialog):
            window.response(Gtk.ResponseType.CANCEL)


def folder(parent: Gtk.Window) -> str | None:
    dialog = _dialog(parent, Gtk.FileChooserAction.SELECT_FOLDER)
    dialog.set_current_folder(home(DOWNLOADS))
    return _answer(dialog)


def files(parent: Gtk.Window) -> list[str]:
    """Markdown files, as many as somebody wants."""
    dialog = _dialog(parent, Gtk.FileChooserAction.OPEN)
    dialog.set_current_folder(home(DOWNLOADS))
    dialog.set_select_multiple(True)
    markdown = Gtk.FileFilter()
    markdown.set_name("Markdown")
    for ending in ENDINGS:
        markdown.add_pattern(f"*{ending}")
    dialog.add_filter(markdown)
    return list(dialog.get_filenames()) if _answer(dialog) else []


def place(parent: Gtk.Window, name: str, begin: GLib.UserDirectory) -> str | None:
    """Where a file is to be saved, which is called `name` unless somebody calls it otherwise."""
    dialog = _dialog(parent, Gtk.FileChooserAction.SAVE)
    dialog.set_do_overwrite_confirmation(True)
    dialog.set_current_folder(home(begin))
    dialog.set_current_name(name)
    return _answer(dialog)


def home(kind: GLib.UserDirectory) -> str:
    """The user's folder for files of a kind, or where there is none, for all."""
    known = GLib.get_user_special_dir(kind)
    return str(known if known and Path(known).is_dir() else GLib.get_home_dir())


def _dialog(parent: Gtk.Window, action: Gtk.FileChooserAction) -> Gtk.FileChooserNative:
    dialog = Gtk.FileChooserNative.new("Octavo", parent, action, None, None)
    dialog.set_modal(True)
    return dialog


def _answer(dialog: Gtk.FileChooserNative) -> str | None:
    return dialog.get_filename() if dialog.run() == Gtk.ResponseType.ACCEPT else None
