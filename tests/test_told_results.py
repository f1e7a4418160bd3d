"""Results that a cell tells in sentences: which figure is the result, and of which years the others are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import make_document
from ingest.entries.assembly import assemble
from ingest.formats.text import read_text_blocks
from ingest.records import Observation


def observe(text: str) -> list[Observation]:
    document = make_document(text, edition=112)
    return [o for o in assemble(document, read_text_blocks(document.lines)).observations if o.kind != "text"]


def pair(
    goal: str, result: str, indicator: str = "辦理情況"
) -> list[tuple[int | None, str, float, str | None]]:
    rows = f"措施\t衡量指標\t112年目標值\t112年執行成果\n甲措施\t{indicator}\t{goal}\t{result}\n"
    return [(o.year, o.role, float(o.value or 0), o.verdict) for o in observe(rows)]


@pytest.mark.parametrize(
    ("goal", "result", "found"),
    [
        # What is counted since years ago answers a target that is, whatever was added in the year.
        (
            "累計設置120處",
            "112年新增設置26處，連同111年底累計92處，全國累計設置118處。",
            [(112, "target", 120, "not_met"), (111, "actual", 92, None), (112, "actual", 118, None)],
        ),
        # A figure of another year is no result, though it is the only one of its unit.
        (
            "每公頃10.5公斤以下",
            "112年度使用量統計須俟申報截止；111年為每公頃11.0公斤。",
            [(111, "actual", 11, None), (112, "target", 10.5, "not_reported")],
        ),
        # Nor is one of something else, where the sentence says that the result is not known yet.
        (
            "完成設施改善18所",
            "112年度核定補助21所，實際完成改善所數尚待彙整。（111年完成16所）",
            [(111, "actual", 16, None), (112, "target", 18, "not_reported")],
        ),
        # The year of another clause is that of what was worked on.
        (
            "完成盤查18個機關",
            "18個機關均已完成111年度盤查並上傳清冊，其中7個機關取得聲明書。",
            [(112, "target", 18, "met"), (112, "actual", 18, None)],
        ),
    ],
)
def test_the_result_is_the_figure_that_answers_the_target(
    goal: str, result: str, found: list[tuple[int | None, str, float, str | None]]
) -> None:
    assert sorted(pair(goal, result), key=str) == sorted(found, key=str)


def test_a_figure_in_the_name_of_an_indicator_is_no_target_and_no_result() -> None:
    name = "任一性別達百分之四十之委員會占比"
    assert pair(f"{name}70%", "其中38個達百分之四十，占73.1%", name) == [
        (112, "target", 70, "met"),
        (112, "actual", 73.1, None),
    ]


CARD = """措施名稱\t擴大有機耕作
主辦機關\t農糧署
衡量基準\t1.有機面積
\t2.體驗場次及人次
分年目標\t1.有機面積：111年2萬公頃；112年2萬3,500公頃；113年2萬6,000公頃。
\t2.體驗：111年90場次、8,000人次；112年100場次、9,000人次；113年110場次、9,500人次。
112年執行成果\t1.截至112年底有機面積2萬4,180公頃；111年底為2萬1,960公頃。
\t2.112年辦理體驗108場次、8,760人次。
"""


def test_a_cell_of_targets_of_several_years_gives_each_its_own_and_the_results_told_of_it() -> None:
    found = {(o.year, o.role, o.value, o.unit, o.verdict) for o in observe(CARD)}
    assert found == {
        (111, "target", 20_000, "公頃", "met"),
        (111, "target", 90, "場次", None),
        (111, "target", 8_000, "人次", None),
        (112, "target", 23_500, "公頃", "met"),
        (112, "target", 100, "場次", "met"),
        (112, "target", 9_000, "人次", "not_met"),
        (113, "target", 26_000, "公頃", None),
        (113, "target", 110, "場次", None),
        (113, "target", 9_500, "人次", None),
        (112, "actual", Decimal(24_180), "公頃", None),
        (111, "actual", Decimal(21_960), "公頃", None),
        (112, "actual", 108, "場次", None),
        (112, "actual", 8_760, "人次", None),
    }


def test_a_rate_of_achievement_is_told_as_one_beside_a_mark_and_in_a_sentence() -> None:
    told = "△（99.5%）\t全年鏈結量為187.5萬公噸，鏈結量達成率98.7%。"
    rows = (
        f"措施\t衡量指標\t112年目標值\t112年實際值\t112年評定\t112年檢討說明\n甲\t鏈結量\t190\t187\t{told}\n"
    )
    document = make_document(rows, edition=112)
    made = assemble(document, read_text_blocks(document.lines)).observations
    rates = [(o.role, o.value) for o in made if o.unit == "%"]
    assert rates == [("rate", Decimal("99.5")), ("rate", Decimal("98.7"))]


def test_a_rate_of_achievement_is_no_result_unless_it_is_what_is_asked_for() -> None:
    assert pair("95%", "達成率98.7%", "查核率") == [(112, "target", 95, "not_reported")]
    assert pair("95%", "查核達成率98.7%", "查核達成率") == [
        (112, "target", 95, "met"),
        (112, "actual", 98.7, None),
    ]


def test_a_figure_of_another_year_is_no_result_however_short_its_cell() -> None:
    assert pair("93%", "111年為93.4%") == [(112, "target", 93, "not_reported")]


def test_a_school_year_is_no_other_year() -> None:
    assert pair("30班", "111學年度開設32班") == [(112, "target", 30, "met"), (112, "actual", 32, None)]
