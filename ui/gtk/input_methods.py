"""
How keys become letters, where nobody has chosen that.

For Chinese, Japanese, Korean and Thai GTK takes the protocol of X then (XIM).  Where no program
speaks it, the view of WebKit paints its first picture and none after that, so that what is typed
is saved and not seen.  Whoever has an input method has said so: to the desktop, which tells GTK,
or in the environment.  On Wayland the compositor knows it.
"""

import os

from gi.repository import Gdk, Gtk

#: Where an input method is named.
CHOSEN_BY = ("GTK_IM_MODULE", "XMODIFIERS")
SIMPLE = "gtk-im-context-simple"


def choose() -> None:
    """Before there is a window."""
    display, wishes = Gdk.Display.get_default(), Gtk.Settings.get_default()
    if display is None or wishes is None or display.get_name().startswith("wayland"):
        return
    if not wishes.props.gtk_im_module and not any(map(os.environ.get, CHOSEN_BY)):
        wishes.props.gtk_im_module = SIMPLE
