"""
Ctrl+B and Ctrl+I beside all that stands in Chinese and Latin texts: what they mark is so on the
page, which says the same words as before, and a second press gives the text back.

The keys are the editor's (ui/editor/src/emphasis.js), the page is the renderer's.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import required
from tests.rendering_fixtures import html, tree

EDITOR = Path(__file__).parent.parent / "ui/editor"
SEARCHED = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
TAGS = {"Mod-b": "strong", "Mod-i": "em"}
LETTERS = [*"说了中文你好", "word", "a", "夜莺", "é", "12"]
SIGNS = [
    *"“”‘’「」（）《》，。！？：；、…—·.,!?;:'\"()-/+@→€ 🦉",
    "🦉️",
    "`x`",
    "[x](y)",
    "~~x~~",
    "[[x]]",
]


def pressed(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a key makes of texts whose selection is in "‹ ›", pressed once and twice."""
    node = shutil.which("node", path=SEARCHED)
    required(node and (EDITOR / "node_modules").exists(), "Node with npm ci in ui/editor")
    command = [str(node), str(EDITOR / "test/press.js")]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [(once, twice) for once, twice in json.loads(done.stdout)]


def words(chance: random.Random, longest: int) -> str:
    lengths = range(chance.randint(0, longest))
    return "".join(chance.choice(chance.choice((LETTERS, SIGNS))) for _ in lengths)


def selected(chance: random.Random) -> str:
    inside = words(chance, 2) + chance.choice(LETTERS) + words(chance, 2)
    return f"x{words(chance, 3)}‹{inside}›{words(chance, 3)}x"


def page_of(text: str) -> str:
    return html(re.sub("[‹›]", "", text))


@pytest.mark.parametrize("key", TAGS)
def test_what_is_marked_is_so_on_the_page_and_taken_off_again(key: str) -> None:
    chance = random.Random(11)
    texts = [selected(chance) for _ in range(400)]
    for text, (once, twice) in zip(texts, pressed([(key, text) for text in texts]), strict=True):
        before, after = tree(page_of(text)), tree(page_of(once))
        assert after.text_content() == before.text_content(), once
        marked = "".join(element.text_content() for element in after.iter(TAGS[key]))
        letters = re.sub(
            r"[\W_]", "", tree(page_of(text[text.find("‹") : text.find("›")])).text_content()
        )
        assert letters in re.sub(r"[\W_]", "", marked), once
        assert twice == text, once
