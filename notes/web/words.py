"""
Sentences and values as people say them, in the language of the request.

`gettext` and `ngettext` are Flask-Babel's with types.  Times are the machine's
own zone: the server and its reader sit at the same desk.
"""

import re
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from notes.moments import UNKNOWN
from notes.patterns import Pattern
from notes.sentences import said
from notes.web.languages import babel

#: Of a longer text the words are counted in the page, not before it is shown.
COUNTED = 400_000
#: Characters of scripts without blanks between words: these are counted one by one.
_IDEOGRAPHS = Pattern(
    "[\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U000323af]"
)
_WORDS = Pattern(r"(?:\d+(?:[.,]\d+)+|\w+)(?:['’\-]\w+)*")
#: What is no text of a note: its front matter, blocks of code, and where links lead.
_FRONT_MATTER = Pattern(r"\ufeff?---[ \t]*\r?\n(?:[\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_CODE = Pattern(r"^[ \t>]*(`{3,}|~{3,})[^`\n]*\n[\s\S]*?(?:^[ \t>]*\1[`~]*[ \t]*\r?$|\Z)", re.M)
_DESTINATION = Pattern(
    r"\]\((?:<[^<>\n]*>|[^()<\s][^()\s]*(?:\([^()\s]*\)[^()\s]*)*)?"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*",
    re.M,
)
#: An address in the text, which is one word.
_ADDRESS = Pattern(r"https?://[!-~]+")


def gettext(sentence: str, **values: object) -> str:
    return said(sentence, lambda words: str(babel().gettext(words, **values)))


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for so many; its ``%(count)s`` is the number as it is written."""
    return str(babel().ngettext(one, many, count, count=number(count)))


def number(value: int) -> str:
    return str(babel().format_decimal(value))


def ago(when: datetime) -> str:
    """A time as people say it: minutes, hours, days, then its date."""
    if when == UNKNOWN:
        return gettext("at an unknown time")
    today, day = datetime.now().astimezone(), when.astimezone()
    passed = max(today - day, timedelta())
    days = (today.date() - day.date()).days
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return _since(timedelta(minutes=passed // timedelta(minutes=1)))
    if days == 0:
        return _since(timedelta(hours=passed // timedelta(hours=1)))
    if days == 1:
        return gettext("yesterday")
    return _since(timedelta(days=days)) if days < 7 else _date(day, this_year=today.year)


def day(when: datetime) -> str:
    """A day as the head of what happened in it."""
    if when == UNKNOWN:
        return gettext("Unknown time")
    today, its = datetime.now().astimezone().date(), when.astimezone()
    days = (today - its.date()).days
    if days in (0, 1):
        return gettext("Yesterday") if days else gettext("Today")
    return _date(its, this_year=today.year)


def clock(when: datetime) -> str:
    """The time of a day."""
    return "–" if when == UNKNOWN else str(babel().format_time(when, "short"))


def seconds(when: datetime) -> str:
    """The same where a minute does not tell it from others."""
    return "–" if when == UNKNOWN else str(babel().format_time(when, "medium"))


def date(when: datetime) -> str:
    """A day as a sentence has it."""
    return str(babel().format_date(when.astimezone(), "medium"))


def moment(when: datetime) -> str:
    """The exact time, for whoever points at the other."""
    if when == UNKNOWN:
        return gettext("Unknown time")
    return str(babel().format_datetime(when, "medium"))


def tally(text: str) -> str:
    """How much a text is: “186 words, 14 字”; "" when it is too long to be counted here."""
    if len(text) > COUNTED:
        return ""
    front = _FRONT_MATTER.match(text)
    prose = _CODE.sub("", text[front.end() :] if front else text)
    prose = _ADDRESS.sub("_", _DESTINATION.sub("]", prose))
    spaced, ideographs = _IDEOGRAPHS.subn(" ", prose)
    words = len(_WORDS.findall(spaced))
    said = []
    if words or not ideographs:
        said.append(ngettext("%(count)s word", "%(count)s words", words))
    if ideographs:
        said.append(gettext("%(count)s 字", count=number(ideographs)))
    return gettext(", ").join(said)


def exact(text: str) -> Markup:
    """A text inside <textarea> as it is: HTML would turn a carriage return into a line feed."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))  # noqa: S704 - escaped just before


def sanitised(html: str) -> Markup:
    """HTML that came from the renderer, whose last step is the sanitiser; nothing else may pass."""
    return Markup(html)  # noqa: S704 - nh3 made it


def _since(passed: timedelta) -> str:
    from babel.dates import format_timedelta

    return format_timedelta(-passed, threshold=1, add_direction=True, locale=babel().get_locale())


def _date(day: datetime, *, this_year: int) -> str:
    from babel.dates import format_skeleton

    skeleton = "MMMMd" if day.year == this_year else "yMMMd"
    return format_skeleton(skeleton, day, locale=babel().get_locale())
