"""
The languages of code: Pygments' names and aliases, and what people call them besides.
"""

from pygments.lexers import LEXERS

#: Names that people write and Pygments does not know.
ALSO_CALLED = {
    **dict.fromkeys(("cjs", "mjs", "node", "ejs"), "javascript"),
    **dict.fromkeys(("mts", "cts"), "typescript"),
    **dict.fromkeys(("svelte", "svg", "handlebars", "hbs"), "html"),
    **dict.fromkeys(("plain", "plaintext", "txt"), "text"),
    **dict.fromkeys(("hpp", "hh", "cxx"), "cpp"),
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    "jsonc": "json5",
    "mdx": "markdown",
    "cmd": "batch",
    "conf": "ini",
    "gql": "graphql",
    "gradle": "groovy",
    "jinja2": "jinja",
    "ml": "ocaml",
    "patch": "diff",
    "sol": "solidity",
    "sqlite": "sql",
    "viml": "vim",
    "wasm": "wast",
}

LANGUAGES = frozenset(alias for _, _, aliases, _, _ in LEXERS.values() for alias in aliases)


def spellings(language: str, *, beginning: bool = False) -> frozenset[str]:
    """
    All that the same language is called, in lower case; of an unknown one its name.
    `beginning`: the same of every language with a name that begins so.
    """
    asked = language.lower()
    known = ALSO_CALLED.get(asked, asked)
    names = {asked, known}
    for _, name, aliases, _, _ in LEXERS.values():
        called = (name.lower(), *aliases)
        if known in called or (beginning and any(one.startswith(asked) for one in called)):
            names.update(called)
    names.update(alias for alias, meant in ALSO_CALLED.items() if meant in names)
    return frozenset(names)
