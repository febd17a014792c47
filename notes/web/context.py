"""
What every template can say, and the language it says it in.

The language is the setting's, else the first of the browser's that we speak; a
window's browser asks for the system's.
"""

import json
from pathlib import Path
from typing import Any

from babel.dates import LOCALTZ
from flask import Flask, g, request
from flask_babel import Babel, get_locale

from notes.library.soundness import DAMAGED
from notes.paths import name_of, resource
from notes.version import VERSION
from notes.web import places, words
from notes.web.compiled import Compiled
from notes.web.current import parts
from notes.web.places import Places

#: Languages that Octavo speaks, as the settings name them and as HTML does.
LANGUAGES = {"en": "en", "zh_Hans": "zh-Hans"}


def register(app: Flask) -> None:
    Babel(
        app,
        default_translation_directories=str(resource("ui/translations")),
        locale_selector=language,
        timezone_selector=lambda: LOCALTZ,
    )
    app.jinja_env.bytecode_cache = Compiled()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        ago=words.ago,
        clock=words.clock,
        seconds=words.seconds,
        day=words.day,
        exact=words.exact,
        moment=words.moment,
        near=places.near,
        number=words.number,
        sanitised=words.sanitised,
        tally=words.tally,
    )
    app.jinja_env.globals["scripts"] = _scripts(resource("ui/static/built"))
    app.context_processor(_common)


def _scripts(built: Path) -> list[str]:
    """The page's modules, so that it can ask for all of them before it has read the first."""
    return [f"built/{script}" for script in json.loads((built / "page.json").read_bytes())]


def language() -> str:
    """One of LANGUAGES."""
    chosen = parts().library.settings.read()["language"]
    return str(chosen) if chosen in LANGUAGES else _asked_for()


def _asked_for() -> str:
    spoken = {"en": "en", "zh": "zh_Hans"}
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((spoken[tag] for tag in asked if tag in spoken), "en")


def _common() -> dict[str, Any]:
    return {
        "settings": parts().library.settings.read(),
        "html_lang": LANGUAGES[str(get_locale())],
        "version": VERSION,
        "octavo_key": lambda: parts().session.key,
        "octavo_library": lambda: name_of(parts().library.folder),
        "csp_nonce": lambda: g.nonce,
        "places": Places,
        "read_only": parts().library.read_only,
        "lost": parts().library.lost,
        "is_damaged": parts().library.read_only == DAMAGED,
        "has_dialogs": parts().shell.has_dialogs,
        "makes_pdf": parts().shell.makes_pdf,
        "crash": parts().reports.waiting,
    }
