"""A note that is read: its outline, its look on paper, how much it is."""

import re

from playwright.sync_api import Locator, Page, expect

from notes.library import editing
from tests.test_browser import Enter, editor
from waiting import eventually

pytest_plugins = ["tests.test_browser"]  # whose window this one uses

PARTS = "# Whole\n\n" + "".join(f"## Part {n}\n\n{'words ' * 200}\n\n" for n in range(500))
PAPER = """---
tags: [a]
---
[link](https://example.org/x) https://example.org/y

> [!tip]- Folded
> inside

```python title="a.py"
{long}
```

- [ ] open
""".replace("{long}", "x = '" + "long " * 100 + "'")
TOO_WIDE = f"""
$${" + ".join(f"x_{{{n}}}" for n in range(60))}$$

Words ${" + ".join(f"y_{{{n}}}" for n in range(60))}$ and words.

$$\\begin{{equation}}{" + ".join(f"z_{{{n}}}" for n in range(30))}\\tag{{1}}\\end{{equation}}$$

| {" | ".join(f"column {n}" for n in range(30))} |
|{" - |" * 30}
| {" | ".join("unbreakable" for _ in range(30))} |
"""
PAPER_WIDTH = 672  # px: A4 without its margins
CHROME = [".sidebar", ".list", ".note-bar", ".status", "note-editor", "figcaption button"]


def read(enter: Enter, body: str, mode: str = "3") -> Page:
    window = enter(f"/notes/{editing.create(body).id}")
    window.keyboard.press(f"Control+{mode}")
    return window


def outline(window: Page) -> Locator:
    return window.locator("note-outline button")


def current(window: Page) -> Locator:
    return window.locator("note-outline [aria-current]")


class TestOutline:
    def test_has_the_headings_and_leads_to_them(self, enter: Enter) -> None:
        window = read(enter, PARTS)
        window.keyboard.press("Control+Shift+O")
        expect(outline(window)).to_have_count(501)
        expect(current(window)).to_have_text("Whole")
        expect(current(window)).to_be_focused()
        outline(window).nth(300).click()
        expect(window.locator("note-preview h2").nth(299)).to_be_in_viewport()
        expect(current(window)).to_have_text("Part 299")

    def test_follows_the_page_and_what_is_typed(self, enter: Enter) -> None:
        window = read(enter, PARTS, "2")
        window.locator("[data-act=outline]").click()
        expect(outline(window)).to_have_count(501)
        window.locator("note-preview").hover(position={"x": 40, "y": 200})
        window.mouse.wheel(0, 100_000)
        expect(current(window)).not_to_have_text("Whole")
        editor(window).click()
        window.keyboard.press("Control+End")
        window.keyboard.type("\n\n### Last 末")
        expect(outline(window).last).to_have_text("Last 末")
        expect(outline(window).last).to_have_attribute("data-depth", "2")

    def test_has_formulas_as_they_are_drawn_and_words_without_marks(self, enter: Enter) -> None:
        window = read(enter, "# Whole\n\n## $x^2$ and **b** [c](d) H~2~O\n")
        window.locator("[data-act=outline]").click()
        expect(outline(window).last.locator("msup, sub")).to_have_count(2)
        expect(outline(window).last).to_have_attribute("title", "x2 and b c H2O")

    def test_reads_the_page_once_however_far_it_is_scrolled(self, enter: Enter) -> None:
        window = read(enter, PARTS)
        window.keyboard.press("Control+Shift+O")
        expect(outline(window)).to_have_count(501)
        window.evaluate("""() => {
            const { prototype } = HTMLElement;
            const { get } = Object.getOwnPropertyDescriptor(prototype, "innerText");
            window.reads = 0;
            const counted = function () { return window.reads++, get.call(this) };
            Object.defineProperty(prototype, "innerText", { get: counted });
        }""")
        preview = window.locator("note-preview")
        for part in range(1, 11):
            preview.evaluate(
                "(page, part) => page.scrollTo(0, page.scrollHeight * part / 10)", part
            )
            window.wait_for_function("() => new Promise(requestAnimationFrame)")
        expect(current(window)).not_to_have_text("Whole")
        assert window.evaluate("() => window.reads") <= 501  # the whole page may come meanwhile

    def test_beside_the_text_both_go_to_the_heading(self, enter: Enter) -> None:
        window = read(enter, PARTS, "2")
        window.keyboard.press("Control+Shift+O")
        outline(window).nth(200).click()
        expect(window.locator("note-preview h2").nth(199)).to_be_in_viewport()
        expect(window.locator(".cm-line", has_text="Part 199")).to_be_in_viewport()

    def test_is_gone_through_with_arrows_and_stays_open(self, enter: Enter) -> None:
        window = read(enter, "# A\n\n## B\n\n## C")
        window.keyboard.press("Control+Shift+O")
        expect(outline(window).first).to_be_focused()
        window.keyboard.press("End")
        expect(outline(window).nth(2)).to_be_focused()
        window.keyboard.press("ArrowUp")
        expect(outline(window).nth(1)).to_be_focused()
        window.keyboard.press("Escape")
        expect(window.locator("note-preview")).to_be_focused()
        window.reload()
        expect(outline(window)).to_have_text(["A", "B", "C"])

    def test_says_that_there_is_none(self, enter: Enter) -> None:
        window = read(enter, "words")
        window.keyboard.press("Control+Shift+O")
        expect(window.locator("note-outline")).to_contain_text("This note has no headings.")


