"""Markup as tests look at it: a few of CSS's selectors over lxml, without a package for them."""

import re

from lxml import html
from lxml.html import HtmlElement

_PART = re.compile(r"^([\w-]+)|#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:=([\w-]+))?\]")


class Markup:
    """What an answer holds, to be asked with ``tag#id.class[name=value]``, blanks and commas."""

    def __init__(self, text: str) -> None:
        self.root: HtmlElement = html.fromstring(f"<div>{text}</div>")

    def all(self, selector: str) -> list[HtmlElement]:
        return list(self.root.xpath("|".join(_path(one) for one in selector.split(","))))

    def one(self, selector: str) -> HtmlElement:
        (found,) = self.all(selector)
        return found

    def texts(self, selector: str) -> list[str]:
        return [element.text_content().strip() for element in self.all(selector)]

    @property
    def text(self) -> str:
        return str(self.root.text_content())


def _path(selector: str) -> str:
    return "." + "".join(f"//{_step(part)}" for part in selector.split())


def _step(part: str) -> str:
    tag, conditions = "*", ""
    for name, key, kind, attribute, value in _PART.findall(part):
        tag = name or tag
        conditions += f'[@id="{key}"]' * bool(key)
        conditions += f'[contains(concat(" ", @class, " "), " {kind} ")]' * bool(kind)
        conditions += f"[@{attribute}]" * bool(attribute)
        conditions += f'[@{attribute}="{value}"]' * bool(value)
    return tag + conditions
