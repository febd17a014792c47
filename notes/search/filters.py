"""
What can be asked of a note besides its words: the kinds of filters, and the values of each.

`tag`, `notebook`, `lang` and `link` take any name, `created` and `changed` a time
(`notes.search.period`), the others one of a few words.  `title:` and `in:code` say
where words stand rather than filter, and are written in the same way.
"""

from notes.errors import N_
from notes.search.period import begins_period, is_period
from notes.search.segment import has_words

NAMED = ("tag", "notebook", "lang", "link")
TIMED = ("created", "changed")
CHOSEN = {
    "in": ("code",),
    "is": ("pinned", "trashed", "untitled"),
    "has": ("attachment", "task", "code", "link"),
    "todo": ("open", "done"),
}
KINDS = ("title", *NAMED, *TIMED, *CHOSEN)

#: What would have been right, for a value that is not.
EXPECTED = {
    "title": N_(
        "“%(text)s” was searched as words: title: takes a word or a phrase, as title:plan."
    ),
    "tag": N_("“%(text)s” was searched as words: tag: takes the name of a tag, as tag:idea."),
    "notebook": N_(
        "“%(text)s” was searched as words: notebook: takes the name of one, as notebook:Work."
    ),
    "lang": N_("“%(text)s” was searched as words: lang: takes a language of code, as lang:python."),
    "link": N_(
        "“%(text)s” was searched as words: link: takes a note or a site, as link:example.org."
    ),
    "in": N_("“%(text)s” was searched as words: in: takes code, and nothing else."),
    "is": N_("“%(text)s” was searched as words: is: takes pinned, trashed or untitled."),
    "has": N_("“%(text)s” was searched as words: has: takes attachment, task, code or link."),
    "todo": N_("“%(text)s” was searched as words: todo: takes open or done."),
    "created": N_(
        "“%(text)s” was searched as words: created: takes a time, "
        "as 2026-11, 2026-11-01..2026-11-20, 7d or today."
    ),
    "changed": N_(
        "“%(text)s” was searched as words: changed: takes a time, "
        "as 2026-11, 2026-11-01..2026-11-20, 7d or today."
    ),
}


def value_of(kind: str, text: str) -> str:
    """What a filter of this kind is given by a text; "" when it can do nothing with it."""
    match kind:
        case "tag" | "notebook":
            return text.strip(" /#")
        case "lang":
            return text.strip().lower()
        case "created" | "changed":
            return text if is_period(text) else ""
        case "in" | "is" | "has" | "todo":
            return text.lower() if text.lower() in CHOSEN[kind] else ""
        case "title":
            return text.strip() if has_words(text) else ""
    return text.strip()


def may_become(kind: str, text: str) -> bool:
    """Whether a text that is no value of this kind may become one when more of it is typed."""
    if kind in CHOSEN:
        return any(value.startswith(text.lower()) for value in CHOSEN[kind])
    return kind not in TIMED or begins_period(text)
