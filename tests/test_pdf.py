"""A PDF of a plan gives the records its text gives, whatever the layout and the producer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfWriter

from building import read_real
from ingest.coverage import measure_coverage
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import Reading, Record
from rendering import HEAD, render_by_number, render_columns, render_pairs, render_shuffled

SIX = ("strategy", "action", "goal", "agencies", "indicator", "target")
LABELS = {
    "strategy": "具體策略",
    "action": "執行措施",
    "goal": "績效目標",
    "agencies": "辦理機關",
    "indicator": "績效衡量指標",
    "target": "109年績效目標值",
    "result": "109年度(1月至12月)績效目標達成情形",
    "next_target": "110年績效目標值",
}


def assert_same_fields(found: Sequence[Record], expected: Sequence[Record], keys: Sequence[str] = ()) -> None:
    """Compare the fields of records, white space aside."""
    assert [record.no for record in found] == [record.no for record in expected]
    for one, other in zip(found, expected, strict=True):
        for key in keys or other.fields:
            assert bare(one.text(key)) == bare(other.text(key)), (other.no, key)


def measures(first: int, last: int) -> list[Record]:
    """Return some measures of the plan that comes with plancite."""
    return [m for m in read_real("lianzheng-109").measures if first <= m.no <= last]


@pytest.mark.parametrize("ruled", [True, False])
def test_two_columns_over_page_breaks(tmp_path: Path, ruled: bool) -> None:
    expected = measures(1, 4)
    reading = read_document(render_pairs(tmp_path / "plan.pdf", expected, ruled=ruled))
    assert_same_fields(reading.measures, expected)
    assert reading.problems == ()
    assert reading.document.edition == 109
    assert measure_coverage(reading).missing == ()
    titles = [section.title for section in reading.of_kind("section")]
    assert titles[-1] == "伍、管考"


def test_an_annex_is_read_as_one(tmp_path: Path) -> None:
    expected = read_real("lianzheng-109").of_kind("annex")
    path = render_pairs(tmp_path / "plan.pdf", expected, start="編號")
    found = read_document(path).of_kind("annex")
    assert_same_fields(found, expected)


def test_heads_and_page_numbers_are_left_out_and_accounted_for(tmp_path: Path) -> None:
    reading = read_document(render_pairs(tmp_path / "plan.pdf", measures(1, 4)))
    count = max(reading.document.pages)
    assert count > 3
    left_out = [(box.page, text) for box, text in reading.document.left_out]
    assert left_out == [
        entry for page in range(1, count + 1) for entry in ((page, HEAD), (page, f"第 {page} 頁"))
    ]
    assert not any("頁" in line or HEAD in line for line in reading.document.lines[1:])


def test_places_know_their_page_and_lines_their_box(tmp_path: Path) -> None:
    reading = read_document(render_pairs(tmp_path / "plan.pdf", measures(1, 3)))
    document = reading.document
    assert len(document.boxes) == len(document.pages) == len(document.lines)
    for measure in reading.measures:
        for field in measure.fields.values():
            first = document.boxes[field.place.line_start - 1]
            assert field.place.page == first.page
            assert 0 < first.left < first.right < 596
            assert 0 < first.top < first.bottom < 842
    tops = [box.top for box in document.boxes if box.page == 2]
    assert tops == sorted(tops)


def table_rows(records: Sequence[Record], keys: Sequence[str], number: bool) -> list[list[str]]:
    """Return records as rows under a heading row."""
    head = [*(["序次"] if number else []), *(LABELS[key] for key in keys)]
    rows = [[*([str(r.no)] if number else []), *(r.text(key) for key in keys)] for r in records]
    return [head, *rows]


@pytest.mark.parametrize("ruled", [True, False])
def test_six_narrow_columns(tmp_path: Path, ruled: bool) -> None:
    expected = measures(1, 8)
    rows = table_rows(expected, SIX, number=False)
    path = render_columns(tmp_path / "plan.pdf", rows, [115] * 6, ruled)
    reading = read_document(path)
    assert max(reading.document.pages) > 1
    assert_same_fields(reading.measures, expected, SIX)
    assert measure_coverage(reading).missing == ()
    texts = {section.title: section.text("text") for section in reading.of_kind("section")}
    assert texts["參、管考"] == "本方案由法務部管考。"


def test_a_merged_strategy_belongs_to_every_measure_beside_it(tmp_path: Path) -> None:
    expected = measures(1, 4)
    rows = table_rows(expected, SIX, number=False)
    path = render_columns(tmp_path / "plan.pdf", rows, [115] * 6, spans=[(0, 1, 3)])
    reading = read_document(path)
    assert_same_fields(reading.measures, expected, SIX)


def test_columns_with_numbers_and_results(tmp_path: Path) -> None:
    keys = ("action", "agencies", "target", "result", "next_target")
    expected = [m for m in measures(8, 14) if len(m.text("result")) < 400]
    rows = table_rows(expected, keys, number=True)
    reading = read_document(render_columns(tmp_path / "plan.pdf", rows, [30] + [130] * 5))
    assert_same_fields(reading.measures, expected, keys)
    assert [m.targets for m in reading.measures] != [()] * len(expected)


@pytest.mark.parametrize("spread", [0.0, 6.0])
def test_the_order_in_the_file_and_spaces_between_characters_make_no_difference(
    tmp_path: Path, spread: float
) -> None:
    rows = [
        ("序次", "1"),
        ("具體策略", "一、落實風險控管作為。"),
        ("執行措施", "(一)辦理廉政會報，檢討風險。"),
        ("辦理機關", "法務部(廉政署)"),
        ("109年績效目標值", "召開廉政會報1,206次。"),
    ]
    document = read_document(render_shuffled(tmp_path / "plan.pdf", rows, spread)).document
    assert [line.replace(" ", "") for line in document.lines] == [*("\t".join(row) for row in rows), ""]


def test_text_in_a_font_that_is_nowhere_is_read(tmp_path: Path) -> None:
    document = read_document(render_by_number(tmp_path / "plan.pdf", "緝返外逃罪犯92人。")).document
    assert document.lines == ("緝返外逃罪犯92人。",)


@pytest.mark.parametrize("words", ["序", "序次"])
def test_boxes_are_those_of_the_pdf_whatever_fonts_are_installed(tmp_path: Path, words: str) -> None:
    [box] = read_document(render_shuffled(tmp_path / "plan.pdf", [(words, "")])).document.boxes
    # The font says of itself that it reaches from -0.271 to 0.752, which is scaled to the size of 10.
    assert (box.left, box.right) == (60.0, 60.0 + 10 * len(words))
    assert box.bottom - box.top == pytest.approx(10.0, abs=0.05)


def test_turned_pages_are_read_as_they_are_shown(tmp_path: Path) -> None:
    expected = measures(1, 2)
    rows = table_rows(expected, SIX, number=False)
    writer = PdfWriter(clone_from=render_columns(tmp_path / "plan.pdf", rows, [115] * 6))
    for page in writer.pages:
        page.rotate(90)
        page.transfer_rotation_to_content()
        width, height = page.mediabox.width, page.mediabox.height
        assert height > width
        page.rotate(-90)
    writer.write(tmp_path / "turned.pdf")
    reading = read_document(tmp_path / "turned.pdf")
    assert_same_fields(reading.measures, expected, SIX)


def midterm_rows(reading: Reading) -> list[list[str]]:
    """Return the KPIs of a mid-term plan as the rows of a table."""
    keys = ("goal", "name", "system", "method", "standard", "target")
    head = ["關鍵策略目標", "關鍵績效指標", "評估體制", "評估方式", "衡量標準", "109年度目標值"]
    return [head, *([kpi.text(key) for key in keys] for kpi in reading.of_kind("kpi"))]


def test_a_table_of_kpis(tmp_path: Path) -> None:
    real = read_real("moj-midterm")
    path = render_columns(tmp_path / "plan.pdf", midterm_rows(real), [110, 110, 60, 60, 250, 80])
    reading = read_document(path)
    found = reading.of_kind("kpi")
    keys = ("goal", "name", "system", "method", "standard", "target")
    assert_same_fields(found, real.of_kind("kpi"), keys)
    assert len(reading.kpi_targets) == len(real.kpi_targets)


def test_a_table_nobody_knows_stays_readable(tmp_path: Path) -> None:
    rows = [["年度", "人數", "備註"], ["108", "1,864", "含離島"], ["109", "1,069", ""]]
    document = read_document(render_columns(tmp_path / "plan.pdf", rows, [80, 80, 80])).document
    first = document.lines.index("\t年度")
    assert document.lines[first : first + 12] == (
        *("\t年度", "\t人數", "\t備註", ""),
        *("\t108", "\t1,864", "\t含離島", ""),
        *("\t109", "\t1,069", "\t", ""),
    )
