"""A page gives the headings, paragraphs and tables its reader sees, each cell at its place."""

from __future__ import annotations

import pytest

from ingest.blocks import Paragraph, Table
from ingest.formats.webpage import read_webpage_blocks
from ingest.formats.writing import Writer
from ingest.records import UnreadableSource


def read(page: str) -> Writer:
    return read_webpage_blocks(page.encode(), "a.html")


def tables(page: str) -> list[Table]:
    return [block for block in read(page).blocks if isinstance(block, Table)]


def paragraphs(page: str) -> list[tuple[str, int | None]]:
    return [(block.text, block.level) for block in read(page).blocks if isinstance(block, Paragraph)]


def show(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def test_two_rows_of_headings_span_columns_and_rows() -> None:
    page = (
        "<table><caption>表1 單位：千元</caption><thead><tr><td rowspan=2>項　目<th colspan=2>110年"
        "<tr><td>目標<td>實績</thead><tr><td rowspan=0>宣導<td>1,230<td>1,240<tr><td>10<td>30</table>"
    )
    [table] = tables(page)
    assert show(table) == [
        (0, 0, 2, 1, "項目"), (0, 1, 1, 2, "110年"), (1, 1, 1, 1, "目標"), (1, 2, 1, 1, "實績"),
        (2, 0, 2, 1, "宣導"), (2, 1, 1, 1, "1,230"), (2, 2, 1, 1, "1,240"),
        (3, 1, 1, 1, "10"), (3, 2, 1, 1, "30"),
    ]  # fmt: skip
    assert [cell.heading for cell in table.cells] == [True] * 4 + [False] * 5
    assert table.caption == "表1 單位：千元"
    assert paragraphs(page) == [("表1 單位：千元", None)]


def test_each_cell_stands_on_the_line_it_names() -> None:
    written = read("<p>前言<table><tr><td>策略<td>措施<td>目標<tr><td>強化<td>宣導<br>活動<td>10場</table>")
    [table] = [block for block in written.blocks if isinstance(block, Table)]
    for cell in table.cells:
        line = written.lines[cell.starts[0][1] - 1]
        assert all(part in line for part in cell.text.split("\n"))


def test_headings_lists_and_lines_of_paragraphs() -> None:
    page = (
        "<h1>廉政計畫</h1><h3>貳、<b>目標</b></h3><p>　　一、說明&nbsp;&nbsp;甲<br>乙</p>"
        "<ul><li>宣導<ul><li>內層</ul><li>座談</ul>"
    )
    assert paragraphs(page) == [
        ("廉政計畫", 0), ("貳、目標", 2), ("一、說明 甲", None), ("乙", None),
        ("宣導", None), ("內層", None), ("座談", None),
    ]  # fmt: skip


def test_breaks_paragraphs_and_items_are_paragraphs_of_a_cell() -> None:
    [table] = tables(
        "<table><tr><td>目標<td>甲<br>乙<p>丙<ul><li>1. 丁<li>2. 戊</ul><tr><td>值<td>&nbsp;</table>"
    )
    assert [cell.text for cell in table.cells] == ["目標", "甲\n乙\n丙\n1. 丁\n2. 戊", "值", ""]


def test_a_raised_mark_does_not_grow_together_with_a_number() -> None:
    page = "<p>1,230<sup>1</sup>場、12<sup>2)</sup>人<sub>註3</sub>、3<sup>10年</sup>、"
    page += "5公尺<sup>2</sup>、8m<sup>2</sup>"
    assert paragraphs(page) == [("1,230[1]場、12[2]人[註3]、3 10年、5公尺²、8m²", None)]


def test_what_is_hidden_or_struck_out_is_left_out() -> None:
    page = (
        "<p hidden>甲</p><p style='DISPLAY : none'>乙</p><p>目標<del>99</del><s>98</s>"
        "<span style='text-decoration: line-through'>97</span>100場</p>"
        "<table><tr><td>項<td>值<tr style='display:none'><td>丙<td>1"
        "<tr><td>丁<td style='display:none'>2<td>3</table>"
    )
    assert paragraphs(page) == [("目標100場", None)]
    assert [cell.text for cell in tables(page)[0].cells] == ["項", "值", "丁", "3"]


def test_a_list_of_terms_is_a_table_of_two_columns() -> None:
    [table] = tables("<dl><dt>主辦機關<dd>法務部<dd>內政部<dt>績效目標<dd><p>10場<p>20場</dl>")
    assert show(table) == [
        (0, 0, 1, 1, "主辦機關"), (0, 1, 1, 1, "法務部\n內政部"),
        (1, 0, 1, 1, "績效目標"), (1, 1, 1, 1, "10場\n20場"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "cells"),
    [
        ("<dl>\n<dt>主辦</dt>\n<dd>甲司</dd>\n<dd>乙司</dd>\n<dt>目標</dt>\n<dd>10場</dd>\n</dl>",
         ["主辦", "甲司\n乙司", "目標", "10場"]),
        ("<dl><div><dt>主辦</dt><dd>甲司</dd><dd>乙司</dd></div></dl>", ["主辦", "甲司\n乙司"]),
    ],
)  # fmt: skip
def test_all_that_a_term_means_is_kept(page: str, cells: list[str]) -> None:
    [table] = tables(page)
    assert [cell.text for cell in table.cells] == cells


def test_terms_over_labelled_meanings_are_headings_below_the_last() -> None:
    listed = "<dt>專案一　河川巡查<dd>112年目標：巡查120次。</dd><dd>成果：巡查130次。</dd>"
    assert paragraphs(f"<h2>參、成果</h2><dl>{listed}</dl>") == [
        ("參、成果", 1),
        ("專案一 河川巡查", 2),
        ("112年目標：巡查120次。", None),
        ("成果：巡查130次。", None),
    ]


@pytest.mark.parametrize(
    "page", ["<dl><dd>孤立<dt>主辦<dd>甲司</dl>", "<dl><dt>主辦</dt><dt>協辦</dt><dd>甲司</dd></dl>"]
)
def test_terms_and_meanings_that_do_not_go_together_are_paragraphs(page: str) -> None:
    assert tables(page) == []
    assert "甲司" in [text for text, _ in paragraphs(page)]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<ul><li>首頁<li>統計</ul><aside><h2>施政</h2></aside><h1>河川 <b>報告</b></h1>", "河川 報告"),
        ("<h1>甲</h1><h1>乙</h1>", ""),
        ("<h2>甲</h2>", ""),
    ],
)
def test_the_only_first_heading_of_a_page_is_its_title(page: str, title: str) -> None:
    assert read(page).title == title


