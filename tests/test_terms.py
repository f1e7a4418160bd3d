"""From questions to search terms: language, script, spelling, translation, and what they find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from building import tally_texts
from index.dictionary import Dictionary, build_dictionary, read_cedict
from index.lexical import LexicalIndex
from index.lexicon import build_lexicon
from ingest.glossary import SHIPPED, Glossary, Term, load_glossary
from ingest.library import read_document
from qa.script import detect_language, is_simplified, narrow_width, to_traditional
from qa.spelling import Speller
from qa.terms import Translation, Translator

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "terms.json").read_text(encoding="utf-8")
)


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in CASES[name]]


@pytest.fixture(scope="module")
def translator() -> Translator:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.parent.glob("*.txt"))]
    glossary = load_glossary()
    entries = list(read_cedict())
    tally = tally_texts(texts, entries, glossary)
    speller = Speller(build_lexicon(tally, glossary, entries))
    return Translator(glossary, build_dictionary(tally, entries), speller)


def words_for(translator: Translator, question: str) -> set[str]:
    return {word for found in translator.read(question).translations for word in found.words}


@pytest.mark.parametrize("case", cases("language"))
def test_language(case):
    assert detect_language(case["q"]) == case["is"]


@pytest.mark.parametrize("case", cases("traditional"))
def test_traditional(case):
    assert to_traditional(case["q"]) == case["is"]


@pytest.mark.parametrize("case", cases("spelling"))
def test_spelling(translator, case):
    assert translator.speller.correct(case["q"])[0] == case["is"]


@pytest.mark.parametrize("case", cases("english"))
def test_english_spelling(translator, case):
    assert translator.speller.correct_word(case["q"]) == case["is"]


@pytest.mark.parametrize("case", cases("translations"))
def test_translation(translator, case):
    found = words_for(translator, case["q"])
    assert found.issuperset(case.get("has", ()))
    assert found.isdisjoint(case.get("not", ()))


def test_narrowing_keeps_the_length():
    text = "１０９年ＡＥＯ　（75％）？"
    assert len(narrow_width(text)) == len(text)


def test_shipped_texts_are_not_taken_for_simplified():
    texts = [path.read_text(encoding="utf-8") for path in SHIPPED.parent.glob("*.txt")]
    rare = {character for text in texts for character in text if is_simplified(character)}
    assert len(rare) <= 2


def test_correction_tells_what_was_typed_and_where(translator):
    text, (correction,) = translator.speller.correct("109年連政署")
    assert text == "109年廉政署"
    assert (correction.wrong, correction.right) == ("連政署", "廉政署")
    assert "109年連政署"[correction.start : correction.end] == "連政署"


def test_translation_names_the_words_as_they_were_typed(translator):
    found = translator.translate("the Agancy Against Corruption")
    assert found[0].source == "Agancy Against Corruption"
    assert found[0].words == ("廉政署",)


def test_glossary_goes_before_the_dictionary():
    term = Term("緝返", (), ("brought back",), "term")
    dictionary = Dictionary({"brought": [("帶來", 1.0)], "back": [("回來", 1.0)], "home": [("家鄉", 1.0)]})
    found = Translator(Glossary((term,)), dictionary).translate("brought back home")
    assert [(t.source, t.words) for t in found] == [("brought back", ("緝返",)), ("home", ("家鄉",))]


def test_synonym_counts_fully_and_the_term_itself_less():
    translator = Translator(Glossary((Term("通訊監察", ("監聽",), ("wiretap",), "term"),)))
    assert translator.translate("監聽") == [Translation("監聽", ("通訊監察",), 1.0)]
    (found,) = translator.translate("通訊監察")
    assert (found.words, found.weight) == (("監聽",), 0.4)


def test_title_is_matched_by_the_rarer_words():
    rows = (
        Term("推動認證", (), ("Certification of trusted traders",), "title"),
        Term("推動宣導", (), ("Publicity for young traders",), "title"),
    )
    titles = Translator(Glossary(rows)).match_titles("how many trusted traders got a certification?")
    assert [zh for zh, _ in titles] == ["推動認證"]


def test_query_begins_with_the_question_in_the_texts_script(translator):
    terms = translator.read("连政署 109")
    assert terms.language == "zh-Hans"
    assert terms.query[0] == ("廉政署 109", 1.0)
    assert [c.wrong for c in terms.corrections] == ["連政署"]


@pytest.mark.parametrize("question", ["", "？？？", "109", "a" * 5000, "貪" * 5000, "a b " * 2000])
def test_any_text_can_be_read(translator, question):
    assert translator.read(question).query[0][1] == 1.0


@pytest.fixture(scope="module")
def ranking(translator):
    measures = read_document(SHIPPED.parent / "lianzheng-109.txt").measures
    index = LexicalIndex.build([" ".join(f.text for f in m.fields.values()) for m in measures])

    def rank(question: str) -> list[int]:
        order = np.argsort(-index.score(translator.read(question).query), kind="stable")
        return [measures[row].no for row in order]

    return rank


@pytest.mark.parametrize("case", CASES["measures"]["questions"], ids=lambda case: case["q"])
def test_measure_is_among_the_first_three(ranking, case, request):
    if case.get("missed"):
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["missed"]))
    assert case["no"] in ranking(case["q"])[:3]


def test_words_joined_by_a_hyphen_are_named_as_they_were_typed():
    translator = Translator(Glossary((Term("反貪宣導", (), ("anti-corruption publicity",), "term"),)))
    (found,) = translator.translate("how much anti-corruption publicity was there")
    assert (found.source, found.words) == ("anti-corruption publicity", ("反貪宣導",))
