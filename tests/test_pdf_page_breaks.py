"""What goes on over a page break is no new row: tables under captions said again, cells merged over rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from ingest.pdf.reader import PdfText, read_pdf
from rendering import FONT
from test_pdf_blocks import GRID, build, grid, table, tables, texts, words

HEAD = ["編號", "港口", "船次"]
ABOVE, BELOW = [["1", "甲港", "12"], ["2", "乙港", "30"]], [["3", "丙港", "7"]]


@pytest.mark.parametrize("again", ["表1 各港船次（續）", "續表1 各港船次"])
def test_a_table_under_its_caption_said_again_goes_on(tmp_path: Path, again: str) -> None:
    story = [words("一、船次"), words("表1 各港船次"), table([HEAD, *ABOVE], [60, 90, 60], GRID), PageBreak()]
    story += [words(again), table([HEAD, *BELOW], [60, 90, 60], GRID), words("以上各港。")]
    pdf = build(tmp_path / "plan.pdf", story)
    [found] = tables(pdf)
    assert grid(found) == [HEAD, *ABOVE, *BELOW]
    assert texts(pdf) == ["一、船次", "表1 各港船次", "以上各港。"]
    assert again in [text for _, text in pdf.left_out]


@pytest.mark.parametrize("other", ["表2 各港船次", "表1 各港船次及各港年度疏濬經費", "丙港另計。"])
def test_a_table_under_another_caption_is_another(tmp_path: Path, other: str) -> None:
    story = [words("一、船次"), words("表1 各港船次"), table([HEAD, *ABOVE], [60, 90, 60], GRID), PageBreak()]
    story += [words(other), table([HEAD, *BELOW], [60, 90, 60], GRID)]
    pdf = build(tmp_path / "plan.pdf", story)
    assert [grid(found) for found in tables(pdf)] == [[HEAD, *ABOVE], [HEAD, *BELOW]]
    assert texts(pdf) == ["一、船次", "表1 各港船次", other]


LEFTS = (60, 90, 160, 230, 320, 360, 400)
RIGHT = 470
# What a cell holds, at which of the seven columns and in which row of its page it begins and ends.
Cell = tuple[str, int, int, int, int]
HEADS: list[Cell] = [
    *((text, column, column + 1, 0, 2) for column, text in enumerate(("項次", "項目", "主辦", "所量之指標"))),
    ("本年", 4, 6, 0, 1),
    ("說明", 6, 7, 0, 2),
    ("目標", 4, 5, 1, 2),
    ("實績", 5, 6, 1, 2),
]


def draw_pages(path: Path, pages: Sequence[Sequence[Cell]]) -> PdfText:
    """Draw cells with their borders, a page of them after the other."""
    canvas = Canvas(str(path), pagesize=A4)
    edges = (*LEFTS, RIGHT)
    for cells in pages:
        canvas.setFont(FONT, 10)
        for text, first, last, start, end in cells:
            top, bottom = 780 - 40 * start, 780 - 40 * end
            canvas.rect(edges[first], bottom, edges[last] - edges[first], top - bottom)
            # The numbers of the first column stand in its middle and fill what is left of it.
            canvas.drawString(edges[first] + (4 if first else 12), top - 14, text)
        canvas.showPage()
    canvas.save()
    return read_pdf(path, "plan.pdf")


def row(texts: Sequence[str], start: int, merged: int = 1) -> list[Cell]:
    """Return a row of cells, of which the first three and the last may be merged with rows below."""
    return [
        (text, column, column + 1, start, start + (merged if column in (0, 1, 2, 6) else 1))
        for column, text in enumerate(texts)
    ]


def test_a_row_beside_merged_cells_is_whole_and_only_what_is_broken_off_goes_on(tmp_path: Path) -> None:
    pages = [
        [
            *HEADS,
            *row(["1", "疏濬航道", "航港局", "疏濬長度", "12", "13", "如期完成。"], 2, merged=2),
            ("疏濬土方", 3, 4, 3, 4),
            ("30", 4, 5, 3, 4),
            ("31", 5, 6, 3, 4),
            *row(["2", "檢查船隻", "航港局／內政", "檢查船隻總數及", "40", "38", "颱風影響檢查"], 4),
        ],
        [
            *HEADS,
            *row(["", "", "部", "訓練引水人員", "6", "7", "場次。"], 2),
            *row(["3", "整修泊位", "港務公司", "泊位數", "5", "5", "無。"], 3),
        ],
    ]
    [found] = tables(draw_pages(tmp_path / "plan.pdf", pages))
    cells = {cell.text: (cell.row, cell.row_span) for cell in found.cells if cell.row > 1}
    assert {name: cells[name] for name in ("2", "檢查船隻", "航港局／內政部", "颱風影響檢查場次。")} == {
        "2": (4, 2),
        "檢查船隻": (4, 2),
        "航港局／內政部": (4, 2),
        "颱風影響檢查場次。": (4, 2),
    }
    assert [cells[name][0] for name in ("檢查船隻總數及", "訓練引水人員", "7", "整修泊位")] == [4, 5, 5, 6]


def test_a_sentence_that_is_over_does_not_go_on(tmp_path: Path) -> None:
    pages = [
        [
            *HEADS,
            *row(["1", "疏濬航道", "航港局", "疏濬長度", "12", "13", "如期完成。"], 2, merged=2),
            ("疏濬土方", 3, 4, 3, 4),
            ("30", 4, 5, 3, 4),
            ("31", 5, 6, 3, 4),
            *row(["2", "檢查船隻", "內政部", "檢查數", "40", "38", "受到颱風影。"], 4),
        ],
        [*HEADS, *row(["", "", "", "訓練人數", "6", "7", "完成訓練。"], 2)],
    ]
    [found] = tables(draw_pages(tmp_path / "plan.pdf", pages))
    assert {"受到颱風影。", "完成訓練。"} <= {cell.text for cell in found.cells}


def test_a_number_under_a_heading_of_two_rows_is_none_that_goes_on(tmp_path: Path) -> None:
    pages = [
        [*HEADS, *row(["六", "檢查船隻", "內政部", "檢查數", "40", "38", "無。"], 2)],
        [*HEADS, *row(["七", "整修泊位", "港務局", "泊位數", "5", "5", "無。"], 2)],
    ]
    [found] = tables(draw_pages(tmp_path / "plan.pdf", pages))
    assert [cells[0] for cells in grid(found)[2:]] == ["六", "七"]


def test_borders_that_begin_within_a_table_part_no_row_that_has_none(tmp_path: Path) -> None:
    goal = "目標二 推動船隻檢查及引水人員訓練"
    merged = [
        *row(["1", "疏濬航道", "航港局", "疏濬長度", "12", "13", "無。"], 2, merged=2),
        ("疏濬土方", 3, 4, 3, 4),
        ("30", 4, 5, 3, 4),
        ("31", 5, 6, 3, 4),
        (goal, 0, 7, 4, 5),
        *row(["2", "檢查船隻", "內政部", "檢查數", "40", "38", "無。"], 5, merged=2),
        ("訓練人數", 3, 4, 6, 7),
        ("6", 4, 5, 6, 7),
        ("7", 5, 6, 6, 7),
    ]
    [found] = tables(draw_pages(tmp_path / "plan.pdf", [[*HEADS, *merged]]))
    assert [(cell.text, cell.column_span) for cell in found.cells if cell.row == 4] == [(goal, 7)]
