"""A PDF gives lines and blocks by its shape alone: no label in these documents is one the program knows."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

import ingest.blocks
from building import read_real
from ingest.blocks import line_of
from ingest.markup import bare
from ingest.pdf.arranging import arrange
from ingest.pdf.block_writing import write_blocks
from ingest.pdf.pages import Glyph, Page, Rule
from ingest.pdf.reader import PdfText, read_pdf
from ingest.pdf.second import SecondReader
from rendering import FONT, build_pdf, one_page, render_columns, render_pairs, style
from test_pdf import SIX, measures, midterm_rows, table_rows

GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
BOATS = [
    ["港口", "船隻", "泊位", "備註"],
    ["甲港", "12", "8", "新建"],
    ["乙港", "120", "35", ""],
    ["丙港", "7", "5", "整修"],
]
Step = Any


def build(path: Path, story: Sequence[Flowable], size: tuple[float, float] = A4) -> PdfText:
    """Write a PDF and read it."""
    SimpleDocTemplate(str(path), pagesize=size, topMargin=60, bottomMargin=60).build(list(story))
    return read_pdf(path, "plan.pdf")


def draw(path: Path, paint: Callable[[Canvas], None]) -> PdfText:
    """Paint a page and read it."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, 12)
    paint(canvas)
    canvas.save()
    return read_pdf(path, "plan.pdf")


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], *steps: Step, heads: int = 1) -> Table:
    """Return a table whose cells break their lines, its headings said again on each page."""
    cells = [[Paragraph(cell, style(10)) for cell in row] for row in rows]
    return Table(cells, colWidths=list(widths), style=[TOP, *steps], repeatRows=heads, splitInRow=1)


def words(text: str) -> Paragraph:
    """Return a paragraph."""
    return Paragraph(text, style(10))


def tables(pdf: PdfText) -> list[ingest.blocks.Table]:
    """Return the tables of a PDF."""
    return [block for block in pdf.blocks if isinstance(block, ingest.blocks.Table)]


def texts(pdf: PdfText) -> list[str]:
    """Return the paragraphs of a PDF."""
    return [block.text for block in pdf.blocks if isinstance(block, ingest.blocks.Paragraph)]


def grid(found: ingest.blocks.Table) -> list[list[str]]:
    """Return the texts of a table, white space aside, merged cells in each place."""
    return [[bare(cell.text) if cell else "" for cell in row] for row in found.grid()]


