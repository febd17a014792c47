"""
Two to four windows, and a program, write one note in any order, each over what it has read last.

The routes are those of the page and of the API.  A model says of every request whether it is to be
taken: a stale base is refused and changes nothing, and every write counts the version up by one, or
by two when it keeps both texts of a conflict.  At the end every text that was ever acknowledged is
the current one or in the history; only what a window has typed over itself may be gone.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from notes.jobs import Jobs
from notes.library import editing, history, tokens
from notes.library.opening import open_library
from notes.rendering.worker import Renderer
from notes.web.app import create_app
from notes.web.session import Session
from tests.conftest import Client, Headless
from tests.faults.outcome import Outcome

#: Requests of one interleaving, at the most.
STEPS = 30

#: The answer to a stale base, from the page and from the API.
REFUSED = {409, 412}

windows = st.integers(0, 3)


def run(folder: Path, count: int, number: int) -> Outcome:
    outcome = Outcome()
    with ExitStack() as stack:
        stage = Stage(folder / "library", stack)

        class Played(Windows):
            outside = stage
            counted = outcome

        often = settings(
            max_examples=count,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            report_multiple_bugs=False,
        )
        try:
            run_state_machine_as_test(seed(number)(Played), settings=often)
        except AssertionError as broken:
            notes = "\n".join(getattr(broken, "__notes__", ()))
            outcome.hold(False, f"{broken}\n{notes}")
    return outcome


class Stage:
    """A library with its app, asked as the page and as a program ask."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        library = stack.enter_context(open_library(folder))
        jobs = Jobs()
        stack.callback(jobs.stop)
        session = Session(port=45678)
        renderer = stack.enter_context(Renderer())
        app = create_app(library, session, Headless(), renderer, jobs)
        self.page: FlaskClient = Client(app, app.response_class)
        self.page.environ_base["HTTP_X_OCTAVO_KEY"] = session.key
        self.page.set_cookie(session.cookie_name, session.cookie, domain="127.0.0.1")
        self.program: FlaskClient = Client(app, app.response_class)
        secret = tokens.create("faults", "write").secret
        self.program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"


