"""The rendered note beside its text, in a real Chromium against the real server."""

from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from notes.library import editing, trash
from tests.test_browser import Enter, editor

pytest_plugins = ["tests.test_browser"]  # whose window this one uses


def opened(enter: Enter, body: str) -> Page:
    """A note of this text, with the caret behind its last letter."""
    window = enter(f"/notes/{editing.create(body).id}")
    editor(window).click()
    window.keyboard.press("Control+End")
    return window


def preview(window: Page) -> Locator:
    return window.locator("note-preview")


def test_what_only_the_whole_can_know_comes_when_nobody_types_and_stays(enter: Enter) -> None:
    window = opened(enter, "[TOC]\n\n## One\n\na[^1]\n\n[^1]: note\n\nlast")
    contents = preview(window).locator("ul.contents a")
    expect(contents).to_have_text(["One"])
    below = preview(window).locator(":scope > .block:last-child")
    expect(below.locator("section.footnotes")).to_contain_text("note")
    contents.evaluate("link => { link.stays = true }")
    window.keyboard.type(" words")
    expect(preview(window)).to_contain_text("last words")
    assert contents.evaluate("link => link.stays")
    expect(below.locator("section.footnotes")).to_contain_text("note")


def test_formulas_are_shown_without_a_script(enter: Enter) -> None:
    window = opened(enter, "a $x^2$ b\n\n$$\n\\frac{a}{b}\n$$\n")
    expect(preview(window).locator("msup")).to_have_text("x2")
    assert (
        preview(window).locator("mfrac").evaluate("one => one.getBoundingClientRect().height") > 20
    )


def test_links_know_their_notes_or_look_broken(enter: Enter) -> None:
    plan = editing.create("# Plan\n\n## Steps\n\nfirst").id
    window = opened(enter, "[[plan]], [[Plan#Steps|steps]], [[Nowhere]], [x](gone.md)")
    links = preview(window).locator("a")
    expect(links.nth(0)).to_have_attribute("data-note", plan)
    expect(links.nth(2)).to_have_class("wiki-link missing")
    expect(links.nth(3)).to_have_class("missing")
    links.nth(1).click()
    expect(window.locator("#note-heading")).to_have_text("Plan")


def test_no_name_means_anything_but_a_note(enter: Enter) -> None:
    window = opened(enter, "[[constructor]] [[__proto__]]")
    expect(preview(window).locator("a.missing")).to_have_count(2)


def test_however_many_links_there_are_all_are_looked_up(enter: Enter) -> None:
    window = opened(enter, " ".join(f"[[{number}]]" for number in range(1001)))
    expect(preview(window).locator("a.missing")).to_have_count(1001)


def test_a_link_to_no_note_makes_it(enter: Enter) -> None:
    window = opened(enter, "see [[New idea]]")
    preview(window).locator("a.missing").click()
    expect(editor(window)).to_contain_text("# New idea")


def test_links_to_headings_that_are_not_there_look_broken(enter: Enter) -> None:
    editing.create("# Other\n\n## There\n")
    here = "[a](#here) [b](#nope) [[#Here]] [[#Nope]] [[Other#There]] [[Other#Nope]] word[^1]"
    note = editing.create(f"# Links\n\n{here}\n\n## Here\n\n[^1]: note\n")
    window = enter(f"/notes/{note.id}")
    broken = ["b", "Nope", "Other › Nope"]
    for mode in "23":
        window.keyboard.press(f"Control+{mode}")
        expect(preview(window).locator("a.missing")).to_have_text(broken)
    expect(preview(window).locator("a.missing").first).to_have_attribute(
        "title", "There is no such heading."
    )
    preview(window).get_by_text("Other › Nope").click()
    expect(preview(window).locator("h1")).to_have_text("Other")


def test_an_embedded_note_is_shown_in_its_place(enter: Enter) -> None:
    editing.create(
        "# Plan\n\nwhole\n\n## Steps\n\nfirst\n\n### More\n\nsecond\n\n## Other\n\nthird"
    )
    window = opened(enter, "![[Plan#Steps]]\n\nin ![[Plan]] words")
    box = preview(window).locator(".embedded")
    expect(box).to_have_count(1)
    expect(box).to_contain_text("second")
    expect(box).not_to_contain_text("third")
    expect(box).not_to_contain_text("whole")


def test_notes_that_embed_each_other_end(enter: Enter) -> None:
    editing.create("# A\n\n![[B]]")
    editing.create("# B\n\n![[A]]")
    window = opened(enter, "![[A]]")
    expect(preview(window).locator(".embedded")).to_have_count(2)


def test_a_note_that_shows_itself_again_and_again_ends_soon(enter: Enter) -> None:
    editing.create("# Many\n\n" + "![[Many]]\n\n" * 8)
    window = opened(enter, "![[Many]]\n\n" * 8)
    expect(preview(window).locator(".embedded")).to_have_count(50)


def test_an_image_that_is_not_there_says_so(enter: Enter) -> None:
    window = opened(enter, "![words](gone.png)")
    expect(preview(window).locator("img.missing")).to_have_attribute("alt", "words")


