"""
From Markdown to HTML that may be put into a page.

    source -> without front matter -> Markdown and its extensions -> sanitize.clean

A pipeline keeps its Markdown instance (making one takes longer than rendering
a short note) and resets it before each text.  It is for one thread.  After an
exception it is not to be used again: make a new one.
"""

from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pymdownx.slugs import slugify

from notes.rendering import code
from notes.rendering.callouts import Callouts
from notes.rendering.digest import front_matter
from notes.rendering.sanitize import clean
from notes.rendering.tasks import Tasks


class Pipeline:
    def __init__(self) -> None:
        self._markdown = Markdown(
            extensions=[*_EXTENSIONS, _Ours()], extension_configs=_OPTIONS, output_format="html"
        )

    def html(self, text: str) -> str:
        """A note, or a block of one, as safe HTML."""
        return clean(self._markdown.reset().convert(text[front_matter(text)[1] :]))


_EXTENSIONS = (
    "abbr",
    "admonition",
    "def_list",
    "footnotes",
    "sane_lists",
    "tables",
    "toc",
    "pymdownx.betterem",
    "pymdownx.caret",
    "pymdownx.escapeall",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.quotes",
    "pymdownx.saneheaders",
    "pymdownx.superfences",
    "pymdownx.tilde",
)


def _fence(
    source: str, _language: str, _class: str, options: dict[str, Any], *_: Any, **__: Any
) -> str:
    return code.figure(source + "\n" if source else "", options["info"])


def _fence_options(language: str, inputs: dict[str, Any], options: dict[str, Any], *_: Any) -> bool:
    line = " ".join([language or "", *(f'{name}="{value}"' for name, value in inputs.items())])
    options["info"] = code.info(line)
    return True


_OPTIONS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "toc": {"slugify": slugify(case="lower"), "marker": ""},
    "pymdownx.escapeall": {"hardbreak": True},
    "pymdownx.superfences": {
        "relaxed_headers": True,
        "custom_fences": [
            {"name": "*", "class": "", "format": _fence, "validator": _fence_options}
        ],
    },
}


class _Ours(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(Callouts(md), "callouts", 40)
        md.treeprocessors.register(Tasks(md), "tasks", 39)
        md.treeprocessors.register(_IndentedCode(md), "indented-code", 30)


class _IndentedCode(Treeprocessor):
    def run(self, root: Any) -> None:
        for block in root.iter("pre"):
            text = block[0].text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            block.clear()
            block.tag = "p"
            block.text = self.md.htmlStash.store(code.figure(text.rstrip("\n") + "\n"))


@cache
def kept() -> Pipeline:
    return Pipeline()
