"""Code in a rendered note: languages, what the opening line says, sessions, numbers."""

from unittest.mock import patch

import pygments.lexers
import pygments.lexers.textfmts
import pytest

from notes.rendering import code, infostring
from notes.rendering.infostring import Info
from notes.rendering.languages import ALSO_CALLED, LANGUAGES
from tests.rendering_fixtures import elements, html, tree

#: A line or two of everything, so that every lexer has something to find.
MIXED = """#!/usr/bin/env python
x = 1 # 中文
<a href="b">+ & y</a>
$ ls -la

>>> print("a")
a
\fmessage{ id:1 depth:0
\fbody{
#!/bin/sh
\fbody}
"""


def text_of(page: str) -> str:
    return str(next(one for one in elements(page) if one.tag == "code").text_content())


def of_class(page: str, name: str) -> list[str]:
    return [one.text_content() for one in tree(page).find_class(name)]


class TestLanguages:
    @pytest.mark.parametrize("initial", sorted({name[0] for name in LANGUAGES}))
    def test_every_name_that_pygments_knows_gives_a_figure_and_guesses_nothing(
        self, initial: str
    ) -> None:
        guess = AssertionError("guessed")
        with (
            patch.object(pygments.lexers, "guess_lexer", side_effect=guess),
            patch.object(pygments.lexers.textfmts, "guess_lexer", side_effect=guess),
        ):
            for name in LANGUAGES:
                if name.startswith(initial):
                    page = code.figure(MIXED, Info(name, numbered_from=1))
                    assert 'class="code-language" title="' in page, name
                    assert text_of(page) == MIXED, name

    def test_what_people_call_a_language_besides_is_one_that_pygments_knows(self) -> None:
        assert set(ALSO_CALLED.values()) <= LANGUAGES

    @pytest.mark.parametrize(
        ("line", "language"),
        [
            ("python", "python"),
            ("{.python}", "python"),
            ("{python}", "python"),
            ("{r, echo=FALSE}", "r"),
            ("{code-block} python", "python"),
            ("language-js", "js"),
            ("rust,ignore", "rust"),
            ("vue-html{2}", "vue-html"),
            ("python:app.py", "python"),
            ('title="app.py"', ""),
            ("{1,3-5}", ""),
            ("[app.ts]", ""),
            ("", ""),
        ],
    )
    def test_the_language_is_the_first_word(self, line: str, language: str) -> None:
        assert infostring.read(line).language == language


class TestTitles:
    @pytest.mark.parametrize(
        "line",
        [
            'python title="app.py"',
            "python title='app.py'",
            "python title=app.py",
            "python title:app.py",
            "{.python title=app.py}",
            "python filename=app.py",
            "python file:app.py fold",
            "python:app.py",
            "python:title=app.py",
            "python [app.py]",
            "python app.py active",
            "python {1} app.py",
        ],
    )
    def test_a_name_in_any_spelling(self, line: str) -> None:
        assert infostring.read(line).title == "app.py"

    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ('python title="a &quot;b&quot;.py"', 'a "b".py'),
            (r'python title="a \"b\".py" {1}', 'a "b".py'),
            ("python title='it&#39;s &amp; on'", "it's & on"),
            (r'bat title="C:\new\a.bat"', r"C:\new\a.bat"),
            ("python a&amp;b.py", ""),
        ],
    )
    def test_a_sign_in_a_name_does_not_end_it(self, line: str, title: str) -> None:
        assert infostring.read(line).title == title

    @pytest.mark.parametrize(
        "line", ["rust,ignore", "python", "ts:line-numbers", "text e.g. this", "r echo=FALSE"]
    )
    def test_what_is_no_name_is_none(self, line: str) -> None:
        assert infostring.read(line).title == ""


