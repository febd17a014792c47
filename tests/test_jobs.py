import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from notes.errors import JobRunning, Missing, ReadOnly
from notes.importers.report import Report
from notes.jobs import Job, Jobs, Kind
from notes.library import listing, replacing
from notes.library.replacing import Preview, Wanted
from notes.progress import Progress
from tests.conftest import Headless


def ended(job: Job[Report]) -> Job[Report]:
    job.join()
    return job


def test_a_job_tells_how_far_it_is_and_what_came_of_it(jobs: Jobs) -> None:
    def work(progress: Progress) -> Report:
        progress(3, 4)
        return Report(created=4)

    job = ended(jobs.start(work, "import"))
    assert (job.state, job.done, job.total) == ("done", 3, 4)
    assert job.report == Report(created=4)
    assert jobs.job(job.id, "import") is job


def test_a_job_stops_at_its_next_step_and_no_later(jobs: Jobs) -> None:
    begun, steps = threading.Event(), []

    def work(progress: Progress) -> Report:
        for step in range(1_000_000):
            steps.append(step)
            progress(step, 1_000_000)
            begun.set()
        return Report()

    job = jobs.start(work, "import")
    assert begun.wait(5)
    job.stop()
    assert ended(job).state == "stopped"
    assert 0 < len(steps) < 1_000_000


@pytest.mark.parametrize(("error", "fact"), [(ReadOnly(), True), (ValueError("a bug"), False)])
def test_a_job_that_fails_says_so(jobs: Jobs, error: Exception, fact: bool) -> None:
    def work(_: Progress) -> Report:
        raise error

    job = ended(jobs.start(work, "import"))
    assert job.state == "failed"
    assert (job.fact is error) == fact


def test_a_bug_is_logged_without_what_it_says(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    def work(_: Progress) -> Report:
        try:
            raise KeyError("words of a note")
        except KeyError as error:
            raise ValueError("words of a query") from error

    ended(jobs.start(work, "import"))
    assert "ValueError" in caplog.text
    assert __file__ in caplog.text
    assert "words of" not in caplog.text.replace('"words of', "")


def test_a_job_is_known_under_its_own_kind_alone(jobs: Jobs) -> None:
    job = ended(jobs.start(lambda _: Report(), "import"))
    with pytest.raises(Missing):
        jobs.job(job.id, "replacement")
    with pytest.raises(Missing):
        jobs.forget(job.id, "replacement")
    assert jobs.job(job.id, "import") is job


def test_two_jobs_do_not_run_at_once(jobs: Jobs) -> None:
    going = threading.Event()

    def work(_: Progress) -> Report:
        going.wait(5)
        return Report()

    first = jobs.start(work, "import")
    with pytest.raises(JobRunning):
        jobs.start(work, "import")
    going.set()
    assert ended(first).state == "done"
    assert ended(jobs.start(work, "import")).state == "done"


def test_what_only_looks_may_run_beside_what_writes(jobs: Jobs) -> None:
    going = threading.Event()

    def work(_: Progress) -> Report:
        going.wait(5)
        return Report()

    looking = [jobs.start(work, "replacement", alone=False) for _ in range(2)]
    writing = jobs.start(work, "import")
    going.set()
    assert {ended(job).state for job in [*looking, writing]} == {"done"}


def test_a_job_that_is_forgotten_has_stopped(jobs: Jobs) -> None:
    def work(progress: Progress) -> Report:
        while True:
            progress(0, 1)

    job = jobs.start(work, "import")
    jobs.forget(job.id, "import")
    assert job.state == "stopped"
    with pytest.raises(Missing):
        jobs.job(job.id, "import")


def test_who_forgets_a_job_does_not_wait_for_a_long_step_of_it(jobs: Jobs) -> None:
    going = threading.Event()

    def work(progress: Progress) -> Report:
        going.wait(5)
        progress(0, 1)
        return Report()

    job = jobs.start(work, "import")
    jobs.forget(job.id, "import")
    assert job.state == "running"
    going.set()
    assert ended(jobs.job(job.id, "import")).state == "stopped"


def test_a_job_that_nobody_started_is_missing(jobs: Jobs) -> None:
    with pytest.raises(Missing):
        jobs.job("none", "import")


@pytest.mark.parametrize(
    ("kind", "method", "address"),
    [
        ("replacement", "GET", "/imports/{}"),
        ("replacement", "POST", "/imports/{}/stop"),
        ("import", "GET", "/replacements/{}"),
        ("import", "GET", "/replacements/{}/changes"),
        ("import", "POST", "/replacements/{}/apply"),
        ("import", "POST", "/replacements/{}/stop"),
        ("import", "DELETE", "/replacements/{}"),
    ],
)
def test_the_job_of_another_kind_is_nowhere(
    page: FlaskClient, jobs: Jobs, kind: Kind, method: str, address: str
) -> None:
    report: Preview | Report = Report() if kind == "import" else replacing.preview(Wanted("a", "b"))
    job = jobs.start(lambda _: report, kind)
    job.join()
    asked = page.open(address.format(job.id), method=method, json={})
    assert asked.status_code == 404
    assert jobs.job(job.id, kind).state == "done"


@pytest.fixture
def finished(page: FlaskClient, jobs: Jobs) -> Callable[[str], dict[str, object]]:
    """Imports a path through the page and gives what it tells at the end."""

    def run(path: str) -> dict[str, object]:
        started = page.post("/imports", json={"path": path})
        assert started.status_code == 202
        job_id = started.get_json()["id"]
        jobs.job(job_id, "import").join()
        told: dict[str, object] = page.get(f"/imports/{job_id}").get_json()
        return told

    return run


class TestImportFromThePage:
    def test_brings_a_folder_in_and_reports_every_file(
        self, finished: Callable[[str], dict[str, object]], tmp_path: Path
    ) -> None:
        folder = tmp_path / "notes"
        (folder / "工作").mkdir(parents=True)
        (folder / "工作/one.md").write_text("# One", "utf-8")
        (folder / "bad.md").write_bytes(b"\xff\xfe\xfd")
        told = finished(str(folder))
        assert told["state"] == "done"
        report = told["report"]
        assert isinstance(report, dict)
        assert (report["created"], report["failed"]) == (1, 1)
        assert report["troubles"][0]["path"] == "bad.md"
        assert [(head.title, head.notebook) for head in listing.page().notes] == [("One", "工作")]

    def test_of_what_is_not_there_says_so(
        self, finished: Callable[[str], dict[str, object]], tmp_path: Path
    ) -> None:
        told = finished(str(tmp_path / "nowhere"))
        assert told["state"] == "failed"
        assert "nowhere" in str(told["message"])

    @pytest.mark.parametrize("path", ["", "  ", "a\0b"])
    def test_needs_a_path(self, page: FlaskClient, path: str) -> None:
        assert page.post("/imports", json={"path": path}).status_code == 422

    def test_asks_the_window_for_a_folder(self, page: FlaskClient, shell: Headless) -> None:
        assert page.post("/folder").get_json() == {"path": None}
        shell.folder = "/chosen"
        assert page.post("/folder").get_json() == {"path": "/chosen"}
