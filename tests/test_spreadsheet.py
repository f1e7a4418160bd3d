"""Workbooks and separated values as blocks: values as shown, merged cells, several tables on a sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingest.blocks import Paragraph, Table
from ingest.formats.number_formats import built_in_code, show_number
from ingest.formats.separated import read_csv_blocks
from ingest.formats.spreadsheet import read_workbook_blocks
from ingest.formats.writing import Writer
from ingest.records import UnreadableSource

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def save(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make(fill: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "執行情形"
    fill(book.active)
    return save(book)


def read(fill: Callable[[Worksheet], object]) -> Writer:
    return read_workbook_blocks(make(fill), "a.xlsx")


def read_rows(*rows: list[object]) -> Writer:
    return read(lambda sheet: [sheet.append(row) for row in rows])


def with_sheet(xml: str) -> bytes:
    """Return a workbook whose sheet is written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make(lambda sheet: None))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


def read_sheet(rows: str, after: str = "") -> Writer:
    data = with_sheet(f"<worksheet {NAMES}><sheetData>{rows}</sheetData>{after}</worksheet>")
    return read_workbook_blocks(data, "a.xlsx")


def texts(writer: Writer) -> list[str]:
    return [block.text for block in writer.blocks if isinstance(block, Paragraph)]


def tables(writer: Writer) -> list[Table]:
    return [block for block in writer.blocks if isinstance(block, Table)]


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def test_a_sheet_is_its_name_and_its_table() -> None:
    writer = read_rows(["項目", "件數"], ["甲", 5], ["乙", "6件\n含補件"])
    assert [(b.text, b.level) for b in writer.blocks if isinstance(b, Paragraph)] == [("執行情形", 0)]
    assert rows_of(tables(writer)[0]) == [["項目", "件數"], ["甲", "5"], ["乙", "6件\n含補件"]]
    for cell in tables(writer)[0].cells:
        for start, line in cell.starts:
            assert cell.text[start:].split("\n")[0] in writer.lines[line - 1]


def test_merged_cells_have_their_spans() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["109年度執行情形"],
            ["項目", "經費"],
            [None, "預算", "決算"],
            ["甲", 1, 2],
            [None, 3, 4],
        ):
            sheet.append(row)
        for area in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
            sheet.merge_cells(area)

    (table,) = tables(read(fill))
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells][:4] == [
        (0, 0, 1, 3, "109年度執行情形"), (1, 0, 2, 1, "項目"), (1, 1, 1, 2, "經費"), (2, 1, 1, 1, "預算"),
    ]  # fmt: skip
    assert rows_of(table)[3:] == [["甲", "1", "2"], ["甲", "3", "4"]]


SHOWN = [
    ("0.1234", "0%", "12%"),
    ("0.125", "0.0%", "12.5%"),
    ("0.30000000000000004", "General", "0.3"),
    ("1234567", "General", "1234567"),
    ("123456789012", "General", "123456789012"),
    ("1234567", "#,##0", "1,234,567"),
    ("1234567", "#,##0,", "1,235"),
    ("-1234.5", "#,##0.0", "-1,234.5"),
    ("-1234.5", "#,##0_);(#,##0)", "(1,235)"),
    ("-5", "0;[Red]△0", "△5"),
    ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-"),
    ("0", "#,##0", "0"),
    ("2.5", "0", "3"),
    ("0.5", "#.##", ".5"),
    ("12", '0"場次"', "12場次"),
    ("12", '"約"#,##0\\件', "約12件"),
    ("1500", '[$NT$-404]#,##0', "NT$1,500"),
    ("7", "000", "007"),
    ("0.25", "# ?/?", "0.25"),
    ("12345", "0.00E+00", "12345"),
    ("3", '[>2]"多";"少"', "多"),
    ("1", '[>2]"多";"少"', "少"),
    ("43831", "yyyy/m/d", "2020/1/1"),
    ("43831", "yyyy-mm-dd", "2020-01-01"),
    ("43831", "[$-404]e/m/d", "109/1/1"),
    ("43831", '[$-404]ggge"年"m"月"d"日"', "中華民國109年1月1日"),
    ("43831", "[$-1000404]e/mm/dd", "109/01/01"),
    ("43831.5625", "yyyy/m/d h:mm", "2020/1/1 13:30"),
    ("0.5625", '上午/下午h"時"mm"分"', "下午1時30分"),
    ("1.5", "[h]:mm", "36:00"),
    ("43831", 'e"年"', "2020年"),
    ("不詳", "0", "不詳"),
    ("1E+300", "0", "1E+300"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "code", "expected"), SHOWN)
