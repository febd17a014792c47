"""
What is known of a launch that failed: the page has it, these say what becomes of it.
"""

from flask import Blueprint

from notes.web.current import parts

crashes = Blueprint("crashes", __name__)


@crashes.post("/crashes/shown")
def shown() -> tuple[str, int]:
    """It was shown, and is not at the next start."""
    parts().reports.shown()
    return "", 204


@crashes.delete("/crashes")
def forget() -> tuple[str, int]:
    parts().reports.forget()
    return "", 204
