"""Sentences that can still be said in another language, with their values in them."""

import pickle
from copy import copy, deepcopy

from notes.errors import Invalid, Missing
from notes.sentences import Filled, said

ELSEWHERE = {
    "%(count)s files of %(name)s": "%(name)s：%(count)s 个文件",
    "%(field)s: %(why)s": "%(field)s：%(why)s",
    "A sentence.": "一句话。",
}


def translate(sentence: str) -> str:
    return ELSEWHERE.get(sentence, sentence)


def test_it_is_english_and_can_be_said_otherwise() -> None:
    filled = Filled("%(count)s files of %(name)s", count=2, name="50 %")
    assert filled == "2 files of 50 %"
    for one in (filled, copy(filled), deepcopy(filled), pickle.loads(pickle.dumps(filled))):  # noqa: S301
        assert said(one, translate) == "50 %：2 个文件"


def test_one_without_values_is_what_is_translated() -> None:
    assert said("A sentence.", translate) == "一句话。"
    assert said("100 % of another", translate) == "100 % of another"


def test_a_fact_is_said_with_its_reason() -> None:
    fact = Invalid("a.md", Filled("%(count)s files of %(name)s", count=3, name="x"))
    assert str(fact) == "a.md: 3 files of x"
    assert fact.said(translate) == "a.md：x：3 个文件"


def test_words_of_a_fact_can_be_kept_and_said_later() -> None:
    kept = str(Missing("note", "x"))
    words = {Missing.sentence: "没有%(kind)s“%(key)s”。", "note": "笔记"}
    assert said(kept, lambda word: words[word]) == "没有笔记“x”。"
