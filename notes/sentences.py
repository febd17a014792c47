"""
Sentences as they are written, and as they are said.

English is what is written; who says a sentence may know another language.  A reason may be kept for
long before it is said, so its values stay with it.
"""

from collections.abc import Callable
from typing import Any, Self

Translate = Callable[[str], str]

#: Values that are words of ours.
WORDS = ("why", "kind")


class Filled(str):
    """A sentence with its values in it: English, and to be said in other languages."""

    __slots__ = ("_template", "_values")

    _template: str
    _values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        filled = super().__new__(cls, template % values)
        filled._template, filled._values = template, values
        return filled

    def __reduce__(self) -> tuple[Any, ...]:
        return _filled, (self._template, self._values)

    def said(self, translate: Translate) -> str:
        return translate(self._template) % translated(self._values, translate)


def _filled(template: str, values: dict[str, Any]) -> Filled:
    return Filled(template, **values)


def translated(values: dict[str, Any], translate: Translate) -> dict[str, Any]:
    """Values of a sentence, those that are words in another language."""
    return {
        name: said(value, translate) if name in WORDS else value for name, value in values.items()
    }


def said(sentence: str, translate: Translate) -> str:
    """A sentence in another language; one without values is its own template."""
    return sentence.said(translate) if isinstance(sentence, Filled) else translate(sentence)
