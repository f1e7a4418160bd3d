"""Sets are complete: every measure that fits, their number, and out of how many."""

from __future__ import annotations

import pytest

from asking import ask, make_plan

PLAN = (
    make_plan(
        {  # 1: officially met, target raised
            "strategy": "一、保障航行安全。",
            "action": "(一)檢查漁船，維護航行安全。",
            "agencies": "主辦：交通部\n協辦：內政部",
            "target": "檢查漁船30艘。",
            "result": "檢查漁船90艘。",
            "control_note": "已達績效目標值。",
            "comparison": "108年檢查漁船100艘。109年檢查漁船90艘，績效達成率為300%。",
            "next_target": "檢查漁船50艘。",
        },
        {  # 2: officially not met, with its reason; target lowered
            "strategy": "一、保障航行安全。",
            "action": "(二)整建漁港，便利漁民作業。",
            "agencies": "內政部",
            "target": "整建漁港10處。",
            "result": "整建漁港5處。",
            "control_note": "未達績效目標值，因颱風致工程延宕。",
            "next_target": "整建漁港8處。",
        },
        {  # 3: says it is met, but its figures do not; target as before
            "strategy": "二、推廣漁業教育。",
            "action": "(一)辦理漁業課程。",
            "agencies": "主辦：教育部\n協辦：交通部",
            "target": "辦理漁業課程20場次。",
            "result": "辦理漁業課程18場次。",
            "control_note": "已達績效目標值。",
            "next_target": "辦理漁業課程20場次。",
        },
        {  # 4: a target without a number, still open
            "strategy": "二、推廣漁業教育。",
            "action": "(二)研修漁業法令。",
            "agencies": "交通部",
            "target": "完成漁業法令修正草案。",
            "result": "研議中。",
            "control_note": "持續列管。",
        },
        {  # 5: no target
            "strategy": "二、推廣漁業教育。",
            "action": "(三)表揚模範漁民。",
            "agencies": "內政部",
            "target": "無。",
            "result": "表揚漁民12人。",
            "control_note": "未訂績效目標值。",
        },
        {  # 6: a target whose result is not given; in the annex
            "strategy": "二、推廣漁業教育。",
            "action": "(四)補助漁村學校。",
            "agencies": "教育部",
            "target": "補助漁村學校7所。",
            "result": "因颱風停辦。",
            "control_note": "因颱風停辦。",
        },
    )
    + """
附表

編號	1
落後項目	具體策略二、執行措施(四)：補助漁村學校。
辦理機關	教育部
109年目標值	7所。
109年實績值	0所。
說明	因颱風停辦。
"""
)


def listed(question: str) -> tuple[int, ...]:
    """Return the numbers of the measures a question is answered with."""
    answer = ask(question, PLAN)
    assert answer.kind == "list"
    return answer.measures


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("109年哪些措施未達標", (2, 6)),
        ("哪些措施已達標", (1, 3)),
        ("哪些措施沒有訂定目標", (5,)),
        ("哪些措施的目標非量化", (4,)),
        ("哪些措施未提供實績", (6,)),
        ("數字未達目標的措施有哪些", (2, 3)),
        ("官方說達標但數字沒達標的措施有哪些", (3,)),
        ("附表列了哪些措施", (6,)),
        ("未達標但附表沒有列出的措施有哪些", (2, 3)),
        ("which measures fell short by their own figures?", (2, 3)),
        ("which missed targets are not in the annex?", (2, 3)),
        ("which measures are in the annex?", (6,)),
        ("哪些措施持續列管", (4,)),
        ("哪些措施110年目標提高", (1,)),
        ("哪些措施110年目標調降", (2,)),
        ("哪些措施110年目標不變", (3,)),
        ("哪些措施實績比108年少", (1,)),
        ("達成率超過200%的措施有哪些", (1,)),
        ("達成率低於60%的措施有哪些", (2,)),
        ("策略一有哪些措施", (1, 2)),
        ("推廣漁業教育策略下有哪些措施", (3, 4, 5, 6)),
        ("交通部辦理哪些措施", (1, 3, 4)),
        ("交通部主辦哪些措施", (1, 4)),
        ("交通部協辦哪些措施", (3,)),
        ("哪些措施有協辦機關", (1, 3)),
        ("交通部和內政部共同辦理哪些措施", (1,)),
        ("交通部和內政部辦理哪些措施", (1, 2, 3, 4, 5)),
        ("內政部未達標的措施有哪些", (2,)),
        ("因颱風未達標的措施有哪些", (2, 6)),
        ("which measures fell short in 2020?", (2, 6)),
        ("Which measures raised their target for 2021?", (1,)),
    ],
)
def test_exactly_the_measures_that_fit(question: str, numbers: tuple[int, ...]) -> None:
    assert listed(question) == numbers


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("哪些措施不是由交通部辦理", (2, 5, 6)),
        ("which measures did not fall short?", (1, 3)),
        ("哪些措施110年目標沒有提高", (2, 3)),
    ],
)
def test_a_condition_that_is_denied(question: str, numbers: tuple[int, ...]) -> None:
    assert listed(question) == numbers


