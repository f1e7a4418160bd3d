"""Which series a question is about: by features with learned weights, in either language."""

from __future__ import annotations

import numpy as np
import pytest

from asking import ask, inquire, make_plan
from plan_entries import plan_series
from qa.finding import bridge
from qa.finding.beside import BESIDE, Pointed, SeriesTraits, read_beside
from qa.finding.columns import PlacedWords, Postings
from qa.finding.features import FEATURES
from qa.finding.ranking import mask_names, rank_series
from qa.finding.train import Example, choose_least, read_questions, train
from qa.finding.weights import BELIEF, load_weights
from qa.question import read_question
from qa.understanding.roles import read_asked

PLAN = make_plan(
    {
        "action": "(一)海岸巡查與清理。",
        "target": "巡查海岸30次。",
        "result": "巡查海岸25次。另清理海岸垃圾1,200公噸，較108年增加200公噸。",
    },
    {"action": "(二)漁港整建。", "target": "整建漁港10處。", "result": "整建漁港8處。"},
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("麻煩您幫我看一下109年巡查海岸實際幾次", 25),
        ("漁港整建的目標是幾處", 10),
        # What a sentence says counts as well as what a cell does.
        ("109年清理了多少公噸的海岸垃圾", 1200),
    ],
)
def test_the_series_that_is_meant_comes_first(question: str, value: int) -> None:
    found = ask(question, PLAN)
    assert not found.abstained and found.figures[0].value == value
    assert found.measures


def test_what_is_not_counted_is_not_answered() -> None:
    found = ask("109年查獲走私香菸幾包", PLAN)
    assert found.abstained and not found.figures


def test_beliefs_are_chances_and_the_best_is_believed_most() -> None:
    ranked = rank_series(inquire("109年巡查海岸幾次", PLAN))
    assert ranked and all(0 <= one.belief <= 1 for one in ranked)
    assert ranked[0].belief == max(one.belief for one in ranked)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_words_of_english_questions_mean_the_same_whichever_were_asked_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions = ("how often was the coast patrolled in 109", "how many fishing harbours were built", "coast")
    known = [[one.score for one in rank_series(inquire(one, PLAN))] for one in questions]
    monkeypatch.setattr(bridge, "_ASKED", 2)
    for question, scores in (*zip(questions, known, strict=True), (questions[0], known[0])):
        assert [one.score for one in rank_series(inquire(question, PLAN))] == scores


def test_a_word_of_the_name_asks_for_no_role() -> None:
    inquiry = inquire("完成海岸巡查比率的目標是多少", PLAN)
    masked = mask_names(inquiry, inquiry.question.plain)
    assert "目標" in masked and "海岸" not in masked


@pytest.mark.parametrize("english", [False, True])
def test_learned_weights_speak_the_way_their_features_mean(english: bool) -> None:
    learned = load_weights(english)
    rank = dict(zip(FEATURES, learned.rank, strict=True))
    assert rank["wrong_unit"] <= 0 and rank["no_year"] <= 0 and rank["missed"] <= 0
    assert rank["unit"] >= 0 and rank["own"] >= 0 and rank["quoted"] >= 0
    assert 0 < learned.likely <= learned.sure < 1
    assert len(learned.belief) == len(BELIEF)


@pytest.mark.parametrize(
    "plain",
    [
        "112年的目標和實際各是多少人次",
        "111、112年執行率多少",
        "預算和決算",
        "有沒有達成目標",
        "113年",
        "幾場",
    ],
)
def test_what_columns_say_of_all_series_is_what_each_holds(plain: str) -> None:
    every = tuple(series for series, _ in plan_series())
    question, asked = read_question(plain), read_asked(plain)
    rows = read_beside(question, ["衛生福利部"], asked, Pointed(2, frozenset({"2-1"})), SeriesTraits(every))
    told = {name: rows[:, at].tolist() for at, name in enumerate(BESIDE)}
    years = question.years
    assert told["year"] == [float(bool({*years} & {*one.years})) for one in every]
    roles = asked.roles or ("actual",)
    if asked.roles or not years:
        assert told["role"] == [sum(one.holds(role) for role in roles) / len(roles) for one in every]
    pairs = [(year, role) for year in years for role in asked.roles if role != "rate"]
    if pairs:
        found = [sum(one.find(*pair) is not None for pair in pairs) / len(pairs) for one in every]
        assert told["given"] == found and len(set(found)) > 1
    due = [not one.holds("actual") and any(one.find(year, "target") for year in years) for one in every]
    assert told["outstanding"] == [float("actual" in roles and one) for one in due]
    assert told["in_measure"] == [float(one.in_measure) for one in every]
    assert told["told"] == [float(one.told) for one in every]
    assert told["number"] == [float(one.no.strip().lower() == "2-1") for one in every]
    named = [
        any("衛生福利部" in text for text in (*one.agencies, one.scope or "", one.metric, one.entry))
        for one in every
    ]
    assert told["agency"] == [float(one) for one in named] and 0 < sum(named) < len(every)


def test_postings_tell_which_texts_hold_a_word() -> None:
    postings = Postings([frozenset({"海岸", "巡查"}), frozenset({"漁港"})])
    assert postings.hold(["漁港", "海岸", "山林"]).tolist() == [[False, True], [True, False], [False, False]]
    assert postings.cover(["海岸"]).tolist() == [0.5, 0.0]


def test_words_are_told_by_the_place_they_stand_in() -> None:
    words = PlacedWords(
        [frozenset({"海岸", "巡查"}), frozenset({"漁港"})], [frozenset({"海岸"}), frozenset()]
    )
    assert words.hold(["漁港", "海岸"]).tolist() == [[[False, True], [False, False]], [[True, False]] * 2]
    assert words.cover(["海岸"]).tolist() == [[0.5, 0.0], [1.0, 0.0]]
    assert words.size(0).tolist() == [2, 1] and words.size(1).tolist() == [1, 1]
    assert words.hold([]).shape == (0, 2, 2)


def test_training_finds_the_feature_that_tells() -> None:
    random = np.random.default_rng(0)
    examples = []
    for at in range(40):
        features = random.random((6, len(FEATURES)))
        right = np.zeros(6, bool)
        right[at % 6] = True
        features[:, FEATURES.index("own")] = right + random.random(6) * 0.3
        if at % 5 == 0:
            # Nothing is meant: what speaks for one speaks for all.
            right[:] = False
            features[:, FEATURES.index("own")] = 0.2
        examples.append(Example(f"texts {at % 4}", "幾件", features, right, 1.0, at % 5 > 0))
    recipe = {"rank": 1.0, "belief": 0.3, "pairs": 10.0, "parts": 5, "sure": 2.0, "likely": 1.0}
    learned = train(examples, recipe)
    assert learned.model.rank[FEATURES.index("own")] == learned.model.rank.max()
    assert learned.table[-1].startswith("all: 32, 32;")
    assert choose_least([learned.model.judge(one) for one in examples], 2.0) <= 1


def test_questions_to_learn_from_say_what_a_right_answer_states() -> None:
    questions = read_questions()
    assert all(one["q"] and one["texts"] and ("metric" in one or "figures" in one) for one in questions)
    assert len({(one["texts"], one["q"]) for one in questions}) == len(questions)


def test_words_that_ask_without_a_role_beside_a_target_ask_for_the_result() -> None:
    for question in ("漁港整建 109年目標幾處 做了幾處", "漁港整建109年目標幾處，做了幾處"):
        assert [figure.value for figure in ask(question, PLAN).figures] == [10, 8]
