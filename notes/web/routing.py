"""
Rules of addresses that cost a start little.

Werkzeug compiles two functions for every rule, which make an address of it: 10 ms of a
start for all of ours.  Here each is compiled when it is first called.
"""

from collections.abc import Callable
from types import MethodType

from werkzeug.routing import Rule


class LazyRule(Rule):
    """A rule like any other; what makes addresses of it waits until one is asked for."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def build(rule: LazyRule, /, **values: object) -> tuple[str, str]:
            compiled = MethodType(Rule._compile_builder(rule, append_unknown), rule)
            if append_unknown:
                rule._build_unknown = compiled
            else:
                rule._build = compiled
            address: tuple[str, str] = compiled(**values)
            return address

        return build
