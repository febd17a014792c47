"""The words that people see: all of them translated, and compiled as they were translated."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from notes.library.opening import Library
from notes.settings import RULES
from notes.web.languages import LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "ui/translations"
PO = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
GAP = re.compile(r"%\(\w+\)s|\{\w+\}|\$\d?")
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}


def catalog(path: Path) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()), locale=path.parent.parent.name)


def messages(path: Path) -> list[Message]:
    return [message for message in catalog(path) if message.id]


def said() -> set[str]:
    """Every sentence that the program marks for translation."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=is_ours)
    return {
        sentence[0] if isinstance(sentence, tuple) else sentence for *_, sentence, _, _ in found
    }


def is_ours(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_", "node_modules"))


def forms(message: Message) -> list[str]:
    return [*message.string] if isinstance(message.string, (list, tuple)) else [message.string]


def first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def test_every_language_of_the_settings_is_there() -> None:
    allowed = {language for language in LANGUAGES if RULES["language"][1](language)}
    assert {path.parent.parent.name for path in PO} == allowed - {"en"} == {"zh_Hans"}


@pytest.mark.parametrize("path", PO, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_translated_and_no_other(path: Path) -> None:
    """When it is red: `make translations`, then translate what is empty."""
    translated = {first(message) for message in messages(path) if all(forms(message))}
    assert translated == said()
    assert not any(message.fuzzy for message in messages(path))


@pytest.mark.parametrize("path", PO, ids=lambda path: path.parent.parent.name)
def test_translations_keep_the_gaps_of_their_sentences(path: Path) -> None:
    for message in messages(path):
        gaps = set(GAP.findall(first(message)))
        assert all(set(GAP.findall(form)) == gaps for form in forms(message)), message.id


@pytest.mark.parametrize("path", PO, ids=lambda path: path.parent.parent.name)
def test_what_is_compiled_is_what_was_translated(path: Path) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog(path))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_every_phrase_of_a_script_is_in_the_page() -> None:
    scripts = (ROOT / "ui/scripts").rglob("*.js")
    asked = {
        phrase
        for script in scripts
        for phrase in re.findall(r'\bphrase\(\s*"([^"]+)"', script.read_text("utf-8"))
    }
    template = (ROOT / "ui/templates/parts/phrases.html").read_text("utf-8")
    offered = re.findall(r'<data value="([^"]*)">\{\{ _\("([^"]*)"\) \}\}</data>', template)
    assert asked
    assert asked <= {key for key, _ in offered}
    assert all(key == sentence for key, sentence in offered)


@pytest.mark.parametrize(
    ("asked", "tongue"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr, zh-TW", "zh-Hans"),
        ("en-GB,zh", "en"),
        ("fr", "en"),
        ("", "en"),
        (";;q=,\x7f", "en"),
    ],
)
def test_the_system_s_language_is_followed(page: FlaskClient, asked: str, tongue: str) -> None:
    answer = page.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{tongue}"' in answer.text


def test_a_chosen_language_beats_the_system_s(page: FlaskClient, library: Library) -> None:
    library.settings.write({"language": "zh_Hans"})
    answer = page.get("/", headers={"Accept-Language": "en"})
    assert "全部笔记" in answer.text
    assert "All notes" not in answer.text.partition('<template id="phrases">')[0]


def test_the_first_note_is_in_the_reader_s_language(page: FlaskClient) -> None:
    assert "欢迎使用 Octavo" in page.get("/", headers={"Accept-Language": "zh-CN"}).text