TASKS = """# Plan

- [x] done
  > - [ ] quoted

```
- [ ] code
```

words[^1]

- [ ] last

[^1]: - [ ] below
"""


def boxes(window: Page) -> Locator:
    return preview(window).locator("li.task input")


def test_a_click_on_a_box_changes_its_character_and_can_be_undone(enter: Enter) -> None:
    window = opened(enter, TASKS)
    expect(boxes(window)).to_have_count(4)
    boxes(window).nth(1).click()
    expect(editor(window)).to_contain_text("> - [x] quoted")
    expect(boxes(window).nth(1)).to_be_checked()
    assert boxes(window).evaluate_all("all => all.map(one => one.checked)") == [
        True,
        True,
        False,
        False,
    ]
    editor(window).focus()
    window.keyboard.press("Control+z")
    expect(editor(window)).to_contain_text("> - [ ] quoted")
    expect(boxes(window).nth(1)).not_to_be_checked()


def test_a_box_of_the_page_that_is_read_is_saved_and_keeps_the_keyboard(enter: Enter) -> None:
    note = editing.create(TASKS.replace("\n", "\r\n"))
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+3")
    boxes(window).nth(3).focus()
    with window.expect_response(
        lambda answer: answer.request.method == "PUT" and note.id in answer.url
    ):
        window.keyboard.press("Space")
    expect(boxes(window).nth(3)).to_be_checked()
    expect(boxes(window).nth(3)).to_be_focused()
    assert editing.read(note.id).body == note.body.replace("[ ] below", "[x] below")


def test_boxes_of_notes_that_are_shown_in_it_and_of_the_trash_stay_as_they_are(
    enter: Enter,
) -> None:
    editing.create("# Inner\n\n- [ ] theirs")
    window = opened(enter, "![[Inner]]\n\n- [ ] ours")
    expect(preview(window).locator(".embedded input")).to_be_disabled()
    ours = preview(window).locator("li.task input:enabled")
    ours.click()
    expect(editor(window)).to_contain_text("- [x] ours")
    gone = editing.create("- [ ] gone")
    trash.put([gone.id])
    window.goto(window.url.replace(window.url.rpartition("/")[2], gone.id))
    expect(boxes(window)).to_be_disabled()


def test_a_box_that_raw_html_imitates_changes_nothing(enter: Enter) -> None:
    window = opened(enter, '<ul><li class="task"><input type="checkbox"> x</li></ul>\n\n- [ ] ours')
    boxes(window).first.click()
    expect(window.locator(".toast")).to_contain_text("could not be found")
    expect(boxes(window).first).not_to_be_checked()
    expect(editor(window)).to_contain_text("- [ ] ours")


def test_the_settings_of_the_page_are_seen_at_once(enter: Enter) -> None:
    window = opened(enter, '---\ntags: [idea]\n---\nsaid "a"\nand b')
    expect(preview(window).locator(".properties .property-tag")).to_have_text("idea")
    window.keyboard.press("Control+,")
    for name in ("properties", "hard_breaks", "smart_quotes", "readable_width"):
        window.locator(f"#settings [name={name}]").click()
    expect(preview(window).locator("p")).to_have_text("said “a” and b")
    expect(preview(window).locator("p br")).to_have_count(1)
    expect(preview(window).locator(".properties")).to_have_count(0)
    expect(window.locator("html")).to_have_attribute("data-wide", "")
    window.locator("#settings [name=text_size][value='21']").check(force=True)
    expect(preview(window)).to_have_css("font-size", "21px")
    window.reload()
    expect(preview(window)).to_have_css("font-size", "21px")
    expect(preview(window).locator("p br")).to_have_count(1)


def test_a_box_of_a_note_that_was_changed_elsewhere_is_a_conflict(enter: Enter) -> None:
    note = editing.create("- [ ] ours")
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+3")
    expect(boxes(window)).to_be_enabled()
    editing.save(note.id, note.version, body="- [ ] theirs")
    boxes(window).click()
    expect(window.locator("[data-trouble=conflict]")).to_be_visible()
    assert editing.read(note.id).body == "- [ ] theirs"


def test_an_older_page_never_takes_the_place_of_a_newer_one(enter: Enter) -> None:
    window = opened(enter, "first")
    window.keyboard.press("Control+3")
    asked: list[Route] = []
    late: list[tuple[Route, APIResponse]] = []

    def answer(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    def write(words: str) -> None:
        window.evaluate(
            "words => { const [note] = document.getElementsByTagName('note-editor');"
            " note.change(words); return note.flush() }",
            words,
        )

    window.route("**/html", answer)
    with window.expect_request("**/html"):
        write("second")
    write("third")
    expect(preview(window)).to_have_text("third")
    (route, old), *_ = late
    with window.expect_event("requestfinished"):
        route.fulfill(response=old)
    window.evaluate("new Promise(requestAnimationFrame)")
    expect(preview(window)).to_have_text("third")
