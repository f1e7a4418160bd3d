"""A table of which no entry was made is told, with its headings; what is no table is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.coverage import measure_coverage
from ingest.library import read_document
from ingest.records import Reading
from office import write_page, write_word
from qa.terminal import describe_coverage
from rendering import render_columns

BUDGET = [["項目", "110年度", "111年度"], ["預算", "98,520", "102,340"], ["決算", "95,367", "99,678"]]
TOLD = "found one of 3 columns (項目、110年度、111年度); its 3 rows are searchable text only"


def read(folder: Path, text: str) -> Reading:
    file = folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    return read_document(file)


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(p.line, p.message) for p in reading.problems if "searchable text only" in p.message]


@pytest.mark.parametrize("form", ["tabs", "pipes", "cells"])
def test_a_table_of_a_text_is_told_at_its_first_line(tmp_path: Path, form: str) -> None:
    table = {
        "tabs": "\n".join("\t".join(row) for row in BUDGET),
        "pipes": "\n".join(f"| {' | '.join(row)} |" for row in BUDGET),
        "cells": "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in BUDGET),
    }
    reading = read(tmp_path, f"壹、經費\n（單位：千元）\n{table[form]}\n\n貳、說明\n辦理宣導。")
    assert told(reading) == [(3, f"expected a table of a known kind, {TOLD}")]


def test_tables_of_word_html_and_pdf_are_told(tmp_path: Path) -> None:
    parts = ["壹、經費", BUDGET, "貳、說明"]
    files = [
        write_word(tmp_path / "a.docx", parts),
        write_page(tmp_path / "a.html", parts),
        render_columns(tmp_path / "a.pdf", BUDGET, [100, 100, 100]),
    ]
    for file in files:
        assert [message.partition(", ")[2] for _, message in told(read_document(file))] == [TOLD]


def test_each_table_is_told_and_long_headings_are_cut(tmp_path: Path) -> None:
    wide = "\t".join(f"第{n}欄" + "字" * 20 for n in range(12))
    one = "\n".join("\t".join(row) for row in BUDGET)
    [(_, first), (line, second)] = told(read(tmp_path, f"壹、甲\n{one}\n說明文字\n{wide}\n{wide}"))
    assert "3 columns" in first
    assert (line, "12 columns (第0欄字字" in second, second.count("、")) == (6, True, 8)
    assert len(second) < 300


@pytest.mark.parametrize(
    "lines",
    [
        "壹、前言\t1\n貳、目標\t3\n參、經費\t12",
        "1.\t辦理宣導\n2.\t製作教材",
        "•\t甲\n•\t乙",
        "電話\t02-1234",
        "甲\n乙\n丙",
    ],
)
def test_contents_numbered_paragraphs_and_a_line_alone_are_no_table(tmp_path: Path, lines: str) -> None:
    assert told(read(tmp_path, f"業務報告\n\n{lines}\n\n以上。")) == []


def test_a_table_that_was_read_is_not_told(tmp_path: Path) -> None:
    rows = [
        "序次\t1",
        "執行措施\t檢查漁船。",
        "績效目標\t漁安",
        "109年績效目標值\t50艘。",
        "辦理機關\t漁港處",
    ]
    reading = read(tmp_path, "一覽表\n" + "\n".join(rows))
    assert (len(reading.measures), told(reading)) == (1, [])


def test_a_source_without_entries_is_told_to_have_none(tmp_path: Path) -> None:
    reading = read(tmp_path, "壹、經費\n" + "\n".join("\t".join(row) for row in BUDGET))
    coverage = measure_coverage(reading)
    assert (coverage.entries, coverage.in_entries, coverage.missing) == (0, 0, ())
    first, *others = describe_coverage(coverage, reading)
    assert first == f"a: 0 entries; all of it searchable text only ({coverage.characters} characters)"
    assert len(others) == 1 and TOLD in others[0]


def test_a_source_with_entries_tells_what_is_only_searched(tmp_path: Path) -> None:
    rows = [
        "序次\t1",
        "執行措施\t檢查漁船。",
        "績效目標\t漁安",
        "109年績效目標值\t50艘。",
        "辦理機關\t漁港處",
    ]
    reading = read(tmp_path, "前言文字\n" + "\n".join(rows))
    coverage = measure_coverage(reading)
    assert (coverage.entries, coverage.text_only, coverage.in_entries) == (1, 4, 14)
    [line] = describe_coverage(coverage, reading)
    assert line.startswith("a: 100.00 % of ") and "(14 in 1 entries, 4 searchable text only, " in line
