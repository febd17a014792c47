"""
The Flask app, built from its parts.
"""

from contextlib import ExitStack

from flask import Flask, Response, g
from flask.templating import Environment

from notes.crashes import Reports
from notes.jobs import Jobs
from notes.library.opening import Library
from notes.paths import ROOT, get_ready, resource
from notes.rendering.worker import Renderer
from notes.web import context, errors, security
from notes.web.api import api, health
from notes.web.current import Parts
from notes.web.damage import Damage
from notes.web.render import Pages
from notes.web.routing import LazyRule
from notes.web.session import Session
from notes.web.shell import Shell
from notes.web.views.blueprints import BLUEPRINTS

#: Bytes of a request: a text may grow sixfold on its way through JSON.
REQUEST_LIMIT = 64_000_000
#: Where scripts, styles, fonts and icons lie; their addresses begin with the last part of it.
STATIC = "ui/static"
#: What the first page asks for, and the process that renders its note, besides what a server
#: starts with: `tests/test_executable.py` has seen it.
FIRST_PAGE = (
    "ui/compiled",
    "ui/translations",
    f"{STATIC}/logo.svg",
    *(f"{STATIC}/built/{name}" for name in ("fonts.css", "htmx.js", "icons.svg", "page.css")),
)
FIRST_MODULES = ("_elementtree", "_zoneinfo", "nh3.nh3", "pyexpat", "resource")


class Octavo(Flask):
    """What templates need comes with the first of them: it is a tenth of a start."""

    def create_jinja_environment(self) -> Environment:
        templates = super().create_jinja_environment()
        context.furnish(templates)
        return templates

    def send_static_file(self, filename: str) -> Response:
        resource(f"{STATIC}/{filename}")  # unpacked, if it was not
        return super().send_static_file(filename)


def create_app(
    library: Library, session: Session, shell: Shell, renderer: Renderer, jobs: Jobs
) -> Flask:
    """The app of one launch; nothing of it is shared with another."""
    get_ready([*FIRST_PAGE, *(f"{STATIC}/{name}" for name in context.scripts())], FIRST_MODULES)
    app = Octavo(
        "octavo",
        root_path=str(ROOT),
        template_folder=str(resource("ui/templates")),
        static_folder=STATIC,
    )
    app.url_rule_class = LazyRule
    app.config.update(MAX_CONTENT_LENGTH=REQUEST_LIMIT, SEND_FILE_MAX_AGE_DEFAULT=0)
    app.extensions["octavo"] = Parts(
        library,
        session,
        shell,
        Pages(renderer, library),
        jobs,
        Damage(),
        Reports(library.folder),
    )
    errors.register(app)
    security.guard(app, session)
    context.register(app)
    _keep_open(app, library)
    for blueprint in (health, api, *BLUEPRINTS):
        app.register_blueprint(blueprint)
    return app


def _keep_open(app: Flask, library: Library) -> None:
    """The library is not closed while a request is under way."""

    @app.before_request
    def enter() -> None:
        g.inside = ExitStack()
        g.inside.enter_context(library.entered())

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if "inside" in g:
            g.inside.close()
