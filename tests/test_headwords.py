"""Words of the language: nouns and others, a run of characters cut into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.dictionary import Entry
from index.headwords import Headwords, build_headwords

WORDS = build_headwords(
    [
        Entry("消防", ("firefighting", "fire control"), "xiao1 fang2"),
        Entry("消防員", ("firefighter",), "xiao1 fang2 yuan2"),
        Entry("參加", ("to participate", "to take part"), "can1 jia1"),
        Entry("人參", ("ginseng",), "ren2 shen1"),
        Entry("研究", ("to research",), "yan2 jiu1"),
        Entry("研究", ("research",), "yan2 jiu1"),
        Entry("的", ("of",), "de5"),
        Entry("AA制", ("to split the bill",), "A A zhi4"),
    ]
)


def test_words_are_nouns_when_any_entry_has_them_as_one() -> None:
    assert WORDS.nouns == {"消防", "消防員", "人參", "研究"}
    assert WORDS.others == {"參加"}
    assert "參加" in WORDS
    assert "的" not in WORDS


@pytest.mark.parametrize(
    ("run", "known", "words"),
    [
        ("消防員參加", {"參加"}, ["消防員", "參加"]),
        ("人參加", {"參加"}, ["人", "參加"]),
        ("人參加", {"人參"}, ["人參", "加"]),
        ("晶質獎消防", set(), ["晶質獎", "消防"]),  # what is no word stays together as a name
        ("", set(), []),
    ],
)
def test_a_run_is_cut_into_the_longest_words_the_texts_have(
    run: str, known: set[str], words: list[str]
) -> None:
    assert WORDS.cut(run, known.__contains__) == words


def test_terms_are_words_too() -> None:
    assert WORDS.cut("廉政署參加", lambda word: True, {"廉政署"}) == ["廉政署", "參加"]


def test_words_are_the_same_after_saving(tmp_path: Path) -> None:
    WORDS.save(tmp_path)
    assert Headwords.load(tmp_path) == WORDS
