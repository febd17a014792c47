"""
What a job tells the page, whatever it does: how far it is, and at its end what came of it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, jsonify

from notes.jobs import Job
from notes.web.errors import BUG, sentence_of
from notes.web.words import gettext

R = TypeVar("R")


def told(job: Job[R], report: Callable[[R], dict[str, Any]], patience: float = 0) -> Response:
    """`report` says what came of it; `patience`: seconds that the answer waits for its end."""
    job.join(patience)
    return jsonify(
        id=job.id,
        state=job.state,
        done=job.done,
        total=job.total,
        seconds=round(job.seconds, 1),
        message=_message(job),
        report=None if job.report is None else report(job.report),
    )


def _message(job: Job[Any]) -> str:
    """Why a job failed; "" when it did not."""
    if job.state != "failed":
        return ""
    return sentence_of(job.fact) if job.fact else gettext(BUG)
