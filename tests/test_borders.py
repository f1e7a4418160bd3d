"""No number is read over the border of two cells, in whatever way a table is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.library import read_document
from ingest.markup import bare, join_lines
from ingest.records import Reading
from office import write_page, write_word
from rendering import render_columns

# What would make one number of two: digits, groups, scales, units, signs of ranges, parts of years.
PIECES = [
    "",
    *"653,218 1925 12 95 1,206 0.5 7 1億 4千萬 3萬 億 千元 % 件 萬人次 - 至 以上".split(),
    *"第 百分之 三 年度 109 約 餘 成 之 (一) 5.".split(),
]
CELL = st.sampled_from(PIECES)
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=6)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LABELS = ["序次", "執行措施", "績效目標", "109年績效目標值", "109年度績效目標達成情形"]


def read_over_borders(reading: Reading, cells: Sequence[str]) -> list[str]:
    """Return the figures and years read from the records of a document that no cell or line of text holds."""
    held = {bare(cell) for cell in cells}
    return [found for found in _list_read(reading) if not any(bare(found) in cell for cell in held)]


def _list_read(reading: Reading) -> Iterator[str]:
    for record in reading.records:
        for field in record.fields.values():
            yield from (figure.text for figure in read_figures(field.text))
            yield from (year.text for year in read_years(field.text))


def flatten(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the cells of a table."""
    return [cell for row in rows for cell in row]


@FEW
@given(TABLE)
@pytest.mark.parametrize("mark", ["\t", " | "])
def test_rows_of_a_text(tmp_path: Path, mark: str, rows: list[list[str]]) -> None:
    file = tmp_path / "a.txt"
    lines = ["壹、統計", *(mark.join(row) for row in rows), "貳、說明"]
    file.write_text("\n".join(f"|{line}|" if "|" in line else line for line in lines), encoding="utf-8")
    assert read_over_borders(read_document(file), flatten(rows)) == []


@FEW
@given(TABLE)
@pytest.mark.parametrize("mark", ["\t", "|"])
def test_cells_beside_each_other_in_a_plan(tmp_path: Path, mark: str, rows: list[list[str]]) -> None:
    labelled = [[label, *row] for label, row in zip(LABELS, [["1"], *rows[:4]], strict=False)]
    file = tmp_path / "a.txt"
    lines = [mark.join(row) for row in labelled]
    text = "\n".join(f"|{line}|" if mark == "|" else line for line in [*lines, *lines])
    file.write_text(text, encoding="utf-8")
    reading = read_document(file)
    assert reading.measures
    assert read_over_borders(reading, [*flatten(labelled), "109年"]) == []


@FEW
@given(TABLE)
def test_cells_below_each_other_in_a_midterm_plan(tmp_path: Path, rows: list[list[str]]) -> None:
    file = tmp_path / "a.txt"
    head = ["關鍵策略目標", "關鍵績效指標", "評估體制", "評估方式", "衡量標準", "109年度目標值"]
    written = [
        "\n".join(f"\t{cell}" for cell in row) for row in (*rows, head, *([*row, *row] for row in rows))
    ]
    file.write_text("\n\n".join(written), encoding="utf-8")
    reading = read_document(file)
    assert reading.of_kind("kpi") or not any(flatten(rows))
    assert read_over_borders(reading, [*flatten(rows), *head]) == []


@FEW
@given(TABLE, st.booleans())
@pytest.mark.parametrize("write", [write_word, write_page])
def test_tables_of_word_and_html(tmp_path: Path, write, rows: list[list[str]], headed: bool) -> None:
    head = [["執行措施", "績效目標", "109年績效目標值"]] if headed else []
    file = write(
        tmp_path / ("a.docx" if write is write_word else "a.html"), ["壹、統計", [*head, *rows], "貳、說明"]
    )
    assert read_over_borders(read_document(file), [*flatten(rows), *flatten(head)]) == []


@FEW
@given(st.lists(CELL, min_size=3, max_size=3))
def test_rows_beside_a_merged_label(tmp_path: Path, values: list[str]) -> None:
    first, *others = (f"<td>{value}</td></tr>" for value in values)
    rows = f"<tr><td rowspan=3>績效目標</td>{first}" + "".join(f"<tr>{row}" for row in others)
    known = "".join(f"<tr><td>{label}</td><td>無</td></tr>" for label in LABELS if label != "績效目標")
    file = tmp_path / "a.html"
    file.write_text(f"<table>{known}{rows}</table>", encoding="utf-8")
    reading = read_document(file)
    assert "goal" in reading.measures[0].fields or not any(map(bare, values))
    assert read_over_borders(reading, [*values, *LABELS]) == []


@FEW
@given(TABLE)
def test_a_table_in_a_cell(tmp_path: Path, rows: list[list[str]]) -> None:
    inner = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    file = tmp_path / "a.html"
    known = "".join(f"<tr><td>{label}</td><td>無</td></tr>" for label in LABELS[:4])
    last = f"<tr><td>{LABELS[4]}</td><td><table>{inner}</table></td></tr>"
    file.write_text(f"<table>{known}{last}</table>", encoding="utf-8")
    assert read_over_borders(read_document(file), [*flatten(rows), *LABELS]) == []


@settings(FEW, max_examples=8)
@given(TABLE)
@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize(
    "head",
    [
        ["項目", "預算", "決算"],
        ["執行措施", "績效目標", "109年績效目標值"],
        ["關鍵績效指標", "衡量標準", "109年度目標值"],
        ["績效目標", "1", "2"],
    ],
)
def test_tables_of_a_pdf(tmp_path: Path, head: list[str], merged: bool, rows: list[list[str]]) -> None:
    spans = [(0, 1, 2)] if merged else []
    path = render_columns(tmp_path / "a.pdf", [head, *rows], [120, 120, 120], spans=spans)
    prose = ["貳、具體作為", "參、管考", "本方案由法務部管考。"]
    assert read_over_borders(read_document(path), [*flatten(rows), *head, *prose]) == []


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["653,218", "1925"], "653,218\t1925"),
        (["安心專線653,218", "1925通"], "安心專線653,218\t1925通"),
        (["1億", "4千萬"], "1億\t4千萬"),
        (["查獲1,2", "34件"], "查獲1,234件"),
        (["653,2", "18"], "653,218"),
        (["甲\t12", "345"], "甲\t12\t345"),
        (["共12", "\t345件"], "共12\t345件"),
        (["已完成。", "\t1. 甲"], "已完成。\t\n1. 甲"),
    ],
)
def test_what_is_joined_keeps_its_borders(parts: list[str], text: str) -> None:
    assert join_lines(enumerate(parts, start=1))[0] == text
