"""Tables become the lines of label and value that plans are read from."""

from __future__ import annotations

import pytest

from ingest.columns import TableCell, write_table

HEADER = ["具體策略", "執行措施", "績效目標", "辦理機關", "績效衡量指標", "109年績效目標值"]


def write(*rows: list[str | TableCell]) -> list[str]:
    def make(cell: str | TableCell) -> TableCell:
        if isinstance(cell, TableCell):
            return cell
        return TableCell(tuple(line for line in cell.split("|") if line))

    return list(write_table([[make(cell) for cell in row] for row in rows]))


ABOVE = TableCell((), merged=True)


def test_a_label_and_its_value_are_a_line_and_further_paragraphs_follow() -> None:
    assert write(["序次", "1"], ["績效目標", "1. 甲|2. 乙"], ["", "丙"], [ABOVE, "丁"]) == [
        "序次\t1", "績效目標\t1. 甲", "\t2. 乙", "\t丙", "\t\t丁",
    ]  # fmt: skip


def test_labels_beside_each_other_are_lines_of_their_own() -> None:
    assert write(["序次", "1", "辦理機關", "法務部"]) == ["序次\t1", "辦理機關\t法務部"]


def test_columns_under_labels_give_a_record_a_row() -> None:
    first, second = (
        ["一、甲", "(一)乙", "丙", "法務部", "丁", "5次"],
        ["二、戊", "己", "", "內政部", "庚", "6次"],
    )
    lines = write(HEADER, first, second)
    assert lines[:7] == ["序次\t", *(f"{label}\t{cell}" for label, cell in zip(HEADER, first, strict=True))]
    assert lines[7:9] == ["序次\t", "具體策略\t二、戊"]
    assert "績效目標\t" not in lines


def test_a_merged_or_empty_strategy_holds_for_the_records_below() -> None:
    for below in (ABOVE, ""):
        lines = write(HEADER, ["一、甲", "乙", "", "", "", "5次"], [below, "丙", "", "", "", "6次"])
        assert lines.count("具體策略\t一、甲") == 2


def test_a_cell_merged_over_several_records_belongs_to_each() -> None:
    lines = write(
        HEADER,
        ["一、甲", "乙", "丙", "法務部|(廉政署)", "丁", "5次"],
        [ABOVE, "戊", "己", ABOVE, ABOVE, "6次"],
        ["二、庚", "辛", "壬", "", ABOVE, "7次"],
        ["", "癸", "子", ABOVE, "丑", "8次"],
    )
    assert [lines.count(line) for line in ("辦理機關\t法務部", "\t(廉政署)", "績效衡量指標\t丁")] == [2, 2, 3]
    assert lines[lines.index("執行措施\t戊") :][:5] == [
        "執行措施\t戊", "績效目標\t己", "辦理機關\t法務部", "\t(廉政署)", "績效衡量指標\t丁",
    ]  # fmt: skip


def test_a_merged_action_goes_on_with_its_record() -> None:
    lines = write(HEADER, ["一、甲", "乙", "", "", "", "5次"], [ABOVE, ABOVE, "", "", "", "6次"])
    assert lines == ["序次\t", "具體策略\t一、甲", "執行措施\t乙", "109年績效目標值\t5次", "\t\t6次"]


def test_a_repeated_header_and_empty_rows_are_left_out() -> None:
    row = ["一、甲", "乙", "丙", "法務部", "丁", "5次"]
    assert write(HEADER, row, HEADER, ["", ""]) == write(HEADER, row)


def test_the_number_of_a_record_goes_first_wherever_its_column_stands() -> None:
    lines = write(["執行措施", "績效目標", "序次"], ["甲", "乙", "7"])
    assert lines == ["序次\t7", "執行措施\t甲", "績效目標\t乙"]


@pytest.mark.parametrize("rows", [[["年度", "件數", "人數"], ["109", "5", "6"]], [["甲", "乙", "丙"]]])
def test_other_tables_keep_their_rows(rows: list[list[str]]) -> None:
    assert write(*rows) == ["\t".join(row) for row in rows]


def test_a_row_of_one_cell_is_a_plain_line() -> None:
    assert write([TableCell(("參、具體策略",), span=2)], ["", ""]) == ["參、具體策略"]
