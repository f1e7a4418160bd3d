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


def test_an_empty_text_has_no_sections() -> None:
    assert cut("\n \n") == []
