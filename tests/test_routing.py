"""Addresses are those that Werkzeug's own rules make."""

import pytest
from werkzeug.routing import Map, Rule

from notes.web.routing import LazyRule

RULES = {
    "plain": "/",
    "note": "/notes/<note_id>",
    "change": "/acts/<int:act>/undo",
    "file": "/f/<path:at>",
}
ASKED = [
    ("plain", {}),
    ("plain", {"q": "two words", "tag": ["a", "ü"]}),
    ("note", {"note_id": "a/b ü中"}),
    ("note", {"note_id": "x", "q": "C++ & c#"}),
    ("change", {"act": 7}),
    ("file", {"at": "a/b c.md", "from": 2}),
]


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
def test_addresses_are_those_that_an_eager_rule_makes(endpoint, values):
    eager, lazy = (
        Map([kind(path, endpoint=name) for name, path in RULES.items()]).bind("127.0.0.1")
        for kind in (Rule, LazyRule)
    )
    assert lazy.build(endpoint, values) == eager.build(endpoint, values)


def test_every_rule_of_the_app_but_that_of_its_files_is_lazy(app):
    eager = {rule.endpoint for rule in app.url_map.iter_rules() if not isinstance(rule, LazyRule)}
    assert eager == {"static"}
