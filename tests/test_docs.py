"""What can be asked of Octavo is written down: every command, route and setting."""

import re
import tomllib
from pathlib import Path

import click
import pytest
from flask import Flask

from notes import settings
from notes.cli.commands import octavo

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCS = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")])

#: What only Octavo itself calls.
INNER = {"render-worker"}
#: Links in our documents that lead to files.
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def commands() -> dict[str, click.Command]:
    context = click.Context(octavo)
    found = {name: octavo.get_command(context, name) for name in octavo.list_commands(context)}
    return {name: command for name, command in found.items() if command and name not in INNER}


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"`{name}[ `]", README)


@pytest.mark.parametrize("name", commands())
def test_every_option_is_in_the_readme(name: str) -> None:
    row = next(line for line in README.splitlines() if re.match(rf"\| .*`{name}[ `]", line))
    for parameter in commands()[name].params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert any(option in row for option in parameter.opts), parameter.opts


@pytest.mark.parametrize("key", settings.RULES)
def test_every_setting_is_in_the_docs(key: str) -> None:
    assert f"| `{key}` |" in DOCS


def test_every_route_is_in_the_docs(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        address = rule.rule.replace("<note_id>", "ID").replace("<version>", "VERSION")
        address = address.replace("<job_id>", "JOB").replace("<int:act_id>", "ACT")
        address = address.replace("<name>", "NAME")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            asked = re.escape(f"`{method} {address}") + "[`?]"
            assert rule.endpoint == "static" or re.search(asked, DOCS), f"{method} {address}"


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]
)
def test_links_lead_to_files(path: Path) -> None:
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", path.read_text("utf-8"))):
        assert (path.parent / target).exists(), target


def test_every_dependency_says_why_it_is_here() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for named in project["project"]["dependencies"] + project["dependency-groups"]["test"]:
        name = re.split(r"[<>=;]", named)[0]
        assert f"| {name} |" in told
