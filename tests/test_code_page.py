"""Blocks of code as somebody uses them, in a real Chromium against the real server."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from notes.library import editing
from notes.library.opening import Library
from tests.test_browser import Enter

pytest_plugins = ["tests.test_browser"]  # whose window this one uses

SESSION = "$ ls \\\n    -l\na.txt\n$ cat <<END\n> b\n> END\nb\n"
TYPED = "ls \\\n    -l\ncat <<END\nb\nEND\n"
LONG = "x = 1  # " + "words " * 100


def opened(enter: Enter, body: str) -> Page:
    return enter(f"/notes/{editing.create(body).id}")


def copied(context: BrowserContext, window: Page) -> str:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.get_by_role("button", name="Copy code").click()
    expect(window.locator("#announcer")).to_have_text("Copied")
    return str(window.evaluate("navigator.clipboard.readText()"))


def selected(block: Locator) -> str:
    """What a hand takes that selects the whole block."""
    return str(
        block.evaluate(
            "pre => { getSelection().selectAllChildren(pre); return `${getSelection()}` }"
        )
    )


def test_of_a_session_what_was_typed_is_copied(enter: Enter, context: BrowserContext) -> None:
    assert copied(context, opened(enter, f"```console\n{SESSION}```")) == TYPED


def test_of_other_code_everything_is_copied_but_its_numbers(
    enter: Enter, context: BrowserContext
) -> None:
    window = opened(enter, '```python linenums="8" {2}\ndef f():\n    return 1\n\n# $ x\n```')
    assert copied(context, window) == "def f():\n    return 1\n\n# $ x\n"


def test_a_hand_selects_neither_numbers_nor_prompts(enter: Enter) -> None:
    window = opened(enter, '```pycon linenums="8" hl_lines="1"\n>>> a = 1\n>>> a\n1\n```')
    assert selected(window.locator("note-preview pre")).rstrip("\n") == "a = 1\na\n1"


def test_a_hand_selects_lines_of_a_difference_as_they_are(enter: Enter) -> None:
    window = opened(enter, "```diff\n-a\n-b\n+c\n d\n```")
    assert selected(window.locator("note-preview pre")).rstrip("\n") == "-a\n-b\n+c\n d"


def test_long_lines_wrap_where_it_is_wanted_and_stay_so(enter: Enter, library: Library) -> None:
    window = opened(enter, f"```python linenums\n{LONG}\ny = 2\n```\n\n```\n{LONG}\n```")
    block = window.locator("note-preview pre").first
    scrolls = "pre => pre.scrollWidth > pre.clientWidth"
    assert block.evaluate(scrolls)
    buttons = window.get_by_role("button", name="Wrap long lines")
    with window.expect_response("**/settings"):
        buttons.first.click()
    assert not block.evaluate(scrolls)
    expect(buttons.last).to_have_attribute("aria-pressed", "true")
    assert library.settings.read()["wrap_code"] is True
    window.reload()
    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    assert not block.evaluate(scrolls)
    with window.expect_response("**/settings"):
        buttons.last.click()
    assert block.evaluate(scrolls)
    assert library.settings.read()["wrap_code"] is False


def test_numbers_stay_at_their_lines_when_these_wrap(enter: Enter, library: Library) -> None:
    library.settings.write({"wrap_code": True})
    window = opened(enter, f'```python linenums="99"\n{LONG}\ny = 2\n```')
    tops = "one => one.getBoundingClientRect().top"
    number = window.locator("note-preview .code-number").last
    expect(number).to_have_attribute("title", "100")
    last = window.locator("note-preview code .m").last
    assert abs(number.evaluate(tops) - last.evaluate(tops)) < 3
    height = window.locator("note-preview code").evaluate("one => one.clientHeight")
    assert height > 100
    lefts = "one => one.getBoundingClientRect().left"
    comment = window.locator("note-preview code .c")
    rights = "one => one.getBoundingClientRect().right"
    assert comment.evaluate(lefts) >= number.evaluate(rights) - 1


def test_what_is_typed_in_one_block_leaves_the_others_alone(enter: Enter) -> None:
    window = opened(enter, "```python\nx = 1\n```\n\n```js\nlet a\n```\n")
    first = window.locator("note-preview figure.code").first
    first.evaluate("figure => { figure.stays = true }")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.press("ArrowUp")
    window.keyboard.press("ArrowUp")
    window.keyboard.press("End")
    window.keyboard.type("bc")
    expect(window.locator("note-preview figure.code").last).to_contain_text("let abc")
    assert first.evaluate("figure => figure.stays")


def test_a_long_name_is_cut_and_the_language_stays_whole(enter: Enter) -> None:
    name = "src/" + "very_long/" * 20 + "name.py"
    window = opened(enter, f'```python title="{name}"\nx = 1\n```')
    heights = "one => [one.clientHeight, one.scrollHeight, one.closest('figcaption').clientHeight]"
    language = window.locator("note-preview .code-language")
    height, content, caption = language.evaluate(heights)
    assert content <= height + 1
    assert caption <= 34
    title = window.locator("note-preview .code-title")
    assert title.evaluate("one => one.clientWidth < one.closest('figcaption').clientWidth")
    expect(title).to_have_attribute("title", name)


def test_code_without_a_name_and_a_language_has_no_line_above_it(enter: Enter) -> None:
    window = opened(enter, "```\nx\n```")
    top = "one => one.getBoundingClientRect().top"
    figure = window.locator("note-preview figure.code")
    assert figure.evaluate(top) == figure.locator("pre").evaluate(top)
    expect(window.get_by_role("button", name="Copy code")).to_be_visible()
