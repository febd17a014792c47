"""Replacing as the page asks for it: looked at, chosen, done, undone."""

import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from notes.jobs import Jobs, Kind
from notes.library import activity, editing
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.web.views import replace as view

TEXTS = ["# One\n\na cat <b>\n", "# Two\n\ncat\ncat\ncat\n", "# Three\n\na dog\n"]


@pytest.fixture
def ids(library: Library) -> list[str]:
    return editing.create_many(Draft(text) for text in TEXTS)


class Dialog:
    """What the dialog of the page does."""

    def __init__(self, page: FlaskClient, jobs: Jobs) -> None:
        self.page = page
        self.jobs = jobs

    def look(self, **wanted: Any) -> Any:
        """The job that looked, at its end."""
        asked = {"find": "cat", "replacement": "owl", **wanted}
        return self.ended(self.page.post("/replacements", json=asked))

    def apply(self, job_id: str, **chosen: Any) -> Any:
        return self.ended(self.page.post(f"/replacements/{job_id}/apply", json=chosen))

    def undo(self, act: object) -> Any:
        return self.ended(self.page.post(f"/acts/{act}/undo"), "act", "/acts/jobs")

    def ended(self, answer: Any, kind: Kind = "replacement", at: str = "/replacements") -> Any:
        assert answer.status_code == 202
        job_id = answer.get_json()["id"]
        self.jobs.job(job_id, kind).join()
        return self.page.get(f"{at}/{job_id}").get_json()


@pytest.fixture
def dialog(page: FlaskClient, jobs: Jobs, ids: list[str]) -> Dialog:
    return Dialog(page, jobs)


def bodies(ids: list[str]) -> list[str]:
    return [editing.read(note_id).body for note_id in ids]


def test_what_would_change_is_counted_and_shown(dialog: Dialog) -> None:
    job = dialog.look()
    assert job["state"] == "done"
    assert job["report"] == {"notes": 2, "changes": 4, "remarks": [], "left": 0, "left_out": []}
    shown = dialog.page.get(f"/replacements/{job['id']}/changes").text
    assert "a <del>cat</del> &lt;b&gt;" in shown
    assert "a <ins>owl</ins> &lt;b&gt;" in shown
    assert shown.count('type="checkbox"') == 6


def test_a_long_list_is_shown_page_by_page(dialog: Dialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "NOTES_SHOWN", 1)
    monkeypatch.setattr(view, "CHANGES_SHOWN", 2)
    job = dialog.look()
    address = f"/replacements/{job['id']}/changes"
    first, second = (dialog.page.get(f"{address}?from={start}").text for start in (0, 1))
    assert (first.count("data-note="), second.count("data-note=")) == (1, 1)
    assert f"{address}?from=1" in first
    assert "hx-get" not in second
    assert "1 more change, which goes with the note" in first + second


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["owl", "owl owl owl"]),
        ({"without": []}, ["owl", "owl owl owl"]),
        ({"without": ["{0}", "{1}/2"]}, ["cat", "owl cat owl"]),
        ({"only": ["{1}/3", "{1}/1"]}, ["cat", "owl cat owl"]),
        ({"only": ["{0}"]}, ["owl", "cat cat cat"]),
        ({"only": []}, ["cat", "cat cat cat"]),
    ],
)
def test_what_was_chosen_is_done(
    dialog: Dialog, ids: list[str], chosen: dict[str, list[str]], expected: list[str]
) -> None:
    named = {key: [mark.format(*ids) for mark in marks] for key, marks in chosen.items()}
    job = dialog.apply(dialog.look()["id"], **named)
    assert job["state"] == "done"
    one, two, three = bodies(ids)
    assert [one.split()[3], " ".join(two.split()[2:])] == expected
    assert three == TEXTS[2]


def test_what_was_done_is_undone_as_one(dialog: Dialog, ids: list[str]) -> None:
    report = dialog.apply(dialog.look()["id"])["report"]
    assert (report["notes"], report["changes"]) == (2, 4)
    assert "cat → owl" in dialog.page.get("/acts?kind=replace").text
    undone = dialog.undo(report["act"])["report"]
    assert (undone["notes"], undone["left"], undone["left_out"]) == (2, 0, [])
    assert undone["said"] == "Undone: Replaced cat → owl"
    assert bodies(ids) == TEXTS
    assert "cat → owl" not in dialog.page.get("/acts?kind=replace").text
    again = dialog.undo(report["act"])
    assert (again["state"], again["report"]) == ("failed", None)
    assert "nothing to undo" in again["message"]


