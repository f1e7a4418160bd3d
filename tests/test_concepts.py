"""Concepts of a question and how far a text holds them."""

from __future__ import annotations

import numpy as np
import pytest

from index.lexical import LexicalIndex
from index.tokens import cut_tokens
from qa.concepts import Topics
from qa.terms import Translation

LEXICAL = LexicalIndex.build(
    ["緝返外逃罪犯六十人", "宣導遊說法六場", "受理檢舉案件", "定罪率上升", "宣導場次增加"]
)
TOPICS = Topics(LEXICAL)


def test_a_synonym_counts_as_the_word_itself() -> None:
    topic = TOPICS.read("抓回罪犯", [Translation("抓回", ("緝返",), 1.0)])
    assert topic.share(frozenset(cut_tokens("緝返外逃罪犯"))) == pytest.approx(1.0)
    assert topic.share(frozenset(cut_tokens("宣導遊說法"))) == 0.0


def test_a_word_that_stands_in_several_parts_of_a_question_is_made_a_concept_once() -> None:
    whole, part = TOPICS.read("檢舉幾件、宣導幾場", []), TOPICS.read("宣導幾場", [])
    assert part.concepts and all(any(one is other for other in whole.concepts) for one in part.concepts)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    topic = TOPICS.read("宣導 遊說", [])
    rare, common = topic.share(frozenset({"遊說"})), topic.share(frozenset({"宣導"}))
    assert rare > common > 0


def test_words_of_asking_and_years_are_no_concepts() -> None:
    topic = TOPICS.read("請問109年定罪率是多少", [])
    assert [concept.asked for concept in topic.concepts] == ["定罪", "罪率"]


def test_a_part_of_a_question_keeps_only_its_own_concepts() -> None:
    topic = TOPICS.read("檢舉幾件、宣導幾場", [])
    assert {c.asked for c in topic.narrow("宣導幾場").concepts} == {"宣導"}


def test_an_empty_topic_shares_nothing() -> None:
    assert TOPICS.read("的", []).share(frozenset({"宣導"})) == 0.0


def test_many_texts_at_once_share_what_each_shares_alone() -> None:
    topic = TOPICS.read("抓回外逃罪犯宣導場次", [Translation("抓回", ("緝返", "逮捕罪犯"), 0.7)])
    texts = [frozenset(cut_tokens(t)) for t in ("緝返外逃罪犯", "逮捕罪犯", "宣導增加場次", "定罪率上升", "")]
    held = np.array([[token in text for text in texts] for token in topic.tokens])
    assert topic.shares(held).tolist() == [topic.share(text) for text in texts]
    assert len(set(topic.shares(held).tolist())) > 3


def test_a_share_depends_on_the_kept_tokens_alone() -> None:
    topic = TOPICS.read("外逃罪犯", [])
    text = frozenset(cut_tokens("緝返外逃罪犯六十人"))
    assert topic.keep(text) == {"外逃", "逃罪", "罪犯"}
    assert topic.share(topic.keep(text)) == topic.share(text) > topic.share(topic.keep({"外逃"}))
