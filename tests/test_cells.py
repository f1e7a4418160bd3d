"""Lines become label/value rows, whatever the table is drawn with."""

from __future__ import annotations

import pytest

from building import make_document
from ingest.cells import Cell, Row, read_rows
from ingest.labels import load_labels

LABELS = (load_labels("measure"),)


def rows(text: str) -> list[tuple[int, str | None, str]]:
    return [(row.line, row.label, row.value) for row in read_rows(make_document(text), LABELS)]


def test_a_tab_parts_label_and_value_and_later_tabs_part_cells() -> None:
    assert rows("辦理機關\t法務部\t廉政署") == [(1, "辦理機關", "法務部\t廉政署")]


def test_a_row_that_goes_on_has_an_empty_label_and_a_plain_line_has_none() -> None:
    assert rows("\t<p>月 21 日</p>\n另辦理宣導") == [(1, "", "<p>月 21 日</p>"), (2, None, "另辦理宣導")]


def test_blank_lines_and_rules_give_no_row() -> None:
    assert rows("\n---\n|---|---|\n \n甲") == [(5, None, "甲")]


def test_a_rule_in_the_label_cell_is_no_label() -> None:
    assert rows("-------------------\t3. 續辦") == [(1, "", "3. 續辦")]


@pytest.mark.parametrize(
    "line",
    [
        "| 辦理機關 | 法務部 |",
        "辦理機關：法務部",
        "辦理機關:法務部",
        "辦理機關　法務部",
        "辦理機關  法務部",
        "辦理機關 法務部",
    ],
)
def test_tables_without_tabs_are_read_too(line: str) -> None:
    [(_, label, value)] = rows(line)
    assert (label, value.strip()) == ("辦理機關", "法務部")


def test_a_sentence_with_a_colon_is_no_row() -> None:
    assert rows("本署辦理：宣導三場。\n目標 88 次") == [
        (1, None, "本署辦理：宣導三場。"),
        (2, None, "目標 88 次"),
    ]


def test_a_cell_joins_its_parts_and_knows_their_lines() -> None:
    document = make_document("\n" * 12)
    cell = Cell("result", "達成情形", (109,), True, label_lines=[3])
    for line, value in [
        (3, "<ol> 1. 於 12"),
        (5, "---"),
        (6, "<p>月 21 日辦理。</p>"),
        (7, "</ol>"),
        (9, "2. 宣導"),
    ]:
        cell.add(Row(line, "", value))
    field = cell.to_field(document)
    assert field.text == "1. 於 12月 21 日辦理。\n2. 宣導"
    assert (field.place.line_start, field.place.line_end) == (3, 9)
    start = field.text.index("月 21")
    assert field.locate(start, start + 4).line_start == 6
    assert (field.locate(0, len(field.text)).line_start, field.locate(0, len(field.text)).line_end) == (3, 9)
    assert field.locate(start, start).line_end == 6


def test_a_cell_without_text_stands_where_its_label_stands() -> None:
    field = Cell("goal", "績效目標", (), True, label_lines=[4]).to_field(make_document("\n" * 6))
    assert (field.text, field.place.line_start, field.locate(0, 0).line_end) == ("", 4, 4)
