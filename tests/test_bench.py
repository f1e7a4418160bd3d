"""The measurement of the search: what it counts, and what it leaves out where it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asking import make_plan, open_texts
from bench.retrieval import (
    WHOLE,
    Score,
    choose_questions,
    find_loss,
    forget_terms,
    measure,
    rank_by_words,
    score,
    write_table,
)
from ingest.glossary import Glossary, Term
from qa.evaluation import GoldError

PLAN = make_plan(
    {"action": "(一)檢查漁船。", "result": "檢查漁船30艘。"},
    {"action": "(二)整建漁港。", "result": "整建漁港4處。"},
)
GLOSSARY = Glossary(
    (
        Term("檢查漁船", (), ("Boat inspections",), "title"),
        Term("漁港", (), ("harbour",), "term"),
        Term("內政部", (), ("MOI",), "agency"),
        Term("績效", (), ("performance",), "term"),
    )
)
QUESTIONS: list[dict[str, Any]] = [
    {"q": "檢查漁船幾艘", "lang": "zh-Hant", "measures": [1]},
    {"q": "harbour", "lang": "en", "measures": [2]},
    {"q": "MOI 漁港", "lang": "mixed", "measures": [2]},
]
for one in QUESTIONS:
    one.update(type="figure", doc="text-1", figures=[], evidence="")


def test_places_are_counted_by_language_and_a_mixed_question_is_english() -> None:
    places = {"檢查漁船幾艘": [("text-1", 2), ("text-1", 1)], "harbour": [], "MOI 漁港": [("text-1", 2)]}
    chinese, english = score("x", lambda gold: places[gold["q"]], QUESTIONS)
    assert chinese == Score("x", "zh", 1, 0.0, 1.0, 0.5)
    assert english == Score("x", "en", 2, 0.5, 0.5, 0.5)


def test_a_measure_of_another_document_is_not_the_right_one() -> None:
    (chinese, _) = score("x", lambda gold: [("other", 1), ("text-1", 1)], QUESTIONS[:1])
    assert chinese.mrr == 0.5


def test_words_alone_know_no_english() -> None:
    rank = rank_by_words(open_texts(PLAN).store)
    assert rank(QUESTIONS[0])[0] == ("text-1", 1)
    assert list(rank(QUESTIONS[1])) == []


def test_every_part_that_is_added_counts_from_there_on() -> None:
    scores = measure(open_texts(PLAN).store, GLOSSARY, QUESTIONS)
    found = {s.ranking: s.hit1 for s in scores if s.language == "en"}
    assert found["BM25 and concepts, nothing translated"] == 0.5
    assert found["+ glossary"] == found[WHOLE] == 1.0
    assert found["the same without embeddings"] == 0.5


def test_an_unknown_document_has_no_titles_and_none_of_its_own_terms() -> None:
    measures = open_texts(PLAN).records.reading("text-1").measures
    left = {t.zh for t in forget_terms(GLOSSARY, measures, measures[1:]).terms}
    assert left == {"內政部", "績效"}
    assert "漁港" in {t.zh for t in forget_terms(GLOSSARY, measures, measures[:1]).terms}


def test_only_questions_about_one_indexed_measure_are_asked(tmp_path: Path) -> None:
    rows = [QUESTIONS[0], {**QUESTIONS[0], "measures": [1, 2]}, {**QUESTIONS[0], "measures": [9]}]
    rows += [{**QUESTIONS[0], "type": "list"}, {**QUESTIONS[0], "doc": "other"}]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert choose_questions([path], open_texts(PLAN).store) == [QUESTIONS[0]]
    path.write_text(json.dumps(rows[1]), encoding="utf-8")
    with pytest.raises(GoldError, match="about one indexed measure"):
        choose_questions([path], open_texts(PLAN).store)


def make_scores(words: float, whole: float) -> list[Score]:
    """Return the scores of words alone and of the whole, equal in both languages."""
    return [
        Score(name, language, 10, value, value, value)
        for name, value in (("words", words), (WHOLE, whole))
        for language in ("zh", "en")
    ]


def test_the_whole_may_not_be_worse_than_words_alone() -> None:
    assert find_loss(make_scores(0.9, 0.9)) is None
    assert "expected" in (find_loss(make_scores(0.9, 0.8)) or "")


def test_the_table_has_a_row_for_each_ranking() -> None:
    rows = write_table(make_scores(0.5, 1.0)).splitlines()
    assert rows[0].startswith("| ranking (10 Chinese, 10 English questions)")
    assert rows[2:] == [
        "| words | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 |",
        f"| {WHOLE} | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |",
    ]