class TestMarks:
    @pytest.mark.parametrize(
        "said",
        [
            'hl_lines="1 3-5"',
            "{1,3-5}",
            '{hl_lines=[1,"3-5"]}',
            "hl:1,3-5",
            "highlight={1,3-5}",
            "mark={1,3-5}",
            "lines=1,3-5",
            ':emphasize-lines="1,3-5"',
            'hl_lines="5-3 1 4"',
        ],
    )
    def test_lines_in_any_spelling(self, said: str) -> None:
        assert infostring.read(f"python {said}").marked_of(9) == {1, 3, 4, 5}

    @pytest.mark.parametrize("said", ["a", "-", "0-0", "99-98"])
    def test_lines_that_are_not_there_mark_nothing(self, said: str) -> None:
        assert "hll" not in html(f'```text hl_lines="{said}"\na\n```')

    def test_many_ranges_cost_no_more_than_one(self) -> None:
        info = infostring.read(f'text hl_lines="{"1-999999 " * 200}"')
        assert info.marked_of(2) == {1, 2}
        assert sum(map(len, info.marked)) == 999_999

    def test_marks_count_from_one_whatever_the_numbers_are(self) -> None:
        page = html('```text linenums="9" hl_lines="2"\na\nb\n```')
        assert '<span class="hll"><span class="code-number" title="10"></span>b\n</span>' in page


class TestNumbers:
    @pytest.mark.parametrize(
        "said",
        [
            'linenums="5"',
            "linenums=5 title=x",
            "showLineNumbers=5",
            "showLineNumbers{5}",
            "showLineNumbers startLineNumber=5",
            "ln:5",
            "{linenos=table,linenostart=5}",
            '{.numberLines startFrom="5"}',
        ],
    )
    def test_a_first_number_in_any_spelling(self, said: str) -> None:
        assert infostring.read(f"python {said}").numbered_from == 5

    @pytest.mark.parametrize(
        "line",
        [
            "python linenums",
            "js showLineNumbers",
            "ts:line-numbers {1}",
            "js lineNumbers=true",
            "python ln:true",
            "python linenos=table",
            "{.python .numberLines}",
        ],
    )
    def test_they_begin_at_one(self, line: str) -> None:
        assert infostring.read(line).numbered_from == 1

    @pytest.mark.parametrize("said", ["0", "false", "off", "none"])
    def test_they_can_be_off(self, said: str) -> None:
        assert infostring.read(f'python linenums="{said}"').numbered_from is None

    def test_a_number_too_long_is_cut(self) -> None:
        assert infostring.read(f'text linenums="{"9" * 500}"').numbered_from == 999999

    def test_they_stand_in_their_lines_and_are_no_text(self) -> None:
        page = html('```python linenums="9"\n"""a\nb\n"""\n```')
        assert [one.get("title") for one in tree(page).find_class("code-number")] == [
            "9",
            "10",
            "11",
        ]
        assert '<span class="sd"><span class="code-number" title="10"></span>b\n</span>' in page
        assert text_of(page) == '"""a\nb\n"""\n'

    @pytest.mark.parametrize(("start", "room"), [(1, ""), (98, ""), (99, " digits-3")])
    def test_the_figure_says_how_much_room_they_take(self, start: int, room: str) -> None:
        assert f'<figure class="code numbered{room}">' in html(
            f'```text linenums="{start}"\na\nb\n```'
        )

    def test_ten_thousand_lines_have_their_numbers(self) -> None:
        page = html(
            f"```python linenums\n{'x = 1' + chr(10)}{'x = 1' + chr(10)}```".replace(
                "x = 1\n", "x = 1\n" * 5_000
            )
        )
        assert page.count("code-number") == 10_000
        assert 'digits-5"' in page


