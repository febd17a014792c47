"""
Commands that render: render, and render-worker, which the renderer runs itself.
"""

import json
import sys
from json import JSONDecodeError
from typing import Any

import click

from notes.cli import streams
from notes.cli.streams import FILE
from notes.errors import Invalid, TooLarge
from notes.rendering import worker
from notes.rendering.manner import PLAIN, Manner
from notes.rendering.worker import Renderer
from notes.text import checked_text

NOT_JSON = "This line is not JSON: %s."
#: Nobody sits before a page that is printed, and a busy machine should print the same.
PATIENCE = 5
#: Who prints a page wants it as other Markdown apps would make it.
MANNER = Manner(hosts=True)
NO_OBJECT = "This line is not an object with “id” and “markdown”."


@click.command()
@click.argument("file", type=FILE, default="-")
@click.option("--lines", is_flag=True, help='JSON lines: {"id","markdown"} in, {"id","html"} out.')
def render(file: str, lines: bool) -> None:
    """Print Markdown from FILE or standard input as safe HTML.

    Images from elsewhere stay images: nothing here shows them.

    With --lines, each line in gives one line out, in order and at once: id, html,
    ms, and plain, the number of blocks that were shown as text because they could
    not be rendered in time.  A line that is malformed gives id and error.
    """
    if not lines:
        streams.line(rendered(streams.read(file), MANNER))
        return
    if file != "-":
        raise click.UsageError("--lines reads standard input.")
    with Renderer(patience=PATIENCE) as renderer:
        for raw in streams.lines():
            streams.value(_answer(raw, renderer))
            streams.flush()


@click.command("render-worker", hidden=True)
def render_worker() -> None:
    """Answer the requests of a renderer."""
    worker.serve(sys.stdin.buffer, sys.stdout.buffer)


def rendered(text: str, manner: Manner = PLAIN) -> str:
    text = checked_text(text)
    with Renderer(patience=PATIENCE) as renderer:
        return renderer.page(text, manner=manner, remote_images=True).html


def _answer(raw: bytes, renderer: Renderer) -> dict[str, Any]:
    name = None
    try:
        request = _parsed(raw)
        name = request.get("id")
        page = renderer.page(_markdown(request), manner=MANNER, remote_images=True)
    except Invalid as fact:
        return {"id": name, "error": fact.why}
    except TooLarge as fact:
        return {"id": name, "error": str(fact)}
    return {"id": name, "html": page.html, "ms": round(page.ms, 3), "plain": page.plain}


def _parsed(raw: bytes) -> dict[str, Any]:
    """The object in a line, with an id that can be written out again."""
    try:
        request = json.loads(raw.decode(), parse_constant=_no_number)
        if not isinstance(request, dict):
            raise Invalid("line", NO_OBJECT)
        name = json.dumps(request.get("id"), ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise Invalid("line", NOT_JSON % _why(error)) from None
    checked_text(name, "id")
    return request


def _markdown(request: dict[str, Any]) -> str:
    markdown = request.get("markdown")
    if not isinstance(markdown, str):
        raise Invalid("line", NO_OBJECT)
    return checked_text(markdown, "markdown")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "it is not UTF-8 text"
    if isinstance(error, RecursionError):
        return "it nests too deep"
    return (
        f"{error.msg}, column {error.colno}" if isinstance(error, JSONDecodeError) else str(error)
    )


COMMANDS = (render, render_worker)
