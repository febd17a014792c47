"""
What the page and a second start ask of the window.
"""

from urllib.parse import urlsplit

from flask import Blueprint

from notes.errors import N_, Invalid
from notes.web.current import parts
from notes.web.fields import Fields

window = Blueprint("window", __name__)

SCHEMES = frozenset({"http", "https", "mailto"})
NOT_A_LINK = N_("Only links to web pages and mail addresses can be opened.")


@window.post("/open")
def open_outside() -> tuple[str, int]:
    """Show a link of a note in the system's own browser."""
    parts().shell.open_outside(checked(Fields(("url",)).text("url") or ""))
    return "", 204


@window.post("/instance/raise")
def raise_window() -> tuple[str, int]:
    parts().shell.raise_window()
    return "", 204


def checked(url: str) -> str:
    """An address that may leave: its scheme is known and it is one printable word of ASCII."""
    try:
        split = urlsplit(url)
    except ValueError:
        raise Invalid("url", NOT_A_LINK) from None
    goes = split.netloc if split.scheme in ("http", "https") else split.path
    if split.scheme not in SCHEMES or not goes or not url.isprintable() or " " in url:
        raise Invalid("url", NOT_A_LINK)
    return url
