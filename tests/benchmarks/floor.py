"""
The floor: the same work in a few lines of Flask and SQL, as fast as it goes.

    python -m tests.benchmarks.floor import FOLDER DATABASE
    python -m tests.benchmarks.floor serve DATABASE        prints its address

It has no history, no gates, no templates, no query language and no safety beyond
SQLite's own; it writes as durably, cuts Chinese into pairs, ranks the newest 2,000
hits and shows where the first word stands, in code of its own, so that whatever
Octavo does for an answer is in the ratio.
"""

import hashlib
import json
import os
import re
import sys
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]+")

SCHEMA = """
PRAGMA journal_mode = wal;
CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, changed INTEGER, sha256 TEXT);
CREATE TABLE body (id INTEGER PRIMARY KEY, body TEXT);
CREATE INDEX note_changed ON note (changed);
CREATE VIRTUAL TABLE words USING fts5 (title, body, content='', contentless_delete=1,
    prefix='2 3', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
"""


def connect(path: str) -> sqlite.Connection:
    connection = sqlite.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = full")
    return connection


def import_folder(folder: str, path: str) -> None:
    connection = connect(path)
    connection.executescript(SCHEMA)
    files = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    connection.execute("BEGIN")
    for number, file in enumerate(files, 1):
        if number % 500 == 0:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
        insert(connection, number, file.stem, file.read_text("utf-8"))
    connection.execute("COMMIT")


def insert(connection: sqlite.Connection, number: int, title: str, body: str) -> None:
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    connection.execute("REPLACE INTO note VALUES (?, ?, ?, ?)", (number, title, number, sha256))
    connection.execute("REPLACE INTO body VALUES (?, ?)", (number, body))
    words = (number, segmented(title), segmented(body))
    connection.execute("REPLACE INTO words (rowid, title, body) VALUES (?, ?, ?)", words)


def segmented(text: str) -> str:
    """Chinese as its pairs of characters and the last one alone."""
    return text if text.isascii() else HAN.sub(lambda run: f" {' '.join(pairs(run[0]))} ", text)


def pairs(run: str) -> list[str]:
    return [*map(str.__add__, run, run[1:]), run[-1]]


def asked(word: str) -> str:
    """A word as FTS5 gets it: a phrase of pairs, or the beginning of a word."""
    if HAN.search(word) and len(word) > 1:
        return f'"{segmented(word).rstrip()[:-1]}"'
    return f'"{word}" *'


def search(connection: sqlite.Connection, text: str) -> list[dict[str, object]]:
    """The newest 2,000 hits ranked, the best 50 with the words around the first match."""
    words = [word for word in re.findall(r"\w+", text) if word != "OR"]
    match = " AND ".join(map(asked, words))
    if not match:
        return []
    oldest = connection.execute(
        "SELECT min(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ?"
        " ORDER BY rowid DESC LIMIT 2000)",
        (match,),
    ).fetchone()[0]
    ids = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? ORDER BY rank LIMIT 50",
        (match, oldest or 0),
    ).fetchall()
    hits = []
    for (number,) in ids:
        title, body = connection.execute(
            "SELECT title, body FROM note JOIN body USING (id) WHERE id = ?", (number,)
        ).fetchone()
        at = max(0, body.lower().find(words[0].lower()))
        hits.append({"title": title, "snippet": body[max(0, at - 40) : at + 120]})
    return hits


def serve(path: str) -> None:
    import socket

    from flask import Flask, request
    from waitress import serve as serve_forever

    app = Flask(__name__)
    connection = connect(path)

    @app.get("/empty")
    def empty() -> str:
        return ""

    @app.get("/")
    def listed() -> str:
        rows = connection.execute("SELECT id, title FROM note ORDER BY changed DESC LIMIT 50")
        return json.dumps(rows.fetchall())

    @app.get("/search")
    def found() -> str:
        return json.dumps(search(connection, request.args["q"]))

    @app.get("/notes/<int:number>")
    def read(number: int) -> str:
        return str(connection.execute("SELECT body FROM body WHERE id = ?", (number,)).fetchone())

    @app.put("/notes/<int:number>")
    def save(number: int) -> str:
        connection.execute("BEGIN IMMEDIATE")
        insert(connection, number, "title", json.loads(request.data)["body"])
        connection.execute("COMMIT")
        return "{}"

    listening = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    serve_forever(app, sockets=[listening], threads=2)


if __name__ == "__main__":
    {"import": import_folder, "serve": serve}[sys.argv[1]](*sys.argv[2:])
