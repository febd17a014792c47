import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from notes.library import editing, listing, records
from notes.library.editing import Note
from notes.web.fields import TAGS_LIMIT
from tests.conftest import vectors

pytestmark = pytest.mark.usefixtures("library")

NOTES = "/api/v1/notes"


def etag(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


class TestNotes:
    def test_are_made_with_an_address_and_an_etag(self, program: FlaskClient) -> None:
        sent = {"title": "T", "body": "# 正文", "notebook": "A/B", "tags": ["x"]}
        made = program.post(NOTES, json=sent)
        assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
        kept = program.get(made.headers["Location"]).get_json()
        assert kept == made.get_json()
        assert {name: kept[name] for name in sent} == sent
        assert kept["created"].endswith("Z")

    def test_follow_each_other_in_pages(self, program: FlaskClient) -> None:
        ids = [program.post(NOTES, json={"body": str(n)}).get_json()["id"] for n in range(5)]
        first = program.get(f"{NOTES}?limit=3").get_json()
        rest = program.get(f"{NOTES}?limit=3&cursor={first['next']}").get_json()
        assert [note["id"] for note in first["notes"] + rest["notes"]] == ids[::-1]
        assert rest["next"] is None

    def test_are_replaced_at_the_version_that_was_read(
        self, program: FlaskClient, note: Note
    ) -> None:
        answer = program.put(f"{NOTES}/{note.id}", json={"body": "new"}, headers=etag(1))
        assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
        assert editing.read(note.id).body == "new"

    def test_at_a_stale_version_are_left_and_the_newest_is_told(
        self, program: FlaskClient, note: Note
    ) -> None:
        editing.save(note.id, 1, body="theirs")
        answer = program.put(f"{NOTES}/{note.id}", json={"body": "mine"}, headers=etag(1))
        error = answer.get_json()["error"]
        assert (answer.status_code, error["code"], error["current"]) == (412, "conflict", 2)
        assert editing.read(note.id).body == "theirs"

    def test_are_not_replaced_blindly(self, program: FlaskClient, note: Note) -> None:
        assert program.put(f"{NOTES}/{note.id}", json={"body": "x"}).status_code == 428
        assert editing.read(note.id) == note

    def test_go_to_the_trash_and_come_back(self, program: FlaskClient, note: Note) -> None:
        assert program.delete(f"{NOTES}/{note.id}").status_code == 204
        assert listing.count() == 0
        back = program.post(f"{NOTES}/{note.id}/restore")
        assert (back.status_code, back.get_json()["trashed"]) == (200, None)

    def test_are_rendered(self, program: FlaskClient, note: Note) -> None:
        answer = program.get(f"{NOTES}/{note.id}/html")
        assert answer.mimetype == "text/html"
        assert "<h1" in answer.text
        assert "with words" in answer.text

    def test_have_revisions(self, program: FlaskClient, note: Note) -> None:
        editing.save(note.id, 1, body="new")
        entries = program.get(f"{NOTES}/{note.id}/revisions").get_json()["revisions"]
        assert [entry["version"] for entry in entries] == [2, 1]
        assert program.get(f"{NOTES}/{note.id}/revisions/1").get_json()["body"] == note.body

    def test_say_of_each_revision_why_it_was_kept_and_when_it_was_written(
        self, program: FlaskClient, note: Note
    ) -> None:
        saved = editing.save(note.id, 1, body="new")
        newest, first = program.get(f"{NOTES}/{note.id}/revisions").get_json()["revisions"]
        assert (newest["reason"], newest["replaced"]) == (None, None)
        assert (first["reason"], first["written"]) == ("edit", records.time(note.changed))
        assert first["replaced"] == newest["written"] == records.time(saved.changed)


def test_search_tells_hits_total_and_how_it_understood(program: FlaskClient, note: Note) -> None:
    found = program.get("/api/v1/search?q=words ()").get_json()
    assert [hit["id"] for hit in found["hits"]] == [note.id]
    assert "<mark>words</mark>" in found["hits"][0]["snippet"]
    assert (found["total"], found["explain"]["query"]) == (1, "words")
    assert "“()”" in found["explain"]["notes"][0]


def test_search_suggests_another_spelling(program: FlaskClient) -> None:
    for n in range(4):
        editing.create(f"checkpoint {n}")
    found = program.get("/api/v1/search?q=chekpoint").get_json()
    assert found["hits"] == []
    assert (found["suggestion"]["query"], found["suggestion"]["total"]) == ("checkpoint", 4)
    assert program.get("/api/v1/search?q=checkpoint").get_json()["suggestion"] is None


def test_search_goes_on_with_a_word_that_is_being_typed(program: FlaskClient, note: Note) -> None:
    assert program.get("/api/v1/search?q=wor").get_json()["total"] == 0
    found = program.get("/api/v1/search?q=wor&typing=1").get_json()
    assert [hit["id"] for hit in found["hits"]] == [note.id]


def test_search_says_what_it_looked_for_and_what_each_note_matched(
    program: FlaskClient, note: Note
) -> None:
    del note
    found = program.get("/api/v1/search?q=words tag:idea&why=1").get_json()
    assert found["explain"]["meaning"] == [
        "with the word “words”",
        "with the tag “idea” or one below it",
    ]
    assert found["hits"][0]["why"] == ["“words” once in the text", "tag “idea”"]
    assert "why" not in program.get("/api/v1/search?q=words").get_json()["hits"][0]


def test_similar_notes_say_what_they_share(program: FlaskClient) -> None:
    ids = [editing.create(f"otters dive {n}").id for n in range(3)]
    found = program.get(f"{NOTES}/{ids[0]}/similar?limit=1").get_json()["hits"]
    assert [hit["shares"] for hit in found] == [["dive", "otters"]]
    assert found[0]["id"] in ids[1:]
    assert "<mark>otters</mark>" in found[0]["snippet"]


def test_notebooks_and_tags_come_with_counts(program: FlaskClient, note: Note) -> None:
    books = program.get("/api/v1/notebooks").get_json()["notebooks"]
    assert [(book["path"], book["count"]) for book in books] == [("Work", 0), ("Work/Plans", 1)]
    assert program.get("/api/v1/tags").get_json()["tags"] == [{"name": "idea", "count": 1}]


BAD_BODIES = [
    (b"", 400),
    (b"not json", 400),
    (b"[1]", 400),
    (b'{"body": NaN}', 400),
    (b'{"body": "\xff"}', 400),
    (b"[" * 100_000, 400),
    (b'{"body": ' + b"9" * 5_000 + b"}", 400),
    (b'{"body": 1}', 422),
    (b'{"body": null, "tags": "x"}', 422),
    (b'{"tags": [1]}', 422),
    (b'{"unknown": 1}', 422),
    (b'{"body": "\\ud800"}', 422),
    (b'{"title": "\\u0000"}', 422),
    (b'{"title": "a\\nb"}', 422),
    (b'{"notebook": "\\ud800"}', 422),
    (b'{"tags": ["\\udfff"]}', 422),
    (b'{"notebook": "' + b"a/" * 40_000 + b'a"}', 422),
    (b'{"tags": ["' + b"a/" * 32 + b'a"]}', 422),
]


@pytest.mark.parametrize(("sent", "status"), BAD_BODIES)
def test_what_cannot_be_understood_is_refused_in_words(
    program: FlaskClient, note: Note, sent: bytes, status: int
) -> None:
    for answer in (
        program.post(NOTES, data=sent, content_type="application/json"),
        program.put(
            f"{NOTES}/{note.id}", data=sent, content_type="application/json", headers=etag(1)
        ),
    ):
        assert answer.status_code == status
        error = answer.get_json()["error"]
        assert error["code"]
        assert len(error["message"]) > 10
    assert (listing.count(), editing.read(note.id)) == (1, note)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/notes/none", 404),
        (f"/api/v1/notes/{2**63}", 404),
        ("/api/v1/notes/%00%ff", 404),
        (f"/api/v1/notes/{'9' * 5000}", 404),
        ("/api/v1/notes/0000000000000000/html", 404),
        ("/api/v1/notes/%00%ff/similar", 404),
        ("/api/v1/notes?limit=-1", 422),
        ("/api/v1/notes?limit=x", 422),
        (f"/api/v1/notes?limit={'9' * 5000}", 200),
        ("/api/v1/notes?cursor=9", 422),
        ("/api/v1/notes?notebook=%00&tag=%ff", 200),
        ("/api/v1/search", 200),
        ("/api/v1/search?q=%00%ff&offset=99999999999999999999", 200),
        ("/api/v1/search?q=a&limit=１", 422),
        ("/api/v1/none", 404),
        ("/api/v1/notes?limit=00000000000000000001", 200),
    ],
)
def test_odd_addresses_get_an_answer(program: FlaskClient, address: str, status: int) -> None:
    answer = program.get(address)
    assert answer.status_code == status
    assert answer.is_json


