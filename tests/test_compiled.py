from pathlib import Path

import pytest
from flask import Flask, render_template_string

from notes.web import compiled


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("one", "utf-8")
    monkeypatch.setattr(compiled, "resource", tmp_path.joinpath)
    (tmp_path / "ui").mkdir()
    return folder


def started(templates: Path) -> Flask:
    app = Flask("octavo", root_path=str(templates.parent))
    app.jinja_env.bytecode_cache = compiled.Compiled()
    return app


def page(app: Flask) -> str:
    with app.app_context():
        return render_template_string("{% include 'page.html' %}")


def test_what_was_compiled_is_not_compiled_again(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.fill(started(templates))
    app = started(templates)
    monkeypatch.setattr(app.jinja_env, "compile", pytest.fail)
    assert app.jinja_env.get_template("page.html").render() == "one"


def test_a_template_that_was_changed_is_compiled_in_memory(templates: Path) -> None:
    compiled.fill(started(templates))
    before = {path: path.read_bytes() for path in (templates.parent / "ui/compiled").iterdir()}
    (templates / "page.html").write_text("another", "utf-8")
    assert page(started(templates)) == "another"
    assert {path: path.read_bytes() for path in before} == before


def test_without_what_was_compiled_nothing_is_written(templates: Path) -> None:
    assert page(started(templates)) == "one"
    assert not (templates.parent / "ui/compiled").exists()
