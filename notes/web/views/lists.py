"""
Fragments beside the note: the list, one row of it, the sidebar, the quick switcher.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from notes.library import listing, notebooks, searches, tags
from notes.library.notebooks import Notebook
from notes.text import LEVELS_LIMIT
from notes.web.places import Place, address
from notes.web.shelves import Shelf, shelf
from notes.web.words import gettext

lists = Blueprint("lists", __name__)


@lists.get("/list")
def results() -> Response:
    """The rows of a place, as they are asked for while somebody types, chooses, or scrolls."""
    place = Place.asked(request.args)
    cursor = request.args.get("cursor", "")
    typing = "typing" in request.args
    found = shelf(place, cursor, hurried=typing)
    if cursor:
        return make_response(render_template("parts/rows.html", place=place, shelf=found))
    response = make_response(render_template("parts/results.html", place=place, shelf=found))
    if "refresh" not in request.args:
        here = address(place, request.headers.get("HX-Current-URL", ""))
        response.headers["HX-Replace-Url" if typing else "HX-Push-Url"] = here
    return response


@lists.get("/notes/<note_id>/why")
def reasons(note_id: str) -> str:
    """Why a note is among the answers to `q`, as the list asked it."""
    from notes.search import meaning, why  # what a start does not need

    said = why.why(note_id, request.args.get("q", ""), typing=True)
    return render_template("parts/why.html", reasons=[meaning.said(one, gettext) for one in said])


@lists.get("/sidebar")
def sidebar() -> str:
    return render_template("parts/sidebar.html", **library())


@lists.get("/switcher")
def switcher() -> str:
    """Notes whose titles are like what was typed, and the offer to make one of that name."""
    words = request.args.get("q", "").strip()
    heads = listing.titled(words)
    known = words.casefold() in {head.title.casefold() for head in heads}
    create = "" if known else words
    return render_template("parts/switcher.html", heads=heads, create=create)


@dataclass(frozen=True, slots=True)
class Branch:
    """A notebook with those right inside it."""

    notebook: Notebook
    below: list["Branch"] = field(default_factory=list)


def library() -> dict[str, Any]:
    """What the sidebar shows."""
    return {
        "counts": {"all": listing.count(), "trash": listing.count(trashed=True)},
        "searches": searches.saved(),
        "branches": branches(notebooks.tree()),
        "tags": tags.counts(),
    }


def branches(tree: Iterable[Notebook]) -> list[Branch]:
    """
    The list of all notebooks, each followed by those inside it, as a tree.  Those that are
    deeper than one can be made today stand in its deepest level: a template recurses.
    """
    top: list[Branch] = []
    levels = [top]
    for notebook in tree:
        branch = Branch(notebook)
        del levels[min(notebook.depth, LEVELS_LIMIT) + 1 :]
        levels[-1].append(branch)
        levels.append(branch.below)
    return top


def first_page(place: Place) -> Shelf:
    return shelf(place)
