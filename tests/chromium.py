"""The Chromium that tests drive."""

import shutil

#: Its shell without a screen comes first: the same pages for a third less of the processor's time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Where it is; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