def test_what_changed_meanwhile_is_named_with_the_reason(dialog: Dialog, ids: list[str]) -> None:
    job = dialog.look()
    editing.save(ids[0], 1, body="# Mine\n\ncat")
    assert "was changed since" in dialog.page.get(f"/replacements/{job['id']}/changes").text
    [left] = dialog.apply(job["id"])["report"]["left_out"]
    assert left["title"] == "Mine"
    assert "changed elsewhere" in left["why"]
    assert bodies(ids)[0] == "# Mine\n\ncat"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"find": ""}, "find"),
        ({"find": "(", "pattern": True}, "find"),
        ({"find": "\ud800"}, "find"),
        ({"find": 5}, "find"),
        ({"replacement": r"\1", "pattern": True}, "replacement"),
        ({"query": "\ud800"}, "query"),
        ({"notebook": "\ud800"}, "notebook"),
        ({"tag": "\ud800"}, "tag"),
        ({"typing": "yes"}, "typing"),
        ({"pattern": "yes"}, "pattern"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_looked_at(
    dialog: Dialog, wanted: dict[str, Any], field: str
) -> None:
    asked = {"find": "cat", "replacement": "owl", **wanted}
    answer = dialog.page.post("/replacements", json=asked)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["field"] == field


def test_the_reason_is_said_in_the_reader_s_language(dialog: Dialog) -> None:
    asked = {"find": "", "replacement": ""}
    answer = dialog.page.post("/replacements", json=asked, headers={"Accept-Language": "zh-CN"})
    error = answer.get_json()["error"]
    assert error["why"] == "请输入要查找的内容。"
    assert error["message"].endswith(error["why"])


@pytest.mark.parametrize("mark", ["{0}/x", "{0}/-1", "{0}/²", "{0}/" + "9" * 5_000])
def test_a_change_that_is_no_number_is_refused(dialog: Dialog, ids: list[str], mark: str) -> None:
    job = dialog.look()
    chosen = {"without": [mark.format(*ids)]}
    answer = dialog.page.post(f"/replacements/{job['id']}/apply", json=chosen)
    assert answer.status_code == 422


def test_a_pattern_that_takes_too_long_is_said_and_keeps_nobody_waiting(
    dialog: Dialog, page: FlaskClient
) -> None:
    editing.create("a" * 5_000 + "b")
    asked = {"find": "(a+)+$", "replacement": "x", "pattern": True}
    began = time.monotonic()
    answer = page.post("/replacements", json=asked)
    assert time.monotonic() - began < 5
    job = dialog.ended(answer)
    assert (job["state"], job["report"]) == ("failed", None)
    assert "takes too long" in job["message"]


def test_what_was_looked_at_can_be_stopped_and_is_forgotten(dialog: Dialog) -> None:
    address = f"/replacements/{dialog.look()['id']}"
    assert dialog.page.post(f"{address}/stop").status_code == 200
    assert dialog.page.delete(address).status_code == 204
    for method, path in [("GET", ""), ("GET", "/changes"), ("POST", "/apply"), ("DELETE", "")]:
        assert dialog.page.open(address + path, method=method, json={}).status_code == 404


def test_what_was_done_cannot_be_done_again_by_its_own_job(dialog: Dialog) -> None:
    job = dialog.apply(dialog.look()["id"])
    assert dialog.page.post(f"/replacements/{job['id']}/apply", json={}).status_code == 404
    assert len(activity.recent()) == 1


@pytest.mark.parametrize("number", ["0", "7", str(2**64)])
def test_an_act_that_there_is_not_is_missing(dialog: Dialog, number: str) -> None:
    answer = dialog.page.post(f"/acts/{number}/undo")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "missing")


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "x"])
def test_what_is_no_number_of_an_act_is_nowhere(page: FlaskClient, number: str) -> None:
    assert page.post(f"/acts/{number}/undo").status_code == 404
