"""
A page that is printed into a file without a question.

`python -m tests.printed_page FILE` prints a line that says why it could not be, if it could not.
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

from ui.gtk import printing  # noqa: E402


def main(file: Path) -> None:
    kept = []

    def printed(trouble: str) -> None:
        print(trouble)  # noqa: T201  (a program of its own)
        Gtk.main_quit()

    def loaded(view: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if event == WebKit2.LoadEvent.FINISHED:
            kept.append(printing.to_pdf(view, file, printed))

    window, view = Gtk.Window(), WebKit2.WebView()
    window.add(view)
    window.show_all()
    view.connect("load-changed", loaded)
    view.load_html("<p>你好, paper</p>")
    Gtk.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