def test_what_cannot_be_judged_stands_beside_a_denial() -> None:
    answer = ask("which measures did not fall short?", PLAN)
    assert any("2 more cannot be judged" in note and "measure 4, measure 5" in note for note in answer.notes)


def test_statuses_of_another_year_are_not_in_the_plan() -> None:
    assert ask("107年哪些措施未達標", PLAN).abstained


def test_targets_of_another_year_are_not_in_the_plan() -> None:
    answer = ask("120年目標比119年高的有哪些", PLAN)
    assert answer.kind == "unanswerable"
    assert "120年的目標值" in answer.answer


def test_the_answer_gives_the_number_and_out_of_how_many() -> None:
    answer = ask("哪些措施未達標", PLAN)
    assert answer.answer.startswith("未達標（依文件所載）的措施共2項（6項中）：序次2 整建漁港")
    english = ask("which measures fell short?", PLAN).answer
    assert english.startswith(
        "2 of 6 measures (fell short of the target by the document's own status): measure 2"
    )


def test_each_member_is_cited_where_the_text_shows_it() -> None:
    answer = ask("哪些措施未達標", PLAN)
    shown = [(2, "control_note"), (6, "control_note"), (2, "result"), (2, "target")]
    assert [(c.no, c.field) for c in answer.citations] == shown
    lines = PLAN.split("\n")
    for citation in answer.citations:
        assert citation.quote in lines[citation.line_start - 1]


def test_a_member_of_a_subject_is_cited_where_it_speaks_of_it() -> None:
    answer = ask("提到颱風的措施有哪些", PLAN)
    assert answer.measures == (2, 6)
    assert all("颱風" in citation.quote for citation in answer.citations)


def test_an_empty_set_is_an_answer_and_says_so() -> None:
    answer = ask("財政部主辦的措施有哪些", PLAN)
    assert (answer.abstained, answer.measures) == (False, ())
    assert answer.answer.startswith("6項措施中，沒有")


def test_what_falls_short_by_its_figures_alone_is_noted_and_not_listed() -> None:
    answer = ask("哪些措施未達標", PLAN)
    assert 3 not in answer.measures
    assert any("序次3" in note for note in answer.notes)
    assert not any("序次2" in note for note in answer.notes)


def test_the_note_keeps_to_the_agency_asked_about() -> None:
    answer = ask("教育部未達標的有哪些", PLAN)
    assert answer.measures == (6,)
    assert any("序次3" in note for note in answer.notes)
    assert not any("序次2" in note for note in answer.notes)


def test_offices_in_parentheses_are_in_charge_where_nobody_supports() -> None:
    plan = make_plan(
        {"action": "(一)檢查漁船。", "agencies": "法務部(廉政署、調查局)"},
        {"action": "(二)整建漁港。", "agencies": "主辦：法務部\n協辦：調查局"},
    )
    assert ask("調查局主辦哪些措施", plan).measures == (1,)