def test_numbers_are_written_as_their_format_shows_them(stored: str, code: str, expected: str) -> None:
    assert show_number(stored, code) == expected


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    assert show_number("42369", "yyyy/m/d", since_1904=True) == "2020/1/1"


def test_built_in_formats_are_known_as_the_library_knows_them() -> None:
    codes = openpyxl.styles.numbers.BUILTIN_FORMATS
    for id in (1, 2, 3, 4, 9, 10, 12, 13, 20, 21, 45, 46, 49):
        assert built_in_code(id) == codes[id]


def test_cells_are_read_with_the_formats_of_their_styles() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["項目", "達成率", "經費", "日期"])
        sheet.append(["甲", 0.956, 1234567, date(2020, 1, 5)])
        for cell, code in zip(sheet[2][1:], ("0.0%", "#,##0", '[$-404]e"年"m"月"d"日"'), strict=True):
            cell.number_format = code

    assert rows_of(tables(read(fill))[0])[1] == ["甲", "95.6%", "1,234,567", "109年1月5日"]


def test_tables_that_empty_rows_or_columns_clearly_part_are_several() -> None:
    writer = read_rows(
        ["表一"], [],
        ["項目", "件數", None, "項目", "場次"], ["甲", 1, None, "乙", 2], ["丙", 3, None, "丁", 4],
        [], ["機關", "人數"], ["廉政署", 9], [], ["註：以年底計。"],
    )  # fmt: skip
    assert texts(writer) == ["執行情形", "表一", "註：以年底計。"]
    assert [rows_of(table) for table in tables(writer)] == [
        [["項目", "件數"], ["甲", "1"], ["丙", "3"]],
        [["項目", "場次"], ["乙", "2"], ["丁", "4"]],
        [["機關", "人數"], ["廉政署", "9"]],
    ]


def test_what_an_empty_row_or_column_leaves_without_a_heading_goes_on() -> None:
    writer = read_rows(
        ["項目", "單位", None, "110", "111"], [], ["甲", "件", None, 1, 2], [], ["乙", "件", None, 3, 4],
    )  # fmt: skip
    assert [rows_of(table) for table in tables(writer)] == [
        [["項目", "單位", "110", "111"], ["甲", "件", "1", "2"], ["乙", "件", "3", "4"]]
    ]


def test_rows_printed_on_every_page_are_headings() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["項目", "件數"], ["甲", 1]):
            sheet.append(row)
        sheet.print_title_rows = "1:1"

    assert [cell.heading for cell in tables(read(fill))[0].cells] == [True, True, False, False]


def test_hidden_sheets_rows_and_columns_are_read_and_told() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "一"
    hidden = book.create_sheet("二")
    for sheet in book.worksheets:
        for row in (["項目", "件數"], ["甲", 1], ["乙", 2]):
            sheet.append(row)
    book.worksheets[0].row_dimensions[2].hidden = True
    book.worksheets[0].column_dimensions["B"].hidden = True
    hidden.sheet_state = "hidden"
    writer = read_workbook_blocks(save(book), "a.xlsx")
    assert texts(writer) == ["一", "二"]
    assert [table.rows for table in tables(writer)] == [3, 3]
    assert [message for _, message in writer.problems] == [
        "sheet 一: expected rows and columns that are shown, found 1 rows and 1 columns that are hidden; "
        "they are read too",
        "sheet 二: expected a sheet that is shown, found a hidden one; it is read too",
    ]


def test_formulas_give_the_values_kept_with_them_or_are_told() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>合計</t></is></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"乙"</f><v>乙</v></c><c r="B2"><f>2+2</f></c>'
        '<c r="C2" t="str"><f>""</f><v></v></c></row>'
    )
    writer = read_sheet(rows)
    assert rows_of(tables(writer)[0]) == [["合計", "2"], ["乙", ""]]
    assert [message for _, message in writer.problems] == [
        "sheet 執行情形: expected formulas with their values, found 1 without, the first in B2; "
        "open the file in Excel and save it"
    ]


def test_raised_marks_and_readings_are_no_part_of_a_text() -> None:
    raised = '<r><t>16.5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    rows = (
        f'<row><c t="inlineStr"><is><t>率</t><rPh sb="0" eb="1"><t>ㄌㄩˋ</t></rPh></is></c>'
        f'<c t="inlineStr"><is>{raised}</is></c></row>'
        '<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
    )
    assert rows_of(tables(read_sheet(rows))[0]) == [["率", "16.5(註1)"], ["TRUE", "#N/A"]]