def printed(enter: Enter, body: str, mode: str) -> Page:
    window = read(enter, body, mode)
    window.evaluate("() => { window.print = () => { window.isPrinted = true } }")
    window.locator("note-editor .cm-content").wait_for(state="attached")
    window.locator(".note-bar [aria-haspopup=menu]").click()
    window.locator("[data-act=print]").click()
    window.wait_for_function("() => window.isPrinted")
    window.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    window.emulate_media(media="print", color_scheme="dark")
    return window


class TestPaper:
    def test_has_the_page_alone_in_light_colours_whatever_was_shown(self, enter: Enter) -> None:
        for mode in "123":
            window = printed(enter, PAPER, mode)
            page = window.locator("note-preview")
            expect(page.locator("aside, details.callout")).to_contain_text("inside")
            expect(page.get_by_text("inside")).to_be_visible()
            for chrome in CHROME:
                expect(window.locator(chrome).first).to_be_hidden()
            expect(window.locator("html")).to_have_css("color-scheme", "light")
            code = page.locator("pre > code")
            assert code.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
            assert code.evaluate("one => one.getBoundingClientRect().height > 40")
            window.close()

    def test_says_where_links_lead(self, enter: Enter) -> None:
        window = printed(enter, PAPER, "3")
        behind = "link => getComputedStyle(link, '::after').content"
        links = window.locator("note-preview p a")
        assert "https://example.org/x" in links.nth(0).evaluate(behind)
        assert links.nth(1).evaluate(behind) == "none"

    def test_has_as_many_pages_as_the_note_is_long_and_is_put_back(self, enter: Enter) -> None:
        window = printed(enter, "# Long\n\n" + "words and more words\n\n" * 300, "2")
        pages = re.findall(rb"/Type\s*/Page\b", window.pdf(format="A4"))
        assert 6 < len(pages) < 30
        window.emulate_media(media="screen")
        expect(window.locator("note-preview > .block").first).to_be_visible()
        expect(window.locator("html")).to_have_attribute("data-theme", "system")

    def test_has_nothing_folded_and_no_button_by_whatever_way_it_is_printed(
        self, enter: Enter
    ) -> None:
        body = (
            "![a](https://example.org/a.png)\n\n<details><summary>A</summary>\n\nin\n\n</details>"
        )
        window = read(enter, body)
        window.emulate_media(media="print")
        expect(window.locator("note-preview details").get_by_text("in")).to_be_visible()
        expect(window.locator(".show-images")).to_be_hidden()

    def test_has_all_of_what_is_wide(self, enter: Enter) -> None:
        for mode in "13":
            window = printed(enter, TOO_WIDE, mode)
            window.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
            assert window.evaluate(
                """width => [...document.querySelectorAll(
                "note-preview :is(math, td)")].every(one =>
                one.getBoundingClientRect().right <= width + 1)""",
                PAPER_WIDTH,
            )
            window.evaluate("() => dispatchEvent(new Event('afterprint'))")
            expect(window.locator("note-preview math")).to_have_count(3)
            expect(window.locator("note-preview .dense")).to_have_count(0)
            window.close()

    def test_of_two_clicks_the_second_changes_nothing(self, enter: Enter) -> None:
        window = read(enter, PAPER, "2")
        window.evaluate("""async () => {
            window.print = () => dispatchEvent(new Event("afterprint"));
            const printed = new Promise((done) => addEventListener("afterprint", done));
            const button = document.querySelector("[data-act=print]");
            button.click();
            button.click();
            await printed;
        }""")
        expect(window.locator("html")).to_have_attribute("data-theme", "system")


def test_who_points_at_the_count_is_told_of_characters_and_minutes(enter: Enter) -> None:
    note = editing.create("---\na: b\n---\n中文 and words")
    window = enter(f"/notes/{note.id}")
    count = window.locator("text-count")
    expect(count).to_have_text("2 words, 2 字")
    count.hover()
    told = "12 characters, 10 without blanks\nAbout 1 minute to read"
    expect(count).to_have_attribute("title", told)


def test_a_callout_inside_another_has_the_colour_and_the_size_of_its_own_kind(enter: Enter) -> None:
    window = read(
        enter, "> [!tip] Outer\n> > [!danger] Inner\n> > text\n\n> [!danger] Alone\n> text"
    )
    colour = "one => getComputedStyle(one).color"
    titles = window.locator("note-preview .callout-title")
    outer, inner, alone = (titles.nth(n).evaluate(colour) for n in range(3))
    assert inner == alone != outer
    size = "one => getComputedStyle(one).fontSize"
    assert titles.nth(1).evaluate(size) == titles.nth(2).evaluate(size)


def test_a_quote_has_as_much_room_above_its_words_as_below(enter: Enter) -> None:
    window = read(enter, "> words\n>\n> more words")
    quote = window.locator("note-preview blockquote")
    expect(quote).to_be_visible()

    def room() -> tuple[float, float]:
        above, below = quote.evaluate("""quote => {
            const [box, first, last] = [quote, quote.firstElementChild, quote.lastElementChild]
                .map(one => one.getBoundingClientRect());
            return [first.top - box.top, box.bottom - last.bottom];
        }""")
        return above, below

    eventually(lambda: room()[0] == room()[1] > 0, "as much room")  # while it is drawn anew: none


def test_nothing_sticks_out_of_a_narrow_page(enter: Enter) -> None:
    window = enter(f"/notes/{editing.create('![a](https://example.org/a.png)').id}")
    window.set_viewport_size({"width": 340, "height": 700})
    window.keyboard.press("Control+3")
    button = window.locator(".show-images")
    expect(button).to_be_visible()
    assert window.locator("note-preview").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_an_image_that_is_missing_says_so_before_and_after_the_page_is_at_work(
    enter: Enter,
) -> None:
    window = read(enter, "![words](nowhere.png)")
    window.reload()
    expect(window.locator("note-preview img")).to_have_class("missing")
