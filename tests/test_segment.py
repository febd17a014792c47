import random
import re
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from notes.search.segment import has_words, narrowed, phrase, segmented
from notes.text import UNSPACED
from tests.conftest import corpus

TABLE = """
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='', contentless_delete=1, prefix='2 3',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)
"""


class Index:
    """Texts in a table of FTS5 as the index has them."""

    def __init__(self) -> None:
        self.connection = sqlcipher.connect(":memory:")
        self.connection.execute(TABLE)
        self.connection.execute("CREATE VIRTUAL TABLE held USING fts5vocab (words, 'row')")

    def hold(self, *texts: str) -> None:
        self.connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        rows = [(n, segmented(text.replace("\0", " "))) for n, text in enumerate(texts)]
        self.connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", rows)

    def found(self, query: str) -> list[int]:
        words, cut = phrase(query)
        match = '"' + words.replace('"', " ").replace("\0", " ") + '"' + " *" * cut
        rows = self.connection.execute("SELECT rowid FROM words (?) ORDER BY rowid", (match,))
        return [row for (row,) in rows]

    def has_any(self) -> bool:
        return self.connection.execute("SELECT 1 FROM held").fetchone() is not None

    def finds(self, query: str, text: str) -> bool:
        self.hold(text)
        return self.found(query) == [0]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    index = Index()
    yield index
    index.connection.close()


UNSPACED_LETTERS = "检查点数据库のキーガ검색하기ไทยภาษาລາວភាសាမြန်𠀀"
RUNS = st.text(UNSPACED_LETTERS, min_size=1, max_size=12).filter(lambda run: narrowed(run) == run)
FEW = st.text("点检の가ก", min_size=1, max_size=6)


