"""
What a request can reach: the parts that `create_app` was given.
"""

from typing import NamedTuple, cast

from flask import current_app

from notes.crashes import Reports
from notes.jobs import Jobs
from notes.library.opening import Library
from notes.web.damage import Damage
from notes.web.render import Pages
from notes.web.session import Session
from notes.web.shell import Shell


class Parts(NamedTuple):
    library: Library
    session: Session
    shell: Shell
    pages: Pages
    jobs: Jobs
    damage: Damage
    reports: Reports


def parts() -> Parts:
    return cast(Parts, current_app.extensions["octavo"])
