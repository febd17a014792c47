"""
How Octavo and its rendering worker talk: JSON in frames over two pipes.

A frame is four bytes of length, most significant first, and as many bytes of
JSON in ASCII, in which half a surrogate pair can travel too.
"""

import json
import struct
from typing import IO, Any

_LENGTH = struct.Struct(">I")

Message = dict[str, Any]


def write(stream: IO[bytes], message: Message) -> None:
    body = json.dumps(message).encode("ascii")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read(stream: IO[bytes]) -> Message | None:
    """The next message, or None when the other side has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message = json.loads(body)
    return message