class Windows(RuleBasedStateMachine):
    outside: ClassVar[Stage]
    counted: ClassVar[Outcome]

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        #: Texts that must not be lost, by the version under which they were acknowledged.
        self._kept: dict[int, str] = {}
        #: The window that typed the newest text, if it was typed.
        self._typed: str | None = None

    @initialize(count=st.integers(2, 4))
    def open_windows(self, count: int) -> None:
        made = self.outside.page.post("/notes", json={"body": "# A note\n\n检查点\n"})
        self._note, self._version = made.json["id"], 1
        self._body = "# A note\n\n检查点\n"
        self._kept[1] = self._body
        self._seen = [(1, self._body)] * count
        self.counted.count("interleavings")

    @rule(window=windows)
    def read(self, window: int) -> None:
        answer = self.outside.page.get(f"/notes/{self._note}/text").json
        assert (answer["version"], answer["body"]) == (self._version, self._body)
        self._seen[self._at(window)] = self._version, self._body

    @rule(window=windows)
    def type_on(self, window: int) -> None:
        base, body = self._typing(window)
        sent = {"base": base, "body": body, "autosave": True, "window": self._name(window)}
        if self._taken(self._put(sent), base):
            self._wrote(body, self._name(window))

    @rule(window=windows)
    def save_on_purpose(self, window: int) -> None:
        base, body = self._typing(window)
        sent = {"base": base, "body": body, "window": self._name(window)}
        if self._taken(self._put(sent), base):
            self._wrote(body, None)

    @rule(window=windows)
    def leave_while_a_save_is_under_way(self, window: int) -> None:
        """The page says then which version it expects to be read."""
        base, body = self._typing(window)
        sent = {"base": base, "body": body, "autosave": True, "window": self._name(window)}
        if self._taken(self._put(sent), base):
            self._wrote(body, self._name(window))
        more = {**sent, "base": base + 1, "body": f"{body}and on\n"}
        if self._taken(self._put(more), base + 1):
            self._wrote(more["body"], self._name(window))

    @rule(window=windows)
    def write_from_a_program(self, window: int) -> None:
        base, body = self._typing(window)
        answer = self.outside.program.put(
            f"/api/v1/notes/{self._note}", json={"body": body}, headers={"If-Match": f'"{base}"'}
        )
        if self._taken(answer, base):
            self._wrote(body, None)

    @rule(window=windows, field=st.sampled_from(["title", "notebook", "tags"]))
    def file_it(self, window: int, field: str) -> None:
        base, _ = self._seen[self._at(window)]
        name = f"name {self._next()}"
        sent = {"base": base, field: [name] if field == "tags" else name}
        if self._taken(self._put(sent), base):
            self._wrote(self._body, self._typed if field != "title" else None)

    @rule(window=windows, back=st.integers(0, 20))
    def bring_back(self, window: int, back: int) -> None:
        base, _ = self._seen[self._at(window)]
        entries = history.entries(self._note)
        version = entries[back % len(entries)].version
        text = history.body_at(self._note, version)
        answer = self.outside.page.post(
            f"/notes/{self._note}/history/restore", json={"version": version, "base": base}
        )
        if self._taken(answer, base, same=text == self._body):
            self._wrote(text, None)

    @precondition(lambda self: any(base != self._version for base, _ in self._seen))
    @rule(window=windows, both=st.booleans())
    def resolve(self, window: int, both: bool) -> None:
        """A window that was refused shows both texts and writes one of them, or both in one."""
        base, mine = self._typing(window)
        asked = {"base": base, "body": mine}
        offered = self.outside.page.post(f"/notes/{self._note}/merge", json=asked)
        assert offered.status_code == 200, offered.json
        assert (offered.json["version"], offered.json["body"]) == (self._version, self._body)
        sent = {"base": self._version, "window": self._name(window), "merged": True}
        if both:
            sent |= {"mine": mine, "body": f"{self._body}{mine}"}
        else:
            sent |= {"body": mine}
        base = self._version
        if self._taken(self._put(sent), base, most=2):
            if both:
                self._kept[base + 1] = mine
            self._wrote(sent["body"], None)
        self.counted.count("conflicts resolved")

    @rule()
    def throw_away_and_bring_back(self) -> None:
        for way in ("trash", "restore"):
            answer = self.outside.page.post(f"/notes/{self._note}/{way}", json={})
            assert answer.status_code == 200
            assert editing.version(self._note) == self._version

    def teardown(self) -> None:
        if not hasattr(self, "_note"):
            return
        note = editing.read(self._note)
        assert (note.version, note.body) == (self._version, self._body)
        texts = {history.body_at(self._note, one.version) for one in history.entries(self._note)}
        lost = {version: text for version, text in self._kept.items() if text not in texts}
        assert not lost, f"silently overwritten: {lost}"
        self.counted.count("texts that are there", len(self._kept))

    # --- the model

    def _at(self, window: int) -> int:
        return window % len(self._seen)

    def _name(self, window: int) -> str:
        return f"window-{self._at(window)}"

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _typing(self, window: int) -> tuple[int, str]:
        """What the window has read, and its text with one more line."""
        base, text = self._seen[self._at(window)]
        return base, f"{text}第{self._next()}行 of {self._name(window)}\n"

    def _put(self, sent: dict[str, Any]) -> Any:
        return self.outside.page.put(f"/notes/{self._note}", json=sent)

    def _taken(self, answer: Any, base: int, *, most: int = 1, same: bool = False) -> bool:
        """
        Whether a write was done, which it must be exactly where its base is the newest; what
        brings back the `same` may change nothing.
        """
        self.counted.count("requests that write")
        if base != self._version:
            assert answer.status_code in REFUSED, (answer.status_code, base, self._version)
            assert answer.json["error"]["current"] == self._version
            assert editing.version(self._note) == self._version
            self.counted.count("stale ones refused")
            return False
        assert answer.status_code == 200, answer.json
        grown = answer.json["version"] - self._version
        assert 1 <= grown <= most or (same and not grown), grown
        self._version = answer.json["version"]
        return bool(grown)

    def _wrote(self, body: str, typed: str | None) -> None:
        """The newest text is `body`; what a window types over itself need not be kept."""
        if typed and typed == self._typed:
            over = max(self._kept)
            if over != self._version:
                del self._kept[over]
        self._kept[self._version] = self._body = body
        self._typed = typed
        for at, (_, text) in enumerate(self._seen):
            if typed == f"window-{at}":
                self._seen[at] = self._version, body
            elif text == body:
                self._seen[at] = self._version, text
