"""A table is what all of its headings say: rows of them, titles above, sections, repeats, states below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.blocks import Cell, Table
from ingest.tables.reading import HeadedTable, read_headed

# A cell: its text, or (text, columns it takes, rows it takes); None where one from above goes on.
Written = str | tuple[str, int, int] | None


def make_table(rows: Sequence[Sequence[Written]], columns: int) -> Table:
    cells: list[Cell] = []
    for row, written in enumerate(rows):
        column = 0
        for one in written:
            if one is None:
                column += 1
                continue
            text, across, down = (one, 1, 1) if isinstance(one, str) else one
            cells.append(Cell(row, column, text, ((0, row + 1),), down, across))
            column += across
    return Table(tuple(cells), len(rows), columns, 1, len(rows))


def read(rows: Sequence[Sequence[Written]], columns: int) -> HeadedTable:
    headed = read_headed(make_table(rows, columns))
    assert headed is not None
    return headed


def said(headed: HeadedTable) -> list[tuple[str, tuple[int, ...]]]:
    return [(column.field, column.years) for column in headed.columns]


def test_two_rows_of_headings_say_together_what_a_column_is() -> None:
    headed = read(
        [
            [("措施", 1, 2), ("112年度", 2, 1), ("113年度", 2, 1)],
            [None, "目標值", "實績", "目標值", "預算數(千元)"],
            ["宣導", "5場", "6場", "7場", "1,200"],
        ],
        5,
    )
    assert said(headed) == [
        ("action", ()), ("target", (112,)), ("result", (112,)), ("target", (113,)), ("budget", (113,)),
    ]  # fmt: skip
    assert (headed.columns[4].unit, headed.columns[4].scale) == ("元", 1000)
    assert headed.columns[4].label == "113年度 預算數(千元)"


def test_headings_that_lost_their_spans_go_deeper_where_years_and_roles_stand_below() -> None:
    headed = read(
        [
            ["措施", "112年度", "112年度", "113年度"],
            ["措施", "目標值", "實際值", "目標值"],
            ["宣導", "5場", "6場", "7場"],
        ],
        4,
    )
    assert said(headed)[1:] == [("target", (112,)), ("result", (112,)), ("target", (113,))]
    assert len(headed.rows) == 1


def test_bare_years_head_columns_where_several_stand_beside_each_other() -> None:
    headed = read([["項目", "110", "111", "112"], ["職員", "8", "9", "7"]], 4)
    assert [years for _, years in said(headed)[1:]] == [(110,), (111,), (112,)]


def test_titles_above_the_headings_are_none() -> None:
    headed = read(
        [
            [("112年度執行情形表", 3, 1)],
            ["製表單位：綜規司", "", ""],
            ["編號", "措施", "目標值"],
            ["1", "宣導", "5場"],
        ],
        3,
    )
    assert headed.titles == ("112年度執行情形表", "製表單位：綜規司")
    assert [column.field for column in headed.columns] == ["no", "action", "target"]


def test_rows_that_span_the_table_are_sections_and_repeated_headings_are_left_out() -> None:
    head = ["編號", "措施", "目標值"]
    headed = read(
        [head, [("壹、交通", 3, 1)], ["1", "公車", "5輛"], head, [("貳、環保", 3, 1)], ["2", "稽查", "6次"]],
        3,
    )
    assert [(section, row[1].text) for section, row in headed.rows if row[1]] == [
        ("壹、交通", "公車"),
        ("貳、環保", "稽查"),
    ]


def test_a_merged_cell_alone_in_its_row_is_a_section_though_the_others_are_drawn() -> None:
    headed = read(
        [
            ["編號", "措施", "目標值", "實際值"],
            [("策略一　清淨海岸", 2, 1), "", ""],
            ["1-1", "清理海岸", "40公里", "32公里"],
            [("策略二　水質", 4, 1)],
            ["2-1", "巡查水質", "20次", "22次"],
        ],
        4,
    )
    assert [section for section, _ in headed.rows] == ["策略一　清淨海岸", "策略二　水質"]


def test_the_original_and_the_revised_target_are_told_apart() -> None:
    headed = read([["措施", "原訂目標值", "修正後目標值", "實際值"], ["宣導", "5場", "4場", "4場"]], 4)
    assert [column.basis for column in headed.columns] == [None, "original", "revised", None]


@pytest.mark.parametrize("marks", [["是", "否", "部分"], ["V", "X", "V"], ["●", "○", "△"]])
def test_a_column_of_marks_is_one_of_states_whatever_its_heading(marks: list[str]) -> None:
    rows = [["措施", "目標值", "達成情形"], *([f"第{n}項", f"{n}場", mark] for n, mark in enumerate(marks))]
    assert read(rows, 3).columns[2].field == "status"


def test_a_column_headed_as_states_that_holds_figures_is_no_column_of_states() -> None:
    rows = [["措施", "目標值", "達成狀況"], ["甲", "5場", "6場"], ["乙", "7場", "7場"]]
    assert read(rows, 3).columns[2].field == "result"


def test_an_objective_that_rows_are_grouped_under_is_no_target() -> None:
    rows = [["目標", "措施", "目標值"], ["減碳", "公車", "5輛"], ["減碳", "稽查", "6次"]]
    assert [column.field for column in read(rows, 3).columns] == ["strategy", "action", "target"]


def test_columns_of_words_without_figures_or_names_are_no_headings() -> None:
    assert read_headed(make_table([["甲", "乙", "丙"], ["丁", "戊", "己"]], 3)) is None
    assert read_headed(make_table([["甲", "乙"]], 2)) is None


def test_an_unknown_heading_over_figures_heads_them() -> None:
    headed = read([["縣市", "里數"], ["甲市", "12"], ["乙市", "15"]], 2)
    assert [column.noun for column in headed.columns] == ["縣市", "里數"]


def test_parts_of_another_table_above_the_headings_do_not_hide_them() -> None:
    rows = [
        ["", "653,218", "年度", ""],
        ["編號", "措施", "指標", "109年度目標值"],
        ["1", "宣導", "場次", "5場"],
    ]
    assert [c.field for c in read(rows, 4).columns] == ["no", "action", "indicator", "target"]


def test_a_heading_that_reaches_down_from_a_row_left_out_takes_no_row_of_data() -> None:
    headed = read(
        [
            [("部門別", 1, 2), ("94年（基準年）", 1, 2), ("近年", 2, 1)],
            [None, None, "112年", "113年（初估）"],
            ["製造部門", "5,012.6", "4,105.2", "4,018.7"],
            ["住宅部門", "312.4", "287.6", "290.3"],
        ],
        4,
    )
    assert [row[0].text for _, row in headed.rows if row[0] is not None] == ["製造部門", "住宅部門"]


def test_a_heading_that_says_year_over_columns_of_years_is_no_field_of_them() -> None:
    headed = read(
        [
            [("項目", 1, 2), ("單位", 1, 2), ("年度", 3, 1), ("112年較111年增減", 1, 2)],
            [None, None, "110年", "111年", "112年", None],
            ["巡查海岸", "次", "30", "32", "35", "9.4%"],
            ["清理海岸", "公噸", "410", "395", "402", "1.8%"],
        ],
        6,
    )
    assert [column.years for column in headed.columns[2:5]] == [(110,), (111,), (112,)]
    assert all(column.is_data and not column.field for column in headed.columns[2:5])
