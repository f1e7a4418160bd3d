"""Chapters of prose are no entries where they state no target and result of their own."""

from __future__ import annotations

import pytest

from ingest.entries.assembly import Assembled
from test_paragraph_entries import measures, read

TABLE = """
參、執行情形

編號\t措施\t指標\t112年度目標值\t112年度實際值
1\t巡查河川\t巡查次數（次）\t40\t46
2\t輔導店家\t輔導店家數（家）\t80\t75
3\t種植林木\t種植株數（株）\t900\t950
4\t培訓志工\t培訓志工人數（人）\t60\t66
"""
LEGEND = """
貳、說明

一、「●」為達成；「○」為達目標值九成以上而未達標者；資料尚未公布者暫不評定。
"""
REVIEW = """
肆、整體檢討

河川方面，巡查次數目標40次，實際巡查46次，均達標。店家方面，輔導店家目標80家，實際輔導75家。
"""
AFTER = """
伍、精進作為

新增之夜間服務亦訂有目標，服務時數目標為2,000小時，實際為1,860小時。
"""


def report(*chapters: str) -> Assembled:
    return read("河川署112年度執行成果\n" + "".join(chapters), "河川署112年度執行成果")


def titles(made: Assembled) -> list[str]:
    return [measure.title for measure in measures(made)]


def test_a_review_of_what_a_table_states_is_text_and_its_numbers_are_kept() -> None:
    made = report(TABLE, REVIEW, AFTER)
    assert titles(made) == ["巡查河川", "輔導店家", "種植林木", "培訓志工", "精進作為"]
    [text] = [record for record in made.records if "整體檢討" in record.title]
    assert text.kind == "section" and "實際輔導75家" in text.text("text")
    told = {(o.role, int(o.value)) for o in made.observations if o.kind == "text"}
    assert {("target", 40), ("actual", 46), ("target", 80), ("actual", 75)} <= told


def test_a_review_in_parts_is_text_where_it_says_as_much_again_as_it_has_of_its_own() -> None:
    parts = (
        "一、河川方面：巡查次數目標40次，實際巡查46次。",
        "二、店家方面：輔導持續辦理，計75家。",
        "三、服務方面：服務時數目標2,000小時，實際1,860小時。",
    )
    made = report(TABLE, "\n肆、檢討\n\n" + "\n\n".join(parts) + "\n", AFTER)
    assert titles(made) == ["巡查河川", "輔導店家", "種植林木", "培訓志工", "精進作為"]


def test_a_measure_whose_result_stands_only_in_a_chapter_is_given_it() -> None:
    made = report(TABLE.replace("\t46", "\t詳肆、整體檢討"), REVIEW.replace("46次", "47次"), AFTER)
    assert titles(made) == ["巡查河川", "輔導店家", "種植林木", "培訓志工", "精進作為"]
    [goal] = [o for o in made.observations if o.kind == "measure" and o.role == "target" and o.value == 40]
    assert goal.verdict == "met"
    [result] = [o for o in made.observations if o.kind == "measure" and o.as_written == "47次"]
    assert (result.entry, result.role) == ("巡查河川", "actual")
    line = made.document.lines[result.place.line_start - 1]
    assert "河川方面" in line


def test_a_table_that_mostly_says_again_what_paragraphs_say_leaves_these_their_entries() -> None:
    names = [("巡查河川", "40次", "46次"), ("輔導店家", "80家", "75家"), ("種植林木", "900株", "950株")]
    prose = "\n貳、各科成果\n\n" + "\n\n".join(f"【{n}】目標{a}，實際{b}。" for n, a, b in names)
    assert titles(report(prose, TABLE))[:3] == [name for name, _, _ in names]


def test_a_chapter_with_a_target_and_result_of_its_own_stays_an_entry() -> None:
    made = report(TABLE, REVIEW.replace("46次", "47次"), AFTER)
    assert titles(made)[4:] == ["整體檢討", "精進作為"]


def test_the_same_numbers_of_something_else_are_its_own() -> None:
    other = "\n肆、古蹟\n\n修復古蹟目標40處，實際46處。\n"
    assert titles(report(TABLE, other, AFTER))[4:] == ["古蹟", "精進作為"]


def test_a_legend_is_no_measure_whose_result_is_not_reported() -> None:
    made = report(LEGEND, TABLE, AFTER)
    assert titles(made) == ["巡查河川", "輔導店家", "種植林木", "培訓志工", "精進作為"]
    assert any("九成以上" in record.text("text") for record in made.records if record.kind == "section")


@pytest.mark.parametrize("own", [True, False])
def test_what_has_no_result_yet_stays_an_entry_among_entries(own: bool) -> None:
    results = ("實際達310人", "實際達35處") if own else ("實際培訓66人", "實際輔導75家")
    goals = ("300人", "30處") if own else ("60人", "80家")
    made = report(
        TABLE,
        "\n肆、專案\n",
        f"\n一、培訓志工\n\n培訓志工目標{goals[0]}，{results[0]}。\n",
        f"\n二、輔導店家\n\n輔導店家目標{goals[1]}，{results[1]}。\n",
        "\n三、滿意度調查\n\n滿意度目標85%，調查結果尚未公布。\n",
    )
    assert titles(made)[4:] == (["培訓志工", "輔導店家", "滿意度調查"] if own else [])


def test_a_document_of_prose_keeps_its_entries_though_a_table_says_some_of_them_again() -> None:
    prose = "".join(
        f"\n{no}、{name}\n\n{name}目標{goal}，實際{result}。\n"
        for no, name, goal, result in [
            ("一", "巡查次數", "40次", "46次"),
            ("二", "輔導店家數", "80家", "75家"),
            ("三", "種植株數", "900株", "950株"),
            ("四", "培訓志工人數", "60人", "66人"),
        ]
    )
    assert titles(report(prose, TABLE))[:4] == ["巡查次數", "輔導店家數", "種植株數", "培訓志工人數"]
