"""What axe finds wrong with a window, in its light colours and in its dark ones."""

from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import required

AXE = Path(__file__).parent.parent / "ui/editor/node_modules/axe-core/axe.min.js"
#: The rules that another theme can break.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = "async (options) => (await axe.run(options)).violations"


def violations(window: Page) -> list[str]:
    """What is wrong, each with where; the window is left in light colours."""
    required(AXE.exists(), "axe-core (npm ci in ui/editor)")
    if not window.evaluate("'axe' in window"):
        window.evaluate(AXE.read_text("utf-8"))
    window.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = window.evaluate(RUN, OF_COLOURS)
    window.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += window.evaluate(RUN, {})
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]
