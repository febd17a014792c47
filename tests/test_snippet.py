import random
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.search import snippet
from notes.search.needles import folded
from notes.search.segment import has_words, phrase, segmented
from notes.search.snippet import Marker, html_of
from notes.search.tree import Exact, Leaf, Pattern, Term


def marked(text: str, *leaves: Leaf | str) -> str:
    """A text with its matches in brackets."""
    parts = Marker(_leaf(leaf) for leaf in leaves).marked(text)
    return "".join(f"[{part}]" if hit else part for part, hit in parts)


def _leaf(leaf: Leaf | str) -> Leaf:
    return Term(leaf.rstrip("*"), leaf.endswith("*")) if isinstance(leaf, str) else leaf


class TestMarks:
    @pytest.mark.parametrize(
        ("text", "term", "result"),
        [
            ("The WAL, not walls", "wal", "The [WAL], not walls"),
            ("a walled wall", "wal*", "a [walled] [wall]"),
            ("never  **blocks** it", "never blocks", "[never  **blocks]** it"),
            ("naïve CAFÉ", "cafe", "naïve [CAFÉ]"),
            ("cafe\u0301 cafe\u0301s", "café", "[cafe\u0301] cafe\u0301s"),
            ("the cafe\u0301s", "cafes", "the [cafe\u0301s]"),
            ("检查点 检 查", "检查", "[检查]点 检 查"),
            ("有点儿", "点", "有[点]儿"),
            ("用C++写", "用C++写", "[用C++写]"),
            ("Ｆｕｌｌ　Ｃ＋＋", "c++", "Ｆｕｌｌ　[Ｃ＋＋]"),
            ("ﾃﾞｰﾀﾍﾞｰｽ", "データ", "[ﾃﾞｰﾀ]ﾍﾞｰｽ"),
            ("データ", "ﾃﾞｰﾀ", "[データ]"),
            ("C, C++ and C++17", "C++", "C, [C++] and [C++]17"),
            ("C, C++", "c", "[C], [C]++"),
            ("ASP.NET .NET net", ".net", "ASP[.NET] [.NET] net"),
            ("asp .net Core", "ASP.NET", "[asp .net] Core"),
            ("a foo->bar b", "foo->bar", "a [foo->bar] b"),
            ("getUserName user", "user", "get[User]Name [user]"),
            ("getUserName name", "name", "getUser[Name] [name]"),
            ("getUserName ame", "ame", "getUserName [ame]"),
            ("getUserName", "userName", "get[UserName]"),
            ("getUserName", "user name", "get[UserName]"),
            ("HTMLParser htmlparser", "html", "[HTML]Parser htmlparser"),
            ("foobar foo_bar", "foo_bar", "foobar [foo_bar]"),
            ("foo_barBaz", "bar", "foo_[bar]Baz"),
            ("a→b ->", "→", "a[→]b ->"),
            ("5€ 5 €", "5€", "[5€] [5 €]"),
            ("so👍🏽good 👍", "👍", "so[👍🏽]good [👍]"),
            ("I ❤️ it", "❤", "I [❤️] it"),
            ("👩‍💻👩", "👩", "[👩‍💻][👩]"),
            ("→→→", "→ →", "[→→]→"),
            ("हिन्दी में", "हिन्दी", "[हिन्दी] में"),
            ("การค้นหา", "ค้นหา", "การ[ค้นหา]"),
            ("ο λόγος ΛΟΓΟΣ", "λογος", "ο [λόγος] [ΛΟΓΟΣ]"),
            ("λόγος λόγοι", "ΛΌΓΟΣ", "[λόγος] λόγοι"),
            ("Ёлка йод", "елка", "[Ёлка] йод"),
            ("йод", "иод", "йод"),
            ("за\u0301мок", "замок", "[за\u0301мок]"),
            ("שָׁלוֹם", "שלום", "[שָׁלוֹם]"),
            ("שלום", "שָׁלוֹם", "[שלום]"),
            ("كِتَابٌ كـتاب", "كتاب", "[كِتَابٌ] [كـتاب]"),
            ("exam\u00adple", "example", "[exam\u00adple]"),
            ("exam\u00adple", "exam", "exam\u00adple"),
            ("exam\u00adple", "exam*", "[exam\u00adple]"),
            ("exam\u00adple", "ple", "exam\u00adple"),
            ("\ufeffword\u200b word", "word", "\ufeff[word\u200b] [word]"),
            ("ガ\u00adガ", "ガガ", "[ガ\u00adガ]"),
            ("5 km²", "km", "5 [km]²"),
            ("CO₂ CO2", "co2", "[CO₂] [CO2]"),
            ("CO₂", "CO₂", "[CO₂]"),
            ("5 µm, ſo", "μm", "5 [µm], ſo"),
            ("5 μm, ſo", "so", "5 μm, [ſo]"),
        ],
    )
    def test_of_words(self, text: str, term: str, result: str) -> None:
        assert marked(text, term) == result

    @pytest.mark.parametrize(
        ("text", "exact", "result"),
        [
            ("Wal wal", "wal", "Wal [wal]"),
            ("- [ ] a\n- [x] b", "- [ ]", "[- [ ]] a\n- [x] b"),
            ("a$$b$$$", "$$", "a[$$]b[$$]$"),
            ("é e\u0301", "é", "[é] e\u0301"),
            ("none", "$$", "none"),
            ("none", "", "none"),
        ],
    )
    def test_of_exact_texts_are_their_characters(self, text: str, exact: str, result: str) -> None:
        assert marked(text, Exact(exact)) == result

    @pytest.mark.parametrize(
        ("text", "pattern", "result"),
        [
            ("a1 b22", Pattern(r"\d+"), "a[1] b[22]"),
            ("Wal wal", Pattern("wal"), "Wal [wal]"),
            ("Wal wal", Pattern("wal", ignore_case=True), "[Wal] [wal]"),
            ("one\ntwo", Pattern("^t"), "one\n[t]wo"),
            ("one foo\r\nfoo\r\n", Pattern("foo$"), "one [foo]\r\n[foo]\r\n"),
            ("a\r\nb c\r\n", Pattern(r"a\nb"), "[a\r\nb] c\r\n"),
            ("a\r\nb\n", Pattern("a$"), "a\r\nb\n"),
            ("a\r\n", Pattern(r"a\r$"), "[a\r]\n"),
            ("abc", Pattern("x*"), "abc"),
            ("abc", Pattern("("), "abc"),
            ("abab", Pattern("(?r)ab"), "[ab][ab]"),
        ],
    )
    def test_of_patterns_are_their_matches(self, text: str, pattern: Pattern, result: str) -> None:
        assert marked(text, pattern) == result

    def test_of_titles_and_of_texts_are_different(self) -> None:
        marker = Marker([Term("a", column="title"), Term("b", column="code"), Term("c")])
        assert html_of(marker.marked("a b c")) == "<mark>a</mark> b <mark>c</mark>"
        assert html_of(marker.snippet("a b c")) == "a <mark>b</mark> <mark>c</mark>"

    @given(st.text("wal检查 éﾃﾞ👍🏽++\n", max_size=300))
    def test_give_the_text_back(self, text: str) -> None:
        marker = Marker([Term("wal 检"), Exact("查 "), Pattern("l."), Term("👍"), Term("C++")])
        assert "".join(part for part, _ in marker.marked(text)) == text
        spans = marker.spans(text)
        assert spans == sorted(spans)
        assert all(a < b <= c for (a, b), (c, _) in pairwise(spans))

    @settings(deadline=None)
    @given(st.text("aB点ガ→+.é1²ό\u00ad ", max_size=12), st.data())
    def test_are_set_on_every_word_that_is_found(self, text: str, data: st.DataObject) -> None:
        words = re.findall(r"\S+", text) or [""]
        word = data.draw(st.sampled_from(words))
        if has_words(word):
            assert Marker([Term(word)]).spans(text), (phrase(word), segmented(text))

    @given(st.text())
    def test_stay_in_their_place_when_a_text_is_folded(self, text: str) -> None:
        assert len(folded(text)) == len(text)


