"""
The modules of the page one by one, which a test serves to its browser at /static/scripts.

A page has them in one bundle, whose functions nobody else can call.  These stand beside it: what
they keep to themselves is another.
"""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

PLACE = "/static/scripts/"
FOLDER = Path(__file__).parent.parent / "ui" / "scripts"


def answer(route: Route) -> None:
    route.fulfill(path=FOLDER / urlsplit(route.request.url).path.removeprefix(PLACE))


def refresh_list(window: Page) -> None:
    """As the page does when notes have come, gone or moved."""
    window.route(f"**{PLACE}**", answer)
    window.evaluate(f"import('{PLACE}panes.js').then((panes) => panes.refreshList())")
