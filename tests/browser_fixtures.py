"""A real Chromium on the real server.  What the browser complains about fails the test."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from notes.library.opening import Library
from notes.rendering.worker import Renderer
from notes.web.server import Server
from tests.chromium import chromium
from tests.conftest import Headless, required

#: What nobody looks at and every context pays for, a third of opening Octavo's page: the boxes
#: under an address bar, which are pages too, and a renderer in reserve.
UNSEEN = (
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
#: What Playwright turns off itself; of two such lists Chromium reads the last one only.
ALSO_OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    f"--disable-features={','.join(UNSEEN + ALSO_OFF)}",
]

#: What Chromium says of answers that a test asks for.
REFUSED = (
    r"(?i)4(01 \(unauthorized|03 \(forbidden|04 \(not found|09 \(conflict"
    r"|13 \(request entity too large|22 \(unprocessable entity|23 \(locked)\)"
    r"|507 \(insufficient storage\)|err_failed|failed to fetch"
)

Enter = Callable[..., Page]

#: Milliseconds that a page on a busy machine may take for what it does in a moment.
PATIENCE = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    required(program, "Chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def server(library: Library, shell: Headless, renderer: Renderer) -> Iterator[Server]:
    library.settings.write({"welcomed": True})
    with Server(library, shell, renderer) as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def enter(server: Server, context: BrowserContext) -> Iterator[Enter]:
    """Opens a window of Octavo.  What the browser complains about fails the test."""
    complaints: list[str] = []

    def entered(path: str = "/") -> Page:
        window = context.new_page()
        window.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        window.on("pageerror", lambda error: complaints.append(str(error)))
        if path == "/":
            window.goto(server.address)
        else:  # as who has entered before
            session = server.session
            cookie = {"name": session.cookie_name, "value": session.cookie, "url": session.origin}
            context.add_cookies([cookie])
            window.goto(f"{session.origin}{path}")
        return window

    yield entered
    assert [said for said in complaints if not re.search(REFUSED, said)] == []
