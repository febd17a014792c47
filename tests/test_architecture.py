"""
The arrows of the house: every module may import from its own floor or below.

Read FLOORS from the bottom up.  A new module has to be given a floor here
before it can be imported, so nobody finds out about a room by accident.
Imports inside functions count; imports for type checkers only do not.
"""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

GROUND = (
    "notes.crashes notes.errors notes.garbage notes.links notes.moments notes.packed notes.paths "
    "notes.patterns notes.progress notes.sentences notes.settings notes.signals notes.text "
    "notes.unpacked notes.version notes.webkit"
)
WORDS = (
    "anatomy changes filters initial leaves literals matches meaning names needles pattern period "
    "places query remarks segment snippet substitution tokens tree"
)
ENGINES = ("notes.diffs", "notes.rendering")
ANSWERS = (
    "asking conditions damage find fitting index likeness order plan ranking scan spelling why"
)
FLOORS = (
    ("ground", GROUND),
    ("engines", " ".join([*(f"notes.search.{noun}" for noun in WORDS.split()), *ENGINES])),
    ("storage", "notes.storage"),
    ("index", " ".join(f"notes.search.{noun}" for noun in ANSWERS.split())),
    ("library", "notes.library"),
    (
        "work",
        "notes.automatic notes.fetching notes.jobs notes.updates notes.importers notes.exporters",
    ),
    ("web", "notes.web"),
    ("shell", "notes.cli ui"),
    ("door", "main"),
)

#: Third-party packages that may only be seen from these rooms.
KEPT_IN = {
    "flask": "notes.web",
    "flask_babel": "notes.web",
    "flask_caching": "notes.web",
    "cachelib": "notes.web.cache",
    "webview": "ui",
    "nh3": "notes.rendering.sanitize",
}
#: And one that is kept out of these: the web asks the library, not the tables.
KEPT_OUT = {"peewee": ("notes.web", "ui"), "playhouse": ("notes.web", "ui")}


def modules():
    """All our modules by dotted name."""
    inside = (ROOT.glob(f"{place}/*.py") for place in ("notes/**", "ui", "ui/gtk", "ui/qt"))
    for path in [ROOT / "main.py", *chain(*inside)]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__init__":
            yield ".".join(parts), path


def imports(path):
    """Names that a module imports, those for type checkers left out."""
    todo = [ast.parse(path.read_text("utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        todo.extend(ast.iter_child_nodes(node))


def within(name, room):
    return name == room or name.startswith(room + ".")


def floor(name):
    for level, (_, rooms) in enumerate(FLOORS):
        if any(within(name, room) for room in rooms.split()):
            return level
    pytest.fail(f"{name} has no floor in FLOORS")


#: All that each of our modules imports.
IMPORTS = {name: frozenset(imports(path)) for name, path in modules()}


@pytest.mark.parametrize("name", IMPORTS)
def test_imports_point_down(name):
    for target in IMPORTS[name]:
        if target.partition(".")[0] in ("notes", "ui", "main"):
            assert floor(target) <= floor(name), f"{name} reaches up to {target}"


@pytest.mark.parametrize("name", IMPORTS)
def test_libraries_stay_in_their_rooms(name):
    for target in IMPORTS[name]:
        package = target.partition(".")[0]
        room = KEPT_IN.get(package)
        assert room is None or within(name, room), f"{name} may not import {target}"
        assert not any(within(name, kept) for kept in KEPT_OUT.get(package, ())), (
            f"{name} may not import {target}"
        )


def test_no_knots():
    graph = {
        name: {
            known
            for known in IMPORTS
            if known != name and any(within(target, known) for target in targets)
        }
        for name, targets in IMPORTS.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("path", [*ROOT.glob("packaging/*.py")], ids=lambda path: path.stem)
def test_what_packs_octavo_needs_no_tests(path):
    assert not [target for target in imports(path) if within(target, "tests")]


@pytest.mark.parametrize("path", [*ROOT.glob("notes/**/__init__.py"), ROOT / "ui" / "__init__.py"])
def test_a_package_is_its_docstring(path):
    assert [type(node) for node in ast.parse(path.read_text("utf-8")).body] == [ast.Expr]


@pytest.mark.parametrize(
    ("door", "module"),
    [
        (r"\bfetch\(|XMLHttpRequest|sendBeacon", "api.js"),
        (r"(?:inner|outer)HTML =|insertAdjacentHTML|document\.write|\bhtmx\(\)", "fragments.js"),
    ],
)
def test_the_page_has_one_door_for_each(door, module):
    scripts = (ROOT / "ui" / "scripts").rglob("*.js")
    assert {path.name for path in scripts if re.search(door, path.read_text("utf-8"))} == {module}
