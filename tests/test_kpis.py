"""KPIs and projects of a mid-term plan: their rows, their targets, and what they do not say."""

from __future__ import annotations

import pytest

from asking import ask
from ingest.markup import bare

MIDTERM = """漁業署中程施政計畫

壹、使命
守護海洋。

貳、關鍵績效指標
	關鍵策略目標
	關鍵績效指標
	評估體制
	評估方式
	衡量標準
	109年度
目標值

	1
	提升養殖產量
	1
	石斑魚養殖面積
	1
	統計數據
	養殖石斑魚之魚塭面積
	300公頃

	
	
	2
	吳郭魚養殖戶數
	1
	統計數據
	養殖吳郭魚之戶數
	120戶

	2
	降低海洋污染
	1
	海洋垃圾清運率
	1
	統計數據
	清運量÷通報量×100%
	8%以下

註：
評估體制之數字代號意義如下：

參、重要計畫
	施政綱要
	重要計畫項目
	計畫期程
	計畫類別
	與KPI關聯

	養殖業務
	石斑魚產業計畫
	106-109
	社會發展
	石斑魚養殖面積

	養殖業務
	冷凍設備計畫
	107-110
	公共建設
	無

	海洋業務
	海洋清潔計畫
	106-109
	社會發展
	海洋垃圾清運率
"""


def values(question: str) -> list[tuple[float, str, str]]:
    """Return value, unit and role of the figures a question is answered with."""
    return [(float(f.value), f.unit, f.role) for f in ask(question, MIDTERM).figures]


def test_a_kpi_is_answered_with_its_target_and_the_headings_of_its_cell() -> None:
    answer = ask("石斑魚養殖面積109年目標", MIDTERM)
    assert (answer.kind, answer.measures, answer.items[0].type) == ("kpi", (), "kpi")
    assert answer.answer == "石斑魚養殖面積：109年目標值300公頃。"
    assert values("石斑魚養殖面積109年目標") == [(300, "公頃", "target")]
    cell = answer.citations[-1]
    cited = "\n".join(MIDTERM.split("\n")[cell.line_start - 1 : cell.line_end])
    assert bare(cell.quote) == bare(cited) == "300公頃"
    assert cell.headings == ("109年度目標值", "石斑魚養殖面積")


def test_two_kpis_are_answered_when_both_are_named() -> None:
    figures = values("石斑魚養殖面積和吳郭魚養殖戶數109年目標各多少")
    assert (300, "公頃", "target") in figures and (120, "戶", "target") in figures


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (
            "石斑魚養殖面積107年目標",
            "石斑魚養殖面積：107年目標值文件未載；文件所載最相近者：109年目標值300公頃。",
        ),
        (
            "石斑魚養殖面積109年實際多少",
            "石斑魚養殖面積：109年實際值文件未載；文件所載最相近者：109年目標值300公頃。",
        ),
    ],
)
def test_other_years_and_results_are_not_in_the_plan(question: str, reason: str) -> None:
    answer = ask(question, MIDTERM)
    assert (answer.abstained, answer.reason, answer.figures) == (True, reason, ())


def test_every_kpi_of_a_goal_is_listed() -> None:
    answer = ask("提升養殖產量有哪些關鍵績效指標", MIDTERM)
    names = [item.title for item in answer.items if item.type == "kpi"]
    assert names == ["石斑魚養殖面積", "吳郭魚養殖戶數"]


def test_a_project_is_answered_with_its_row() -> None:
    answer = ask("石斑魚產業計畫的期程", MIDTERM)
    assert answer.items[0].type == "project"
    assert answer.answer == "石斑魚產業計畫：期程：106-109"
    assert "106-109" in answer.citations[0].quote
    assert any("石斑魚養殖面積" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("中程計畫中哪些計畫類別是社會發展", ["石斑魚產業計畫", "海洋清潔計畫"]),
        ("中程計畫中哪些計畫類別是公共建設", ["冷凍設備計畫"]),
        ("中程計畫中哪些計畫沒有KPI", ["冷凍設備計畫"]),
        ("中程計畫中哪些計畫與海洋垃圾清運率有關", ["海洋清潔計畫"]),
    ],
)
def test_projects_are_listed_by_category_and_by_kpi(question: str, names: list[str]) -> None:
    answer = ask(question, MIDTERM)
    assert [item.title for item in answer.items if item.type == "project"] == names
    assert f"計畫共{len(names)}項" in answer.answer


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("中程計畫有哪些KPI", ["石斑魚養殖面積", "吳郭魚養殖戶數", "海洋垃圾清運率"]),
        ("列出所有關鍵績效指標", ["石斑魚養殖面積", "吳郭魚養殖戶數", "海洋垃圾清運率"]),
        ("中程計畫裡養殖相關的KPI是哪些", ["石斑魚養殖面積", "吳郭魚養殖戶數"]),
    ],
)
def test_every_kpi_is_listed_when_all_are_asked_for(question: str, titles: list[str]) -> None:
    found = ask(question, MIDTERM)
    assert [item.title for item in found.items if item.type == "kpi"] == titles
    assert (found.kind, len(found.figures)) == ("list", len(titles))


def test_how_many_kpis_there_are_is_said_first_and_each_is_named() -> None:
    found = ask("How many KPIs are there in the mid-term plan?", MIDTERM)
    assert found.answer.startswith("3 KPIs") and found.kind == "list"
    assert [item.title for item in found.items] == ["石斑魚養殖面積", "吳郭魚養殖戶數", "海洋垃圾清運率"]
