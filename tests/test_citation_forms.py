"""Citations ready to paste: each form, with whatever of a date a document has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from building import make_document
from qa.citation_forms import FORMS, Form, write_citation

DOCUMENT = replace(make_document("甲"), title="某某計畫（核定本）", publisher="法務部", date="110-08")


def cite(form: Form, date: str = "110-08", publisher: str = "法務部", quote: str = "達成率93%") -> str:
    document = replace(DOCUMENT, date=date, publisher=publisher)
    return write_citation(form, document, 161, 163, page=5, no=9, label="列管說明", quote=quote)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "official",
            "依法務部110年8月「某某計畫（核定本）」序次9，「列管說明」欄，第5頁，第161至163行略以：「達成率93%」。",
        ),
        (
            "academic_roc",
            "法務部（民110）。《某某計畫（核定本）》，序次9，「列管說明」欄，第5頁，第161至163行。",
        ),
        (
            "academic_western",
            "法務部（2021）。《某某計畫（核定本）》，序次9，「列管說明」欄，第5頁，第161至163行。",
        ),
        ("english", "法務部 (2021). 某某計畫（核定本）, measure 9, field 「列管說明」, p. 5, lines 161–163."),
    ],
)
def test_each_form(form: Form, expected: str) -> None:
    assert cite(form) == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("date", ["", "unknown"])
def test_a_document_without_a_date_says_so(form: Form, date: str) -> None:
    written = cite(form, date)
    assert "2021" not in written and "民" not in written.replace("某某", "")
    if form.startswith("academic"):
        assert "（無日期）" in written


@pytest.mark.parametrize("date", ["110", "110-08", "2021", "2021-8", "110年8月"])
def test_either_calendar_gives_both_years(date: str) -> None:
    assert "（民110）" in cite("academic_roc", date)
    assert "（2021）" in cite("academic_western", date)


def test_a_document_without_a_publisher_is_named_by_its_title() -> None:
    assert cite("academic_roc", publisher="").startswith("某某計畫（核定本）（民110）")


def test_a_citation_is_one_line_and_a_long_quote_is_cut() -> None:
    written = cite("official", quote="甲\n乙 {x} " + "長" * 500)
    assert "\n" not in written and "甲 乙 {x}" in written and "……" in written and len(written) < 330


def test_whole_lines_without_measure_or_field() -> None:
    assert (
        write_citation("academic_roc", DOCUMENT, 3, 3) == "法務部（民110）。《某某計畫（核定本）》，第3行。"
    )
