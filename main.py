"""The door: the command line, and behind it the window when no command is given."""

import os

from notes.cli import octavo
from ui.window import open_window


def main() -> None:
    os.umask(0o077)  # whatever Octavo writes is its user's alone, from its first moment
    octavo.main(prog_name="octavo", obj=open_window)


if __name__ == "__main__":
    main()
