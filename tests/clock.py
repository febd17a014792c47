"""A clock that goes as a test wants it to."""

import time
from datetime import datetime

import pytest

from notes.moments import moment


class Clock:
    """From today on, in milliseconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time_ns() // 1_000_000
        monkeypatch.setattr(time, "time_ns", lambda: self.now * 1_000_000)

    def pass_by(self, milliseconds: int) -> datetime:
        """Go on, or back; the time that it shows then."""
        self.now += milliseconds
        return moment(self.now)
