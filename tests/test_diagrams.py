"""Diagrams of notes: drawn in a frame apart from the page, shown as images, by a real Chromium."""

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Locator, Page, expect

from notes.library import editing
from notes.library.editing import Note
from notes.web.server import Server
from tests.test_browser import Enter, editor

pytest_plugins = ["tests.test_browser"]  # whose window this one uses

FLOW = "flowchart LR\n  A[开始] --> B{why?}\n  B --> C[End]\n"
SEQUENCE = "sequenceDiagram\n  accTitle: 登录\n  用户->>Server: 请求\n"
HOSTILE = [
    'flowchart LR\n  A[a] --> B\n  click A "javascript:alert(1)"\n  click B href "https://x.invalid/"\n',
    'flowchart LR\n  A["<img src=https://x.invalid/a.png onerror=parent.ran=1>"] --> B\n',
    'flowchart LR\n  A["<script>parent.ran=1</script>"] --> B["<b>bold</b>"]\n',
    """%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS":
    "*{background:url(https://x.invalid/c)}"}}%%\nflowchart LR\n  A["<a href=x>y</a>"] --> B\n""",
    "flowchart LR\n  A@{ img: 'https://x.invalid/i.png', label: 'i', h: 60 } --> B\n",
    "sequenceDiagram\n  participant A\n  link A: x @ javascript:x()\n  A->>A: <svg/onload=1>\n",
]
LARGE = [
    ("mindmap\n r\n" + "".join(f"  n{n}\n" for n in range(900)), "It is too large."),
    ("flowchart LR\n  A --> B[" + "x" * 30_000 + "]\n", "It is too large."),
]


#: What a token is, as two digits for each of red, green and blue.
COLOUR = """name => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    const parts = getComputedStyle(probe).color.match(/[0-9]+/g);
    return "#" + parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("");
}"""


def written(*sources: str) -> Note:
    return editing.create("\n".join(f"```mermaid\n{source}```\n" for source in sources))


def read(enter: Enter, *sources: str) -> Page:
    window = enter(f"/notes/{written(*sources).id}")
    window.keyboard.press("Control+3")
    return window


def images(window: Page) -> Locator:
    return window.locator("note-preview figure.diagram img")


def drawing(window: Page) -> str:
    return str(images(window).first.evaluate("image => decodeURIComponent(image.src)"))


def test_diagrams_are_images_that_say_what_they_are_with_their_source_below(enter: Enter) -> None:
    window = read(enter, FLOW, SEQUENCE)
    expect(images(window)).to_have_count(2)
    expect(images(window).nth(1)).to_have_attribute("alt", "Diagram: 登录")
    assert images(window).first.evaluate(
        "async one => (await one.decode(), one.naturalWidth > 100)"
    )
    assert "开始" in drawing(window)
    expect(window.locator("figure.diagram details code").first).to_have_text(FLOW)


def test_a_note_without_diagrams_asks_for_no_frame(enter: Enter) -> None:
    note = editing.create("```python\n1\n```")
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+3")
    expect(window.locator("note-preview code")).to_be_visible()
    expect(window.locator("iframe")).to_have_count(0)


def test_what_cannot_be_drawn_says_why_below_its_source(enter: Enter) -> None:
    window = read(enter, "flowchart LR\n  A -->\n", "nonsense\n", FLOW)
    expect(images(window)).to_have_count(1)
    said = window.locator("figure.code > .trouble")
    expect(said).to_have_text([re.compile("cannot be drawn: Parse error"), re.compile("nonsense")])


@pytest.mark.parametrize(("source", "why"), LARGE)
def test_what_is_too_large_says_so(enter: Enter, source: str, why: str) -> None:
    window = read(enter, source)
    expect(window.locator("figure.code > .trouble")).to_contain_text(why)


def test_a_large_one_is_drawn_when_it_is_asked_for(enter: Enter) -> None:
    chain = "flowchart LR\n" + "".join(f"  n{n} --> n{n + 1}\n" for n in range(210))
    window = read(enter, chain, FLOW)
    offer = window.locator("figure.code > .offer")
    expect(offer).to_contain_text("is large")
    expect(images(window)).to_have_count(1)
    offer.get_by_role("button", name="Draw it").click()
    expect(images(window)).to_have_count(2, timeout=15_000)
    expect(offer).to_have_count(0)


def test_more_connections_than_can_be_seen_are_not_drawn(enter: Enter) -> None:
    window = read(enter, "flowchart LR\n" + "".join(f"  n{n} --> n{n + 1}\n" for n in range(500)))
    window.get_by_role("button", name="Draw it").click()
    expect(window.locator("figure.code > .trouble")).to_contain_text("Edge limit")