def squeezed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return texts without white space."""
    return [[bare(cell) for cell in row] for row in rows]


def test_each_line_of_a_cell_is_a_line_with_a_box_of_its_own(tmp_path: Path) -> None:
    rows = [["港口", "說明", "數量"], ["甲港", "辦理船舶檢查並訓練引水人員", "12"]]
    pdf = build(tmp_path / "plan.pdf", [table(rows, [60, 80, 60], GRID)])
    assert pdf.lines == (
        *("\t港口", "\t說明", "\t數量", ""),
        *("\t甲港", "\t辦理船舶檢查", "並訓練引水人", "員", "\t12", ""),
    )
    [found] = tables(pdf)
    cell = next(cell for cell in found.cells if cell.row == 1 and cell.column == 1)
    assert cell.text == "辦理船舶檢查並訓練引水人員"
    assert [line for _, line in cell.starts] == [6, 7, 8]
    assert line_of(cell.starts, cell.text.index("引水")) == 7
    first, number = pdf.boxes[5], pdf.boxes[8]
    assert first.right < number.left and pdf.boxes[6].top >= first.bottom - 1


def test_spans_come_from_the_rules(tmp_path: Path) -> None:
    rows = [["港口", "一年度", ""], ["", "船隻", "泊位"], ["甲港", "12", "8"]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    [found] = tables(build(tmp_path / "plan.pdf", [table(rows, [80] * 3, GRID, *spans)]))
    spread = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in found.cells}
    assert spread["港口"] == (0, 0, 2, 1)
    assert spread["一年度"] == (0, 1, 1, 2)
    assert spread["泊位"] == (1, 2, 1, 1)


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)],
        [
            *(("LINEABOVE", (0, row), (-1, row), 1, colors.black) for row in (0, 1)),
            ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
        ],
        [
            ("BACKGROUND", (0, 0), (-1, 0), colors.navy),
            ("BACKGROUND", (0, 1), (-1, -1), colors.lightgrey),
            ("INNERGRID", (0, 0), (-1, -1), 1, colors.white),
        ],
    ],
    ids=["no rules", "level rules", "three rules", "white rules between colours"],
)
def test_a_table_is_found_by_its_columns(tmp_path: Path, rules: list[Step]) -> None:
    story = [
        words("表1　各港船隻"),
        words("單位：艘"),
        table(BOATS, [90] * 4, *rules),
        words("註：不含漁船。"),
    ]
    pdf = build(tmp_path / "plan.pdf", story)
    [found] = tables(pdf)
    assert grid(found) == BOATS
    before = [b.text for b in pdf.blocks[: pdf.blocks.index(found)] if isinstance(b, ingest.blocks.Paragraph)]
    assert [bare(text) for text in before] == ["表1各港船隻", "單位：艘"]
    assert texts(pdf)[-1] == "註：不含漁船。"


def test_rows_of_several_lines_are_told_by_their_distance(tmp_path: Path) -> None:
    rows = [
        ["港口", "說明", "經費"],
        ["甲港", "辦理船舶檢查並訓練引水人員及加強港區安全", "1,200"],
        ["乙港", "興建泊位", "980"],
        ["丙港", "疏濬航道，並於汛期前完成各項設備之檢修維護", "36"],
    ]
    [found] = tables(build(tmp_path / "plan.pdf", [table(rows, [70, 110, 70])]))
    assert grid(found) == rows


def test_a_table_over_page_breaks_is_one_and_its_headings_are_said_once(tmp_path: Path) -> None:
    rows = [["編號", "港口", "說明"], *([str(n), f"第{n}港", "辦理檢查" * 6] for n in range(1, 60))]
    pdf = build(tmp_path / "plan.pdf", [table(rows, [40, 80, 120], GRID)])
    assert len({box.page for box in pdf.boxes}) > 2
    [found] = tables(pdf)
    assert grid(found) == rows
    assert [text for _, text in pdf.left_out].count("港口") == max(box.page for box in pdf.boxes) - 1


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_cut_by_a_page_break_is_one(tmp_path: Path, ruled: bool) -> None:
    long = "辦理船舶檢查並訓練引水人員，加強港區安全及航道疏濬作業。" * 25
    rows = [["編號", "說明", "備註"], ["1", long, "無"], ["2", long, "無"], ["3", "完成。", "無"]]
    pdf = build(tmp_path / "plan.pdf", [table(rows, [40, 220, 60], *([GRID] if ruled else []), heads=0)])
    assert len({box.page for box in pdf.boxes}) > 1
    [found] = tables(pdf)
    assert grid(found) == rows


def merged_over_pages(path: Path, torn: bool) -> PdfText:
    """Draw a table whose merged first cells go on over a page break, as word processors leave them."""
    canvas = Canvas(str(path), pagesize=A4)
    rights, last = (60, 150, 260, 330), "交通部、內政部、" if torn else "內政部"
    pages = [
        [("1", "甲部", "船隻數", "12"), ("2", last, "泊位數", "8")],
        [("", "經濟部" if torn else "", "引水人數", "30"), ("3", "丙部", "航道數", "6")],
    ]
    for page in pages:
        canvas.setFont(FONT, 10)
        for row, cells in enumerate(page):
            top = 780 - 40 * row
            for left, cell in zip(rights, cells, strict=True):
                canvas.drawString(left + 4, top - 14, cell)
        for y in (780, 740, 700):
            canvas.line(60, y, 400, y)
        for x in (*rights, 400):
            canvas.line(x, 700, x, 780)
        canvas.showPage()
    canvas.save()
    return read_pdf(path, "plan.pdf")


@pytest.mark.parametrize("torn", [False, True])
def test_a_merged_cell_goes_on_over_a_page_break(tmp_path: Path, torn: bool) -> None:
    [found] = tables(merged_over_pages(tmp_path / "plan.pdf", torn))
    assert [row[2:] for row in grid(found)] == [
        ["船隻數", "12"],
        ["泊位數", "8"],
        ["引水人數", "30"],
        ["航道數", "6"],
    ]
    spread = {cell.text: cell.row_span for cell in found.cells if cell.column < 2}
    ministry = "交通部、內政部、經濟部" if torn else "內政部"
    assert spread == {"1": 1, "甲部": 1, "2": 2, ministry: 2, "3": 1, "丙部": 1}


def test_rules_inside_a_form_are_rules(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.beginForm("table")
        canvas.setFont(FONT, 10)
        for row, cells in enumerate(BOATS):
            canvas.line(0, 100 - 25 * row, 240, 100 - 25 * row)
            for column, cell in enumerate(cells):
                canvas.drawString(60 * column + 4, 100 - 25 * row - 15, cell)
        canvas.line(0, 0, 240, 0)
        for column in range(5):
            canvas.line(60 * column, 0, 60 * column, 100)
        canvas.endForm()
        canvas.translate(120, 400)
        canvas.scale(1.2, 1.2)
        canvas.doForm("table")

    [found] = tables(draw(tmp_path / "plan.pdf", paint))
    assert grid(found) == BOATS


LEFT = [
    "壹、船隻檢查",
    "各港辦理船隻檢查，共計",
    "十二場次，參加之船員達",
    "三百人，均已辦理完成，",
    "並追蹤改善情形。",
]
RIGHT = [
    "貳、航道疏濬",
    "各港疏濬航道，長度共計",
    "四十五公里，並清除暗礁",
    "三處，經費共計九萬元，",
    "均已核銷完畢。",
]


@pytest.mark.parametrize("shift", [0, 9], ids=["side by side", "half a line apart"])
def test_prose_in_two_columns_stays_prose_and_is_read_column_by_column(tmp_path: Path, shift: int) -> None:
    def paint(canvas: Canvas) -> None:
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            canvas.drawString(60, 700 - 18 * row, left)
            canvas.drawString(300, 700 - shift - 18 * row, right)

    pdf = draw(tmp_path / "plan.pdf", paint)
    assert tables(pdf) == []
    assert "".join(texts(pdf)) == "".join(LEFT + RIGHT)
    assert LEFT[0] in texts(pdf) and RIGHT[0] in texts(pdf)


def test_lists_contents_and_addresses_are_no_tables(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for row, title in enumerate(["前言", "檢查", "疏濬", "經費"], start=1):
            canvas.drawString(60, 760 - 18 * row, title)
            canvas.drawString(480, 760 - 18 * row, str(2 * row))
            canvas.drawString(60, 600 - 18 * row, f"{row}.")
            canvas.drawString(100, 600 - 18 * row, f"辦理{title}事項並按季追蹤")
            canvas.drawString(60, 450 - 18 * row, f"第{row}章{title}…………………………{3 * row}")

    assert tables(draw(tmp_path / "plan.pdf", paint)) == []


def test_a_paragraph_is_whole_over_its_lines_and_a_page_break(tmp_path: Path) -> None:
    long = "各港辦理船隻檢查，並訓練引水人員" * 200 + "，共計12場。"
    pdf = build(tmp_path / "plan.pdf", [words("一、檢查情形"), words(long), words("二、疏濬情形")])
    assert len({box.page for box in pdf.boxes}) > 1
    assert texts(pdf) == ["一、檢查情形", long, "二、疏濬情形"]


@pytest.mark.parametrize("ruled", [True, False])
def test_cards_need_no_known_label(tmp_path: Path, ruled: bool) -> None:
    cards = [
        [
            ("項目", f"第{n}項"),
            ("工作內容", "辦理船隻檢查，並訓練引水人員及加強港區安全。" * 9),
            ("年度目標", f"檢查{n}場。"),
            ("主責單位", "航港局"),
        ]
        for n in range(1, 9)
    ]
    steps = [GRID] if ruled else []
    story = [item for rows in cards for item in (table(rows, [90, 300], *steps, heads=0), Spacer(1, 8))]
    pdf = build(tmp_path / "plan.pdf", story)
    assert len({box.page for box in pdf.boxes}) > 1
    assert [row for found in tables(pdf) for row in grid(found)] == [
        list(row) for rows in cards for row in rows
    ]
    assert "年度目標\t檢查8場。" in pdf.lines


@pytest.mark.parametrize("ruled", [True, False])
def test_every_field_of_the_plan_is_a_cell(tmp_path: Path, ruled: bool) -> None:
    expected = measures(1, 46)
    rows = [
        row
        for m in expected
        for row in (("序次", str(m.no)), *((field.label, field.text) for field in m.fields.values()))
    ]
    pdf = read_pdf(render_pairs(tmp_path / "plan.pdf", expected, ruled=ruled), "plan.pdf")
    assert [row for found in tables(pdf) for row in grid(found)] == squeezed(rows)
    assert texts(pdf)[-2:] == ["伍、管考", "本方案由法務部管考。"]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("kind", ["measures", "kpis"])
def test_rows_with_headings_are_those_of_the_plan(tmp_path: Path, kind: str, ruled: bool) -> None:
    if kind == "measures":
        rows, widths = table_rows(measures(1, 46), SIX, number=False), [115] * 6
    else:
        rows, widths = midterm_rows(read_real("moj-midterm")), [110, 110, 60, 60, 250, 80]
    pdf = read_pdf(render_columns(tmp_path / "plan.pdf", rows, widths, ruled), "plan.pdf")
    [found] = tables(pdf)
    assert grid(found) == squeezed(rows)


def test_tables_that_differ_are_not_joined_over_a_page_break(tmp_path: Path) -> None:
    other = [["年度", "件數"], ["108", "31"], ["109", "45"]]
    story = [table(BOATS, [90] * 4, GRID), PageBreak(), table(other, [100, 60], GRID)]
    found = tables(build(tmp_path / "plan.pdf", story))
    assert [grid(one) for one in found] == [BOATS, other]
    assert [one.starts_page for one in found] == [False, True]


def test_text_set_aslant_or_over_other_text_is_told_and_no_part_of_cells(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for row, cells in enumerate(BOATS):
            for column, cell in enumerate(cells):
                canvas.drawString(80 + 90 * column, 700 - 24 * row, cell)
        canvas.translate(120, 600)
        canvas.rotate(45)
        canvas.drawString(0, 0, "草案")

    pdf = draw(tmp_path / "plan.pdf", paint)
    assert [grid(found) for found in tables(pdf)] == [BOATS]
    [(page, message)] = pdf.problems
    assert page == 1 and "found '草案' set aslant" in message
    assert [text for _, text in pdf.left_out] == ["草案"]


def test_a_mark_printed_over_the_text_is_told_and_no_part_of_cells(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for row, cells in enumerate(BOATS):
            for column, cell in enumerate(cells):
                canvas.drawString(80 + 90 * column, 700 - 24 * row, cell)
        canvas.setFont(FONT, 90)
        canvas.drawString(80, 630, "樣張")

    pdf = draw(tmp_path / "plan.pdf", paint)
    assert [grid(found) for found in tables(pdf)] == [BOATS]
    assert ["found '樣張' set aslant or over it" in message for _, message in pdf.problems] == [True]


def test_text_that_runs_downwards_is_told_and_read_column_by_column(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        for column, text in enumerate(["港務說明書", "船隻檢查共計十二場", "經費共九萬元"]):
            for row, char in enumerate(text):
                canvas.drawString(500 - 40 * column, 760 - 18 * row, char)

    pdf = draw(tmp_path / "plan.pdf", paint)
    assert texts(pdf) == ["港務說明書", "船隻檢查共計十二場", "經費共九萬元"]
    assert ["runs downwards" in message for _, message in pdf.problems] == [True]


def test_a_page_set_sideways_is_read_and_its_boxes_stand_where_it_shows_them(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.translate(500, 100)
        canvas.rotate(90)
        for row, cells in enumerate(BOATS):
            for column, cell in enumerate(cells):
                canvas.drawString(90 * column, -24 * row, cell)

    pdf = draw(tmp_path / "plan.pdf", paint)
    assert [grid(found) for found in tables(pdf)] == [BOATS]
    assert pdf.problems == ()
    first, last = pdf.boxes[pdf.lines.index("\t港口")], pdf.boxes[pdf.lines.index("\t整修")]
    assert first.left < first.right < last.left and first.bottom > last.bottom
    assert 480 < first.left < 510 and first.bottom == pytest.approx(742, abs=3)


def test_a_second_reader_is_asked_and_a_page_it_reads_otherwise_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(one_page(b"BT /F1 12 Tf 72 720 Td (Targets of 109) Tj ET"))
    assert read_pdf(path, "plan.pdf").problems == ()
    with SecondReader({"path": str(path), "password": None, "memory": 2048}) as second:
        assert second.compare({"1": "Targetsof109"}) == []
        [(page, message)] = second.compare({"1": "Targetsof108"})
    assert page == 1 and "found '8' by one and '9' by the other" in message


def test_what_the_second_reader_fails_at_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(build_pdf([b"<< /Type /Catalog >>"]))
    with SecondReader({"path": str(path), "password": None, "memory": 2048}) as second:
        assert second.compare({"1": "Targets"}) == []


def test_an_encrypted_file_gives_blocks_too(tmp_path: Path) -> None:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([table(BOATS, [90] * 4, GRID)])
    writer = PdfWriter(clone_from=out)
    writer.encrypt("secret", "owner", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    pdf = read_pdf(tmp_path / "locked.pdf", "locked.pdf", password="secret")
    assert [grid(found) for found in tables(pdf)] == [BOATS]
    assert pdf.problems == ()


def test_blocks_stand_on_the_lines(tmp_path: Path) -> None:
    rows = [["編號", "港口", "說明"], *([str(n), f"第{n}港", "辦理檢查" * 6] for n in range(1, 40))]
    pdf = build(
        tmp_path / "plan.pdf", [words("表1 檢查"), table(rows, [40, 80, 120], GRID), words("註：無。")]
    )
    assert len(pdf.boxes) == len(pdf.lines)
    for block in pdf.blocks:
        pieces = [block] if isinstance(block, ingest.blocks.Paragraph) else block.cells
        for piece in pieces:
            ends = [*(offset for offset, _ in piece.starts[1:]), len(piece.text)]
            for (offset, line), end in zip(piece.starts, ends, strict=True):
                assert piece.text[offset:end].strip() in pdf.lines[line - 1]


def scattered(seed: int) -> list[Page]:
    """Return pages with words and rules at random places of a grid."""
    chance = random.Random(seed)
    pages: list[Page] = []
    for number in (1, 2):
        lefts = sorted(chance.sample(range(20, 540), chance.randint(1, 6)))
        tops = sorted(chance.sample(range(20, 760), 24))
        glyphs: list[Glyph] = []
        for top, left in itertools.product(tops, lefts):
            if chance.random() < 0.7:
                word = chance.choice(["甲乙丙", "12", "1,200", "第一項、", "--", "一"]) * chance.randint(1, 3)
                size, low = chance.choice([8, 10, 10, 14]), top + chance.choice([0, 0, 3, -4])
                glyphs += [
                    Glyph(char, left + i * size, low, left + (i + 1) * size, low + size)
                    for i, char in enumerate(word)
                ]
        rules = [Rule(20, top - 2, 580, top - 2) for top in chance.sample(tops, 4)]
        rules += [Rule(left - 2, tops[0], left - 2, tops[-1]) for left in lefts if chance.random() < 0.5]
        pages.append(Page(number, 595, 842, glyphs, rules))
    return pages


@pytest.mark.parametrize("seed", range(60))
def test_no_character_is_lost_or_said_twice_whatever_the_shape(seed: int) -> None:
    pages = scattered(seed)
    characters = sum(len(glyph.text) for page in pages for glyph in page.glyphs)
    written = write_blocks(arrange(pages))
    left_out = sum(len(bare(text)) for _, text in written.left_out)
    lines = sum(len(bare(line.text)) for line in written.lines)
    assert lines + left_out == characters
    pieces = [
        piece
        for block in written.blocks
        for piece in ([block] if isinstance(block, ingest.blocks.Paragraph) else block.cells)
    ]
    assert sum(len(bare(piece.text)) for piece in pieces) == lines
    for block in written.blocks:
        if isinstance(block, ingest.blocks.Table):
            assert len({(cell.row, cell.column) for cell in block.cells}) == len(block.cells)
            assert all(cell.row + cell.row_span <= block.rows for cell in block.cells)
            assert all(cell.column + cell.column_span <= block.columns for cell in block.cells)
