"""
Notes that want out, in a real Chromium: what others collected against sanitizers, as text of a
note, with the sanitizer alone and with the page's policy alone: each has to hold without the other.

Each stands in a document of its own under the page's policy, either as a part of the page that
is parsed or as the preview puts a block into it, and is then touched all over.  Nothing may run,
ask another server for something, or lead the page away.  One thing no policy can forbid: a page
that is parsed with a refresh in it goes where that says.  So the preview's door lets none in.
"""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Request, Route

from notes.rendering.sanitize import clean
from tests import scripts
from tests.conftest import vectors
from tests.rendering_fixtures import html
from tests.scripts import PLACE

pytest_plugins = ["tests.test_browser"]  # whose browser this one uses

#: What puts a rendered page into the window, and what it imports.
DOOR = tuple(
    f"{PLACE}{module}.js"
    for module in ("api", "fragments", "note/blocks", "note/long-lines", "phrases")
)
ORIGIN = "http://127.0.0.1:9"
#: What is in one page at a time.
TOGETHER = 60
#: In every document: what hostile texts call to show that they ran.
CALLS = """
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"])
      window[name] = () => void window.ran.push(name);
"""
#: Shows the texts and gives a hand to whatever waits for one; says what each ran, null if it left.
SHOW = """async ([texts, parsed]) => {
    const { rendered } = await import("/static/scripts/note/blocks.js");
    const later = (ms) => new Promise((go) => setTimeout(go, ms));
    const ended = (image) => image.complete || new Promise((go) => {
      for (const end of ["load", "error"]) image.addEventListener(end, go);
    });
    const frames = texts.map((text) => {
      const frame = document.createElement("iframe");
      frame.srcdoc = `<!doctype html><main>${parsed ? text : ""}</main>`;
      return frame;
    });
    const loaded = frames.map((frame) => new Promise((go) => frame.addEventListener("load", go)));
    document.body.replaceChildren(...frames);
    await Promise.all(loaded);
    const stay = (event) => event.preventDefault();
    for (const [index, frame] of frames.entries()) {
      const page = frame.contentDocument;
      if (!parsed) page.body.append(page.adoptNode(rendered(texts[index])));
      for (const kind of ["click", "submit"]) page?.addEventListener(kind, stay);
      for (const one of page?.querySelectorAll("*") ?? [])
        for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "click"])
          one.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
    }
    const images = frames.flatMap((frame) => [...(frame.contentDocument?.images ?? [])]);
    await Promise.race([Promise.all(images.map(ended)), later(2000)]); // lazy ones may never come
    await later(50); // as long as a refresh waits
    return frames.map((frame) => (frame.contentDocument ? (frame.contentWindow.ran ?? []) : null));
}"""


class Stage:
    """A page that shows texts, and what they did: scripts, requests, navigations."""

    def __init__(self, context: BrowserContext, policy: str) -> None:
        self.scripts: list[str] = []
        self.requests: list[str] = []
        self.navigations: list[str] = []
        self._policy = {"Content-Security-Policy": policy} if policy else {}
        self._page = context.new_page()
        self._page.add_init_script(CALLS)
        self._page.on("dialog", lambda dialog: dialog.dismiss())
        self._page.route("**/*", self._answer)

    def show(self, texts: Sequence[str], *, parsed: bool) -> None:
        for at in range(0, len(texts), TOGETHER):
            some = texts[at : at + TOGETHER]
            self._page.goto(f"{ORIGIN}/notes/a")
            for text, ran in zip(some, self._page.evaluate(SHOW, [some, parsed]), strict=True):
                self.scripts += [text] if ran else []
                self.navigations += [text] if ran is None else []

    def _answer(self, route: Route, request: Request) -> None:
        address = urlsplit(request.url)
        if address.path == "/notes/a" and request.frame == self._page.main_frame:
            headers = {"Content-Type": "text/html; charset=utf-8", **self._policy}
            route.fulfill(body="<!doctype html><title>Note</title>", headers=headers)
        elif address.path in DOOR:
            scripts.answer(route)
        else:
            if address.netloc != urlsplit(ORIGIN).netloc:
                self.requests.append(request.url)
            route.abort()


#: One of each kind; without sanitizer and policy the stage has to see them all.
RUNS = "<img src=x onerror=alert(1)>"
ASKS = "<img src=http://example.org/a.png>"
LEAVES = '<meta http-equiv=refresh content="0;url=data:text/html,x">'

Shown = Callable[[str], Stage]


@pytest.fixture
def policy(stranger: FlaskClient) -> str:
    """That of the page, for the address of the stage."""
    said = stranger.get("/health").headers["Content-Security-Policy"]
    return str(said).replace(stranger.application.extensions["octavo"].session.origin, ORIGIN)


@pytest.fixture
def staged(browser: Browser) -> Iterator[Shown]:
    context = browser.new_context()
    yield lambda policy: Stage(context, policy)
    context.close()


def collected() -> list[str]:
    return [*vectors("h5sc.jsonl"), *vectors("sanitizers.jsonl")]


def sanitized(text: str) -> str:
    """As Markdown, and as what a later part of the program might hand to the sanitizer."""
    return html(text) + clean(text)


def did_nothing(stage: Stage, count: int, layer: str) -> None:
    print(  # noqa: T201  (the figures that a run is asked for)
        f"{layer}: {count} texts, {len(stage.scripts)} scripts,"
        f" {len(stage.requests)} requests, {len(stage.navigations)} navigations"
    )
    assert (stage.scripts, stage.requests, stage.navigations) == ([], [], [])


@pytest.mark.parametrize("parsed", [True, False])
def test_the_stage_sees_what_runs_what_asks_and_what_leaves(staged: Shown, parsed: bool) -> None:
    stage = staged("")
    stage.show([RUNS, ASKS, LEAVES], parsed=parsed)
    assert stage.scripts == [RUNS]
    assert stage.requests == ["http://example.org/a.png"]
    assert stage.navigations == ([LEAVES] if parsed else [])


def test_no_note_does_anything_that_the_sanitizer_was_at(staged: Shown) -> None:
    stage = staged("")
    texts = list(dict.fromkeys(map(sanitized, collected())))
    stage.show(texts, parsed=True)
    stage.show(texts, parsed=False)
    did_nothing(stage, len(texts), "sanitizer")


def test_no_block_of_the_preview_does_anything_under_the_policy_alone(
    staged: Shown, policy: str
) -> None:
    stage, texts = staged(policy), collected()
    stage.show(texts, parsed=False)
    did_nothing(stage, len(texts), "policy, in the preview")


def test_no_page_does_anything_under_the_policy_alone_but_refresh(
    staged: Shown, policy: str
) -> None:
    stage, texts = staged(policy), [text for text in collected() if "refresh" not in text.lower()]
    stage.show(texts, parsed=True)
    did_nothing(stage, len(texts), "policy, in a page")
