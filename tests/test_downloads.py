"""Tables as files: spreadsheets open them, and execute nothing in them."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from qa.downloads import quote_formula, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
]


def read_sheet(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    """Open what was written, formulas as they stand."""
    return openpyxl.load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_an_excel_file_is_a_formula(cell: str) -> None:
    data = write_xlsx("表", ["欄", cell], [[cell, Decimal(1)]])
    sheet = read_sheet(data)
    assert [c.data_type for row in sheet.iter_rows() for c in row] == ["s", "s", "s", "n"]
    assert sheet["A2"].value.strip() == cell.strip()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("cell", [*FORMULAS, " =1", "\n=1", "\u3000=1"])
def test_no_cell_of_a_csv_begins_a_formula(cell: str) -> None:
    [_, [written]] = csv.reader(io.StringIO(write_csv(["欄"], [[cell]]).removeprefix("\ufeff")))
    assert written == f"'{cell}"
    assert quote_formula("-5.6") == "-5.6"


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    sheet = read_sheet(write_xlsx("表", ["a", "b", "c"], [[Decimal("82.60"), 7, None]]))
    assert [c.value for c in sheet[2]] == [82.6, 7, None]
    [_, row] = csv.reader(io.StringIO(write_csv(["a", "b", "c"], [[Decimal("82.60"), 7, None]])))
    assert row == ["82.6", "7", ""]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("甲\x00乙\x0b", "甲乙"), ("\ud800丙", "丙"), ("丁\uffff", "丁"), ("字" * 40_000, "字" * 32_767)],
    ids=["control characters", "a lone surrogate", "no character", "longer than Excel allows"],
)
def test_what_excel_cannot_hold_is_left_out(cell: str, expected: str) -> None:
    assert read_sheet(write_xlsx("表", ["欄"], [[cell]]))["A2"].value == expected


@pytest.mark.parametrize("name", ["a/b\\c[d]:e*f?", "'", "", "長" * 40])
def test_any_words_make_a_sheet_name(name: str) -> None:
    assert read_sheet(write_xlsx(name, ["欄"], [["甲"]]))["A2"].value == "甲"


def test_csv_has_a_byte_order_mark() -> None:
    assert write_csv(["欄"], []).startswith("\ufeff")
