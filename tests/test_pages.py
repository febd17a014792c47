"""The page's routes: what each answers with, and that words stay words."""

import errno
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from notes import settings
from notes.jobs import Jobs
from notes.library import editing, listing, notebooks, searches, trash
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from notes.storage.database import database
from notes.storage.models import Notebook as NotebookRow
from notes.web.places import Place, address
from tests.conftest import Headless
from tests.markup import Markup

HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
TEMPLATES = Path(__file__).parent.parent / "ui/templates"

Look = Callable[..., Markup]


@pytest.fixture
def look(page: FlaskClient, library: Library) -> Look:
    """Asks for an address and reads the answer's markup."""
    library.settings.write({"welcomed": True})

    def looked(path: str, **headers: str) -> Markup:
        answer = page.get(path, headers={name.replace("_", "-"): headers[name] for name in headers})
        assert answer.status_code == 200, answer.text
        return Markup(answer.text)

    return looked


def titles(markup: Markup) -> list[str]:
    return markup.texts(".row h3")


# --- the window


def test_the_window_has_its_landmarks_and_one_first_heading(look: Look, note: Note) -> None:
    window = look(f"/notes/{note.id}")
    assert window.one("nav").get("aria-label") == "Library"
    assert window.one("main h1").text == "Octavo"
    assert window.one("[role=search] input").get("aria-label") == "Search all notes"


def test_an_empty_library_invites(look: Look) -> None:
    window = look("/")
    assert window.one("#note .primary").get("data-act") == "new-note"
    assert titles(window) == []


def test_a_new_library_opens_with_the_note_that_teaches(page: FlaskClient) -> None:
    first, again = page.get("/").text, page.get("/").text
    assert "Welcome to Octavo" in first
    assert listing.count() == 1
    assert "Welcome to Octavo" in again


def test_the_note_that_was_open_last_is_open_again(
    look: Look, library: Library, note: Note
) -> None:
    library.settings.write({"last_note": note.id})
    assert look("/").one("#note").get("data-note-id") == note.id
    trash.put([note.id])
    assert look("/").one("#note").get("data-note-id") is None


def test_what_a_row_shows_of_a_text_says_that_it_goes_on(look: Look) -> None:
    editing.create("# Short\n\nall of it")
    editing.create("# Long\n\n" + "undividable" * 40)
    long, short = look("/").texts("#results .text")
    assert (short, long[-1], len(long)) == ("all of it", "…", 241)


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("?notebook=Work%2FPlans", "Plans"),
        ("?tag=idea", "#idea"),
        ("?trash=1", "Trash"),
        ("?notebook=Gone", "All notes"),
        ("?tag=gone", "All notes"),
        ("?similar=0123456789abcdef", "All notes"),
        ("", "All notes"),
    ],
)
def test_the_list_is_again_where_it_was_left(
    look: Look, library: Library, note: Note, query: str, heading: str
) -> None:
    library.settings.write({"last_place": query, "last_note": note.id})
    window = look("/")
    assert window.one("#results").get("data-place") == (query if heading != "All notes" else "")
    assert heading in window.text
    assert window.one("#note").get("data-note-id") == note.id


def test_a_search_is_again_what_it_was(look: Look, library: Library, note: Note) -> None:
    library.settings.write({"last_place": "?q=%E6%89%93%E5%8D%B0"})
    assert look("/").one("#search").get("value") == "打印"
    assert note.id


@pytest.mark.parametrize(
    "body", ["\n\nfirst lines", "a\r\nb\rc\n", "</textarea><b>", "&amp;<&", ""]
)
def test_a_text_reaches_the_page_exactly(look: Look, page: FlaskClient, body: str) -> None:
    note = editing.create(body)
    raw = page.get(f"/notes/{note.id}").text
    inside = raw.partition('spellcheck="true">\n')[2].partition("</textarea>")[0]
    assert "\r" not in inside
    assert unescape(inside) == body
    assert page.get(f"/notes/{note.id}/text").json["body"] == body