class TestScriptsWithoutSpaces:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("plain ascii", "plain ascii"),
            ("检查点", "检查 查点 点 | 查 | 检 | 点"),
            ("WAL检查x", "WAL 检查 查 x | 查 | 检"),
            ("点", "点 | 点"),
            ("ＷＡＬ", "WAL"),
            ("a → b", "a {→} b"),
        ],
    )
    def test_become_pairs_and_single_characters(self, text: str, words: str) -> None:
        words = re.sub("{(.)}", lambda symbol: chr(0xF0000 + ord(symbol[1])), words)
        assert segmented(text).split() == words.replace("|", "\U000f0000").split()

    @settings(deadline=None)
    @given(RUNS, st.data())
    def test_are_found_by_any_part_of_them(
        self, index: Index, run: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(run) - 1))
        part = run[start : start + data.draw(st.integers(1, 6))]
        assert index.finds(part, f"so {run}, it is")

    @settings(deadline=None)
    @given(st.lists(FEW, min_size=1, max_size=4), FEW, st.sampled_from([" ", ", ", "a", "→"]))
    def test_are_found_by_nothing_else(
        self, index: Index, runs: list[str], query: str, between: str
    ) -> None:
        assert index.finds(query, between.join(runs)) == any(query in run for run in runs)

    @settings(deadline=None)
    @given(FEW, FEW, FEW)
    def test_are_found_beside_words(self, index: Index, run: str, query: str, other: str) -> None:
        assert index.finds(f"x {query}", f"{other} x {run}") == run.startswith(query)
        assert index.finds(f"{query}x", f"{other}y{run}x") == run.endswith(query)
        assert index.finds(f"{query}，{other}", f"{run}，{other}") == run.endswith(query)

    @pytest.mark.parametrize(
        "letters",
        [
            "กขคงนัิีึืุู็่้๊๋์ำะาเแโใไๆ",
            "ກຂຄງນາິີຶືຸູ່້ເແ",
            "ភាសាខ្មែរမြန်မာ",
            "ｱｶﾞｷﾟﾊﾞｯｰﾝｦ",
            "かはハウ\u3099\u309a",
            "인々〻〆日時ゝゞヽヾーあア",
            "검색말\u1100\u1109\u1161\u1165\u11a8\u11ab",
            "㄰ㄱㅎㅏㄅㄆㄇㆠ",
            "𠀀𠮷𩸽𪚥𠀁一二\U00030000\U0002f800",
            "豈更車金﨑﨎羽神福",
            "〇一二〡〢㈱㍻①㌀㍿",
        ],
    )
    @settings(deadline=None)
    @given(data=st.data())
    def test_of_any_form_are_found_like_a_scan_finds_them(
        self, index: Index, letters: str, data: st.DataObject
    ) -> None:
        text = data.draw(st.text(letters, min_size=1, max_size=10))
        start = data.draw(st.integers(0, len(text) - 1))
        part = text[start : start + data.draw(st.integers(1, 6))]
        index.hold(text)
        for query in (part, data.draw(st.text(letters, min_size=1, max_size=4))):
            assert bool(index.found(query)) == (narrowed(query) in narrowed(text))

    @settings(deadline=None)
    @given(st.lists(st.sampled_from([*"中文检の", " ", "，"]), max_size=6), st.data())
    def test_are_found_across_words_between_them(
        self, index: Index, signs: list[str], data: st.DataObject
    ) -> None:
        word = data.draw(st.sampled_from(["ab", "ＡＢ", "2026", "C", "getUserName", "→"]))
        at = data.draw(st.integers(0, len(signs)))
        start, end = data.draw(st.integers(0, at)), data.draw(st.integers(at, len(signs)))
        text = [*signs[:at], word, *signs[at:]]
        assert index.finds("".join(text[start : end + 1]), "".join(text))

    def test_are_each_found_by_one_character(self, index: Index) -> None:
        chosen = random.Random(3)
        letters = re.findall(f"[{UNSPACED}]", "".join(map(chr, range(0x30000))))
        letters = [char for char in chosen.sample(letters, 3_000) if narrowed(char) == char]
        index.hold(*letters)
        for number, letter in enumerate(letters[:500]):
            assert index.found(letter) == [number], hex(ord(letter))

    def test_of_real_notes_are_found_like_a_scan_finds_them(self, index: Index) -> None:
        texts = [file.read_text("utf-8") for file in sorted(corpus("notes").rglob("*.md"))]
        texts = [narrowed(text) for text in texts if re.search("[一-鿿ぁ-ヿ]", text)]
        index.hold(*texts)
        chosen = random.Random(3)
        for _ in range(1_000):
            run = chosen.choice(re.findall(f"[{UNSPACED}]+", chosen.choice(texts)))
            start = chosen.randrange(len(run))
            part = run[start : start + chosen.randint(1, 6)]
            assert index.found(part) == [n for n, text in enumerate(texts) if part in text], part

    @pytest.mark.parametrize(("query", "ending"), [("点", False), ("C点", True), ("👍点", True)])
    def test_end_in_a_beginning_only_behind_words(self, query: str, ending: bool) -> None:
        assert phrase(query)[1] is ending


