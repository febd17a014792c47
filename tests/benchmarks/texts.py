"""
The notes that are measured with: real ones, repeated with words of their own.
"""

import random
import string
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "notes"

#: Words that were made up, so many of them.
Said = Callable[[int], str]
#: What a made-up note is made of.
_BLOCKS: tuple[Callable[[Said], str], ...] = (
    lambda said: f"{said(20)} **{said(3)}** {said(15)} [{said(2)}](https://example.org/a-b?c=d).",
    lambda said: f"{said(12)} `{said(1)}` {said(25)} *{said(2)}* {said(8)}.",
    lambda said: f"## {said(4)}\n\n{said(40)}.",
    lambda said: "\n".join(f"- {said(6)}\n  - [ ] {said(4)} `{said(1)}`" for _ in range(4)),
    lambda said: f"```python\ndef f(a):\n    # {said(5)}\n    return [a + 1, '{said(2)}']\n```",
    lambda said: "| a | b |\n|---|--:|\n" + f"| {said(2)} | **{said(1)}** |\n" * 3,
    lambda said: f"> {said(15)}\n> {said(10)} <https://example.org/e#f>",
)


def files(count: int) -> Iterator[tuple[str, str]]:
    """Paths and texts; the same for the same count, each with five words of its own."""
    chosen = random.Random(7)
    real = _real() or _made(chosen)
    for number in range(count):
        path, text = real[number % len(real)]
        yield f"{number // len(real):03}/{path}", f"{text}\n\n{_salt(chosen)}\n"


def write(folder: Path, count: int) -> None:
    for path, text in files(count):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def long(length: int) -> Iterator[str]:
    """Texts of about so many bytes, each of several notes, without an end."""
    body = ""
    for _, text in cycle(list(files(400))):
        body += f"{text}\n"
        if len(body.encode()) >= length:
            yield body.encode()[:length].decode(errors="ignore")
            body = ""


def queries() -> list[str]:
    """Ten kinds of what people type: rare and common, two words, phrases, beginnings, Chinese."""
    return [
        "ownership",
        "vector",
        "the",
        "component props",
        "docker run",
        '"the value"',
        '"standard library"',
        "itera*",
        "comp*",
        "组件",
        "表示",
        "响应式",
        "模板语法",
        "std vector OR 列表",
        "rust -unsafe",
        "zzzzzz",
        "immutable variables",
        "closure",
        "状态 管理",
        "状態",
    ]


def typed() -> list[str]:
    """The same, letter by letter."""
    return [query[:end] for query in queries() for end in range(1, len(query) + 1)]


def _real() -> list[tuple[str, str]]:
    found = sorted(CORPUS.rglob("*.md")) if CORPUS.is_dir() else []
    return [(str(file.relative_to(CORPUS)), file.read_text("utf-8")) for file in found]


def _made(chosen: random.Random) -> list[tuple[str, str]]:
    """Without the corpora: notes of made-up words, a third of them Chinese, marked as people do."""
    words = [_word(chosen) for _ in range(5_000)]
    signs = [chr(chosen.randrange(0x4E00, 0x5E00)) for _ in range(800)]
    made = []
    for number in range(400):
        pool, blank = (signs, "") if number % 3 == 0 else (words, " ")

        def said(count: int, pool: list[str] = pool, blank: str = blank) -> str:
            return blank.join(chosen.choices(pool, k=count))

        blocks = (chosen.choice(_BLOCKS)(said) for _ in range(40))
        made.append((f"{number}.md", f"# Note {number}\n\n" + "\n\n".join(blocks)))
    return made


def _salt(chosen: random.Random) -> str:
    return " ".join(_word(chosen) for _ in range(5))


def _word(chosen: random.Random) -> str:
    return "".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(5, 9)))