def test_merged_cells_that_overlap_are_told_and_the_first_is_taken() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1{n}</v></c><c r="C{n}"><v>2{n}</v></c></row>'
        for n in (1, 2, 3)
    )
    writer = read_sheet(rows, '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>')
    assert [(c.text, c.row_span, c.column_span) for c in tables(writer)[0].cells][:2] == [
        ("1", 2, 2),
        ("21", 1, 1),
    ]
    assert [message for _, message in writer.problems] == [
        "sheet 執行情形: expected merged cells that do not overlap, found 1 that do; the first is taken"
    ]


def test_cells_far_apart_do_not_make_a_table_of_what_is_between() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        '<row r="1048576"><c r="B1048576"><v>3</v></c></row>'
    )
    merged = '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    (table,) = tables(read_sheet(rows, merged))
    assert (table.rows, table.columns) == (2, 3)


def test_sheets_over_the_limits_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"<row><c><v>{n}</v></c><c><v>{n}</v></c></row>" for n in range(300))
    monkeypatch.setenv("PLANCITE_MAX_LINES", "299")
    with pytest.raises(
        UnreadableSource, match=r"a\.xlsx: expected at most 2000000 cells in 299 rows, found more; "
    ):
        read_sheet(rows)
    monkeypatch.setenv("PLANCITE_MAX_LINES", "300")
    assert tables(read_sheet(rows))[0].rows == 300
    monkeypatch.setenv("PLANCITE_MAX_CELLS", "599")
    with pytest.raises(
        UnreadableSource, match=r"a\.xlsx: expected at most 599 cells in 300 rows, found more; "
    ):
        read_sheet(rows)


def test_a_diagonal_of_cells_is_refused_before_its_square_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCITE_MAX_CELLS", "9000")
    with pytest.raises(
        UnreadableSource, match="expected tables of at most 9000 cells, found more; split the file"
    ):
        read_csv_blocks("\n".join("," * n + "甲" for n in range(100)).encode(), "a.csv")


REFUSED = {
    "cut": make(lambda sheet: sheet.append([1, 2]))[:-40],
    "damaged": with_sheet("<worksheet><sheetData>"),
    "entities": with_sheet(f'<!DOCTYPE a [<!ENTITY e "哈">]><worksheet {NAMES}><sheetData/></worksheet>'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_damaged_workbooks_are_refused_in_one_line(case: str) -> None:
    with pytest.raises(
        UnreadableSource, match=r"^a\.xlsx: expected an Excel workbook, found a damaged one \(\w+\); "
    ) as caught:
        read_workbook_blocks(REFUSED[case], "a.xlsx")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_separators_and_encodings_of_values_are_told(separator: str, encoding: str) -> None:
    rows = [
        ["項目", "經費(千元)", "說明"],
        ["甲", '"1,234"', '"第一段\n第二段"'],
        ["乙", "5", '"他說""好"""'],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (table,) = tables(read_csv_blocks(text.encode(encoding), "a.csv"))
    assert rows_of(table)[1:] == [["甲", "1,234", "第一段\n第二段"], ["乙", "5", '他說"好"']]


def test_what_the_first_line_tells_excel_is_heeded() -> None:
    writer = read_csv_blocks("sep=;\n項目;件數\n甲,乙;1\n".encode(), "a.csv")
    assert rows_of(tables(writer)[0]) == [["項目", "件數"], ["甲,乙", "1"]]


def test_quotation_marks_that_are_not_closed_are_told() -> None:
    for end in ("", "\n"):
        writer = read_csv_blocks(f'項目,件數\n甲,"1\n乙,2{end}'.encode(), "a.csv")
        assert rows_of(tables(writer)[0]) == [["項目", "件數"], ["甲", "1\n乙,2"]]
        assert [message for _, message in writer.problems] == [
            "expected quotation marks in pairs, found one in row 2 that nothing closes; check from there"
        ]
    assert read_csv_blocks('項目,件數\n甲,"1"件\n乙,"2\n"'.encode(), "a.csv").problems == []


def test_values_that_cannot_be_told_apart_are_refused_in_one_line() -> None:
    # Whatever other libraries set for all.
    csv.field_size_limit(2**31 - 1)
    with pytest.raises(
        UnreadableSource, match=r"^a\.csv: expected values parted by ',', found a row .*; close its"
    ) as caught:
        read_csv_blocks(b'a,b\n"' + b"x" * 200_000, "a.csv")
    assert "\n" not in str(caught.value)


def test_a_large_table_keeps_every_value_in_its_place() -> None:
    rows = [[f"{row}之{column}" for column in range(8)] for row in range(2000)]
    assert rows_of(tables(read_rows(*rows))[0]) == rows
    written = "\n".join(",".join(row) for row in rows).encode()
    assert rows_of(tables(read_csv_blocks(written, "a.csv"))[0]) == rows