def test_htmx_gets_the_pane_alone_and_history_the_whole(look: Look, note: Note) -> None:
    pane = look(f"/notes/{note.id}", **HTMX)
    assert pane.one("#note") is not None
    assert not pane.all("#sidebar, #list")
    whole = look(f"/notes/{note.id}", **HTMX, HX_History_Restore_Request="true")
    assert len(whole.all("#note, #sidebar, #list")) == 3


def test_a_pane_says_what_is_wrong_with_its_note(look: Look, note: Note) -> None:
    assert "There is no note" in look("/notes/nonsense", **HTMX).text
    database.execute_sql("UPDATE note_text SET body = 'other'")
    assert "is damaged" in look(f"/notes/{note.id}", **HTMX).text


def test_a_whole_page_of_a_missing_note_is_an_error_page(page: FlaskClient) -> None:
    answer = page.get("/notes/nonsense")
    assert answer.status_code == 404
    assert "There is no note “nonsense”." in answer.text
    assert Markup(answer.text).texts("main h1") == ["That did not work"]


def test_a_note_in_the_trash_can_be_read_and_restored_not_written(look: Look, note: Note) -> None:
    trash.put([note.id])
    pane = look(f"/notes/{note.id}", **HTMX)
    assert pane.one("note-editor").get("readonly") is not None
    assert pane.all("[data-act=restore-note]")
    assert not pane.all("[data-act=trash], [data-act=tags]")


def test_the_page_is_rendered_by_the_server_where_only_it_is_read(
    look: Look, library: Library, note: Note
) -> None:
    assert not look(f"/notes/{note.id}").all("note-preview h1")
    library.settings.write({"mode": "read"})
    assert look(f"/notes/{note.id}").one("note-preview h1").text == "A note"


# --- nothing inline, nothing unescaped


@pytest.mark.parametrize(
    "query", ["", "?q=alert", "?q=nothing", "?trash=1", "?tag=x", "?notebook=x"]
)
def test_pages_have_no_inline_style_or_script(look: Look, query: str) -> None:
    note = editing.create(f"# {HOSTILE}\n\n{HOSTILE}", title=HOSTILE, notebook=HOSTILE)
    window = look(f"/notes/{note.id}{query}")
    assert not window.all("[style], style, img")
    assert all(script.get("src") for script in window.all("script"))
    assert not [name for element in window.all("*") for name in element.attrib if name[:2] == "on"]


def test_no_template_trusts_anything_but_the_renderer() -> None:
    trusting = {
        template.name: re.findall(r"\|\s*(safe|sanitised)|autoescape false", template.read_text())
        for template in TEMPLATES.rglob("*.html")
    }
    assert {name: found for name, found in trusting.items() if found} == {
        "note.html": ["sanitised"]
    }


@pytest.mark.parametrize(
    "path",
    ["/list", "/list?q=script", "/sidebar", "/switcher", "/switcher?q=%3Cb%3E", "/notebooks"],
)
def test_hostile_names_stay_words_in_every_fragment(look: Look, path: str) -> None:
    editing.create(f"# {HOSTILE}", notebook=HOSTILE, tags=[HOSTILE.replace("/", "")])
    fragment = look(path)
    assert not fragment.all("script, img, b")


# --- the list


def test_a_list_is_read_page_by_page_to_its_end(look: Look) -> None:
    editing.create_many(Draft(f"# Note {number}") for number in range(120))
    seen, address = [], "/list"
    while address:
        fragment = look(address, **HTMX)
        seen += titles(fragment)
        more = fragment.all(".row.more")
        address = more[0].get("hx-get") if more else ""
    assert seen == [f"Note {number}" for number in reversed(range(120))]


def test_hits_are_read_page_by_page_to_their_end(look: Look) -> None:
    editing.create_many(Draft(f"# Same {number}") for number in range(70))
    first = look("/list?q=same", **HTMX)
    rest = look(first.all(".row.more")[0].get("hx-get"), **HTMX)
    assert len({*titles(first), *titles(rest)}) == 70
    assert not rest.all(".row.more")


