"""The years a document covers come from its text: its title, the labels and headings of its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalog import CatalogEntry
from ingest.library import read_document
from ingest.records import Document
from ingest.title_years import TitleYears, read_title_years


def read(folder: Path, text: str, title: str = "") -> Document:
    file = folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    reading = read_document(file, CatalogEntry("a", file, "a.txt", title=title))
    assert all(record.edition == reading.document.edition for record in reading.records)
    return reading.document


@pytest.mark.parametrize(
    ("title", "edition", "years"),
    [
        ("港務行動方案 109 年執行成果及設定 110 年績效目標值一覽表", 109, (109, 110)),
        ("112年度校園安全計畫", 112, (112,)),
        ("108及109年度執行成果", 109, (108, 109)),
        ("110、111年度績效報告", 111, (110, 111)),
        ("中華民國一百一十二年度施政計畫", 112, (112,)),
        ("2023年度永續報告書", 112, (112,)),
        ("112年1月至12月執行成果", 112, (112,)),
        ("中程施政計畫（１１０至１１３年度）", None, (110, 111, 112, 113)),
        ("中程計畫（106年度－109年度）", None, (106, 107, 108, 109)),
        ("中程計畫（110-113年）111年度績效報告", 111, (110, 111, 112, 113)),
        ("111年度績效報告 公告日期：112年5月", 111, (111,)),
        ("行政院109年3月1日核定 漁業計畫", None, ()),
        ("第5期計畫近3年成果", None, ()),
        ("", None, ()),
    ],
)
def test_a_title_names_its_edition_or_the_years_of_a_plan(
    title: str, edition: int | None, years: tuple[int, ...]
) -> None:
    assert read_title_years(title) == TitleYears(edition, years)


def test_a_document_of_no_known_layout_has_the_edition_of_its_title(tmp_path: Path) -> None:
    document = read(tmp_path, "漁港處112年度業務報告\n\n壹、前言\n本年度辦理宣導。")
    assert (document.edition, document.years) == (112, (112,))


def test_a_plan_of_several_years_has_those_and_no_edition(tmp_path: Path) -> None:
    document = read(tmp_path, "漁港處中程計畫\n\n壹、前言\n辦理宣導。", "漁港處中程計畫（110至113年度）")
    assert (document.edition, document.years) == (None, (110, 111, 112, 113))


def test_the_labels_of_a_plan_go_before_its_title(tmp_path: Path) -> None:
    rows = [
        "序次\t1",
        "執行措施\t檢查漁船。",
        "113年績效目標值\t50艘。",
        "112年度績效目標達成情形\t檢查60艘。",
    ]
    document = read(tmp_path, "113年度漁港計畫\n\n" + "\n".join([*rows, *rows[:1], *rows[1:]]))
    assert (document.edition, document.years) == (112, (112, 113))


def test_a_plan_whose_labels_name_no_year_has_that_of_its_title(tmp_path: Path) -> None:
    rows = ["序次\t1", "執行措施\t檢查漁船。", "績效目標值\t50艘。", "目標達成情形\t檢查60艘。"]
    document = read(tmp_path, "112年度漁港計畫\n\n" + "\n".join(rows))
    assert (document.edition, document.years) == (112, (112,))


def test_a_year_to_come_is_no_edition_and_gives_no_results(tmp_path: Path) -> None:
    head = "編號\t措施\t112年實績\t113年目標\t113年實績\t114年"
    path = tmp_path / "plan.txt"
    path.write_text(f"113年度漁港報告\n\n{head}\n1\t檢查漁船\t5\t6\t7\t9\n", encoding="utf-8")
    reading = read_document(path)
    assert reading.document.edition == 113
    assert [(o.year, o.role) for o in reading.observations if o.as_written == "9"] == [(114, "other")]


def test_years_that_head_columns_are_covered(tmp_path: Path) -> None:
    text = "漁港處111年度報告\n\n項目\t109年度\t110 年\t111年度\n檢查\t5\t6\t7\n依據105年決議\t108年起\t\t"
    assert read(tmp_path, text).years == (109, 110, 111)
