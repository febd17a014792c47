"""
Paper, and files that are PDF: WebKit lays out, GTK asks where to and prints.

WebKit on GTK knows no margins of a style sheet; those of print.css stand here once more.
"""

from collections.abc import Callable
from pathlib import Path
from queue import Queue

from gi.repository import GLib, Gtk, WebKit2

from ui.asking import end_of, written
from ui.gtk import dialogs
from ui.gtk.dialogs import in_window

DOCUMENTS = GLib.UserDirectory.DIRECTORY_DOCUMENTS
#: What GTK calls the printer that writes files, in its own language and by its own translation.
PRINTER = ("gtk30", "Print to File")
#: Millimetres at the edges of a sheet, as print.css has them.
TOP, RIGHT, BOTTOM, LEFT = 18.0, 16.0, 20.0, 16.0


def lay_out(view: WebKit2.WebView, operation: WebKit2.PrintOperation) -> bool:
    """Before the dialog of GTK comes; False lets it come."""
    settings = Gtk.PrintSettings()
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_BASENAME, _name(view))
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_DIR, dialogs.home(DOCUMENTS))
    operation.set_print_settings(settings)
    operation.set_page_setup(_sheet())
    return False


def save(window: Gtk.Window, view: WebKit2.WebView, name: str) -> Path | None:
    """
    Print the page into a file that a person chooses; None for none.  OSError says why it could
    not be written.  Not in the thread of GTK, which shows the dialog meanwhile.
    """
    chosen = in_window(lambda: dialogs.place(window, name, DOCUMENTS))
    if not chosen:
        return None
    file = Path(chosen)
    with written(file):
        troubles: Queue[str] = Queue()
        kept = in_window(lambda: to_pdf(view, file, troubles.put))
        trouble = end_of(troubles)
        del kept
        if trouble:
            raise OSError(trouble)
    return file


def to_pdf(
    view: WebKit2.WebView, file: Path, done: Callable[[str], None]
) -> WebKit2.PrintOperation:
    """
    Print into a file without asking; `done` is told why it could not be, or "".  What is returned
    has to be kept until then.
    """
    settings = Gtk.PrintSettings()
    settings.set_printer(GLib.dgettext(*PRINTER))
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, file.as_uri())
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
    operation = WebKit2.PrintOperation.new(view)
    operation.set_print_settings(settings)
    operation.set_page_setup(_sheet())
    troubles: list[str] = []
    operation.connect("failed", lambda _, error: troubles.append(error.message))
    operation.connect("finished", lambda _: done("".join(troubles)))
    operation.print_()
    return operation


def _sheet() -> Gtk.PageSetup:
    setup = Gtk.PageSetup()
    setup.set_top_margin(TOP, Gtk.Unit.MM)
    setup.set_right_margin(RIGHT, Gtk.Unit.MM)
    setup.set_bottom_margin(BOTTOM, Gtk.Unit.MM)
    setup.set_left_margin(LEFT, Gtk.Unit.MM)
    return setup


def _name(view: WebKit2.WebView) -> str:
    """What a file is called unless somebody calls it otherwise: as the note is."""
    title = (view.get_title() or "").removesuffix(" · Octavo")
    return title.replace("/", "-").strip(". ") or "Octavo"
