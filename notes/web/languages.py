"""
The languages that Octavo speaks, and the one of a request.

It is the setting's, else the first of the browser's that we speak; a window's browser asks for the
system's.  Babel comes with the first sentence that is said: it is a tenth of a start, and a program
that asks for a list needs none.
"""

from threading import Lock
from types import ModuleType
from typing import Any

from flask import current_app, request

from notes.paths import resource
from notes.web.current import parts

#: As the settings name them, and as HTML does.
LANGUAGES = {"en": "en", "zh_Hans": "zh-Hans"}


#: Flask-Babel shows itself to other threads before it is whole.
_making = Lock()


def babel() -> Any:
    """Flask-Babel, which knows the app then."""
    import flask_babel

    with _making:
        if "babel" not in current_app.extensions:
            _register(flask_babel)
    return flask_babel


def _register(flask_babel: ModuleType) -> None:
    from babel.dates import LOCALTZ

    flask_babel.Babel(
        current_app,
        configure_jinja=False,
        default_translation_directories=str(resource("ui/translations")),
        locale_selector=language,
        timezone_selector=lambda: LOCALTZ,
    )


def language() -> str:
    """One of LANGUAGES."""
    chosen = parts().library.settings.read()["language"]
    return str(chosen) if chosen in LANGUAGES else _asked_for()


def _asked_for() -> str:
    spoken = {name.partition("_")[0]: name for name in LANGUAGES}
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((spoken[tag] for tag in asked if tag in spoken), "en")
