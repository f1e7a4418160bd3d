"""The pairing of targets with results: what it does on texts in view, and how it is trained."""

import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pairing.assignment import assign
from ingest.pairing.choosing import choose
from ingest.pairing.features import describe
from ingest.pairing.labelled import make_scene, read_card, read_cards
from ingest.pairing.model import Model, Models, load_models, parse_models, write_models
from ingest.pairing.train import judge, read_cases, train
from ingest.records import Field, Place
from ingest.targets.reading import read_targets

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parent.parent / "corpus"
EDITION = 112
TINY = [
    [
        "年度目標值：稽核{1:50件}。",
        "執行成果：稽核{1:60件}，查獲12件。",
        "與上年度比較：111年稽核{1-:55件}。",
    ],
    [
        "年度目標值：宣導{1:20場}。",
        "執行成果：召開會議5次，宣導{1:24場}。",
        "與上年度比較：由111年{1-:19場}增至24場。",
    ],
    [
        "年度目標值：1. 查核{1:30家}。 2. 訪視{2:80人}。",
        "執行成果：1. 查核{1:33家}。 2. 訪視{2:75人}，其中女性40人。",
    ],
    [
        "年度目標值：回收率{1:85%}。",
        "執行成果：回收6,000份，回收率{1:87.5%}。",
        "與上年度比較：111年回收率{1-:84%}。",
    ],
]


def make_fields(**texts):
    return {key: Field(key, key, text, Place("made-up", 1, 1), ((0, 1),)) for key, text in texts.items()}


def read_pairs(**texts):
    """Return (result, last year's value) of each target of the texts."""
    pairs = choose(make_scene(make_fields(**texts), EDITION))
    return [
        (
            None if pair.value is None else str(pair.value),
            None if pair.previous is None else str(pair.previous.figure.value),
        )
        for pair in pairs
    ]


def make_tiny():
    return [read_card("made-up", EDITION, lines) for lines in TINY]


@pytest.mark.parametrize(
    ("comparison", "before"),
    [
        ("施工查核：111年118件，112年減少6件。", "118"),
        ("查核件數：前一年度118件，今年減少6件。", "118"),
        ("施工查核較111年之118件減少6件。", "118"),
        ("施工查核由111年之118件降為112件。", "118"),
        ("施工查核件數兩年度分別為118件及112件。", "118"),
        ("施工查核件數兩年度分別為118件（111年）及112件（112年）。", "118"),
        ("施工查核件數，111年、112年依序為118件、112件。", "118"),
        ("施工查核減少6件（111年118件）。", "118"),
        ("施工查核112年較110年之131件減少19件。", None),
        ("施工查核112年112件，減少5.1%。", None),
    ],
)
def test_last_year_in_many_wordings(comparison, before):
    texts = {"target": "施工查核120件。", "result": "施工查核112件，缺失46件。", "comparison": comparison}
    assert read_pairs(**texts) == [("112", before)]


def test_each_figure_serves_once_and_items_go_by_their_numbers():
    texts = {
        "target": "1. 專案稽核9案。 2. 專案清查5案。",
        "result": "1. 稽核部分：實際完成8案，提列建議31項。 2. 清查部分：自提3案，兩者共6案。",
    }
    assert [value for value, _ in read_pairs(**texts)] == ["8", "6"]


def test_a_total_of_agencies_is_taken_where_the_text_gives_it():
    texts = {
        "agencies": "甲署、乙署",
        "target": "兩機關合計緝返罪犯20人。",
        "result": "甲署：緝返14人。 乙署：緝返9人。",
    }
    assert read_pairs(**texts) == [(None, None)]
    texts["control_note"] = "緝返人數合計23人。"
    assert read_pairs(**texts) == [("23", None)]


def test_a_total_goes_before_its_parts():
    texts = {"target": "移除廢棄物300公噸。", "result": "移除廢棄物345公噸，分別為一般298公噸、有害47公噸。"}
    assert read_pairs(**texts) == [("345", None)]


def test_totals_over_years_are_not_the_years():
    texts = {"target": "清理場址45公頃。", "result": "清理場址38公頃；自106年迄今累計清理214公頃。"}
    assert read_pairs(**texts) == [("38", None)]


