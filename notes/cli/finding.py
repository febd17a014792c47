"""
Commands that look into a library: list, show, search, similar, tags, notebooks.
"""

from collections.abc import Iterator

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.cli.streams import TEXT
from notes.library import editing, listing, notebooks, records, tags
from notes.library.listing import Head
from notes.library.records import Record
from notes.search import find, likeness
from notes.search.find import Answer, Hit
from notes.search.meaning import lines, said
from notes.search.snippet import Parts
from notes.search.why import why

DAMAGED = "(its text is damaged: octavo history %s may have an earlier one)"

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value.")


@click.command("list")
@click.option("--notebook", type=TEXT, default="", metavar="A/B", help="It and those below it.")
@click.option("--tag", type=TEXT, default="", help="It and those below it.")
@click.option("--trash", "trashed", is_flag=True, help="What lies in the trash.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@AS_JSON
@click.pass_obj
def list_notes(
    start: Start, notebook: str, tag: str, trashed: bool, limit: int, as_json: bool
) -> None:
    """List notes, the one that changed last on top."""
    with start.open():
        heads = _heads(limit, notebook=notebook, tag=tag, trashed=trashed)
        if as_json:
            streams.value([records.of_head(head) for head in heads])
            return
        for head in heads:
            streams.line(
                _row(
                    head.id,
                    f"{streams.day(head.changed)}  {streams.visible(head.title)}",
                    head.notebook,
                )
            )


@click.command()
@click.argument("note_id", metavar="ID", type=TEXT)
@click.option("--html", "as_html", is_flag=True, help="The rendered page body.")
@click.option("--json", "as_json", is_flag=True, help="Everything that is known of it.")
@click.pass_obj
def show(start: Start, note_id: str, as_html: bool, as_json: bool) -> None:
    """Print a note: its Markdown, exactly as it was written."""
    if as_html and as_json:
        raise click.UsageError("Give --html or --json, not both.")
    with start.open():
        note = editing.read(note_id)
    if as_json:
        streams.value(records.of_note(note))
    elif as_html:
        from notes.cli.rendering import rendered

        streams.line(rendered(note.body))
    else:
        streams.write(note.body)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", type=TEXT, nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines, matches in <mark>.")
@click.option(
    "--explain", is_flag=True, help="Say how the query was understood and why each note was found."
)
@click.pass_obj
def search(start: Start, query: tuple[str, ...], limit: int, as_json: bool, explain: bool) -> None:
    """Find notes, the best first."""
    words = " ".join(query)
    with start.open_to_search():
        answer = _answer(words, limit)
        found = [(hit, _reasons(hit, words) if explain else []) for hit in answer.hits]
        meant = _meant(answer, explain=explain) if as_json else []
    for hit, matched in found:
        if as_json:
            streams.value(records.of_hit(hit) | ({"why": matched} if explain else {}))
        else:
            _show(hit)
            for reason in matched:
                streams.line(f"    - {streams.visible(reason)}")
    for record in meant:
        streams.value(record)
    for remark in answer.explanation.remarks:
        streams.say(remark.sentence % {"text": remark.text})
    if answer.suggestion:
        streams.say(f"Did you mean {answer.suggestion.query}?  ({answer.suggestion.total} found)")
    if explain:
        _explain(answer)


@click.command()
@click.argument("note_id", metavar="ID", type=TEXT)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines, what both have in <mark>.")
@click.pass_obj
def similar(start: Start, note_id: str, limit: int, as_json: bool) -> None:
    """Find notes that are about the same as a note, the most like first."""
    with start.open_to_search():
        found = likeness.similar(note_id, limit)
    for alike in found:
        if as_json:
            streams.value(records.of_alike(alike))
        else:
            _show(alike.hit)
            streams.line(f"    shares: {', '.join(alike.shares)}")


@click.command("tags")
@AS_JSON
@click.pass_obj
def list_tags(start: Start, as_json: bool) -> None:
    """List tags, the one that most notes have on top."""
    with start.open():
        counts = tags.counts()
    if as_json:
        streams.value([records.of_tag(tag) for tag in counts])
        return
    for tag in counts:
        streams.line(f"{tag.count:6}  {streams.visible(tag.name)}")


@click.command("notebooks")
@AS_JSON
@click.pass_obj
def list_notebooks(start: Start, as_json: bool) -> None:
    """List notebooks, each followed by those inside it."""
    with start.open():
        tree = notebooks.tree()
    if as_json:
        streams.value([records.of_notebook(notebook) for notebook in tree])
        return
    for notebook in tree:
        streams.line(f"{notebook.total:6}  {streams.visible(notebook.path)}")


def _heads(limit: int, *, notebook: str, tag: str, trashed: bool) -> Iterator[Head]:
    """As many notes as are wanted, however many pages they fill."""
    cursor: str | None = ""
    while limit > 0 and cursor is not None:
        page = listing.page(notebook=notebook, tag=tag, trashed=trashed, cursor=cursor, limit=limit)
        yield from page.notes
        limit -= len(page.notes)
        cursor = page.next


def _answer(query: str, limit: int) -> Answer:
    """One answer with as many hits as are wanted and can be had."""
    answer = find.answer(query, limit=limit)
    while 0 < len(answer.hits) < min(limit, answer.total):
        more = find.answer(query, limit=limit - len(answer.hits), offset=len(answer.hits))
        if not more.hits:
            break
        answer.hits.extend(more.hits)
    return answer


def _meant(answer: Answer, *, explain: bool) -> list[Record]:
    """What may have been meant, with the query that found it, without what was found anyhow."""
    if not answer.suggestion:
        return []
    found = {hit.id for hit in answer.hits}
    query = answer.suggestion.query
    return [
        records.of_hit(hit) | {"meant": query} | ({"why": _reasons(hit, query)} if explain else {})
        for hit in answer.suggestion.hits
        if hit.id not in found
    ]


def _reasons(hit: Hit, query: str) -> list[str]:
    """Why a note was found; of a damaged text nothing is said."""
    return [] if hit.damaged else list(map(said, why(hit.id, query)))


def _explain(answer: Answer) -> None:
    meant = map(said, lines(answer.explanation.tree))
    streams.say(f"Understood as: {answer.explanation.query}")
    streams.say(f"Notes {'; '.join(meant)}")
    more = "more than " if answer.more else ""
    streams.say(f"Notes found: {more}{answer.total}, in {answer.ms:.1f} ms")


def _show(hit: Hit) -> None:
    streams.line(_row(hit.id, _marked(hit.title_parts), hit.notebook))
    streams.line(f"    {DAMAGED % hit.id if hit.damaged else _marked(hit.snippet_parts)}")


def _row(note_id: str, title: str, notebook: str) -> str:
    place = f"  ({streams.visible(notebook)})" if notebook else ""
    return f"{note_id}  {title}{place}"


def _marked(parts: Parts) -> str:
    return "".join(
        streams.bold(streams.visible(text)) if hit else streams.visible(text) for text, hit in parts
    )


COMMANDS = (list_notes, show, search, similar, list_tags, list_notebooks)
