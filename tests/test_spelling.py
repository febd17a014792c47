"""What a mistyped word was meant to be, by the words that notes have."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.library import editing, trash
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search.spelling import corrected
from notes.search.tree import And, Exact, Node, Not, Or, Pattern, Term
from notes.storage.database import database

pytestmark = pytest.mark.usefixtures("library")

WORDS = (
    "receive python checkpoint command their function database field wird Straße μνήμη λόγος поиск"
)


@pytest.fixture
def known(library: Library) -> None:
    del library
    editing.create(f"# Words\n\n{WORDS} café naïve 检查点")


def mended(node: Node) -> Node | None:
    return corrected(node, 5)


def word(text: str, *, beginning: bool = False) -> str:
    """What a word is taken for, "" for itself."""
    match mended(Term(text, beginning)):
        case Term(found):
            return found
    return ""


@pytest.mark.usefixtures("known")
class TestAWord:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("recieve", "receive"),  # exchanged
            ("pyhton", "python"),
            ("chekpoint", "checkpoint"),  # one is missing
            ("commmand", "command"),  # one too many
            ("thier", "their"),
            ("dotabase", "database"),  # a wrong one
            ("chekpiont", "checkpoint"),  # two slips in a long word
            ("ypthon", "python"),  # among the first two
            ("ppython", "python"),
            ("xeceive", "receive"),
            ("ommand", "command"),
            ("fnction", "function"),
            ("RECIEVE", "receive"),
            ("caffe", "cafe"),
            ("naivve", "naive"),
            ("strasse", "straße"),
            ("μνμήη", "μνημη"),
            ("λογσο", "λογος"),
            ("ΛΌΟΓΣ", "λογος"),
            ("посик", "поиск"),
        ],
    )
    def test_is_mended(self, typed: str, meant: str) -> None:
        assert word(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        [
            "python",
            "μνημη",
            "ΜΝΉΜΗ",
            "feild's",
            "py",
            "pyt",
            "c++",
            "12345",
            "检查店",
            "检察",
            "no_such",
            "",
        ],
    )
    def test_is_left_alone_when_it_is_right_short_or_no_word_of_letters(self, typed: str) -> None:
        assert word(typed) == ""

    def test_of_less_than_six_letters_has_one_slip_at_most(self) -> None:
        assert word("feild") == "field"
        assert word("feidl") == ""

    def test_that_was_only_begun_becomes_a_word_that_begins_like_it(self) -> None:
        assert word("chekpoi", beginning=True) == "checkpoint"
        assert word("pyht", beginning=True) == "python"
        assert word("chekpoi") == ""

    def test_that_was_only_begun_becomes_a_whole_word_before_longer_ones(self) -> None:
        editing.create_many(Draft("pythons receiver received") for _ in range(9))
        assert word("pyhton", beginning=True) == "python"
        assert word("recieve", beginning=True) == "receive"

    def test_that_was_only_begun_is_as_likely_as_all_that_begin_so(self) -> None:
        editing.create_many(
            Draft(text) for text in ("carton", "cartel", "cartoon", "chart", "chart")
        )
        assert word("caart", beginning=True).startswith("cart")
        assert word("caart") == "chart"

    def test_that_goes_on_is_compared_with_the_words_that_were_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []
        execute = database.execute_sql

        def overheard(sql: str, *values: object) -> object:
            read.extend(["words"] * ("FROM vocabulary" in sql))
            return execute(sql, *values)

        monkeypatch.setattr(database, "execute_sql", overheard)
        assert word("chekpo", beginning=True) == "checkpoint"
        assert read
        del read[:]
        assert word("chekpoi", beginning=True) == word("chekpoint") == "checkpoint"
        assert not read
        editing.create("chekpoint " * 3)
        assert word("chekpoints") == "chekpoint"
        assert read

    def test_that_begins_one_is_left_alone(self) -> None:
        assert word("checkpoi", beginning=True) == ""

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.text() | st.text("recivpython*\"'-é检ـ\0", max_size=20), st.booleans())
    def test_may_be_any_text(self, text: str, beginning: bool) -> None:
        mended(Term(text, beginning))


class TestTheLikeliest:
    def test_is_the_most_common_of_those_as_near(self) -> None:
        editing.create_many([Draft("from"), Draft("form"), Draft("form two")])
        assert word("forrm") == "form"

    def test_is_nearer_or_far_more_common(self) -> None:
        editing.create_many([Draft("functions"), *[Draft("function") for _ in range(10)]])
        assert word("functoins") == "functions"
        editing.create_many(Draft("function") for _ in range(30))
        assert word("functoins") == "function"

    def test_replaces_a_slip_that_a_note_has_too(self) -> None:
        editing.create_many([Draft("recieve"), *[Draft("receive") for _ in range(5)]])
        assert word("recieve") == ""
        editing.create_many(Draft("receive") for _ in range(30))
        assert word("recieve") == "receive"

    def test_is_left_alone_when_several_notes_have_it(self) -> None:
        editing.create_many(Draft("recieve") for _ in range(3))
        editing.create_many(Draft("receive") for _ in range(90))
        assert word("recieve") == ""

    def test_is_a_word_of_a_note_that_is_still_there(self) -> None:
        kept = editing.create("recoil receive")
        gone = editing.create("received")
        trash.put([gone.id])
        assert word("recieved") == "receive"
        editing.save(kept.id, 1, body="nothing")
        assert word("recieved") == ""


@pytest.mark.usefixtures("known")
class TestAQuery:
    def test_keeps_its_shape(self) -> None:
        typed = And((Term("pyhton"), Or((Term("command"), Term("feild")))))
        assert mended(typed) == And((Term("python"), Or((Term("command"), Term("field")))))

    @pytest.mark.parametrize(
        "node", [Exact("pyhton"), Pattern("pyhton"), Not(Term("pyhton")), Term("pyhton feild")]
    )
    def test_is_mended_in_its_single_wanted_words_alone(self, node: Node) -> None:
        assert mended(node) is None

    def test_has_its_words_looked_for_in_their_column(self) -> None:
        assert mended(Term("word", column="title")) == Term("words", column="title")
        assert mended(Term("pyhton", column="title")) is None

    def test_is_answered_with_what_was_found_in_time(self) -> None:
        assert corrected(Term("pyhton"), 0) is None
