"""
Commands that move notes in and out: import, export.

An import has done its work when anything came in, and its report names the
rest; an export owes every note, and fails with the first that is missing.
"""

import os
from pathlib import Path

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.cli.streams import PLACE, TEXT
from notes.importers.report import Report

DRY = "Nothing was written; an import would give this:"


@click.command("import")
@click.argument("path", type=PLACE)
@click.option(
    "--format", "kind", type=click.Choice(["auto", "markdown"]), default="auto", show_default=True
)
@click.option("--notebook", type=TEXT, default="", metavar="A/B", help="Where to put all of it.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON value.")
@click.pass_obj
def import_notes(
    start: Start, path: Path, kind: str, notebook: str, dry_run: bool, as_json: bool
) -> None:
    """Bring in a folder of Markdown files, or one file; again, to bring in what changed.

    A backup of the library is made first, if the last is older than some minutes.
    """
    from notes.cli.backups import say_missed
    from notes.importers.markdown import import_folder
    from notes.library import backups

    del kind  # there is one format so far, and auto finds it
    with start.open() as library:
        told = streams.progress("percent of a backup")
        goes_on = os.path.lexists(path) and not dry_run
        if goes_on and backups.make_before(library, "import", told):
            say_missed(library)
        report = import_folder(
            path, notebook=notebook, dry_run=dry_run, progress=streams.progress("files")
        )
    if dry_run:
        streams.say(DRY)
    _tell(report, as_json)
    if report.failed and not (report.created or report.updated or report.skipped):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("folder", metavar="DIR", type=PLACE)
@click.option(
    "--format", "kind", type=click.Choice(["markdown"]), default="markdown", show_default=True
)
@click.option("--notebook", type=TEXT, default="", metavar="A/B", help="It and those below it.")
@click.option("--query", type=TEXT, default="", help="The notes that a search finds.")
@click.option("--overwrite", is_flag=True, help="Replace files that differ.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON value.")
@click.pass_obj
def export(
    start: Start,
    folder: Path,
    kind: str,
    notebook: str,
    query: str,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write notes as files below DIR; what was imported, exactly as it was.

    A file that is there already and differs is left alone and reported.
    """
    from notes.exporters.markdown import export_notes

    del kind
    with start.open():
        report = export_notes(
            folder,
            notebook=notebook,
            query=query,
            overwrite=overwrite,
            progress=streams.progress("notes"),
        )
    _tell(report, as_json)
    if report.failed:
        raise click.exceptions.Exit(1)


def _tell(report: Report, as_json: bool) -> None:
    if as_json:
        streams.value(report.as_json())
        return
    streams.line(
        f"{report.created} created, {report.updated} updated, {report.skipped} skipped,"
        f" {len(report.failed)} failed"
    )
    if report.act:
        streams.say(f"Take it back with: octavo undo-import {report.act}")
    for heading, troubles in (("Failed", report.failed), ("Note", report.warnings)):
        for trouble in troubles:
            streams.line(f"{heading}: {trouble.path}: {trouble.why}")


COMMANDS = (import_notes, export)
