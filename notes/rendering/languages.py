"""
The languages of code: Pygments' names and aliases, and what people call them besides.
"""

from pygments.lexers import LEXERS

#: Names that people write and Pygments does not know.
ALSO_CALLED = {
    **dict.fromkeys(("cjs", "mjs", "node", "ejs"), "javascript"),
    **dict.fromkeys(("mts", "cts"), "typescript"),
    **dict.fromkeys(("svelte", "svg", "vue-html", "astro", "xhtml", "cshtml", "razor"), "html"),
    **dict.fromkeys(
        ("plain", "plaintext", "plain-text", "plain_text", "txt", "log", "none", "nohighlight"),
        "text",
    ),
    **dict.fromkeys(("hpp", "hh", "cxx"), "cpp"),
    **dict.fromkeys(("handlebars", "hbs"), "html+handlebars"),
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    **dict.fromkeys(("conf", "dotenv", "env", "editorconfig", "gitconfig", "service"), "ini"),
    **dict.fromkeys(("jinja2", "j2", "nunjucks", "njk"), "jinja"),
    **dict.fromkeys(("jsonl", "ndjson"), "json"),
    **dict.fromkeys(("shellscript", "shell-script"), "bash"),
    **dict.fromkeys(("shellsession", "sh-session", "bash-session"), "console"),
    **dict.fromkeys(("python-repl", "py-repl"), "pycon"),
    **dict.fromkeys(("sqlite", "plsql", "oracle"), "sql"),
    **dict.fromkeys(("patch", "git-diff"), "diff"),
    **dict.fromkeys(("cmd", "dos"), "batch"),
    **dict.fromkeys(("plist", "soap", "wsdl"), "xml"),
    **dict.fromkeys(("processing", "pde"), "java"),
    **dict.fromkeys(("ipython", "ipython3"), "python"),
    **dict.fromkeys(("mdx", "mdc"), "markdown"),
    "jsonc": "json5",
    "edn": "clojure",
    "gql": "graphql",
    "gradle": "groovy",
    "http-request": "http",
    "ino": "arduino",
    "ml": "ocaml",
    "mssql": "tsql",
    "osascript": "applescript",
    "pgsql": "postgresql",
    "pry": "irb",
    "reg": "registry",
    "rscript": "r",
    "sol": "solidity",
    "vb": "vb.net",
    "viml": "vim",
    "wasm": "wast",
    "xsl": "xslt",
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
