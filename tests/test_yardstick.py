"""The yardstick: what it keeps, what it calls better or worse, and that everything asked is saved."""

from __future__ import annotations

from typing import Any

import pytest

from bench import yardstick
from bench.differences import compare, describe, summarise
from bench.scoring import passes, shows
from bench.yardstick import SETS, CaseSet, keep_answer, read_questions, read_saved

Row = dict[str, Any]
FIGURE = {"id": "q1", "type": "figure", "expect": ["48|四十八", "人"]}
LOOKUP = {"id": "q1", "type": "lookup", "figures": [], "measures": [3], "evidence": "因疫情停辦宣導活動"}
LIST = {"id": "q1", "type": "list", "figures": [], "measures": [2, 5], "evidence": ""}
ABSENT = {"id": "q1", "type": "unanswerable", "figures": [], "measures": [], "evidence": ""}


def make_row(sentence: str = "計48人。", **other: Any) -> Row:
    row = {"name": "ask q1", "q": "幾人", "sentence": sentence, "kind": "figure", "abstained": False}
    return {**row, "measures": [3], "figures": [], "quotes": ["計48人"], **other}


@pytest.mark.parametrize(
    ("gold", "row", "right"),
    [
        (FIGURE, make_row(), True),
        (FIGURE, make_row("計480人。"), False),
        (FIGURE, make_row(abstained=True), False),
        (FIGURE, make_row(quotes=[]), False),
        (FIGURE, make_row("計48人。" + "甲" * 500), False),
        ({**FIGURE, "forbid": ["92"]}, make_row("92人，其中48人。"), False),
        (LOOKUP, make_row("如下。", quotes=["109年因疫情停辦宣導活動。"]), True),
        (LOOKUP, make_row("如下。", quotes=["109年因疫情停辦宣導活動。"], measures=[4]), False),
        (LIST, make_row("2項。", measures=[5, 2]), True),
        (LIST, make_row("1項。", measures=[5]), False),
        (ABSENT, make_row("文件未載。", abstained=True), True),
        (ABSENT, make_row(), False),
    ],
)
def test_a_row_passes_by_what_its_question_asks_for(gold: Row, row: Row, right: bool) -> None:
    assert passes(gold, row) is right


def test_what_stands_in_the_quotes_alone_is_shown_and_not_answered() -> None:
    row = make_row("文件未載。", abstained=True)
    assert shows(FIGURE, row)
    assert not passes(FIGURE, row)
    assert not shows(FIGURE, make_row("甲" * 1500))


@pytest.mark.parametrize(
    ("before", "now", "judged"),
    [
        (make_row("計9人。", quotes=["計9人"]), make_row(), "better"),
        (make_row(), make_row("計9人。", quotes=["計9人"]), "worse"),
        (make_row("無。", quotes=["無"]), make_row("無。"), "better"),
        (make_row(), make_row("共48人。"), "differs"),
    ],
)
def test_a_changed_answer_is_better_or_worse_by_its_gold(before: Row, now: Row, judged: str) -> None:
    [difference] = compare([before], [now], {"q1": FIGURE})
    assert difference.judged == judged
    assert any("was: " in line for line in describe(difference))


def test_an_answer_that_is_as_it_was_is_no_difference() -> None:
    assert list(compare([make_row()], [make_row()], {"q1": FIGURE})) == []


def test_a_contradiction_that_is_known_is_well_found_and_badly_lost() -> None:
    known = {"name": "check plan 1 arithmetic line 9", "quote": "共189家次"}
    other = {"name": "check plan 2 date line 20", "quote": "109年2月"}
    gold = ["甲94家次、乙95家次，共189家次"]
    assert [d.judged for d in compare([], [known, other], {}, gold)] == ["better", "worse"]
    assert [d.judged for d in compare([known, other], [], {}, gold)] == ["worse", "better"]
    assert [d.judged for d in compare([known], [], {})] == ["differs"]


def test_a_set_is_summed_up_by_its_questions_with_gold() -> None:
    golds: dict[str, Row] = {"q1": FIGURE, "q2": LIST, "q3": {"id": "q3"}}
    rows = [make_row(), make_row(name="ask q2"), make_row(name="ask q3"), {"name": "record plan measure/1"}]
    assert summarise("set", rows, golds) == "set: 1/2 right, 1/1 shown at 3"


def test_of_an_answer_its_sentence_figures_and_first_three_quotes_are_kept() -> None:
    figure = {"value": 48, "unit": "人", "year": 109, "role": "actual", "metric": "逃犯"}
    answer = {
        "answer": "48人。",
        "kind": "figure",
        "abstained": False,
        "measures": [3],
        "figures": [figure],
        "citations": [{"quote": text} for text in "甲乙丙丁"],
    }
    assert keep_answer({"id": "q1", "q": "幾人"}, answer) == {
        **make_row("48人。", figures=[[48, "人", 109, "actual"]], quotes=["甲", "乙", "丙"])
    }


@pytest.mark.parametrize("cases", SETS, ids=lambda cases: cases.name)
def test_every_question_has_its_answer_saved(cases: CaseSet) -> None:
    saved = read_saved(cases)
    asked = [(f"ask {question['id']}", question["q"]) for question in read_questions(cases)]
    assert [(row["name"], row["q"]) for row in saved if row["name"].startswith("ask ")] == asked
    assert len({row["name"] for row in saved}) == len(saved)
    assert all(path.is_file() for path in cases.documents)


def test_the_command_prints_what_differs_and_fails_where_it_is_worse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [motc] = [cases for cases in SETS if cases.name == "motc"]
    rows = read_saved(motc)
    right = next(
        row
        for row, gold in zip(rows, read_questions(motc), strict=False)
        if gold["type"] == "figure" and passes(gold, row)
    )
    worse = [{**row, "sentence": "無。", "quotes": ["無"]} if row is right else row for row in rows]
    monkeypatch.setattr("sys.argv", ["yardstick", "--only", "motc"])
    monkeypatch.setattr(yardstick, "find_rows", lambda cases: iter(rows))
    assert yardstick.main() == 0
    assert "nothing differs" in capsys.readouterr().out
    monkeypatch.setattr(yardstick, "find_rows", lambda cases: iter(worse))
    assert yardstick.main() == 1
    assert f"worse   {right['name']}" in capsys.readouterr().out
