"""What is held of the numbers of documents whatever is asked, and read for those that a question may mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from asking import inquire, make_plan
from index.embedder import StaticEmbedder, load_bundled
from qa.finding.number_beside import BESIDE
from qa.finding.number_features import FEATURES, read_number_features
from qa.finding.number_likeness import FEATURES as LIKE
from qa.finding.number_likeness import compare_meanings
from qa.finding.number_traits import Keyed
from qa.finding.numbers import NumberColumns, share_out
from qa.finding.word_texts import WordTexts

PLAN = make_plan(
    {"action": "(一)檢查漁船。", "target": "檢查漁船9艘。", "result": "檢查漁船15艘，船員22人，計-3件。"},
    {"action": "(二)檢查商船。", "target": "檢查商船9艘。", "result": "檢查商船9艘，檢查人員16人。"},
)


def of(question: str, name: str) -> dict[tuple[str, str], float]:
    """Return a feature of the numbers of a question, by what they count and how they are written."""
    found = read_number_features(inquire(question, PLAN))
    facts = [number.fact for number in found.numbers]
    column = found.features[:, FEATURES.index(name)]
    return {(f.id, f.as_written): v for f, v in zip(facts, column.tolist(), strict=True)}


def test_keys_of_rows_are_worked_out_once_each() -> None:
    asked: list[str] = []
    keyed = Keyed(["艘", "人", "艘", "件"])

    def value(key: str) -> float:
        asked.append(key)
        return float(len(asked))

    assert keyed.read(np.array([2, 0, 1]), value).tolist() == [1.0, 1.0, 2.0]
    assert asked == ["艘", "人", "件"]
    assert keyed.look_up(np.array([3, 2, 1]), {"艘": 5.0, "處": 7.0}, -1.0).tolist() == [-1.0, 5.0, -1.0]


def test_numbers_of_several_documents_are_shared_out_by_their_places() -> None:
    [columns] = inquire("檢查幾艘", PLAN).numbers.of(inquire("檢查幾艘", PLAN).scope.docs)
    parts = [NumberColumns(columns.numbers[:2]), NumberColumns(columns.numbers[2:])]
    shared = [(one, rows.tolist()) for one, rows in share_out(parts, np.array([1, 2, 3]))]
    assert shared == [(parts[0], [1]), (parts[1], [0, 1])]
    assert [one for one, _ in share_out(parts, np.array([2]))] == [parts[1]]
    apart = compare_meanings("檢查商船幾艘", parts, np.arange(len(columns.numbers)))
    whole = compare_meanings("檢查商船幾艘", [columns], np.arange(len(columns.numbers)))
    assert apart.features == pytest.approx(whole.features, abs=1e-6)


def test_a_text_is_cut_once_and_only_where_a_question_is_compared_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut: list[str] = []
    known = StaticEmbedder.cut
    monkeypatch.setattr(StaticEmbedder, "cut", lambda self, texts: [cut.extend(texts), known(self, texts)][1])
    texts = WordTexts((["檢查漁船", "檢查商船"], ["檢查漁船", "檢查檢查"]))
    assert texts.places.tolist() == [[0, 1], [0, 2]] and texts.count == 3
    one, two = texts.cut(np.array([2])), texts.cut(np.array([2, 0]))
    assert cut == ["檢查檢查", "檢查漁船"]
    assert one.words[0].tolist() == two.words[0].tolist()
    assert two.sizes.tolist() == [len(words) for words in two.words]
    # A word said twice counts once, and the length of all words is theirs together.
    assert len(one.words[0]) < len(load_bundled().cut(["檢查檢查"])[0])
    assert one.lengths[0] == two.lengths[0] > 0
    assert two.sums[1] < two.lengths[1]


def test_what_a_question_says_of_numbers_beside_their_words_is_read_for_each() -> None:
    question = "109年檢查商船9艘有幾人？"
    assert {key for key, said in of(question, "said").items() if said} == {
        key for key in of(question, "said") if key[1] == "9艘"
    }
    units = of(question, "unit")
    assert {written for (_, written), fits in units.items() if fits} == {"22人", "16人"}
    assert [a + b for a, b in zip(units.values(), of(question, "wrong_unit").values(), strict=True)] == [
        1.0
    ] * len(units)
    ranked = of(question, "series_belief")
    assert max(ranked, key=lambda key: ranked[key])[0] == "measure/2"


def test_questions_that_ask_for_no_unit_or_year_say_so_of_each_number() -> None:
    for name in ("no_unit_asked", "no_year_asked"):
        assert set(of("檢查商船的情形", name).values()) == {1.0}
    for name in ("unit", "wrong_unit", "year", "wrong_year", "agency", "no_agency"):
        assert set(of("檢查商船的情形", name).values()) == {0.0}


def test_what_is_read_of_a_question_is_not_read_of_the_next() -> None:
    first = inquire("109年檢查商船幾艘", PLAN)
    other = replace(first, question=replace(first.question, years=(112,)))
    year = FEATURES.index("year")
    assert read_number_features(first).features[:, year].any()
    assert not read_number_features(other).features[:, year].any()


def test_every_feature_has_its_place() -> None:
    found = read_number_features(inquire("檢查商船幾艘", PLAN))
    assert found.features.shape == (len(found.numbers), len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES) and set(BESIDE) | set(LIKE) < set(FEATURES)


def test_numbers_of_the_series_that_fit_best_are_in_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    from qa.finding import number_features

    # Words alone have the likeliest number in reach here, as where a question in English shares few.
    monkeypatch.setattr(number_features, "_MOST", 1)
    monkeypatch.setattr(number_features, "_LEADING", 0)
    found = [number.fact.as_written for number in read_number_features(inquire("檢查商船幾艘", PLAN)).numbers]
    monkeypatch.setattr(number_features, "_SERIES", 0)
    alone = read_number_features(inquire("檢查商船幾艘？", PLAN)).numbers
    assert len(alone) == 1 < len(found) and found.count("9艘") > 1
