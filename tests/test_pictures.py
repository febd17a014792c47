"""Images beside the file that a note came from."""

from pathlib import Path

import pytest

from notes.errors import Missing
from notes.importers.markdown import import_folder
from notes.library import editing, listing, pictures

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
KINDS = {
    "a.png": (PNG, "image/png"),
    "a.jpg": (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
    "a.gif": (b"GIF89a" + bytes(20), "image/gif"),
    "a.webp": (b"RIFF\1\2\3\4WEBPVP8 ", "image/webp"),
    "a.avif": (b"\0\0\0\x20ftypavif" + bytes(8), "image/avif"),
    "a.bmp": (b"BM" + bytes(20), "image/bmp"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vault" / "notes").mkdir(parents=True)
    (tmp_path / "vault" / "notes" / "a.md").write_text("# A\n\n![x](a.png)")
    (tmp_path / "secret.png").write_bytes(PNG)
    return tmp_path / "vault"


@pytest.fixture
def note_id(library, folder: Path) -> str:
    import_folder(folder)
    return listing.page().notes[0].id


@pytest.mark.parametrize("name", KINDS)
def test_an_image_is_what_its_first_bytes_say(note_id, folder, name):
    content, kind = KINDS[name]
    (folder / "notes" / name).write_bytes(content)
    assert pictures.beside(note_id, name) == (folder / "notes" / name, kind)


@pytest.mark.parametrize("name", ["../root.png", "root.png", "notes/../root.png"])
def test_it_is_looked_for_beside_the_note_and_at_the_root(note_id, folder, name):
    (folder / "root.png").write_bytes(PNG)
    assert pictures.beside(note_id, name).path == folder / "root.png"


def test_what_an_address_asks_of_a_server_is_no_part_of_the_name(note_id, folder):
    (folder / "notes" / "a.png").write_bytes(PNG)
    assert pictures.beside(note_id, "a.png?raw=true").path == folder / "notes" / "a.png"
    (folder / "notes" / "a.png?raw=true").write_bytes(PNG)
    assert pictures.beside(note_id, "a.png?raw=true").path == folder / "notes" / "a.png?raw=true"


@pytest.mark.parametrize(
    "name",
    ["../../secret.png", "link.png", "a.svg", "a.md", "", ".", "..", "\0", "x" * 5_000, "loop.png"],
)
def test_nothing_else_is_given_out(note_id, folder, name):
    (folder / "notes" / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "notes" / "loop.png").symlink_to(folder / "notes" / "loop.png")
    (folder / "notes" / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(Missing):
        pictures.beside(note_id, name)


def test_an_absolute_name_leads_nowhere_outside(note_id, folder):
    with pytest.raises(Missing):
        pictures.beside(note_id, str(folder.parent / "secret.png"))


def test_a_note_that_came_from_no_file_has_none(library):
    with pytest.raises(Missing):
        pictures.beside(editing.create("x").id, "a.png")


def test_the_page_asks_for_it_where_it_is(page, note_id, folder):
    (folder / "notes" / "a.png").write_bytes(PNG)
    preview = page.post("/preview", json={"body": "![x](a%20b/../a.png)", "note": note_id}).json
    address = f"/notes/{note_id}/image?at=a%20b/../a.png"
    assert address in preview["blocks"][0]["html"]
    html = page.get(f"/notes/{note_id}/html").text
    assert f'<img src="/notes/{note_id}/image?at=a.png"' in html
    with page.get(f"/notes/{note_id}/image?at=a.png") as answer:
        assert (answer.data, answer.mimetype) == (PNG, "image/png")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert page.get(f"/notes/{note_id}/image?at=b.png").status_code == 404


@pytest.mark.parametrize("address", ["data:image/png;base64,AAA=", "/static/x.png"])
def test_other_addresses_stay_as_they_are(page, note_id, address):
    preview = page.post("/preview", json={"body": f"![x]({address})", "note": note_id}).json
    assert f'src="{address}"' in preview["blocks"][0]["html"]