class TestSpans:
    def test_are_all_places_of_a_text_as_far_as_they_are_asked_for(self) -> None:
        text = "wal " * 3_000
        assert Marker([Term("wal")]).spans(text, 2_000) == [(n, n + 3) for n in range(0, 8_000, 4)]
        assert len(Marker([Term("wal")]).spans(text)) == snippet.SPANS_LIMIT

    def test_that_overlap_are_one(self) -> None:
        leaves: list[Leaf] = [Term("write ahead"), Term("ahead log"), Exact("e a"), Exact("x")]
        assert Marker(leaves).spans("x write ahead log") == [(0, 1), (2, 17)]


class TestSnippets:
    def test_show_the_place_where_most_words_stand(self) -> None:
        text = "wal " + "x " * 400 + "the wal and the checkpoint " + "y " * 400
        parts = Marker([Term("wal"), Term("checkpoint")]).snippet(text)
        assert "<mark>wal</mark> and the <mark>checkpoint</mark>" in html_of(parts)
        assert len("".join(part for part, _ in parts)) < 2 * snippet.LENGTH

    @pytest.mark.parametrize(
        "head",
        ["# WAL mode\n", "\ufeff# WAL mode\n", "WAL mode\n===\n", "---\nx: wal\n---\n# WAL mode\n"],
    )
    def test_do_not_repeat_the_title(self, head: str) -> None:
        parts = Marker([Term("wal")]).snippet(f"{head}\nthe wal grows", title="WAL mode")
        assert html_of(parts) == "the <mark>wal</mark> grows"

    def test_of_a_match_in_the_title_alone_are_the_first_words(self) -> None:
        assert html_of(Marker([Term("wal")]).snippet("# WAL\n\ntext", "text", "WAL")) == "text"

    @pytest.mark.parametrize(
        ("leaf", "shown"),
        [
            (Exact("- [ ]"), "<mark>- [ ]</mark> open"),
            (Exact("**"), "so <mark>**</mark>bold<mark>**</mark>"),
            (Pattern(r"\*\*\w"), "so <mark>**b</mark>old**"),
            (Pattern(r"en\s+so"), "op<mark>en so</mark> bold"),
        ],
    )
    def test_show_marks_that_a_reader_does_not_see(self, leaf: Leaf, shown: str) -> None:
        assert shown in html_of(Marker([leaf]).snippet("- [ ] open\n\nso **bold**"))

    @pytest.mark.parametrize("before", [0, 3_990, 3_995, 4_000, 11_990, 150_000, 1_000_000])
    @pytest.mark.parametrize("leaf", [Term("far away"), Exact("far a"), Pattern("far aw")])
    def test_are_found_anywhere_in_a_text(self, before: int, leaf: Leaf) -> None:
        text = "x" * before + " it is far away " + "y " * 5_000
        assert any(hit for _, hit in Marker([leaf]).snippet(text))

    def test_do_not_take_the_edge_of_a_page_for_the_edge_of_a_word(self) -> None:
        assert Marker([Term("x"), Pattern(r"x\b|x$")]).snippet("x" * 50_000 + "y") == []

    def test_of_patterns_in_any_page_are_at_their_place_whatever_ends_the_lines(self) -> None:
        text = "line\r\n" * 9_000 + "the end\r\n"
        assert "the <mark>end</mark>" in html_of(Marker([Pattern("end$")]).snippet(text))

    def test_of_large_texts_take_a_moment(self) -> None:
        text = "words and more wörds 检查点 " * 100_000
        began = time.process_time()
        Marker([Term("nowhere"), Exact("no where")]).snippet(text)
        assert time.process_time() - began < 2

    def test_of_endless_patterns_end(self) -> None:
        began = time.process_time()
        marker = Marker([Pattern(r"(?:a|aa|a)+!")])
        for _ in range(50):
            assert marker.snippet("a" * 50_000) == []
        assert time.process_time() - began < 2

    @pytest.mark.parametrize("part", ["→", "a ", "a\u0301", "𝄞 ", "点", "++", "aB"])
    def test_take_their_time_in_proportion(self, part: str) -> None:
        terms = [Term(part * 30 + "x"), Term(f"{part} " * 9), Term(part, beginning=True)]
        began = time.process_time()
        Marker(terms).spans(part * 100_000)
        assert time.process_time() - began < 2

    def test_mark_nothing_new_in_random_texts(self) -> None:
        chosen = random.Random(3)
        for _ in range(300):
            text = "".join(chosen.choices("ab B_1点é.", k=40))
            for start, end in Marker([Term("ab"), Term("点")]).spans(text):
                assert folded(text[start:end]) in ("ab", "点")


def test_a_snippet_shows_all_the_words_rather_than_the_commonest() -> None:
    text = "the " * 300 + "x " * 400 + "at last the borrow checker speaks " + "the " * 300
    parts = Marker(map(Term, ("the", "borrow", "checker"))).snippet(text)
    assert "the</mark> <mark>borrow</mark> <mark>checker</mark> speaks" in html_of(parts)
