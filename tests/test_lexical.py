"""BM25: what holds rarer words of the query ranks first; a saved index gives the same scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import list_passages, real_home
from index.lexical import LexicalIndex
from index.postings import PostingsWriter
from index.store import open_store
from index.tokens import cut_tokens

TEXTS = ["召開廉政會報十二次", "辦理遊說法宣導", "辦理廉政宣導，廉政宣導八場", "", "AEO認證 1,206 家"]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def write(texts: list[str], folder: Path) -> None:
    with PostingsWriter(folder) as writer:
        writer.take(texts)
        writer.finish()


def rank(index: LexicalIndex, query: str) -> list[int]:
    scores = index.score(query)
    return [row for row in scores.argsort(kind="stable")[::-1].tolist() if scores[row] > 0]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("遊說法宣導", [1, 2]),
        ("廉政宣導", [2, 1, 0]),
        ("會報", [0]),
        ("aeo", [4]),
        ("1206家", [4]),
        ("ＡＥＯ", [4]),
        ("漁業", []),
        ("", []),
    ],
)
def test_texts_that_hold_more_and_rarer_words_rank_first(
    index: LexicalIndex, query: str, rows: list[int]
) -> None:
    assert rank(index, query) == rows


def test_scores_are_numbered_as_the_texts_and_an_empty_text_has_none(index: LexicalIndex) -> None:
    scores = index.score("廉政宣導會報認證")
    assert scores.shape == (5,)
    assert scores[3] == 0
    assert scores[[0, 1, 2, 4]].min() > 0


def test_weighted_queries_add_up(index: LexicalIndex) -> None:
    both = index.score([("遊說法", 1.0), ("認證", 0.5), ("會報", 0.0)])
    assert both == pytest.approx(index.score("遊說法") + 0.5 * index.score("認證"))
    assert both[0] == 0


def test_the_frequency_of_a_word_is_the_number_of_texts_that_hold_it(index: LexicalIndex) -> None:
    assert [index.frequency(token) for token in ("宣導", "廉政", "aeo", "漁業")] == [2, 2, 1, 0]


def test_a_saved_index_gives_the_same_scores(index: LexicalIndex, tmp_path: Path) -> None:
    write(TEXTS, tmp_path / "lexical")
    again = LexicalIndex.load(tmp_path / "lexical", 5)
    for query in ("廉政宣導", "認證", "漁業"):
        assert again.score(query) == pytest.approx(index.score(query))
    assert again.frequency("宣導") == 2


def test_an_index_of_no_texts_finds_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.build([])
    assert index.score("廉政").shape == (0,)
    write([], tmp_path / "lexical")
    assert LexicalIndex.load(tmp_path / "lexical", 0).score("廉政").shape == (0,)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("緝返外逃罪犯", "外逃罪犯"),
        ("優質企業認證", "優質企業"),
        ("遊說法宣導", "遊說法"),
        ("兩岸司法互助案件數", "兩岸司法互助"),
    ],
)
def test_the_shipped_texts_are_found_by_their_words(query: str, words: str) -> None:
    store = open_store(real_home())
    passages = list_passages(store)
    assert [stamp.id for stamp in store.manifest.documents] == ["lianzheng-109", "moj-midterm"]
    assert len(passages) == store.manifest.passages == sum(s.passages for s in store.manifest.documents)
    assert words in passages[int(store.lexical().score(query).argmax())].text


def test_holders_of_a_token_are_found_for_spans_of_passages(index: LexicalIndex) -> None:
    starts, ends = np.array([0, 1, 3], dtype=np.int32), np.array([1, 3, 5], dtype=np.int32)
    tokens = [*dict.fromkeys(token for text in TEXTS for token in cut_tokens(text)), "沒有"]
    spans = [{t for text in TEXTS[a:b] for t in cut_tokens(text)} for a, b in zip(starts, ends, strict=True)]
    assert index.find_holders(tokens, starts, ends).tolist() == [
        [token in span for span in spans] for token in tokens
    ]


PARTS = [("廉政宣導", 1.0), ("宣導宣導", 0.5), ("aeo 漁業", 2.0), ("遊說法", 0.0)]


def test_the_passages_found_are_those_with_a_score(index: LexicalIndex) -> None:
    rows, scores = index.find(PARTS)
    every = index.score(PARTS)
    assert rows.tolist() == every.nonzero()[0].tolist() == [0, 1, 2, 4]
    assert scores == pytest.approx(every[rows])


@pytest.mark.parametrize("parts", [[], [("漁業", 1.0)], [("廉政", 0.0)]])
def test_nothing_is_found_for_words_that_no_text_holds(
    index: LexicalIndex, parts: list[tuple[str, float]]
) -> None:
    rows, scores = index.find(parts)
    assert (rows.shape, scores.shape) == ((0,), (0,))


# One text holds 廉政, four hold 宣導, and one holds both of them.
COMMON = ["宣導", "宣導 廉政", "宣導", "漁船", "宣導", *["檢查"] * 40]


@pytest.mark.parametrize(("budget", "found"), [(5, [0, 1, 2, 4]), (4, [1]), (0, [1])])
def test_over_the_budget_the_rarest_words_choose_and_the_others_only_add(
    budget: int, found: list[int]
) -> None:
    index, parts = LexicalIndex.build(COMMON), [("宣導", 1.0), ("廉政", 1.0)]
    rows, scores = index.find(parts, budget)
    assert rows.tolist() == found
    assert scores == pytest.approx(index.score(parts)[found])


def test_a_long_list_is_searched_for_few_passages_with_the_same_scores() -> None:
    index, parts = LexicalIndex.build([*COMMON, "檢查 遊說"]), [("檢查", 1.0), ("漁船", 1.0), ("遊說", 1.0)]
    rows, scores = index.find(parts, 2)
    assert rows.tolist() == [3, 45]
    assert scores == pytest.approx(index.score(parts)[rows])


@given(st.lists(st.text("廉政宣導a1 ", max_size=8), max_size=12), st.integers(0, 20))
def test_every_passage_found_has_its_whole_score(texts: list[str], budget: int) -> None:
    index, parts = LexicalIndex.build(texts), [("廉政宣導", 1.0), ("a 1", 0.5), ("導廉", 2.0)]
    rows, scores = index.find(parts, budget)
    every = index.score(parts)
    assert scores == pytest.approx(every[rows])
    assert set(rows.tolist()) <= set(every.nonzero()[0].tolist())
