"""
The command token: keys for programs.
"""

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.cli.streams import TEXT
from notes.library import records, tokens


@click.group()
def token() -> None:
    """Give programs a key to the API, and take it back."""


@token.command()
@click.argument("name", type=TEXT)
@click.option("--scope", type=click.Choice(tokens.SCOPES), default="read", show_default=True)
@click.pass_obj
def create(start: Start, name: str, scope: str) -> None:
    """Make a token and print its secret, which is shown this once."""
    with start.open():
        streams.line(tokens.create(name, scope).secret)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
@click.pass_obj
def list_tokens(start: Start, as_json: bool) -> None:
    """List tokens without their secrets."""
    with start.open():
        listed = tokens.listed()
    if as_json:
        streams.value(
            [{"name": t.name, "scope": t.scope, "created": records.time(t.created)} for t in listed]
        )
        return
    for kept in listed:
        streams.line(f"{kept.scope:5}  {streams.day(kept.created)}  {streams.visible(kept.name)}")


@token.command()
@click.argument("name", type=TEXT)
@click.pass_obj
def revoke(start: Start, name: str) -> None:
    """Make a token useless from now on."""
    with start.open():
        tokens.revoke(name)


COMMANDS = (token,)