@pytest.mark.parametrize("cursor", ["x", "-1", "1" * 30, "٣", "1-2-3"])
@pytest.mark.parametrize("query", ["q=a&", ""])
def test_a_cursor_that_is_none_is_refused(page: FlaskClient, query: str, cursor: str) -> None:
    assert page.get(f"/list?{query}cursor={cursor}").status_code == 422


def test_matches_are_marked_in_titles_and_texts(look: Look) -> None:
    editing.create("# WAL mode\n\nthe 检查点 copies")
    fragment = look("/list?q=wal+检查点")
    assert fragment.texts("h3 mark") == ["WAL"]
    assert "检查点" in fragment.texts(".text mark")


def test_the_header_of_a_saved_search_counts_notes(look: Look, note: Note) -> None:
    searches.save("אחת", "words")
    found = look("/list?q=words")
    assert re.fullmatch(r"1 note · \d+ ms", found.texts("#results header .count")[0])
    assert found.one("#results h2").get("dir") == "auto"
    assert found.one("#results").get("data-said") == "1 note found"


def test_the_sign_above_what_was_found_names_no_key_that_does_something_else(
    look: Look, note: Note
) -> None:
    sign = look("/list?q=words").one("[data-act=replace-in-notes]")
    assert sign.get("title").strip() == "Replace in these notes…"


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("A checkpoint of a log", "A checkpoint of a log"),
        ("Words that go on and on up to the checkpoint", "…to the checkpoint"),
        ("从头到尾都很长的一个标题，最后才说到的检查点 checkpoint", "…的检查点 checkpoint"),
        ("word" * 20 + "-checkpoint of a log", "…dwordword-checkpoint of a log"),
        ("checkpoint " * 20, ("checkpoint " * 20).strip()),
    ],
)
def test_a_title_that_matches_far_back_begins_near_the_match(
    look: Look, title: str, listed: str
) -> None:
    editing.create("words", title=title)
    found = look("/list?q=checkpoint")
    assert titles(found) == [listed]
    assert found.one("h3 a").get("title") == (title if listed.startswith("…") else None)
    assert title.strip() in found.one(".why").get("aria-label")


@pytest.mark.parametrize("address", ["/list?q=שלום", "/searches/recent", "/sidebar"])
def test_what_is_written_from_the_right_stands_apart(look: Look, address: str) -> None:
    searches.remember("שלום")
    searches.save("שלום", "else")
    page = look(address)
    apart = page.all("bdi, [dir=auto]")
    assert "שלום" in [one.text_content() for one in apart]


def test_nothing_found_says_what_was_searched_and_what_to_try(look: Look, note: Note) -> None:
    said = look("/list?q=zebra").text
    assert "No note has “zebra”." in said
    assert "the trash was not" in said
    assert "tag:idea" in said


def test_where_nothing_is_found_what_was_not_understood_is_said_in_full(look: Look) -> None:
    (said,) = look("/list?q=is:nonsense").texts(".blank .remark")
    assert said == look("/list?q=is:nonsense").texts("#meaning .remark")[0]


def test_where_nothing_is_found_nothing_can_be_replaced(look: Look, note: Note) -> None:
    assert look("/list?q=words").all("[data-act=replace-in-notes]")
    assert not look("/list?q=zebra").all("[data-act=replace-in-notes]")


def test_what_a_query_could_not_mean_is_said(look: Look, note: Note) -> None:
    found = look("/list?q=is:nonsense+words")
    assert "is:nonsense" in found.one(".understood").get("aria-label")
    assert "is:nonsense" in found.texts("#meaning .remark")[0]


def test_how_a_query_was_understood_is_said(look: Look, note: Note) -> None:
    found = look("/list?q=tag:idea+wor")
    assert found.texts("#meaning li") == [
        "with the tag “idea” or one below it",
        "with a word that begins “wor”",
    ]


