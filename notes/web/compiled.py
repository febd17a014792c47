"""
Templates that were compiled before Octavo starts.

Jinja needs a fifth of a second to compile those of the first page, and every
start would pay it.  `fill` is called by the set-up and by the executable's recipe;
while Octavo runs, nothing is written, because what can be run must not lie where
notes lie.  A template is known by its name and its text: one that was changed is
compiled in memory, and a folder that is missing costs nothing but time.
"""

from hashlib import sha256

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from notes.paths import resource

FOLDER = "ui/compiled"


class Compiled(BytecodeCache):
    """What the folder holds; `filling` puts in what it lacks."""

    def __init__(self, *, filling: bool = False) -> None:
        self._folder = resource(FOLDER)
        self._filling = filling

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The same wherever the program lies."""
        del filename
        return sha256(name.encode()).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with (self._folder / bucket.key).open("rb") as kept:
                bucket.load_bytecode(kept)
        except OSError:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if self._filling:
            with (self._folder / bucket.key).open("wb") as kept:
                bucket.write_bytecode(kept)


def fill(app: Flask) -> None:
    """Compile every template of `app` anew."""
    folder = resource(FOLDER)
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    app.jinja_env.bytecode_cache = Compiled(filling=True)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
