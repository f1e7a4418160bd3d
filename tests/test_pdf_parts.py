"""The parts of reading a PDF: characters, lines, breaks, furniture, merged cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from building import make_document
from ingest.headings import read_sections
from ingest.markup import join_lines
from ingest.pdf.furniture import find_furniture
from ingest.pdf.glyphs import mend_text
from ingest.pdf.grids import find_tables
from ingest.pdf.ocr import write_traditional
from ingest.pdf.pages import Glyph, Page, Rule, close_up
from ingest.pdf.strips import Strip, make_strips
from ingest.pdf.wrapping import Wrapping, read_item


def glyphs(text: str, left: float, top: float, size: float = 10.0, step: float | None = None) -> list[Glyph]:
    """Return the characters of a line of text, each as wide as it is high."""
    step = step or size
    return [Glyph(c, left + i * step, top, left + i * step + size, top + size) for i, c in enumerate(text)]


def strip(text: str, left: float = 0.0, top: float = 0.0) -> Strip:
    """Return a visual line."""
    return Strip(glyphs(text, left, top))


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("⽬標", "目標"),
        ("首⻑、⺠眾、⻄部", "首長、民眾、西部"),
        ("\uf98e度", "年度"),
        ("ﬁnance oﬃce", "finance office"),
        ("廉\u200b政\u00ad會\ufeff報\u202e", "廉政會報"),
        ("109\u00a0年", "109 年"),
        ("（１２％）、10³、①、Ⅳ", "（１２％）、10³、①、Ⅳ"),
        ("<script>", "<script>"),
    ],
)
def test_only_what_a_pdf_put_into_a_text_is_undone(dirty: str, clean: str) -> None:
    assert mend_text(dirty) == clean


def test_ocr_text_becomes_traditional_only_where_it_is_not() -> None:
    assert write_traditional("参與、执行、公布、台北、里長") == "參與、執行、公布、台北、里長"


def test_lines_are_told_by_height_whatever_the_order() -> None:
    drawn = [*glyphs("下行", 0, 15), *glyphs("上行", 0, 0)][::-1]
    assert [line.text for line in make_strips(drawn)] == ["上行", "下行"]


def test_a_flat_character_stays_in_its_line() -> None:
    flat = Glyph("一", 10, 4.6, 20, 5.4)
    assert [line.text for line in make_strips([*glyphs("第", 0, 0), flat, *glyphs("項", 20, 0)])] == [
        "第一項"
    ]


def test_characters_far_apart_have_a_space_between_them() -> None:
    assert Strip([*glyphs("甲乙", 0, 0), *glyphs("丙", 40, 0)]).text == "甲乙 丙"


def test_a_page_of_characters_that_all_stand_apart_is_closed_up() -> None:
    spread = glyphs("國家廉政建設行動方案及成果", 0, 0, step=14)
    assert Strip(close_up(spread)).text == "國家廉政建設行動方案及成果"
    close = glyphs("國家廉政建設行動方案 成果", 0, 0)
    assert close_up(close) == close


@pytest.mark.parametrize(
    ("above", "below", "wrapped"),
    [
        ("一二三四五六七八九十", "甲乙丙", True),
        ("一二三四五", "甲乙丙", False),
        ("1.三四五六七八九十", "2.乙丙", False),
        ("達成率為百分之１０", "5.5%", True),
        ("一二三四五六七八九。", "（二）乙丙", False),
        ("第一章……………………5", "第二章甲乙", False),
    ],
)
def test_a_break_is_only_a_wrap_where_the_line_is_full(above: str, below: str, wrapped: bool) -> None:
    wrapping = Wrapping(0, 100)
    assert not wrapping.follow(strip(above), above)
    assert wrapping.follow(strip(below, top=12), below) is wrapped


def test_a_number_goes_on_in_the_next_line_only_where_no_digit_had_room() -> None:
    for width, wrapped in ((45, False), (22, True)):
        wrapping = Wrapping(0, width)
        assert not wrapping.follow(strip("20"), "20")
        assert wrapping.follow(strip("30.0", top=12), "30.0") is wrapped


def test_items_are_counted_in_both_scripts() -> None:
    assert [read_item(text) for text in ("十二、", "(三)", "二十一、", "無")] == [
        ("一、", 12),
        ("(一)", 3),
        ("一、", 21),
        None,
    ]


def test_a_wrapped_line_adds_no_break() -> None:
    parts = [(1, "達成率 10"), (2, "5.5%。"), (3, "2. 宣導")]
    assert join_lines(parts)[0] == "達成率 10\n5.5%。\n2. 宣導"
    assert join_lines(parts, {2})[0] == "達成率 105.5%。\n2. 宣導"


def test_a_wrapped_paragraph_is_no_heading_and_a_wrapped_heading_is_whole() -> None:
    text = (
        "一、本方案依行政院核定之計畫辦理並由各機關\n執行，每季檢討。\n二、強化機關廉政經營\n責任制度\n內文。"
    )
    document = replace(make_document(text), wrapped=frozenset({2, 4}))
    sections = read_sections(document, list(enumerate(document.lines, start=1)))
    assert [section.title for section in sections] == ["測試", "二、強化機關廉政經營責任制度"]
    assert (sections[1].fields["heading"].place.line_start, sections[1].fields["heading"].place.line_end) == (
        3,
        4,
    )


def page_of(*lines: tuple[str, float]) -> tuple[float, list[Strip]]:
    """Return a page 800 points high with lines at their heights."""
    return 800.0, [strip(text, 50, top) for text, top in lines]


def test_furniture_is_what_repeats_and_what_counts_the_pages() -> None:
    pages = [page_of(("方案", 20), (f"內文{c}", 300), (f"- {n} -", 770)) for n, c in enumerate("甲乙丙丁", 1)]
    assert find_furniture(pages, [set()] * 4, 10_000) == [{0, 2}] * 4


def test_a_number_that_does_not_count_the_pages_is_text() -> None:
    pages = [
        page_of((f"內文{c}", 300), (number, 770))
        for c, number in zip("甲乙丙", ("88", "12", "35"), strict=True)
    ]
    assert find_furniture(pages, [set()] * 3, 10_000) == [set()] * 3


def test_words_repeated_at_other_heights_or_in_the_middle_are_text() -> None:
    pages = [page_of(("無。", 20 + 30 * n), ("無。", 400)) for n in range(4)]
    assert find_furniture(pages, [set()] * 4, 10_000) == [set()] * 4


def test_protected_lines_and_texts_of_repeated_pages_are_kept() -> None:
    pages = [page_of(("序次", 20), (f"內文{c}", 300)) for c in "甲乙丙"]
    assert find_furniture(pages, [{0}] * 3, 10_000) == [set()] * 3
    repeated = [page_of(("同一頁", 20))] * 3
    assert find_furniture(repeated, [set()] * 3, 9) == [set()] * 3


def test_a_table_a_page_break_left_open_is_closed() -> None:
    upright = [Rule(x, 100, x, 200) for x in (50, 150, 300)]
    level = [Rule(50, 100, 300, 100), Rule(50, 150, 300, 150)]
    inside = [
        *glyphs("甲", 60, 110),
        *glyphs("乙", 160, 110),
        *glyphs("丙", 160, 160),
        *glyphs("丁", 60, 300),
    ]
    [table], outside = find_tables(Page(1, 600, 800, inside, [*upright, *level]))
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "乙"], ["", "丙"]]
    assert [glyph.text for glyph in outside] == ["丁"]


def test_punctuation_beyond_the_border_stays_in_its_cell() -> None:
    rules = [Rule(0, y, 100, y) for y in (0, 20, 40)] + [Rule(x, 0, x, 40) for x in (0, 40, 100)]
    hung = [*glyphs("目標", 5, 5), *glyphs("甲乙，", 82, 5), *glyphs("說明", 45, 25)]
    page = Page(1, 200, 100, [*hung, *glyphs("旁註", 130, 5)], rules)
    [table], outside = find_tables(page)
    assert [[cell.text for cell in row] for row in table.rows] == [["目標", "甲乙，"], ["", "說明"]]
    assert "".join(glyph.text for glyph in outside) == "旁註"
