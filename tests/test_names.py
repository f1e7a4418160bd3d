"""The words of a question, how telling each is, and the share of them that a text holds."""

from __future__ import annotations

import pytest

from building import tally_texts
from index.dictionary import Entry
from index.headwords import build_headwords
from index.lexical import LexicalIndex
from index.lexicon import build_lexicon
from ingest.glossary import Glossary
from qa.concepts import Concept, Wording
from qa.names import Name, most_held, name_concepts, read_names, share_of_names

TEXTS = ["辦理酒駕防制宣導十二場", "辦理毒品防制宣導五場", "消防設備檢查三次", "辦理政策說明"]
ENTRIES = [
    Entry("消防員", ("firefighter",), "xiao1 fang2 yuan2"),
    Entry("酒駕", ("drunk driving",), "jiu3 jia4"),
    Entry("宣導", ("to advocate",), "xuan1 dao3"),
    Entry("辦理", ("to handle",), "ban4 li3"),
    Entry("拔掉", ("to unplug",), "ba2 diao4"),
]
LEXICON = build_lexicon(tally_texts(TEXTS, ENTRIES), Glossary(()), ENTRIES)
LEXICAL = LexicalIndex.build(TEXTS)


def names(question: str) -> dict[str, float]:
    found = read_names(question, (), build_headwords(ENTRIES), LEXICON, LEXICAL)
    return {name.text: name.weight for name in found}


def test_rare_words_tell_more_than_common_ones_and_absent_nouns_most() -> None:
    weights = names("消防員辦理酒駕宣導幾場")
    assert list(weights) == ["消防員", "辦理", "酒駕", "宣導"]
    assert weights["消防員"] > weights["酒駕"] > weights["宣導"] > weights["辦理"]


def test_an_absent_verb_tells_little_and_an_absent_name_much() -> None:
    weights = names("拔掉晶質獎")
    assert weights["晶質獎"] > weights["拔掉"] == 1.0


@pytest.mark.parametrize(
    ("text", "around", "share"),
    [
        ("酒 駕宣導", "", 1.0),
        ("宣導", "", 0.25),
        ("宣導", "查獲酒駕", 0.625),  # elsewhere in the record counts half
        ("", "", 0.0),
    ],
)
def test_the_share_of_the_words_a_text_holds(text: str, around: str, share: float) -> None:
    assert share_of_names([Name("酒駕", 3.0), Name("宣導", 1.0)], text, around) == share


def test_a_question_without_words_is_held_by_anything() -> None:
    assert share_of_names([], "") == 1.0


def test_an_english_word_is_held_by_what_it_was_translated_to() -> None:
    meetings = Concept("meetings", (Wording("會議", (("會議", 2.0),), 0.8),), 2.0)
    riots = Concept("riots", (), 1.0)
    words = name_concepts((meetings, riots), size=6)
    assert most_held(words, "召開會議") == pytest.approx(words[0].weight * 0.8)
    assert most_held(words, "召開") == 0.0
    assert words[0].weight == 2 * words[1].weight