def test_what_was_probably_meant_stands_below_what_was_found(look: Look) -> None:
    editing.create_many(Draft(f"# Checkpoint {number}") for number in range(40))
    odd = editing.create("# Chekpoint")
    found = look("/list?q=chekpoint")
    assert titles(found)[0] == "Chekpoint"
    assert found.texts(".meant h3 a")[0] == "Did you mean “checkpoint”?"
    assert found.texts(".meant .count") == ["40 notes"]
    links = [link.get("href") for link in found.all(".meant .row h3 a")]
    assert len(links) == 10
    assert all(link.endswith("?q=checkpoint") for link in links)
    assert odd.id not in "".join(links)


def test_where_something_was_meant_there_are_no_lessons(look: Look) -> None:
    editing.create_many(Draft(f"# Checkpoint {number}") for number in range(4))
    found = look("/list?q=chekpoint")
    assert "No note has “chekpoint”." in found.text
    assert not found.all("dl")
    assert len(titles(found)) == 4


def test_why_a_note_was_found_is_said(look: Look, note: Note) -> None:
    why = look("/list?q=wor").one(".why").get("aria-label")
    assert why == "Why “A note” was found"
    assert "“wor…” once in the text" in look(f"/notes/{note.id}/why?q=wor").texts("li")
    assert not look("/list").all(".why")


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", "2 notes"),
        ("?notebook=Work", "1 note"),
        ("?tag=idea", "1 note"),
        ("?trash=1", "1 note"),
    ],
)
def test_a_place_lists_its_own_and_says_how_many(
    look: Look, note: Note, query: str, counted: str
) -> None:
    editing.create("# Else")
    trash.put([editing.create("# Thrown").id])
    results = look(f"/list{query}")
    assert results.one("#results").get("data-said") == counted
    assert len(titles(results)) == int(counted[0])
    assert {link.get("href").partition("?")[2] for link in results.all("h3 a")} == {query[1:]}


def test_a_list_keeps_the_open_note_in_the_address(page: FlaskClient, note: Note) -> None:
    here = {**HTMX, "HX-Current-URL": f"http://127.0.0.1:1/notes/{note.id}?q=x"}
    chosen = page.get("/list?tag=idea", headers=here)
    assert chosen.headers["HX-Push-Url"] == f"/notes/{note.id}?tag=idea"
    typed = page.get("/list?q=a&typing=1", headers=here)
    assert typed.headers["HX-Replace-Url"] == f"/notes/{note.id}?q=a"
    refreshed = page.get("/list?refresh=1", headers=here)
    assert not {"HX-Push-Url", "HX-Replace-Url"} & {*refreshed.headers.keys()}


def test_addresses_carry_the_beginning_of_a_search_that_is_far_too_long(
    page: FlaskClient, note: Note
) -> None:
    typed = page.get("/list", query_string={"q": "words " * 16_000, "typing": "1"})
    assert f"/notes/{note.id}?q=words" in typed.text
    assert "Only the beginning of this long query was searched." in typed.text
    assert len(typed.headers["HX-Replace-Url"]) < 4_000


@pytest.mark.parametrize(
    "current", ["", "//evil/notes/0", "/notes/../x", "http://[", "/notes/0\r\nX: 1"]
)
def test_an_address_that_is_none_of_ours_is_not_repeated(current: str) -> None:
    assert address(Place(tag="a/b"), current) == "/?tag=a%2Fb"


def test_one_row_is_asked_for_after_a_save(look: Look, note: Note) -> None:
    editing.save(note.id, note.version, body="# Other\n\nexcerpt")
    row = look(f"/notes/{note.id}/row?tag=idea")
    assert titles(row) == ["Other"]
    assert row.all("h3 a")[0].get("href") == f"/notes/{note.id}?tag=idea"


def test_similar_notes_are_a_place_of_their_own(look: Look) -> None:
    one = editing.create("# Checkpoints\n\nwal checkpoint pages")
    other = editing.create("# Pages\n\ncheckpoint of the wal")
    editing.create_many(Draft(f"# Else {number}") for number in range(5))
    results = look(f"/list?similar={one.id}")
    assert results.texts("h2") == ["Similar to “Checkpoints”"]
    assert [row.get("data-note-id") for row in results.all(".row")] == [other.id]
    assert "checkpoint" in results.text
    assert results.all("h3 a")[0].get("href") == f"/notes/{other.id}?similar={one.id}"


