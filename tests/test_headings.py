"""Headings and the sections they open."""

from __future__ import annotations

import pytest

from building import make_document
from ingest.headings import MAX_SECTION_LINES, heading_level, read_sections
from ingest.records import Record


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("肆、具體作為", 0),
        (" 壹、施政綱要", 0),
        ("附表", 0),
        ("附件一", 0),
        ("第三章 執行成果", 0),
        ("註：", 0),
        ("一、嚴正執行法律、推動司法互助", 1),
        ("（二）推動並深化國際及兩岸司法互助", 2),
        ("(二)推動司法互助", 2),
        ("- 一、本方案得檢討修正", None),
        ("一、本方案具體作為之執行措施，得由法務部召集相關機關檢討修正。", None),
        ("１、強化毒品防制", None),
        ("附表所列各項", None),
        ("序次\t1", None),
        ("", None),
        ("四、任務分工：", 1),
        ("（二）主管機關:", 2),
        ("（五）各機關應依其職掌辦理下列各事項並彙送備查：", None),
        ("第一章 人口老化........8", None),
        ("一、" + "長" * 45, None),
    ],
)
def test_headings_are_told_from_items_and_sentences(line: str, level: int | None) -> None:
    assert heading_level(line) == level


def cut(text: str) -> list[Record]:
    document = make_document(text)
    return read_sections(document, list(enumerate(document.lines, start=1)))


def test_sections_know_the_headings_they_stand_under() -> None:
    sections = cut("前言文字\n壹、綱要\n一、執法\n（一）緝毒\n查緝毒品。\n二、廉能\n肅貪。\n貳、指標\n說明")
    assert [(s.path, s.title, s.text("text"), s.place.line_start, s.place.line_end) for s in sections] == [
        ((), "測試", "前言文字", 1, 1),
        ((), "壹、綱要", "", 2, 2),
        (("壹、綱要",), "一、執法", "", 3, 3),
        (("壹、綱要", "一、執法"), "（一）緝毒", "查緝毒品。", 4, 5),
        (("壹、綱要",), "二、廉能", "肅貪。", 6, 7),
        ((), "貳、指標", "說明", 8, 9),
    ]
    assert [s.no for s in sections] == [1, 2, 3, 4, 5, 6]


def test_a_text_without_headings_is_cut_into_parts_that_lose_nothing() -> None:
    lines = [f"第{n}段文字。" for n in range(2 * MAX_SECTION_LINES + 1)]
    sections = cut("\n".join(lines))
    assert [len(s.fields["text"].starts) for s in sections] == [MAX_SECTION_LINES, MAX_SECTION_LINES, 1]
    assert "\n".join(s.text("text") for s in sections) == "\n".join(lines)


def outline(text: str) -> list[tuple[str, str]]:
    return [("/".join((*s.path, s.title)), s.text("text")) for s in cut(text)]


def test_chapters_stand_above_numbered_parts_and_notes_hold_nothing() -> None:
    text = "第一章 老化\n第一節 趨勢\n壹、人口\n說明\n註：\n來源\n一、北部\n第二節 需求\n第二章 執行"
    assert [path for path, _ in outline(text)] == [
        "第一章 老化",
        "第一章 老化/第一節 趨勢",
        "第一章 老化/第一節 趨勢/壹、人口",
        "第一章 老化/第一節 趨勢/壹、人口/註：",
        "第一章 老化/第一節 趨勢/壹、人口/一、北部",
        "第一章 老化/第二節 需求",
        "第二章 執行",
    ]


def test_bare_headings_that_follow_each_other_are_a_list() -> None:
    text = "一、服務項目\n（一）門診\n（二）病房\n（三）復健\n二、人力\n（一）培訓\n說明\n（二）留任\n說明"
    assert outline(text) == [
        ("一、服務項目", "（一）門診\n（二）病房\n（三）復健"),
        ("二、人力", ""),
        ("二、人力/（一）培訓", "說明"),
        ("二、人力/（二）留任", "說明"),
    ]


def test_an_item_counted_with_a_heading_ends_its_section() -> None:
    text = "三、作業程序\n（一）開設：\n1. 時機\n（二）小組置召集人一人，由首長擔任。\n（一）另算。\n四、其他"
    assert outline(text) == [
        ("三、作業程序", ""),
        ("三、作業程序/（一）開設", "1. 時機"),
        ("三、作業程序", "（二）小組置召集人一人，由首長擔任。\n（一）另算。"),
        ("四、其他", ""),
    ]


def test_a_caption_does_not_go_on_in_the_paragraph_below_it() -> None:
    document = make_document("表4　執行成果\n\n員工平均學習46.5小時，\n占六成。")
    (section,) = read_sections(document, list(enumerate(document.lines, start=1)))
    assert section.fields["text"].text == "表4　執行成果\n員工平均學習46.5小時，占六成。"


def test_paragraphs_stay_apart_where_no_width_breaks_them() -> None:
    lines = ["前言", "甲處業務", "74 家", "乙處業務", "並含各分處長年辦理之其他相關工作項目"]
    document = make_document("\n".join(lines))
    [section] = read_sections(document, list(enumerate(lines, start=1)))
    assert section.text("text") == "\n".join(lines)


def test_an_empty_text_has_no_sections() -> None:
    assert cut("\n \n") == []