def test_an_absurd_result_is_no_result_or_a_doubt():
    [pair] = choose(make_scene(make_fields(target="稽核8案。", result="受理民眾陳情9,120案。"), EDITION))
    assert pair.value is None
    texts = {"target": "稽核8案。", "result": "稽核120案，達成率1,500%。"}
    [target] = read_targets(make_fields(**texts), EDITION).targets
    assert (target.actual, target.doubts) == (120, ("ten times the target or a tenth of it",))


def test_a_second_figure_that_fits_is_told():
    texts = {"target": "核准比率70%。", "result": "核准比率，線路82%、案件81.5%。"}
    reading = read_targets(make_fields(**texts), EDITION, file="made-up")
    assert reading.targets[0].doubts == ("81.5% fits as well",)
    assert "expected one result" in reading.problems[0].message


def test_features_have_names_and_values_from_0_to_1():
    scene = make_scene(make_fields(target="稽核50件。", result="稽核60件，查獲12件。"), EDITION)
    features = describe(scene, 0, 0)
    assert features["named in full"] == features["same unit"] == features["this year"] == 1
    assert all(0 < value <= 1 for value in features.values())


def test_training_is_repeatable_and_learns_what_it_is_shown():
    first, second = train(make_tiny()), train(make_tiny())
    assert first == second
    results, earlier, wrong = judge(make_tiny(), first)
    assert (results.right, earlier.right, wrong) == (5, 3, [])
    assert first.result.weights["this year"] > 0 > first.result.weights["last year"]
    assert first.before.weights["last year"] > 0 > first.before.weights["this year"]


def test_weights_are_written_and_read_back():
    models = Models(
        Model(-1.5, {"this year": 2.25, "total": -3.0}, 0.0),
        Model(0.5, {"last year": 1.0}, 0.4),
        Model(0.25, {"one name": 1.5}, 0.0),
    )
    assert parse_models(write_models(models)) == models
    assert list(json.loads(write_models(models))["result"]["weights"]) == ["total", "this year"]


def test_the_weights_that_come_are_those_of_the_labelled_cases():
    trained, shipped = train(read_cases(CASES, CORPUS)), load_models()
    for ours, theirs in ((trained.result, shipped.result), (trained.before, shipped.before)):
        assert ours.weights.keys() == theirs.weights.keys()
        # Machines add up in different orders.
        assert ours.weights == pytest.approx(dict(theirs.weights), abs=0.1)


def test_a_ministry_left_out_is_read_by_what_the_others_taught():
    cases = read_cases(CASES, CORPUS)
    own = [case for case in cases if case.doc == "works-110"]
    models = train([case for case in cases if case.doc != "works-110"])
    results, earlier, _ = judge(own, models)
    assert results.right >= 0.95 * results.known and results.right >= 0.95 * results.given
    assert earlier.right >= 0.9 * earlier.known and earlier.right >= 0.95 * earlier.given


def test_every_mark_of_the_cards_is_a_figure_that_may_answer_its_target():
    for path in sorted((CASES / "pairing").glob("*.txt")):
        for case in read_cards(path):
            assert case.answers, case.scene.fields["target"].text
            for index, answer in case.answers.items():
                starts = {
                    (s.field.key, s.figure.start)
                    for s in (case.scene.statements[k] for k in case.scene.candidates[index])
                }
                for key, start, end in answer.result_marks | answer.before_marks:
                    assert any(field == key and start <= place < end for field, place in starts)


@given(
    st.lists(st.dictionaries(st.integers(0, 5), st.integers(-2, 9), max_size=5), max_size=4).map(
        lambda rows: [{k: float(v) for k, v in row.items()} for row in rows]
    )
)
def test_no_other_assignment_gains_more(gains):
    def total(columns):
        return sum(row[column] for row, column in zip(gains, columns, strict=True) if column is not None)

    given_ = assign(gains)
    used = [column for column in given_ if column is not None]
    assert len(set(used)) == len(used)
    for choice in product(*[[None, *row] for row in gains]):
        taken = [column for column in choice if column is not None]
        assert len(set(taken)) < len(taken) or total(choice) <= total(given_)


def test_values_are_compared_in_the_target_s_unit():
    scene = make_scene(make_fields(target="查獲毒品2公噸。", result="查獲毒品1,850公斤。"), EDITION)
    assert scene.measure(0, scene.statements[0]) == Decimal("1.85")
