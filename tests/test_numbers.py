"""Numbers of sentences and cells as what a question may ask for: their words, their sets, what is learned."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from asking import inquire
from ingest.records import Observation, Place
from qa import routing
from qa.finding.forests import Forest, load_forest
from qa.finding.number_features import FEATURES, Numbers
from qa.finding.number_likeness import FEATURES as LIKE
from qa.finding.number_likeness import compare_meanings
from qa.finding.number_sets import FEATURES as OF_SETS
from qa.finding.number_sets import Otherwise, list_number_sets
from qa.finding.number_weights import ChosenNumbers, Enough
from qa.finding.numbers import PLACES, Number, NumberColumns, read_numbers
from qa.finding.train_numbers import RECIPE, Example, Learned, fit, read_questions, report
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


NOTHING = Otherwise()
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
    near, sentence, _, entry = range(len(PLACES))
    assert columns.words.hold(["詐欺", "宣導"])[:, near].tolist() == [[True, False], [False, True]]
    assert columns.words.hold(["移送"])[:, sentence].tolist() == [[True, False]]
    assert columns.words.hold(["打擊"])[:, entry].tolist() == [[True, True]]


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


def grow(leaves: int) -> Forest:
    """Return a tree that tells between which whole numbers a row lies, and one of a single leaf."""
    nodes = 2 * leaves - 1
    own = np.arange(nodes)
    low, high, value = own.copy(), own.copy(), np.zeros((2, nodes))
    low[: leaves - 1], high[: leaves - 1] = own[leaves - 1 : -1], [*own[1 : leaves - 1], nodes - 1]
    bound = np.zeros((2, nodes))
    bound[0, : leaves - 1] = own[: leaves - 1]
    value[0, leaves - 1 :], value[1, 0] = own[leaves - 1 :] / 100, 0.5
    alone = [low, own], [high, own]
    return Forest(np.zeros((2, nodes), np.int32), bound, *map(np.array, alone), value, 0.0)


@pytest.mark.parametrize("leaves", [2, 15, 16, 17, 32, 63])
def test_a_row_ends_at_one_leaf_of_each_tree(leaves: int) -> None:
    forest = grow(leaves)
    rows = np.array([[at + step] for at in range(leaves - 1) for step in (-0.5, 0.0)] + [[99.0]])
    odds = np.array([(leaves - 1 + np.ceil(np.clip(row[0], 0, leaves - 1))) / 100 + 0.5 for row in rows])
    assert forest.believe(rows) == pytest.approx(1 / (1 + np.exp(-odds)), abs=0, rel=1e-12)


def test_trees_of_very_many_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 63 leaves, found 64"):
        grow(64).believe(np.zeros((1, 1)))


def make_numbers(numbers: tuple[Number, ...], *shared: bool) -> Numbers:
    meant = np.zeros((len(numbers), 2))
    words = np.array(shared, bool).reshape(len(numbers), -1)
    features, answered = np.zeros((len(numbers), len(FEATURES))), np.ones((len(numbers), 1))
    return Numbers(numbers, features, words, meant, np.array([0.5, 0.5]), answered)


def list_sets(
    question: str, otherwise: Otherwise = NOTHING
) -> tuple[tuple[tuple[int, ...], ...], np.ndarray]:
    numbers = (
        *read_numbers([CASES, PEOPLE]),
        Number(observe("5", "場", "辦理宣導5場。", "宣導"), "宣導", ""),
    )
    found = make_numbers(numbers, True, False, False)
    inquiry = inquire(question, TEXT)
    chances = np.array([0.9, 0.6, 0.1])
    sets = list_number_sets(inquiry.question, inquiry.names(), found, chances, otherwise)
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
    found = make_numbers(twice, False, False)
    question = inquire("109年詐欺犯罪幾件？", TEXT).question
    sets = list_number_sets(question, (), found, np.array([0.4, 0.8]), NOTHING)
    assert sets.members == ((1,),)


def test_what_another_way_answers_is_the_first_set_and_is_known_as_such() -> None:
    members, features = list_sets("109年詐欺犯罪幾件、多少人？", Otherwise((1, 0), True))
    assert members[0] == (1, 0)
    same, alike = OF_SETS.index("otherwise"), OF_SETS.index("like_otherwise")
    of = dict(zip(members, features, strict=True))
    assert (of[1, 0][same], of[0, 1][same], of[0,][same]) == (1, 0, 0)
    assert (of[1, 0][alike], of[0, 1][alike], of[0,][alike], of[2,][alike]) == (1, 1, 0.5, 0)


def test_words_of_the_question_that_no_number_of_a_set_stands_by_are_known() -> None:
    members, features = list_sets("109年詐欺犯罪幾件、辦理宣導幾場？")
    of = dict(zip(members, features, strict=True))
    held, unnamed = OF_SETS.index("named"), OF_SETS.index("unnamed")
    assert of[0,][held] < of[0, 2][held] and of[0,][unnamed] > of[0, 2][unnamed]


def make_example(states: list[int], figures: int, **others: object) -> Example:
    found = make_numbers(read_numbers([CASES, PEOPLE]), False, False)
    question = inquire("詐欺犯罪幾件？", TEXT).question
    amounts = (None,) * figures
    example = Example(
        "plan", question, (), found, np.array(states, np.int32), figures, amounts, NOTHING, False
    )
    return replace(example, **others)


def test_a_set_is_right_that_states_every_figure_and_no_other() -> None:
    example = make_example([0, -1], 1)
    assert example.is_right((0,))
    assert not example.is_right((0, 1)) and not example.is_right((1,))
    assert not replace(example, figures=0).is_right((0,))
    both = make_example([0, 1], 2)
    assert both.is_right((0, 1)) and not both.is_right((0,))


def test_what_lies_between_two_figures_need_not_be_told() -> None:
    example = make_example([0, 1], 3, apart=(None, None, Decimal(7278)))
    assert example.is_right((0, 1))
    assert not replace(example, apart=(None, None, Decimal(7))).is_right((0, 1))


def test_what_another_way_answers_is_right_where_its_sentence_is() -> None:
    example = make_example([0, -1], 1, otherwise=Otherwise((0, 1), True), otherwise_right=True)
    assert example.is_right((0, 1)) and example.is_right((0,))
    assert not replace(example, otherwise_right=False).is_right((0, 1))


def test_a_report_says_what_is_told_of_texts_left_out_and_what_is_told_without() -> None:
    example = make_example([0, -1], 1)
    judged = [JudgedNumbers(example, chance, right, False) for chance, right in ((0.9, True), (0.3, False))]
    judged.append(JudgedNumbers(replace(example, figures=0), 0.25, False, False))
    learned = Learned(make_forest(), make_forest(), Enough(0.4, 0.1), tuple(judged))
    without, told, *each = report(learned)
    assert without.endswith("0 right, 0 wrong, 0 of 1 that are not there, of 2 asked")
    assert told.endswith("1 right, 0 wrong, 0 of 1 that are not there")
    assert each[1].endswith("1 right, 1 wrong, 1 of 1 that are not there")


def test_questions_to_learn_from_are_there_once() -> None:
    texts = tomllib.loads(RECIPE.read_text(encoding="utf-8"))["texts"]
    questions = read_questions(texts)
    assert len({(one["texts"], one["q"]) for one in questions}) == len(questions) > 1600
    assert {one["texts"] for one in questions} == set(texts)
    assert sum(not one["figures"] for one in questions) > 300


def choose(question: str, text: str, sure: bool) -> tuple[Inquiry, ChosenNumbers]:
    """Return a question over a text with its first two numbers as those that were chosen."""
    inquiry = inquire(question, text)
    [columns] = inquiry.numbers.of(inquiry.scope.docs)
    return inquiry, ChosenNumbers(columns.numbers[:2], sure, False)


def test_chosen_numbers_are_told_with_their_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("詐欺犯罪有幾件、幾個人？", TEXT, True)
    monkeypatch.setattr(routing, "choose_numbers", lambda *_: chosen)
    told = routing.answer(inquiry)
    assert [figure.as_written for figure in told.figures] == ["116件", "7,394人"]
    assert "109年詐欺犯罪116件" in told.answer
    cited = [told.citations[figure.citation or 0] for figure in told.figures]
    assert [(one.line_start, one.line_end) for one in cited] == [(1, 2), (1, 2)]
    assert told.query is not None


def test_numbers_by_which_a_telling_word_does_not_stand_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("走私槍械幾件、幾個人？", TEXT, True)
    monkeypatch.setattr(routing, "choose_numbers", lambda *_: chosen)
    assert routing.answer(inquiry).abstained


def test_numbers_that_are_not_surely_asked_for_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("騙案抓到幾件、幾個人？", TEXT, False)
    monkeypatch.setattr(routing, "choose_numbers", lambda *_: chosen)
    assert routing.answer(inquiry).abstained


def test_numbers_of_another_year_than_the_one_asked_for_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, chosen = choose("112年騙案抓到幾件、幾個人？", TEXT, True)
    monkeypatch.setattr(routing, "choose_numbers", lambda *_: chosen)
    assert routing.answer(inquiry).abstained


def test_words_mean_in_either_language_what_is_asked() -> None:
    sums = Number(observe("5", "元", "補助農民5元。", "補助"), "補助農民", "")
    columns = [NumberColumns(read_numbers([CASES])), NumberColumns((sums,))]
    meanings = compare_meanings("how many fraud crimes were there", columns, np.arange(2))
    near = LIKE.index("like_near")
    assert meanings.features[0, near] > meanings.features[1, near]
    assert meanings.held.shape == (2, len(meanings.weights)) and meanings.weights.sum() == pytest.approx(1)