class TestForms:
    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ("full", "Ｆｕｌｌ"),
            ("ＦＵＬＬ", "full"),
            ("2026", "２０２６年"),
            ("C++", "Ｃ＋＋を学ぶ"),
            ("ガギ", "ｶﾞｷﾞ"),
            ("ﾃﾞｰﾀ", "データベース"),
            ("¥", "￥100"),
            ("人", "⼈"),
            ("cafe", "café"),
            ("CAFÉ", "cafe\u0301"),
            ("naïve", "NAIVE"),
            ("葛", "葛\U000e0100城"),
            ("葛城", "葛\U000e0100城"),
            ("example", "exam\u00adple"),
            ("가", "\u1100\u1161"),
            ("λογος", "λόγος"),
            ("ΛΟΓΟΣ", "λόγος"),
            ("λόγος", "ΛΟΓΟΣ"),
            ("ΕΛΛΑΔΑ", "Ελλάδα"),
            ("ανηρ", "ἀνήρ"),
            ("елка", "Ёлка"),
            ("ёлка", "елка"),
            ("замок", "за\u0301мок"),
            ("שלום", "שָׁלוֹם"),
            ("שָׁלוֹם", "שלום"),
            ("كتاب", "كِتَابٌ"),
            ("كتاب", "كـتاب"),
            ("foobar", "foo\u200bbar"),
            ("foobar", "foo\u2060b\ufeffar"),
            ("file", "ﬁle"),
            ("μm", "5 µm"),
        ],
    )
    def test_of_a_word_are_the_same_word(self, index: Index, query: str, text: str) -> None:
        assert index.finds(query, text)

    @pytest.mark.parametrize(("query", "text"), [("иод", "йод"), ("їжак", "іжак")])
    def test_of_different_letters_are_different_words(
        self, index: Index, query: str, text: str
    ) -> None:
        assert not index.finds(query, text)


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("text", "queries"),
        [
            ("5 km²", "km km² km2 2"),
            ("CO₂", "co co2 CO₂"),
            ("CO2", "CO₂"),
            ("H₂O", "h2o H₂O O"),
            ("1½ cups", "1½ 1 cups"),
            ("①start", "start 1"),
            ("x² + y²", "x²+y² x y²"),
        ],
    )
    def test_are_words_beside_words_and_parts_of_them(
        self, index: Index, text: str, queries: str
    ) -> None:
        assert [query for query in queries.split() if not index.finds(query, text)] == []

    def test_are_not_found_by_less(self, index: Index) -> None:
        assert not index.finds("CO₂", "CO")
        assert not index.finds("m2", "5 km²")


class TestSymbols:
    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ("→", "a→b"),
            ("a→b", "a → b"),
            ("👍", "so👍good"),
            ("👍", "👍🏽"),
            ("👍🏽", "👍🏽"),
            ("💻", "👩‍💻"),
            ("👩‍💻", "a 👩‍💻 b"),
            ("❤", "❤️"),
            ("❤️", "❤"),
            ("€", "5€"),
            ("5€", "5 €"),
            ("🇩🇪", "🇩🇪"),
            ("🫨", "a🫨b"),
        ],
    )
    def test_are_words(self, index: Index, query: str, text: str) -> None:
        assert has_words(query)
        assert index.finds(query, text)

    @pytest.mark.parametrize("text", ["", " ", "$$", "->", "++", "～", "├──", "，", "\ufe0f"])
    def test_of_ascii_and_lines_are_none(self, text: str) -> None:
        assert not has_words(text)

    def test_are_each_found_by_themselves_alone(self, index: Index) -> None:
        symbols = [char for char in map(chr, range(0x80, 0x20000)) if _is_symbol(char)]
        index.hold(*symbols)
        for number, symbol in enumerate(symbols):
            assert index.found(symbol) == [number], hex(ord(symbol))

    @settings(deadline=None)
    @given(st.text(st.characters(max_codepoint=0x1FAFF, exclude_categories=["Cs"]), max_size=9))
    def test_and_letters_are_what_has_words(self, index: Index, text: str) -> None:
        if _is_of_old(text):
            index.hold(text)
            assert has_words(text) == index.has_any()


def _is_symbol(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Sc", "Sm", "So")
        and not "\u2500" <= char <= "\u259f"
        and narrowed(char) == char
        and has_words(char)
    )


def _is_of_old(text: str) -> bool:
    """Whether SQLite's tables, which are older than Python's, know all of a text's characters."""
    old = unicodedata.ucd_3_2_0.category
    return all(old(char) == unicodedata.category(char) != "Mn" for char in text)


