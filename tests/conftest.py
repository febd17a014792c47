"""What most tests start from: an open library, the app over it, corpora when they are there."""

import gc
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from notes.jobs import Jobs
from notes.library import editing, opening, tokens
from notes.library.editing import Note
from notes.library.opening import Library
from notes.rendering.worker import Renderer
from notes.web.app import create_app
from notes.web.session import Session

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
#: A disk that needs no time for a sync, of which libraries ask thousands.  What a power cut takes
#: from a real one is tried by `tests.faults.power`.
MEMORY = Path("/dev/shm")  # noqa: S108  (pytest makes a folder of its own in it)
ROOM = 2 << 30
#: What a test says of what it waited for in vain.
LATE = [r"TimeoutError", r"Locator expected", r"Page (title|URL) expected", r"NotHappened"]


def pytest_configure() -> None:
    """Folders of tests are in memory, where there is room and programs may lie."""
    if MEMORY.is_dir():
        disk = os.statvfs(MEMORY)
        if disk.f_bavail * disk.f_frsize > ROOM and not disk.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some test always waits for a window, a browser or a clock."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    What a browser or a window shows may come late on a busy machine: such a test may fail once,
    and the run names it at its end.  It is a race, and somebody's bug, all the same.
    """
    for item in items:
        if {"browser", "screen"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LATE))


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: no look for garbage goes over them."""
    gc.collect()
    gc.freeze()


def required(present: object, what: str) -> None:
    """A real part that a test needs: its lack fails in CI and is a counted skip elsewhere."""
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is missing, and CI has to have it")
        pytest.skip(f"{what} is missing here")


def corpus(name: str) -> Path:
    """A file or folder of inputs that lie beside the project; not everybody has them."""
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"the corpora beside the project are not here ({name})")
    return path


def vectors(name: str) -> list[Any]:
    lines = corpus(name).read_text("utf-8").splitlines()
    return [json.loads(line)["vector"] for line in lines]


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is started here keeps its pages here too, and what it could not save."""
    os.environ["OCTAVO_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["OCTAVO_STATE"] = str(tmp_path_factory.mktemp("state"))


def pathological(row: dict[str, Any]) -> str:
    """A text that was made to hang a parser, from its recipe."""
    parts = row.get("parts", [])
    match row["kind"]:
        case "repeat":
            return "".join(text * count for text, count in parts)
        case "staircase":
            (first, count), (second, _) = parts
            return "".join(first * step + second for step in range(count))
        case "growing-runs":
            (first, count), (second, _) = parts
            return "".join(second + first * step for step in range(1, count))
    text: str = row["vector"]
    return text


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library as it is after its first start, which takes three times as long as the next."""
    folder = tmp_path_factory.mktemp("empty") / "library"
    opening.open_library(folder).close()
    return folder


@pytest.fixture
def library(tmp_path: Path, empty_library: Path) -> Iterator[Library]:
    with opening.open_library(shutil.copytree(empty_library, tmp_path / "library")) as opened:
        yield opened


@pytest.fixture
def note(library: Library) -> Note:
    return editing.create("# A note\n\nwith words\n", notebook="Work/Plans", tags=["idea"])


class Headless:
    """A shell that remembers what it was asked."""

    makes_pdf = False

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.raised = 0
        self.brought = 0
        self.shown = ""
        self.let_in_again = 0
        self.folder: str | None = None
        self.files: list[str] = []
        self.pdf: Path | OSError | None = None
        self.has_window = True
        self.stands_alone = False

    def open_outside(self, url: str) -> None:
        self.opened.append(url)

    def raise_window(self, note: str = "") -> bool:
        self.raised += 1
        self.shown = note
        return self.has_window

    def show_brought(self) -> None:
        self.brought += 1

    def let_in(self) -> bool:
        self.let_in_again += 1
        return self.has_window

    @property
    def has_dialogs(self) -> bool:
        return self.folder is not None

    def choose_folder(self) -> str | None:
        return self.folder

    def choose_files(self) -> list[str]:
        return self.files

    def dropped(self) -> list[str]:
        return self.files

    def save_pdf(self, name: str) -> Path | None:
        self.shown = name
        if isinstance(self.pdf, OSError):
            raise self.pdf
        return self.pdf


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer() as started:
        yield started


@pytest.fixture
def shell() -> Headless:
    return Headless()


@pytest.fixture
def session() -> Session:
    return Session(port=45678)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    started = Jobs()
    yield started
    started.stop()


@pytest.fixture
def app(
    library: Library, session: Session, shell: Headless, renderer: Renderer, jobs: Jobs
) -> Flask:
    return create_app(library, session, shell, renderer, jobs)


class Client(FlaskClient):
    """Asks under the address of its launch, as a browser does."""

    def open(self, *args: Any, **options: Any) -> Any:
        options.setdefault("base_url", self.application.extensions["octavo"].session.origin)
        return super().open(*args, **options)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client that knows the address and nothing else."""
    return Client(app, app.response_class)


@pytest.fixture
def page(app: Flask, session: Session) -> FlaskClient:
    """A client as the page is one: with the cookie and the key."""
    client = Client(app, app.response_class)
    client.environ_base["HTTP_X_OCTAVO_KEY"] = session.key
    client.set_cookie(session.cookie_name, session.cookie, domain="127.0.0.1")
    return client


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    """A client as a script is one: with a token that may write."""
    client = Client(app, app.response_class)
    secret = tokens.create("a script", "write").secret
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client
