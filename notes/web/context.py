"""
What every template can say.
"""

import json
from typing import Any

from flask import Flask, g
from jinja2 import Environment

from notes.library.soundness import DAMAGED, HEADER_DAMAGED, STRANGER
from notes.paths import name_of, resource
from notes.version import VERSION
from notes.web import places, words
from notes.web.compiled import Compiled
from notes.web.current import parts
from notes.web.languages import LANGUAGES, babel
from notes.web.places import Places


def register(app: Flask) -> None:
    app.context_processor(_common)


def furnish(templates: Environment) -> None:
    """What the templates have, once there are any."""
    templates.bytecode_cache = Compiled()
    templates.trim_blocks = True
    templates.lstrip_blocks = True
    templates.add_extension("jinja2.ext.i18n")
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # the extension's
        gettext=lambda sentence: babel().get_translations().ugettext(sentence),
        ngettext=lambda one, many, count: babel().get_translations().ungettext(one, many, count),
        newstyle=True,
    )
    templates.filters.update(
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
    templates.globals["scripts"] = scripts()


def scripts() -> list[str]:
    """The page's modules, so that it can ask for all of them before it has read the first."""
    page = resource("ui/static/built/page.json")
    return [f"built/{script}" for script in json.loads(page.read_bytes())]


def _common() -> dict[str, Any]:
    return {
        "settings": parts().library.settings.read(),
        "html_lang": LANGUAGES[str(babel().get_locale())],
        "version": VERSION,
        "octavo_key": lambda: parts().session.key,
        "octavo_library": lambda: name_of(parts().library.folder),
        "csp_nonce": lambda: g.nonce,
        "places": Places,
        "read_only": parts().library.read_only,
        "lost": parts().library.lost,
        "is_damaged": parts().library.read_only in (DAMAGED, HEADER_DAMAGED, STRANGER),
        "has_dialogs": parts().shell.has_dialogs,
        "makes_pdf": parts().shell.makes_pdf,
        "stands_alone": parts().shell.stands_alone,
        "crash": parts().reports.waiting,
        "has_brought": parts().session.brought is not None,
    }