class TestNames:
    @pytest.mark.parametrize(
        ("text", "queries"),
        [
            ("Learn C++, now", "c++ C++ c C (C++)"),
            ("C++17", "c++17 C++ C"),
            ("in C#.", "c# C#"),
            ("F# and g++", "f# g++ g"),
            ("for (;; i++)", "i++"),
            ("The .NET runtime", ".net .NET net"),
            ("ASP.NET", "asp.net ASP net .NET"),
            ("cp .env.local x", ".env .local env .env.local"),
            ("用C++写", "C++ c 用C 写"),
            ("foo_bar", "foo_bar foo bar"),
            ("getUserName()", "getUserName getusername get user name userName UserName getUser"),
            ("HTMLParser", "htmlparser HTML parser HTMLParser"),
            ("foo_barBaz", "foo_barBaz foo bar baz barBaz foo_bar"),
            ("utf8Decode", "utf8 decode utf8Decode"),
            ("GitHub", "github GitHub hub"),
            ("PostgreSQL 数据", "sql postgre postgresql 数"),
            ("getElementsByTagName", "tagname TagName byTagName elements"),
        ],
    )
    def test_are_found_by_whole_and_by_part(self, index: Index, text: str, queries: str) -> None:
        assert [query for query in queries.split() if not index.finds(query, text)] == []

    @pytest.mark.parametrize(
        ("text", "queries"),
        [
            ("C and D", "C++ C# .C"),
            ("C++", "C# g++ C++17 .C"),
            ("c++17", "c++1 c++11"),
            ("# c", "c#"),
            ("a + b, a+++b", "a++"),
            ("the net.", ".net"),
            ("and ...net", ".net"),
            ("getUserName", "ser userna getUs username2 namegetUser"),
            ("getUser setName", "userSet UserName nameGet"),
            ("username", "user name"),
        ],
    )
    def test_are_not_found_by_less(self, index: Index, text: str, queries: str) -> None:
        assert [query for query in queries.split() if index.finds(query, text)] == []

    def test_keep_their_parts_in_order_and_apart_from_others(self, index: Index) -> None:
        text = "getUserName setThing"
        assert index.finds("user name", text)
        assert not index.finds("name user", text)
        assert not index.finds("username set", text)
        assert not index.finds("setthing get", text)

    @settings(deadline=None)
    @given(st.lists(st.text("ab", min_size=1, max_size=5), min_size=1, max_size=5))
    def test_in_camel_case_are_found_by_each_part_and_end(
        self, index: Index, parts: list[str]
    ) -> None:
        parts = [part + "xyz" for part in parts]
        name = parts[0] + "".join(part.capitalize() for part in parts[1:])
        ends = ["".join(parts[n:]) for n in range(len(parts))]
        assert all(index.finds(query, f"a {name}.") for query in (name, *parts, *ends))

    @settings(deadline=None)
    @given(st.text("aB_1", min_size=1, max_size=90), st.sampled_from(["+", "é", " ", "点"]))
    def test_of_any_shape_are_found_whole(self, index: Index, name: str, behind: str) -> None:
        if has_words(name) and behind != "é":
            assert index.finds(name, f"({name}{behind}")

    def test_that_are_data_do_not_swell_the_index(self) -> None:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        data = "".join(random.Random(3).choices(letters, k=100_000))
        assert len(segmented(data)) < 1.35 * len(data)


@settings(deadline=None)
@given(st.text())
def test_any_text_becomes_words(text: str) -> None:
    phrase(text)
    segmented(text)


@settings(deadline=None)
@given(st.text("aB点→+#. é", max_size=30))
def test_every_text_is_found_by_itself(index: Index, text: str) -> None:
    if has_words(text):
        assert index.finds(text, text)


HOSTILE = [
    "aA" * 500_000,
    "aA " * 300_000,
    "".join(f"aA{n} " for n in range(50_000)),
    "A" * 1_000_000,
    "a" * 1_000_000 + "B",
    "a++" * 150_000,
    "+" * 1_000_000,
    "a#" * 500_000,
    "." * 1_000_000,
    ".a" * 500_000,
    "." + "a" * 1_000_000,
    "点" * 300_000,
    "点 " * 250_000,
    "→" * 300_000,
    "".join(map(chr, range(0xA0, 0xD800))) * 6,
    "Ａ" * 300_000,
    "e\u0301" * 300_000,
    "ά" * 300_000,
    "כָּ" * 300_000,
    "a" * 1_000_000 + "²",
    "a²" * 300_000,
    "\u200b" * 300_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:8]!a}")
def test_no_text_takes_more_than_its_share_of_time(text: str) -> None:
    began = time.process_time()
    segmented(text)
    assert time.process_time() - began < 2