INNER = "<table><tr><th>指標<th>值<tr><td>宣導場次<td>10</table>"


@pytest.mark.parametrize(
    "page",
    [
        f"<table><tr><td>{INNER}</table>",
        f"<table><tr><td>選單<td>{INNER}<p>完</table>",
        f"<table><tr><td>{'選單 ' * 40}<td><table role=presentation><tr><td>{INNER}<td>x</table></table>",
        f"<table><tr><td>頁首<tr><td><table><tr><td>左<td>{INNER}</table><tr><td>頁尾</table>",
    ],
)
def test_tables_that_arrange_the_page_are_walked_into(page: str) -> None:
    assert [[cell.text for cell in table.cells] for table in tables(page)] == [
        ["指標", "值", "宣導場次", "10"]
    ]


def test_a_small_table_in_a_cell_is_its_text() -> None:
    rows = "".join(f"<tr><td>{n}<td>辦理廉政宣導活動與研習<td>{n}場" for n in range(1, 6))
    inner = "<table><tr><td>甲<td>10<tr><td>乙<td>20</table>"
    [table] = tables(f"<table><tr><th>序次<th>措施<th>目標{rows}<tr><td>6<td>分項{inner}<td>9")
    assert table.rows == 7
    assert [cell.text for cell in table.cells[-3:]] == ["6", "分項\n\t甲\t10\n\t乙\t20", "9"]


def test_a_table_drawn_in_what_is_set_as_typed_is_a_table() -> None:
    page = "<p>表</p><pre>\n┌──┬──┐\n│項目│目標│\n├──┼──┤\n│宣導│ 10 │\n└──┴──┘\n</pre><p>完</p>"
    [table] = tables(page)
    written = read(page)
    assert [cell.text for cell in table.cells] == ["項目", "目標", "宣導", "10"]
    assert ["宣導" in written.lines[cell.starts[0][1] - 1] for cell in table.cells[2:]] == [True, True]
    assert paragraphs(page) == [("表", None), ("完", None)]


def test_a_page_that_was_read_as_cp1252_is_mended_and_told() -> None:
    text = "<p>廉政計畫109年</p>".encode().decode("latin-1")
    written = read_webpage_blocks(f'<html><meta charset="utf-8">{text}</html>'.encode(), "a.html")
    assert written.lines == ["廉政計畫109年"]
    [(line, message)] = written.problems
    assert (line, message) == (1, "expected UTF-8, found 5 characters of it read as cp1252; read again")


# What would take hours or gigabytes if each span were a cell.
BOUNDED = {
    "10,000 columns": ("<table><tr>" + "<td>甲" * 10_000 + "<tr>" + "<td>1" * 10_000, "at most 1000 columns"),
    "spans of millions": ("<table>" + "<tr><td rowspan=9999999 colspan=9999999>甲<td>1" * 300, "columns"),
    "tall spans": ("<table><tr>" + "<td rowspan=9999999>甲" * 199 + "<tr><td>乙" * 15_000, "2000000 cells"),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_what_is_too_large_for_a_table_is_text_and_told(case: str) -> None:
    page, message = BOUNDED[case]
    written = read(page)
    assert all(isinstance(block, Paragraph) for block in written.blocks) and written.blocks
    assert len(written.problems) == 1 and message in written.problems[0][1]


def test_spans_reach_no_further_than_the_rows_there_are() -> None:
    [table] = tables("<table><tr><td rowspan=9999999>甲<td>1<td>2<tr><td>3<td>4<tr>")
    assert (table.rows, table.columns) == (2, 3)
    assert table.cells[0].row_span == 2


def test_a_hundred_nested_tables_are_walked_into_and_deeper_ones_refused() -> None:
    assert paragraphs("<table><tr><td>" * 100 + "甲" + "</table>" * 100) == [("甲", None)]
    with pytest.raises(UnreadableSource, match="expected elements nested at most 400 deep, found more"):
        read("<table><tr><td>" * 5_000 + "甲")


def test_a_table_of_5000_rows_keeps_them_all() -> None:
    rows = "".join(f"<tr><td>措施{n}<td>{n}<td>{n + 1}" for n in range(5_000))
    [table] = tables(f"<table><tr><th>措施<th>目標<th>實績{rows}</table>")
    assert table.rows == 5_001
    assert table.cells[-1].text == "5000"