def test_a_note_that_is_like_no_other_says_so(look: Look, note: Note) -> None:
    assert "No other note shares words" in look(f"/list?similar={note.id}").text


def test_what_is_similar_to_a_note_that_is_none_is_missing(page: FlaskClient) -> None:
    assert page.get("/list?similar=nonsense").status_code == 404


# --- sidebar and choosers


def test_the_sidebar_shows_the_tree_with_counts(look: Look, note: Note) -> None:
    notebooks.create("Work/Plans/2027")
    sidebar = look("/sidebar")
    links = {link.get("data-place"): link.text_content().split() for link in sidebar.all("a")}
    assert links[""] == ["All", "notes", "1"]
    assert links["?notebook=Work"] == ["Work", "1"]
    assert links["?notebook=Work%2FPlans%2F2027"] == ["2027", "0"]
    assert links["?tag=idea"] == ["#idea"]
    assert len(sidebar.all(".tree ul ul")) == 1


def test_the_sidebar_shows_trees_that_are_deeper_than_one_can_be_made(look: Look) -> None:
    paths = ["/".join("x" * depth) for depth in range(1, 401)]
    NotebookRow.insert_many({"path": path} for path in paths).execute()
    links = [link.get("data-place") for link in look("/sidebar").all(".tree a")]
    assert links == [Place(notebook=path).query for path in paths]


def test_the_switcher_offers_what_there_is_and_what_there_is_not(look: Look, note: Note) -> None:
    offered = look("/switcher?q=a+no").all("li")
    assert [option.get("data-id") for option in offered] == [note.id, None]
    assert offered[1].get("data-create") == "a no"
    assert len(look("/switcher?q=A+NOTE").all("li")) == 1


def test_notebooks_are_offered_made_renamed_and_removed(page: FlaskClient, look: Look) -> None:
    assert page.post("/notebooks", json={"path": " Work / New "}).json == {"path": "Work/New"}
    renamed = page.put("/notebooks", json={"path": "Work/New", "new_path": "Old"})
    assert renamed.json["path"] == "Old"
    assert renamed.json["said"] == "Renamed the notebook Work/New → Old"
    offered = look("/notebooks?q=wo&current=Work").all("li")
    assert [option.get("data-path") for option in offered] == ["Work", "wo"]
    assert offered[0].get("aria-selected") == "true"
    assert page.delete("/notebooks", json={"path": "Old"}).json["said"]
    assert [book.path for book in notebooks.tree()] == ["Work"]


def test_a_notebook_with_notes_stays(page: FlaskClient, note: Note) -> None:
    answer = page.delete("/notebooks", json={"path": "Work/Plans"})
    assert answer.status_code == 422
    assert "still has notes" in answer.json["error"]["message"]


def test_tags_of_the_text_cannot_be_taken_away_by_hand(look: Look) -> None:
    note = editing.create("text #written", tags=["given"])
    options = look(f"/notes/{note.id}/tags").all("li")
    state = {option.get("data-tag"): option.get("aria-disabled") for option in options}
    assert state == {"given": None, "written": "true"}
    assert {option.get("aria-selected") for option in options} == {"true"}
    new = look(f"/notes/{note.id}/tags?q=%23fresh").all("li")
    assert [option.get("data-tag") for option in new] == ["fresh"]


# --- writing


def test_a_note_is_made_saved_filed_thrown_away_and_brought_back(page: FlaskClient) -> None:
    made = page.post("/notes", json={"body": "# One", "notebook": "A", "tag": "t"})
    assert made.status_code == 201
    path = made.json["url"]
    saved = page.put(path, json={"base": 1, "title": "Given", "tags": ["x"], "notebook": "B/C"})
    assert saved.json["version"] == 2
    assert (saved.json["title"], saved.json["tags"], saved.json["notebook"]) == (
        "Given",
        ["x"],
        "B/C",
    )
    assert saved.json["said"] == "Moved Given → B/C"
    assert page.post(f"{path}/trash").json["said"] == "Moved “Given” to the trash"
    assert listing.count(trashed=True) == 1
    page.post(f"{path}/restore")
    assert listing.count() == 1


