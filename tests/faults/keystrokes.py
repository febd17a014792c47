"""
Somebody types in a real Chromium without a pause, and then the server is killed, or the browser.

No keystroke that is older than a second is lost: the text that the next server has begins with all
that was typed until then, and is nothing but the beginning of what was typed.  The oldest keystroke
that was lost is measured.  On a machine that has more to do than processors the second is longer,
as typing itself is.
"""

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser_fixtures import FLAGS
from tests.chromium import chromium
from tests.faults.outcome import Outcome
from tests.faults.serving import Life, need, token

#: Seconds of typing, and after which a keystroke is to be safe.
SHORTEST, LONGEST, SAFE = 1.2, 4.0, 1.0
#: Between two keystrokes, milliseconds.
PACE = (5, 60)
LETTERS = "the quick brown fox jumps over it "
KILLED = ("the server", "the browser", "both")


def run(folder: Path, count: int, seed: int) -> Outcome:
    """In a thread of its own: a test may have a browser of its own in this one."""
    need(chromium(), "Chromium")
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(_run, folder, count, seed).result()


def _run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    library = folder / "library"
    key = token(library)
    with sync_playwright() as playwright:
        typed = _Typed(playwright, folder, library, key, outcome, dice)
        for number in range(count):
            typed.once(KILLED[number % len(KILLED)])
        typed.close()
    return outcome


class _Typed:
    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        library: Path,
        key: str,
        outcome: Outcome,
        dice: random.Random,
    ) -> None:
        self._playwright = playwright
        self._mark = f"--octavo-faults={folder}"
        self._library = library
        self._key = key
        self._outcome = outcome
        self._dice = dice
        self._browser: Browser | None = None

    def once(self, killed: str) -> None:
        life = Life(self._library).wait()
        try:
            with life.door(self._key) as door:
                note = door.ask("POST", "/notes", {"body": ""}).sent["id"]
            page = self._page(life, note)
            moments = self._type(page)
            at = time.monotonic()
            if killed != "the browser":
                life.kill()
            if killed != "the server":
                self._kill_browser()
            else:
                page.context.close()
        finally:
            life.kill()
        self._outcome.count(f"kills of {killed}")
        self._compare(note, moments, at)

    def close(self) -> None:
        if self._browser:
            self._browser.close()

    def _page(self, life: Life, note: str) -> Page:
        if not self._browser:
            self._browser = self._playwright.chromium.launch(
                executable_path=chromium(), args=[*FLAGS, self._mark]
            )
        page = self._browser.new_context().new_page()
        page.goto(life.address)
        page.goto(f"http://127.0.0.1:{life.port}/notes/{note}")
        page.locator(".cm-content").click()
        return page

    def _type(self, page: Page) -> list[float]:
        """When each keystroke was made; until the moment of a kill."""
        moments: list[float] = []
        until = time.monotonic() + self._dice.uniform(SHORTEST, LONGEST)
        while time.monotonic() < until:
            page.keyboard.press(_letter(len(moments)))
            moments.append(time.monotonic())
            page.wait_for_timeout(self._dice.uniform(*PACE))
        self._outcome.count("keystrokes", len(moments))
        return moments

    def _kill_browser(self) -> None:
        for pid in _processes(self._mark):
            os.kill(pid, signal.SIGKILL)
        self._browser = None

    def _compare(self, note: str, moments: list[float], at: float) -> None:
        life = Life(self._library).wait()
        try:
            with life.door(self._key) as door:
                found = door.ask("GET", f"/notes/{note}").sent["body"]
        finally:
            life.kill()
        typed = "".join(map(_letter, range(len(moments)))).replace("Space", " ")
        self._outcome.hold(typed.startswith(found), f"{found[-40:]!r} was not typed")
        age = at - moments[len(found)] if len(found) < len(moments) else 0.0
        load = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        self._outcome.most("ms the oldest keystroke that was lost", round(age * 1_000))
        self._outcome.count("of them older than 1,000 ms", int(age > SAFE))
        self._outcome.hold(age <= SAFE * load, f"a keystroke was lost after {age:.2f} s")


def _letter(number: int) -> str:
    return LETTERS[number % len(LETTERS)].replace(" ", "Space")


def _processes(mark: str) -> list[int]:
    """Those of one browser, by a word of their command lines."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words:
            found.append(int(folder.name))
    return found