#: A session, and what of it was typed.
SESSIONS = {
    "console": (
        "$ ls \\\n  -l\na.txt\n\n$ cat <<END\n> words\n> END\nb\n(v) me@host:~$ echo $x # c\n",
        "ls \\\n  -l\ncat <<END\nwords\nEND\necho $x # c\n",
    ),
    "shell-session": ("$ npm run dev\n> app@1.0 dev\n# id\n", "npm run dev\nid\n"),
    "pycon": (
        (
            ">>> def f():\n...     return 1 / 0\n...\n>>> f()\nTraceback (most recent call last):\n"
            '  File "<stdin>", line 1, in <module>\n    1/0\nZeroDivisionError: 0\n>>> 2\n2\n'
        ),
        "def f():\n    return 1 / 0\n\nf()\n2\n",
    ),
    "python": (">>> x = 1\n>>> x\n1\n", "x = 1\nx\n"),
    "doscon": ("C:\\a> dir\n Volume\n\nC:\\>echo b\nb\n", "dir\necho b\n"),
    "ps1con": ("PS C:\\> Get-Item `\n>> x\nout\n", "Get-Item `\nx\n"),
    "sqlite3": (
        "sqlite> select *\n   ...>   from t;\na|b\nsqlite> .tables\nt\n",
        "select *\n  from t;\n.tables\n",
    ),
    "psql": ("db=> select 1\ndb-> ;\n 1\n(1 row)\n\ndb=# \\d\n", "select 1\n;\n\\d\n"),
    "irb": ("irb(main):001:0> 1 + 1\n=> 2\n", "1 + 1\n"),
    "rconsole": ("> x <- c(1,\n+ 2)\n> x\n[1] 1 2\n", "x <- c(1,\n2)\nx\n"),
    "jlcon": ("julia> 1 + 1\n2\n", "1 + 1\n"),
}


def typed(page: str) -> str:
    """What the copy button takes: what is neither prompt nor answer."""
    block = tree(page)
    for name in ("gp", "go", "gt", "gr"):
        for one in block.find_class(name):
            one.drop_tree()
    return str(next(block.iter("code")).text_content())


class TestSessions:
    @pytest.mark.parametrize("name", SESSIONS)
    def test_what_was_typed_is_told_from_what_was_answered(self, name: str) -> None:
        session, commands = SESSIONS[name]
        page = html(f"```{name}\n{session}```")
        assert text_of(page) == session
        assert typed(page) == commands

    @pytest.mark.parametrize("name", SESSIONS)
    def test_numbers_and_marks_change_nothing_of_it(self, name: str) -> None:
        session, commands = SESSIONS[name]
        page = html(f'```{name} linenums hl_lines="1-3"\n{session}```')
        assert text_of(page) == session
        assert typed(page) == commands

    @pytest.mark.parametrize("name", ["bash", "sh", "shell", "zsh"])
    def test_what_begins_with_a_prompt_is_one_by_whatever_name(self, name: str) -> None:
        page = html(f"```{name}\n$ ls\na.txt\n# comment\n$ pwd\n```")
        assert of_class(page, "gp") == ["$ ", "$ "]
        assert not of_class(html(f"```{name}\nls\n$ pwd\n```"), "gp")
        assert not of_class(html(f"```{name}\n$x = 1\n```"), "gp")

    def test_what_an_outline_calls_a_prompt_is_none(self) -> None:
        assert not of_class(html("```org\n- [ ] a\n```"), "gp")


class TestInWords:
    @pytest.mark.parametrize("mark", ["#!python", ":::python", "#!py", ":::Python"])
    def test_code_may_name_its_language(self, mark: str) -> None:
        page = html(f"`{mark} print(1)`")
        assert text_of(page) == "print(1)"
        assert '<code class="highlight language-python"><span class="nb">print</span>(' in page

    @pytest.mark.parametrize("text", ["#!zork x", "#!python", "#!/bin/sh x", ":: x", "a #!py x"])
    def test_anything_else_stays_as_it_is_written(self, text: str) -> None:
        assert html(f"`{text}`") == f"<p><code>{text}</code></p>"

    def test_it_passes_through_links_headings_and_tables(self) -> None:
        page = html("# `#!python None`\n\n[`#!python None`](x)\n\n| `#!python None` |\n|--|\n")
        assert of_class(page, "kc") == ["None"] * 3


class TestDifferences:
    def test_lines_put_in_and_taken_out_are_whole(self) -> None:
        page = html("```diff\n same\n-a\n-b\n+c\n```")
        assert (of_class(page, "gd"), of_class(page, "gi")) == (["-a\n-b\n"], ["+c\n"])

    def test_so_they_are_with_numbers_and_marks(self) -> None:
        page = html('```diff linenums="1" hl_lines="2"\n-a\n+b\n```')
        assert '<span class="gd"><span class="code-number" title="1"></span>-a\n</span>' in page
        assert '<span class="hll"><span class="gi"><span class="code-number" title="2">' in page
