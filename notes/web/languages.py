"""
The languages that Octavo speaks, and the one of a request.

It is the setting's, else the first of the browser's that we speak; a window's browser asks for the
system's.  Babel comes with the first sentence that is said: it is a tenth of a start, and a program
that asks for a list needs none.
"""

from typing import Any

from flask import current_app, request

from notes.paths import resource
from notes.web.current import parts

#: As the settings name them, and as HTML does.
LANGUAGES = {"en": "en", "zh_Hans": "zh-Hans"}


def babel() -> Any:
    """Flask-Babel, which knows the app then."""
    import flask_babel

    if "babel" not in current_app.extensions:
        from babel.dates import LOCALTZ

        flask_babel.Babel(
            current_app,
            configure_jinja=False,
            default_translation_directories=str(resource("ui/translations")),
            locale_selector=language,
            timezone_selector=lambda: LOCALTZ,
        )
    return flask_babel


def language() -> str:
    """One of LANGUAGES."""
    chosen = parts().library.settings.read()["language"]
    return str(chosen) if chosen in LANGUAGES else _asked_for()


def _asked_for() -> str:
    spoken = {"en": "en", "zh": "zh_Hans"}
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((spoken[tag] for tag in asked if tag in spoken), "en")