@pytest.mark.parametrize("version", [0, 2, 2**63, 2**64, "9" * 5000, "-1", "x", "１"])
def test_a_version_that_cannot_be_is_missing(
    program: FlaskClient, note: Note, version: object
) -> None:
    answer = program.get(f"{NOTES}/{note.id}/revisions/{version}")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "missing")


IF_MATCHES = ["x", '"x"', 'W/"1"', '"2"', "9" * 5000, '"1', ",", '"é"', '""', '"", "3"', "", " "]


@pytest.mark.parametrize("given", IF_MATCHES)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_if_match_that_is_not_the_version_is_refused(
    program: FlaskClient, note: Note, method: str, given: str
) -> None:
    sent = {"body": "x"} if method == "PUT" else None
    answer = program.open(
        f"{NOTES}/{note.id}", method=method, json=sent, headers={"If-Match": given}
    )
    assert answer.status_code in (400, 412)
    assert editing.read(note.id) == note


def test_leading_zeros_make_no_number_smaller(program: FlaskClient, note: Note) -> None:
    editing.create("another")
    found = program.get(f"{NOTES}?limit={'0' * 15}2").get_json()["notes"]
    assert len(found) == 2


def test_more_tags_than_anybody_gives_are_refused_at_once(program: FlaskClient, note: Note) -> None:
    sent = {"tags": [f"t{number}" for number in range(TAGS_LIMIT + 1)]}
    made = program.post(NOTES, json=sent)
    changed = program.put(f"{NOTES}/{note.id}", json=sent, headers=etag(1))
    assert [made.status_code, changed.status_code] == [422, 422]
    assert (listing.count(), editing.read(note.id)) == (1, note)


