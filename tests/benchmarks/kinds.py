"""
Notes that are rich in one thing, as long as one likes: what a real note has a little of.
"""

import random
from collections.abc import Callable, Iterable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def definitions(count: int) -> str:
    texts = (f"See [this {n}][r{n}] and [r{n * 7 % count}]: {_words(n)}." for n in range(count))
    return _paragraphs(texts) + _lines(f'[r{n}]: https://h/{n} "t {n}"' for n in range(count))


def footnotes(count: int) -> str:
    texts = (f"{_words(n)}[^{n}] {_words(n)}." for n in range(count))
    return _paragraphs(texts) + _paragraphs(f"[^{n}]: {_words(n)}" for n in range(count))


def abbreviations(count: int) -> str:
    texts = (f"The AB{n} and the AB{n * 7 % count} {_words(n)}." for n in range(count))
    return _paragraphs(texts) + _lines(f"*[AB{n}]: {_words(n)}" for n in range(count))


def headings(count: int) -> str:
    return _paragraphs(f"## {n} {_words(n)[:20]}\n\n{_words(n)}" for n in range(count))


def tables(count: int) -> str:
    row = "| {} | `code` | **strong** |\n"
    rows = "| a | b | c |\n|---|--:|:--|\n" + row * 6
    return _paragraphs(rows.format(*map(_words, range(n, n + 6))) for n in range(count))


def one_list(count: int) -> str:
    return _lines(f"- *item* {n}: {_words(n)}" for n in range(count))


def code(count: int) -> str:
    block = '{}:\n\n```python\ndef f{}(a):\n    """{}"""\n    return a + {}\n```'
    return _paragraphs(block.format(_words(n), n, _words(n), n) for n in range(count))


def chinese(count: int) -> str:
    chosen = random.Random(7)
    signs = [chr(chosen.randrange(0x4E00, 0x5E00)) for _ in range(800)]
    halves = ("".join(chosen.choices(signs, k=20)) for _ in range(2 * count))
    return _paragraphs(
        f"{first}，**{second}**。" for first, second in zip(halves, halves, strict=True)
    )


KINDS: tuple[Callable[[int], str], ...] = (
    definitions,
    footnotes,
    abbreviations,
    headings,
    tables,
    one_list,
    code,
    chinese,
)


def rich_in(kind: Callable[[int], str], length: int) -> str:
    """Of about so many bytes."""
    return kind(100 * length // len(kind(100).encode()))


def _words(number: int) -> str:
    chosen = random.Random(number)
    return " ".join("".join(chosen.choices(_LETTERS, k=chosen.randint(3, 9))) for _ in range(8))


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n\n" for text in texts)


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n" for text in texts)
