"""Numbers of sentences and cells as what a question may ask for: their words, their sets, what is learned."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from asking import inquire
from ingest.records import Observation, Place
from qa import routing
from qa.finding.forests import Forest, load_forest
from qa.finding.number_features import FEATURES, Numbers
from qa.finding.number_sets import FEATURES as OF_SETS
from qa.finding.number_sets import list_number_sets
from qa.finding.number_weights import ChosenNumbers
from qa.finding.numbers import Number, NumberColumns, read_numbers
from qa.finding.train_numbers import QUESTIONS, Example, choose_enough, fit
from qa.finding.train_numbers import Judged as JudgedNumbers
from qa.inquiry import Inquiry

TEXT = "打擊犯罪\n" + "109年詐欺犯罪116件7,394人，移送偵辦。\n"
SENTENCE = "其中包括詐欺犯罪116件7,394人，移送偵辦。"


def observe(value: str, unit: str, quote: str = SENTENCE, metric: str = "犯罪") -> Observation:
    return Observation(
        doc="plan",
        kind="text",
        id="plan:1",
        no="1",
        entry="打擊犯罪",
        metric=metric,
        series=metric,
        year=109,
        role="actual",
        value=Decimal(value.replace(",", "")),
        unit=unit,
        as_written=value + unit,
        place=Place("plan", 3, 3),
        quote=quote,
    )


CASES, PEOPLE = observe("116", "件"), observe("7,394", "人")


def test_a_number_has_the_words_since_the_one_before_and_to_the_end_of_its_clause() -> None:
    cases, people = read_numbers([CASES, PEOPLE])
    assert (cases.lead, cases.trail) == ("其中包括詐欺犯罪", "")
    assert (people.lead, people.trail) == ("", "")
    alone = read_numbers([observe("82.4", "%", "82.4%的受訪會員願意推薦，較去年多。")])[0]
    assert (alone.lead, alone.trail) == ("", "的受訪會員願意推薦")


def test_a_number_that_its_quote_does_not_hold_has_the_words_of_its_metric() -> None:
    [number] = read_numbers([replace(CASES, quote="見附表")])
    assert (number.lead, number.trail) == ("犯罪", "")


def test_columns_say_which_numbers_stand_among_words() -> None:
    columns = NumberColumns(read_numbers([CASES, observe("5", "場", "辦理宣導5場。", "宣導")]))
    assert columns.near.hold(["詐欺", "宣導"]).tolist() == [[True, False], [False, True]]
    assert columns.sentences.hold(["移送"]).tolist() == [[True, False]]
    assert columns.entries.hold(["打擊"]).tolist() == [[True, True]]


def make_forest() -> Forest:
    """A tree that tells whether the second feature is above 2, and one that adds a half where it is not."""
    feature = np.array([[1, 0, 0], [1, 0, 0]], np.int32)
    low, high = np.array([[1, 1, 2]] * 2, np.int32), np.array([[2, 1, 2]] * 2, np.int32)
    bound = np.array([[2.0, 0, 0], [2.0, 0, 0]])
    return Forest(feature, bound, low, high, np.array([[0, -1.0, 1.0], [0, 0.5, 0.0]]), 0.25)


def test_a_forest_adds_what_each_tree_says_of_a_row() -> None:
    chances = make_forest().believe(np.array([[9.0, 2.0], [9.0, 2.5]]))
    assert chances == pytest.approx([1 / (1 + np.exp(0.25)), 1 / (1 + np.exp(-1.25))])


def test_a_forest_that_was_written_and_read_says_the_same() -> None:
    rows, forest = np.array([[0.0, 1.0], [0.0, 3.0]]), make_forest()
    assert (
        load_forest(dict(forest.save("one")), "one").believe(rows).tolist() == forest.believe(rows).tolist()
    )


def test_a_forest_says_what_was_learned_says() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows = np.random.default_rng(0).normal(size=(400, 3))
    right = rows[:, 0] * rows[:, 1] > 0
    recipe = {"max_iter": 5, "max_leaf_nodes": 6}
    learned = HistGradientBoostingClassifier(**recipe, early_stopping=False, random_state=0).fit(rows, right)
    found = fit(rows, right, None, recipe).believe(rows)
    assert found == pytest.approx(learned.predict_proba(rows)[:, 1])
    assert found.std() > 0.1


def make_numbers(numbers: tuple[Number, ...], *shared: frozenset[str]) -> Numbers:
    meant = np.zeros((len(numbers), 2))
    return Numbers(numbers, np.zeros((len(numbers), len(FEATURES))), shared, meant, np.array([0.5, 0.5]))


def list_sets(question: str) -> tuple[tuple[tuple[int, ...], ...], np.ndarray]:
    numbers = (
        *read_numbers([CASES, PEOPLE]),
        Number(observe("5", "場", "辦理宣導5場。", "宣導"), "宣導", ""),
    )
    found = make_numbers(numbers, frozenset({"詐欺"}), frozenset(), frozenset())
    sets = list_number_sets(inquire(question, TEXT).question, found, np.array([0.9, 0.6, 0.1]))
    return sets.members, sets.features


def test_sets_of_numbers_say_what_they_give_of_what_is_asked() -> None:
    members, features = list_sets("109年詐欺犯罪幾件、多少人？")
    assert set(members) == {(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)}
    units, sentence = OF_SETS.index("units_given"), OF_SETS.index("one_sentence")
    of = dict(zip(members, features, strict=True))
    assert of[0, 1][units] == 1 and of[0, 2][units] == of[0,][units] == 0.5
    assert of[0, 1][sentence] == 1 and of[0, 2][sentence] == 0


def test_an_amount_stands_in_a_set_once() -> None:
    twice = (*read_numbers([CASES]), Number(replace(CASES, metric="詐欺"), "詐欺", ""))
    found = make_numbers(twice, frozenset(), frozenset())
    sets = list_number_sets(inquire("109年詐欺犯罪幾件？", TEXT).question, found, np.array([0.4, 0.8]))
    assert sets.members == ((1,),)


def test_a_set_is_right_that_states_every_figure_first_of_all_one_that_is_asked() -> None:
    found = make_numbers(read_numbers([CASES, PEOPLE]), frozenset(), frozenset())
    question = inquire("詐欺犯罪幾件？", TEXT).question
    example = Example("plan", question, found, np.array([0, -1], np.int32), 1)
    assert example.is_right((0,)) and example.is_right((0, 1))
    assert not example.is_right((1, 0)) and not example.is_right((1,))
    assert not replace(example, figures=0).is_right((0,))


def test_what_is_enough_keeps_wrong_numbers_back() -> None:
    found = make_numbers(read_numbers([CASES]), frozenset())
    example = Example("plan", inquire("幾件？", TEXT).question, found, np.array([0], np.int32), 1)
    judged = [JudgedNumbers(example, 0.9, 0.8, True), JudgedNumbers(example, 0.8, 0.3, False)]
    enough = choose_enough([*judged, JudgedNumbers(example, 0.3, 0.9, False)], 1.5)
    assert enough.lets(0.9, 0.8) and not enough.lets(0.8, 0.3) and not enough.lets(0.3, 0.9)


def test_questions_to_learn_from_are_there() -> None:
    assert sum(1 for _ in QUESTIONS.open(encoding="utf-8")) >= 746


def choose(question: str, text: str, sure: bool) -> tuple[Inquiry, ChosenNumbers]:
    """Return a question over a text with its first two numbers as those that were chosen."""
    inquiry = inquire(question, text)
    [columns] = inquiry.numbers.of(inquiry.scope.docs)
    return inquiry, ChosenNumbers(columns.numbers[:2], sure)


def test_chosen_numbers_are_told_with_their_words_where_nothing_else_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inquiry, chosen = choose("騙案抓到幾件、幾個人？", TEXT, True)
    assert routing.answer_otherwise(inquiry).abstained
    monkeypatch.setattr(routing, "choose_numbers", lambda _: chosen)
    told = routing.answer(inquiry)
    assert not told.abstained
    assert [figure.as_written for figure in told.figures] == ["116件", "7,394人"]
    assert "109年詐欺犯罪116件；109年7,394人" in told.answer
    assert all(told.citations[figure.citation or 0].line_start == 2 for figure in told.figures)


def test_numbers_that_are_not_surely_asked_for_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("騙案抓到幾件、幾個人？", TEXT, False)
    monkeypatch.setattr(routing, "choose_numbers", lambda _: chosen)
    assert routing.answer(inquiry) == routing.answer_otherwise(inquiry)


def test_numbers_of_another_year_than_the_one_asked_for_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("112年騙案抓到幾件、幾個人？", TEXT, True)
    monkeypatch.setattr(routing, "choose_numbers", lambda _: chosen)
    assert routing.answer(inquiry).abstained


def test_words_behind_another_number_begin_with_their_own_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "打擊犯罪\n" + "109年查獲詐欺犯罪116件案件，循線救出7,394人平安返家，移送偵辦。\n"
    inquiry, chosen = choose("騙案抓到幾件、幾個人？", text, True)
    monkeypatch.setattr(routing, "choose_numbers", lambda _: chosen)
    assert "109年循線救出7,394人平安返家" in routing.answer(inquiry).answer
