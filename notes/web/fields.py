"""
What a request sends, field by field: of its kind, or refused with its name.
"""

import json
from collections.abc import Collection
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import BadRequest

from notes.errors import N_, Invalid

#: Tags that one request can give a note.
TAGS_LIMIT = 100

NOT_TEXT = N_("It must be text.")
NOT_TEXTS = N_("It must be a list of texts.")
TOO_MANY = N_("It holds too many at once.")
NOT_A_NUMBER = N_("It must be a whole number.")
NOT_A_FLAG = N_("It must be true or false.")
UNKNOWN = N_("There is no such field.")
REQUIRED = N_("It is required.")


class Fields:
    """The object that a request carries as JSON, or BadRequest when it carries none."""

    def __init__(self, names: Collection[str]) -> None:
        self.values = _json_object()
        for name in self.values:
            if name not in names:
                raise Invalid(name, UNKNOWN)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise Invalid(name, NOT_TEXT)
        return value

    def texts(self, name: str, most: int) -> list[str] | None:
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Invalid(name, NOT_TEXTS)
        if len(value) > most:
            raise Invalid(name, TOO_MANY)
        return value

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if value is None:
            raise Invalid(name, REQUIRED)
        if type(value) is not int or abs(value) >= 2**63:
            raise Invalid(name, NOT_A_NUMBER)
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise Invalid(name, NOT_A_FLAG)
        return value


def number_asked(name: str, default: int, most: int) -> int:
    """A number in the address, from 0 to `most`; what is above counts as `most`."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise Invalid(name, NOT_A_NUMBER)
    return min(int(text.lstrip("0")[:12] or "0"), most)


def _json_object() -> dict[str, Any]:
    try:
        value = json.loads(request.get_data(cache=False), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(value, dict):
        raise BadRequest
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
