"""
Acts as the page tells of them: in the reader's language, with whether they can be taken back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from notes.errors import Missing
from notes.library import activity
from notes.library.activity import UNREADABLE, WAYS, Act
from notes.library.rewriting import LeftOut
from notes.web.current import parts
from notes.web.errors import sentence_of
from notes.web.words import gettext, ngettext, number

#: Notes that are named as left out; the rest is counted.
NAMED = 200


class State(NamedTuple):
    """Whether an act can be taken back, and what is said of that; "" where nothing has to be."""

    name: Literal["open", "partly", "undone", "final", "over", "damaged"]
    said: str = ""

    @property
    def is_open(self) -> bool:
        return self.name in ("open", "partly")


def said(act: Act) -> str:
    """What was done."""
    if act.sentence == UNREADABLE:
        return gettext(UNREADABLE)
    what = act.summary or gettext("Untitled")
    done = gettext(act.sentence, what=what, count=number(act.notes))
    return gettext(WAYS[act.way], what=done) if act.way else done


def said_of(act_id: int) -> dict[str, Any]:
    """What a script says of an act that was just done, and by which number it is undone."""
    return {"act": act_id, "said": said(activity.one(act_id)) if act_id else ""}


def states_of(acts: Sequence[Act]) -> dict[int, State]:
    """Of each act by its number; notes are looked through once, if there is a restore at all."""
    is_restore = any(act.kind == "backup" for act in acts)
    changed = activity.changed_since_restores() if is_restore else {}
    return {act.id: _state_of(act, changed) for act in acts}


def _state_of(act: Act, changed: Mapping[str, int]) -> State:
    if over := _closed(act):
        return over
    if act.kind == "backup":
        return _of_backup(act, changed.get(act.summary, 0))
    if act.left == act.notes and (act.left or act.places):
        return State("open")
    if act.left or act.places:
        return State("partly", _partly(act))
    return State("over", _over(act))


def _closed(act: Act) -> State | None:
    """Of an act that nothing can bring about any more."""
    if act.damaged:
        return State("damaged", gettext("Damaged: it cannot be undone"))
    if act.undone:
        return State("undone", gettext("Undone"))
    return State("final", gettext("Cannot be undone")) if act.is_final else None


def left_out(notes: Sequence[LeftOut]) -> dict[str, Any]:
    """Notes that were left as they are, with the reasons."""
    named = [
        {"title": note.title or gettext("Untitled"), "why": sentence_of(note.fact)}
        for note in notes[:NAMED]
    ]
    return {"left": len(notes), "left_out": named}


def _of_backup(act: Act, changed: int) -> State:
    from notes.library import backups  # what a start does not need

    try:
        backups.named(parts().library, act.summary)
    except Missing:
        return State("over", gettext("No longer: the backup of what was there before is gone"))
    return State("open", _since(changed) if changed else "")


def _since(changed: int) -> str:
    return ngettext(
        "%(count)s note was changed since", "%(count)s notes were changed since", changed
    )


def _partly(act: Act) -> str:
    said = gettext(
        "Partly: %(left)s of %(count)s notes", left=number(act.left), count=number(act.notes)
    )
    return f"{said} · {_gone(act)}" if act.gone else said


def _over(act: Act) -> str:
    if act.notes and act.gone == act.notes:
        return gettext("No longer: deleted for good")
    said = gettext("No longer: changed since")
    return f"{said} · {_gone(act)}" if act.gone else said


def _gone(act: Act) -> str:
    return ngettext("%(count)s deleted for good", "%(count)s deleted for good", act.gone)