def test_nothing_of_a_diagram_runs_or_is_fetched(server: Server, context: BrowserContext) -> None:
    fetched: list[str] = []
    window = context.new_page()
    window.on("dialog", lambda dialog: fetched.append(dialog.message))
    context.route("**/*x.invalid/**", lambda route: fetched.append(route.request.url))
    window.goto(server.address)
    window.goto(f"{server.session.origin}/notes/{written(*HOSTILE).id}")
    window.keyboard.press("Control+3")
    shown = window.locator("figure.code > .trouble, figure.diagram img")
    expect(shown).to_have_count(len(HOSTILE))
    for one in shown.all():
        one.click()
    assert fetched == []
    assert window.evaluate("window.ran") is None
    assert window.locator("note-preview svg:not(.icon)").count() == 0


def test_the_other_theme_draws_it_again(enter: Enter) -> None:
    window = read(enter, FLOW)
    expect(images(window)).to_have_count(1)
    light = images(window).first.get_attribute("src") or ""
    window.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(images(window).first).not_to_have_attribute("src", light)
    window.wait_for_function(
        "was => decodeURIComponent(document.querySelector('figure.diagram img').src) != was",
        arg=light,
    )


def test_whoever_changes_the_theme_back_sees_the_first_drawing(enter: Enter) -> None:
    window = read(enter, FLOW)
    expect(images(window)).to_have_count(1)
    before = images(window).first.get_attribute("src") or ""
    window.evaluate("""async () => {
        const { dataset } = document.documentElement;
        const { theme } = dataset;
        const drawn = new Promise((done) => addEventListener("message", done, { once: true }));
        dataset.theme = "dark";
        await new Promise(requestAnimationFrame);
        dataset.theme = theme;
        await drawn;
        await new Promise(requestAnimationFrame);
    }""")
    expect(images(window).first).to_have_attribute("src", before)


def test_the_frame_has_no_origin_and_one_script(enter: Enter) -> None:
    window = read(enter, FLOW)
    expect(images(window)).to_have_count(1)
    frame = next(one for one in window.frames if one.url.endswith("/diagrams"))
    assert frame.evaluate("self.origin") == "null"
    with pytest.raises(Exception, match=r"(?i)sandbox|SecurityError"):
        frame.evaluate("document.cookie")


def test_the_frame_lets_nothing_in_and_nothing_out(
    page: FlaskClient, stranger: FlaskClient
) -> None:
    policy = page.get("/diagrams").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "sandbox allow-scripts;" in policy
    assert page.get("/").headers["X-Frame-Options"] == "DENY"
    assert stranger.get("/diagrams").status_code == 401


def test_a_diagram_that_is_typed_is_drawn_again(enter: Enter) -> None:
    note = editing.create(f"```mermaid\n{FLOW}```")
    window = enter(f"/notes/{note.id}")
    expect(images(window)).to_have_count(1)
    editor(window).click()
    window.keyboard.press("Control+End")
    window.keyboard.press("ArrowUp")
    window.keyboard.press("End")
    window.keyboard.type(" --> D[新]", delay=60)
    expect(window.locator("figure.diagram code")).to_contain_text("新")
    window.wait_for_function(
        "() => decodeURIComponent(document.querySelector('figure.diagram img').src).includes('新')"
    )


def test_a_wide_diagram_is_scrolled_rather_than_too_small_to_be_read(enter: Enter) -> None:
    wide = "sequenceDiagram\n" + "\n".join(f"P{n}->>P{n + 1}: a" for n in range(12))
    window = enter(f"/notes/{editing.create(f'```mermaid{chr(10)}{wide}{chr(10)}```').id}")
    scrolls = "one => [one.scrollWidth > one.clientWidth, one.tabIndex]"
    image = window.locator("figure.diagram img")
    expect(image).to_be_visible()
    assert window.locator("figure.diagram .drawing").evaluate(scrolls) == [True, 0]
    assert image.evaluate("one => one.width / Number(one.getAttribute('width'))") >= 0.69
    assert window.locator("note-preview").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_the_bars_of_a_chart_can_be_seen(enter: Enter) -> None:
    window = read(enter, "xychart-beta\n  x-axis [a, b]\n  bar [1, 2]\n  line [2, 1]\n")
    expect(images(window)).to_have_count(1)
    drawn = drawing(window)
    accent, second = (window.evaluate(COLOUR, name) for name in ("--accent", "--code-name"))
    assert f'fill="{accent}"' in drawn
    assert f'stroke="{second}"' in drawn


def test_the_names_of_states_stand_in_the_middle_of_their_boxes(enter: Enter) -> None:
    body = "```mermaid\nstateDiagram-v2\n[*] --> A\nA --> LongerName\n```"
    window = enter(f"/notes/{editing.create(body).id}")
    image = window.locator("figure.diagram img")
    expect(image).to_be_visible()
    drawing = unquote(image.get_attribute("src") or "")
    labels = re.findall(r'class="label"[^>]* transform="translate\((\S+),', drawing)
    assert set(labels) == {"0"}
    assert drawing.count('text-anchor="middle"') >= len(labels)
