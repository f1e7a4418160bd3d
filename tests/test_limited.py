"""Answers of a document that a question is limited to go by its own words, whatever else is indexed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from building import tally_texts, write_corpus
from index import dictionary
from index.build import build_index
from index.dictionary import Entry, SectionDictionary, build_dictionary, build_senses
from index.headwords import build_headwords
from index.lexical import LexicalIndex
from index.lexicon import build_lexicon, narrow_lexicon
from index.shelf import add_documents
from index.vectors import build_vectors, search_vectors, take_rows
from ingest.glossary import Glossary, load_glossary
from qa.contract import answer_json
from qa.engine import Engine
from qa.interpreter import Interpreter
from qa.understanding.parts import BUCKETS, LETTERS, Weights

ENTRIES = [
    Entry("會報", ("meeting",), "hui4 bao4"),
    Entry("會議", ("meeting", "conference"), "hui4 yi4"),
    Entry("宣導", ("to advocate", "campaign"), "xuan1 dao3"),
    Entry("運動", ("campaign",), "yun4 dong4"),
    Entry("漁業署", ("fisheries agency",), "yu2 ye4 shu3"),
    Entry("漁業樹", ("fisheries tree",), "yu2 ye4 shu4"),
    Entry("署", ("office",), "shu3"),
    Entry("樹", ("tree",), "shu4"),
]
OWN = ["召開廉政會報十二次", "辦理廉政宣導八場，廉政會報二次", "廉政廉政宣導", "漁業署漁業署漁業署"]
OTHERS = ["會議會議會議運動", "廉政會議與漁業樹漁業樹漁業樹", "無關「廉政運動」之會議" * 9]
OTHER = (
    "壹、漁業\n" + "每年召開廉政會議，辦理遊說法宣導運動與廉正會報。風險、透明、目標值、措施、達成。\n" * 40
)
QUESTIONS = (
    "廉政會報召開幾次？",
    "遊說法宣導達成了嗎？",
    "如何促進公開透明？",
    "廉正會報召開幾次",
    "How many meetings were held?",
    "Which campaign missed its target?",
    "目標值是多少",
    "哪些措施未達標？",
    "因疫情停辦的是什麼",
)


@cache
def make_engines(folder: Path) -> tuple[Engine, Engine]:
    """Return the engines of a plan beside a note, and of the same with a file that has much of its words."""
    corpus, files = write_corpus(folder / "corpus"), [folder / "note.txt", folder / "other.txt"]
    files[0].write_text("壹、林業\n造林二十公頃。\n", encoding="utf-8")
    files[1].write_text(OTHER, encoding="utf-8")
    engines: list[Engine] = []
    for number in (1, 2):
        add_documents(folder / "home", files[:number], corpus)
        shutil.copytree(folder / "home", folder / f"home-{number}")
        engines.append(Engine(build_index(folder / f"home-{number}", None, corpus), load_glossary()))
    return engines[0], engines[1]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Engine]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(dictionary, "read_cedict", lambda: iter(ENTRIES))
        return make_engines(tmp_path_factory.mktemp("limited"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_file_that_is_added_changes_no_answer_of_another_document(
    engines: tuple[Engine, Engine], question: str
) -> None:
    before, after = engines
    assert set(before.documents) < set(after.documents)
    answers = [answer_json(engine.ask(question, doc="plan-109")) for engine in engines]
    assert answers[0] == answers[1]


def test_a_document_by_itself_is_read_by_the_weights_and_the_words_that_are_its_own(
    engines: tuple[Engine, Engine],
) -> None:
    letters = np.zeros(len(LETTERS), np.float32)
    letters[LETTERS.index("y")] = 1
    weights = Weights(
        np.zeros((BUCKETS, len(LETTERS)), np.float32), letters, np.zeros((len(LETTERS),) * 2, np.float32)
    )
    interpreter = Interpreter(engines[1].store, load_glossary(), weights)
    inquiry = interpreter.inquire("漁業宣導運動", doc="plan-109")
    assert [part.sort for part in inquiry.parts_of("漁業宣導運動")] == ["year"]
    limited = interpreter.limit("plan-109")
    assert limited is not interpreter
    assert [one.knowledge()("運動") for one in (interpreter, limited)] == [1, 0]


def test_words_are_ranked_as_if_there_were_no_other_passages() -> None:
    alone, whole = LexicalIndex.build(OWN), LexicalIndex.build([*OTHERS, *OWN, *OTHERS])
    first = len(OTHERS)
    section = whole.within(first, first + len(OWN))
    for query in ("廉政會報", "廉政 宣導", "漁業署"):
        assert section.score(query).tolist() == alone.score(query).tolist()
        rows, scores = section.find([(query, 1.0), ("會報", 0.5)])
        own_rows, own_scores = alone.find([(query, 1.0), ("會報", 0.5)])
        assert (rows - first).tolist() == own_rows.tolist()
        assert scores.tolist() == own_scores.tolist()
    assert [section.frequency(token) for token in ("廉政", "會議", "無此")] == [3, 0, 0]
    starts = np.arange(first, first + len(OWN), dtype=np.int32)
    assert section.find_holders(["廉政"], starts, starts + 1).tolist() == [[True, True, True, False]]


def test_vectors_are_searched_among_the_rows_of_a_document() -> None:
    rows = np.eye(6, dtype=np.float32)
    found = search_vectors(take_rows(build_vectors([rows], 6), 2, 5), rows[3], 6)
    assert [(row, round(cosine)) for row, cosine in found] == [(1, 1), (0, 0), (2, 0)]


def count(texts: Sequence[str]) -> tuple[SectionDictionary, dict[str, int]]:
    senses = build_senses(tally_texts([*OTHERS, *OWN], ENTRIES), ENTRIES)
    counts = senses.count(tally_texts(texts, ENTRIES).count_words())
    return SectionDictionary({}, senses, counts, max(counts.values())), counts


@pytest.mark.parametrize("word", ["meeting", "campaign", "conference", "fisheries", "none"])
def test_english_words_mean_what_they_mean_in_the_document(word: str) -> None:
    alone = build_dictionary(tally_texts(OWN, ENTRIES), ENTRIES)
    assert count(OWN)[0].look_up([word]) == alone.look_up([word])


@pytest.mark.parametrize("of", [lambda one: one.terms, lambda one: one.words, lambda one: one.grams])
def test_slips_are_held_against_the_words_of_the_document(of: Callable[[object], object]) -> None:
    glossary = Glossary(())
    whole = build_lexicon(tally_texts([*OTHERS, *OWN], ENTRIES), glossary, ENTRIES)
    alone = build_lexicon(tally_texts(OWN, ENTRIES), glossary, ENTRIES)
    is_word = build_headwords(ENTRIES).__contains__
    narrowed = narrow_lexicon(whole, tally_texts(OWN, ENTRIES), glossary, count(OWN)[1], is_word)
    assert of(narrowed) == of(alone) != of(whole)
