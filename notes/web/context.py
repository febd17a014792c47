"""
What every template can say: the reader's language, times and numbers in it, and the page's keys.

The language is the setting's, else the first of the browser's that we speak; a
window's browser asks for the system's.  Times are the machine's own zone: the
server and its reader sit at the same desk.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from babel.dates import LOCALTZ
from flask import Flask, g, request
from flask_babel import (
    Babel,
    format_datetime,
    format_decimal,
    format_skeleton,
    format_timedelta,
    get_locale,
    gettext,
    ngettext,
)
from markupsafe import Markup, escape

from notes.paths import resource
from notes.web.current import parts
from notes.web.places import Places

#: Languages that Octavo speaks, as the settings name them and as HTML does.
LANGUAGES = {"en": "en", "zh_Hans": "zh-Hans"}

#: Of a longer text the words are counted in the page, not before it is shown.
COUNTED = 400_000
#: Characters that are counted one by one, where there are no blanks between words.
_IDEOGRAPH = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


def register(app: Flask) -> None:
    Babel(
        app,
        default_translation_directories=str(resource("ui/translations")),
        locale_selector=language,
        timezone_selector=lambda: LOCALTZ,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        ago=ago, moment=moment, number=format_decimal, tally=tally, exact=exact, sanitised=sanitised
    )
    app.context_processor(_common)


def language() -> str:
    """One of LANGUAGES: chosen, or the first of the browser's that is one of them."""
    chosen = parts().library.settings.read()["language"]
    if chosen in LANGUAGES:
        return str(chosen)
    for tag, _ in request.accept_languages:
        primary = tag.partition("-")[0].lower()
        if primary in ("en", "zh"):
            return "zh_Hans" if primary == "zh" else "en"
    return "en"


def _common() -> dict[str, Any]:
    return {
        "settings": parts().library.settings.read(),
        "html_lang": LANGUAGES[str(get_locale() or "en")],
        "octavo_key": lambda: parts().session.key,
        "csp_nonce": lambda: g.nonce,
        "places": Places,
    }


def ago(when: datetime) -> str:
    """A time as people say it: the nearer, the coarser the words may be."""
    now = datetime.now(UTC)
    passed = now - when
    if timedelta(minutes=-1) < passed < timedelta(minutes=1):
        return gettext("just now")
    days = (now.astimezone(LOCALTZ).date() - when.astimezone(LOCALTZ).date()).days
    if days < 0:
        return moment(when)
    if days == 0 or passed < timedelta(hours=1):
        return format_timedelta(passed, add_direction=False, threshold=1.0) if False else _since(passed)
    if days == 1:
        return gettext("yesterday")
    if days < 7:
        return _since(timedelta(days=days))
    same_year = now.astimezone(LOCALTZ).year == when.astimezone(LOCALTZ).year
    return format_skeleton("MMMMd" if same_year else "yMMMd", when)