def test_a_stale_save_is_refused_with_the_newest_version(page: FlaskClient, note: Note) -> None:
    page.put(f"/notes/{note.id}", json={"base": note.version, "body": "first"})
    answer = page.put(f"/notes/{note.id}", json={"base": note.version, "body": "second"})
    assert answer.status_code == 409
    assert answer.json["error"]["current"] == note.version + 1
    assert editing.read(note.id).body == "first"


def test_the_preview_comes_in_blocks_with_their_lines(page: FlaskClient) -> None:
    answer = page.post("/preview", json={"body": "# A\n\ntext <script>x</script>"}).json
    assert [block["line"] for block in answer["blocks"]] == [0, 2]
    assert "<script" not in answer["blocks"][1]["html"]
    assert answer["plain"] == 0


def test_the_whole_page_of_a_note_is_sanitised_html(page: FlaskClient, note: Note) -> None:
    answer = page.get(f"/notes/{note.id}/html")
    assert answer.mimetype == "text/html"
    assert "A note</h1>" in answer.text


@pytest.mark.parametrize(
    "path", ["~nosuchuser/x", "\ud800", "/a\udfffb", "", " ", "a\0b", "~" * 5000]
)
def test_a_folder_that_cannot_be_is_refused_before_a_job_starts(
    page: FlaskClient, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(jobs, "start", lambda _: pytest.fail("a job was started"))
    answer = page.post("/imports", json={"path": path})
    assert (answer.status_code, answer.json["error"]["field"]) == (422, "path")


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("POST", {"path": "\ud800"}),
        ("PUT", {"path": "\ud800", "new_path": "x"}),
        ("PUT", {"path": "x", "new_path": "\ud800"}),
        ("DELETE", {"path": "\ud800"}),
    ],
)
def test_half_a_character_names_no_notebook(
    page: FlaskClient, method: str, sent: dict[str, str]
) -> None:
    assert page.open("/notebooks", method=method, json=sent).status_code == 422
    assert notebooks.tree() == []


# --- settings and the window outside


@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 507), (errno.EACCES, 403), (errno.EROFS, 403)]
)
def test_settings_that_cannot_be_written_are_a_fact_and_the_page_opens(
    page: FlaskClient, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def fails(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(settings, "_write", fails)
    assert page.put("/settings", json={"theme": "dark"}).status_code == status
    assert page.get("/").status_code == 200


def test_widths_are_remembered_before_anything_is_drawn(page: FlaskClient) -> None:
    page.put("/settings", json={"sidebar_width": 260, "list_width": 400})
    sheet = page.get("/panes.css")
    assert sheet.mimetype == "text/css"
    assert "--sidebar-width: 260px" in sheet.text
    assert "--list-width: 400px" in sheet.text


@pytest.mark.parametrize(
    "changes", [{"theme": "pink"}, {"list_width": "1px}"}, {"list_width": 1}, {"unknown": 1}]
)
def test_settings_of_another_kind_are_refused(
    page: FlaskClient, changes: dict[str, object]
) -> None:
    assert page.put("/settings", json=changes).status_code == 422


@pytest.mark.parametrize("url", ["https://example.org/a?b#c", "http://x.y", "mailto:a@b.c"])
def test_links_go_outside(page: FlaskClient, shell: Headless, url: str) -> None:
    assert page.post("/open", json={"url": url}).status_code == 204
    assert shell.opened == [url]


NOT_LINKS = (
    "javascript:alert(1) file:///etc/passwd data:,x http: //x.y https://[ mailto: ssh://x /notes/1"
)


@pytest.mark.parametrize("url", ["", "https://a b", "https://a\n", *NOT_LINKS.split()])
def test_other_addresses_do_not(page: FlaskClient, shell: Headless, url: str) -> None:
    assert page.post("/open", json={"url": url}).status_code == 422
    assert shell.opened == []