NAUGHTY = [
    "",
    " ",
    "\0",
    "\ud800",
    "\ufeff",
    "\u202eabc",
    "\u2028",
    "\r\n",
    "null",
    "None",
    "../../etc/passwd",
    "'; DROP TABLE note; --",
    "<script>alert(1)</script>",
    "%s%(x)s{0}",
    "田中さん",
    "👩‍👩‍👧‍👦",
    "e\u0301" * 50,
    "///",
    "#",
    "a/" * 31,
]


def test_naughty_strings_are_kept_as_sent_or_refused_in_words(program: FlaskClient) -> None:
    keeps_or_refuses(program, NAUGHTY)


def test_so_are_those_that_others_collected(program: FlaskClient) -> None:
    keeps_or_refuses(program, vectors("blns.jsonl"))


def keeps_or_refuses(program: FlaskClient, strings: list[str]) -> None:
    for vector in strings:
        for field in ("body", "title", "notebook", "tags"):
            value: Any = [vector] if field == "tags" else vector
            answer = program.post(NOTES, json={"body": "", field: value})
            assert answer.status_code in (201, 422), (field, vector)
            if field == "body" and answer.status_code == 201:
                assert answer.get_json()["body"] == vector
    assert program.get(f"{NOTES}?limit=500").status_code == 200
    assert program.get("/api/v1/notebooks").status_code == 200


def test_a_note_of_ten_megabytes_is_kept(program: FlaskClient) -> None:
    body = "汉字 words\n" * 700_000
    made = program.post(NOTES, data=json.dumps({"body": body}), content_type="application/json")
    assert made.status_code == 201
    assert editing.read(made.get_json()["id"]).body == body


def test_more_than_a_note_can_be_is_refused(program: FlaskClient) -> None:
    sent = json.dumps({"body": "x" * 21_000_000})
    answer = program.post(NOTES, data=sent, content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")
    assert listing.count() == 0
