"""
A text that is not rendered, as it was written.

A line of very many characters is cut into spans, which nobody sees: a browser takes minutes to
break 200 kB in several scripts into lines when they are one piece, and a moment when they are many.
"""

import re
from html import escape

_LONG_LINE = re.compile(r"([^\n]{10000,})")
_PIECE = re.compile(r"[^\n]{1,2000}")


def unrendered(text: str) -> str:
    ways = (_escaped, _in_pieces)
    written = (ways[index % 2](part) for index, part in enumerate(_LONG_LINE.split(text)))
    return f'<pre class="plain">{"".join(written)}</pre>'


def _in_pieces(line: str) -> str:
    return "".join(f"<span>{_escaped(piece)}</span>" for piece in _PIECE.findall(line))


def _escaped(text: str) -> str:
    return escape(text, quote=False)
