"""The shipped texts give from Word, HTML and ODF what they give as texts, as cards and under headings."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest

from building import ROOT, read_real
from ingest.catalog import CatalogEntry
from ingest.coverage import measure_coverage
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import Reading, Record
from office import Row, split_plan, write_page, write_word

Part = Sequence[Row] | str
Write = Callable[[Path, Sequence[Part]], Path]
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
FIELDS = ["strategy", "action", "goal", "agencies", "indicator", "target"]
LABELS = ["具體策略", "執行措施", "績效目標", "辦理機關", "績效衡量指標", "109年績效目標值"]
KPI = ["關鍵策略目標", "關鍵績效指標", "評估體制", "評估方式", "衡量標準", "109年度目標值"]
PROJECT = ["施政綱要", "重要計畫項目", "計畫期程", "計畫類別", "與KPI關聯"]


def write_text(path: Path, parts: Sequence[Part]) -> Path:
    lines = [part if isinstance(part, str) else "\n".join("\t".join(row) for row in part) for part in parts]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_odt(path: Path, parts: Sequence[Part]) -> Path:
    """Write lines and tables as an OpenDocument text; a cell's line breaks become paragraphs."""
    body = "".join(_paragraphs(part) if isinstance(part, str) else _odt_table(part) for part in parts)
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}" xmlns:table="{_TABLE}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return path


def _paragraphs(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))


def _odt_table(rows: Sequence[Row]) -> str:
    cells = (
        "".join(f"<table:table-cell>{_paragraphs(cell)}</table:table-cell>" for cell in row) for row in rows
    )
    return (
        f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in cells)}</table:table>"
    )


CARDS: dict[str, Write] = {".docx": write_word, ".html": write_page, ".odt": write_odt}


def read(path: Path) -> Reading:
    return read_document(path, CatalogEntry("plan", path, path.name))


def fields(records: Sequence[Record]) -> list[dict[str, str]]:
    return [{key: bare(field.text) for key, field in record.fields.items()} for record in records]


@pytest.mark.parametrize("suffix", CARDS)
def test_every_field_of_the_shipped_plan_is_the_same_from_cards(tmp_path: Path, suffix: str) -> None:
    text = (ROOT / "corpus" / "lianzheng-109.txt").read_text(encoding="utf-8")
    expected, found = (
        read_real("lianzheng-109"),
        read(CARDS[suffix](tmp_path / f"a{suffix}", split_plan(text))),
    )
    assert fields(found.measures) == fields(expected.measures)
    assert sum(len(record.fields) for record in found.measures) == 552
    assert [(r.title, r.measure) for r in found.of_kind("annex")] == [
        (r.title, r.measure) for r in expected.of_kind("annex")
    ]
    assert [[(t.item, t.target, t.unit, t.actual, t.verdict) for t in m.targets] for m in found.measures] == [
        [(t.item, t.target, t.unit, t.actual, t.verdict) for t in m.targets] for m in expected.measures
    ]
    assert found.problems == ()
    assert measure_coverage(found).missing == ()


def rows_of(doc: str, kind: str, keys: Sequence[str]) -> list[list[str]]:
    records = read_real(doc).measures if kind == "measure" else read_real(doc).of_kind(kind)
    return [[record.text(key) for key in keys] for record in records]


def merge(rows: Sequence[list[str]], column: int) -> list[tuple[int, int]]:
    """Return the runs of rows that say the same in a column, as (first, number)."""
    runs: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        if runs and rows[runs[-1][0]][column] == row[column]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs


def write_merged_word(path: Path, head: list[str], rows: list[list[str]], column: int) -> Path:
    """Write a table under headings, equal cells of a column merged."""
    document = docx.Document()
    document.add_paragraph("貳、具體作為")
    table = document.add_table(len(rows) + 1, len(head))
    for cells, row in zip(table.rows, [head, *rows], strict=True):
        for cell, content in zip(cells.cells, row, strict=True):
            cell.text = content
    for first, count in merge(rows, column):
        words = rows[first][column]
        merged = table.cell(first + 1, column).merge(table.cell(first + count, column))
        for paragraph in merged.paragraphs[1:]:
            paragraph._element.getparent().remove(paragraph._element)
        merged.text = words
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def write_merged_page(path: Path, head: list[str], rows: list[list[str]], column: int) -> Path:
    starts = dict(merge(rows, column))
    body = "<tr>" + "".join(f"<th>{cell}" for cell in head)
    for at, row in enumerate(rows):
        body += "<tr>"
        for place, cell in enumerate(row):
            if place != column:
                body += f"<td>{html.escape(cell)}"
            elif at in starts:
                body += f"<td rowspan={starts[at]}>{html.escape(cell)}"
    path.write_text(f"<html><meta charset=utf-8><p>貳、具體作為<table>{body}</table>", encoding="utf-8")
    return path


def write_merged_odt(path: Path, head: list[str], rows: list[list[str]], column: int) -> Path:
    starts = dict(merge(rows, column))
    body = _odt_row([f"<table:table-cell>{_paragraphs(cell)}</table:table-cell>" for cell in head])
    for at, row in enumerate(rows):
        cells = []
        for place, cell in enumerate(row):
            span = f' table:number-rows-spanned="{starts[at]}"' if place == column and at in starts else ""
            covered = place == column and at not in starts
            cells.append(
                "<table:covered-table-cell/>"
                if covered
                else f"<table:table-cell{span}>{_paragraphs(cell)}</table:table-cell>"
            )
        body += _odt_row(cells)
    write_odt(path, [])
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}" xmlns:table="{_TABLE}">'
        "<office:body><office:text><text:p>貳、具體作為</text:p>"
        f"<table:table>{body}</table:table></office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return path


def _odt_row(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


WIDE = {".docx": write_merged_word, ".html": write_merged_page, ".odt": write_merged_odt}


@pytest.mark.parametrize("suffix", WIDE)
def test_measures_are_read_from_six_columns_with_merged_strategies(tmp_path: Path, suffix: str) -> None:
    rows = rows_of("lianzheng-109", "measure", FIELDS)
    found = read(WIDE[suffix](tmp_path / f"a{suffix}", LABELS, rows, 0))
    assert len(found.measures) == 46
    assert [[bare(m.text(key)) for key in FIELDS] for m in found.measures] == [
        [bare(cell) for cell in row] for row in rows
    ]
    known, read_here = (
        [[(t.target, t.unit) for t in m.targets if t.target is not None] for m in reading.measures]
        for reading in (read_real("lianzheng-109"), found)
    )
    assert read_here == known
    assert found.problems == ()


@pytest.mark.parametrize("suffix", WIDE)
@pytest.mark.parametrize(
    ("kind", "head", "keys", "count"),
    [
        ("kpi", KPI, ["goal", "name", "system", "method", "standard", "target"], 16),
        ("project", PROJECT, ["outline", "name", "period", "category", "kpi"], 60),
    ],
)
def test_kpis_and_projects_are_read_from_columns_with_merged_headings(
    tmp_path: Path, suffix: str, kind: str, head: list[str], keys: list[str], count: int
) -> None:
    rows = rows_of("moj-midterm", kind, keys)
    found = read(WIDE[suffix](tmp_path / f"a{suffix}", head, rows, 0))
    records = [record for record in found.records if record.kind == kind]
    assert len(records) == count
    assert [[bare(r.text(key)) for key in keys] for r in records] == [[bare(c) for c in row] for row in rows]
    assert found.problems == ()
