"""
What of the library was found damaged while this launch goes on: by a check, or by who asked for it.

It is told beside the notes in lists, as long as nobody has found them whole again.
"""


class Damage:
    """`notes`: their ids; `of_file`: a part of the file could not be read."""

    def __init__(self) -> None:
        self.notes: set[str] = set()
        self.of_file = False

    def mended(self, note_id: str) -> None:
        self.notes.discard(note_id)
