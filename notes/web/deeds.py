"""
Acts as the page tells of them: in the reader's language, with whether they can be taken back.
"""

from typing import Any

from notes.library import activity
from notes.library.activity import SENTENCES, WAYS, Act
from notes.web.words import gettext, number


def said(act: Act) -> str:
    """What was done."""
    one, many = SENTENCES[act.kind]
    what = act.summary or gettext("Untitled")
    done = gettext(one if act.notes == 1 else many, what=what, count=number(act.notes))
    return gettext(WAYS[act.way], what=done) if act.way else done


def said_of(act_id: int) -> dict[str, Any]:
    """What a script says of an act that was just done, and by which number it is undone."""
    return {"act": act_id, "said": said(activity.one(act_id)) if act_id else ""}
