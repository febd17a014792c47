"""
Rules of addresses that cost a start little.

Werkzeug compiles two functions for every rule, which make an address of it: 10 ms of a
start for all of ours.  Here each is compiled when it is first called.
"""

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule


class LazyRule(Rule):
    """A rule like any other; what makes addresses of it waits until one is asked for."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        @cache
        def compiled() -> Callable[..., tuple[str, str]]:
            return Rule._compile_builder(self, append_unknown)

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build
