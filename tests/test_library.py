"""A file becomes a reading in whichever layout it has, and in none."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from building import PLAN, read_real
from index.passages import cut_passages
from ingest.catalog import CatalogEntry, read_catalog
from ingest.coverage import measure_coverage
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import UnreadableSource

LAW = """個人資料保護法施行細則

第一條
本細則依本法第五十五條規定訂定之。

壹、總則
（一）定義
本細則所稱機關，指公務機關。
- 一、未列之項目，從其規定。
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_layout_that_is_not_recognised_is_still_searchable(tmp_path: Path) -> None:
    reading = read_document(write(tmp_path, LAW))
    assert reading.measures == ()
    assert {record.kind for record in reading.records} == {"section"}
    assert measure_coverage(reading).missing == ()
    found = [p for p in cut_passages(reading.records) if "公務機關" in p.text]
    assert [(p.place.line_start, p.place.line_end) for p in found] == [(8, 9)]


def test_every_layout_keeps_the_text_of_every_line(tmp_path: Path) -> None:
    for text in (LAW, PLAN, LAW + PLAN, PLAN.replace("\t", "："), PLAN.replace("\n", "\r\n")):
        reading = read_document(write(tmp_path, text))
        assert measure_coverage(reading).missing == ()


def test_a_plan_with_colons_for_tabs_gives_the_same_measures(tmp_path: Path) -> None:
    tabbed = read_document(write(tmp_path, PLAN)).measures
    colons = read_document(write(tmp_path, PLAN.replace("\t", "："))).measures
    assert [{k: bare(f.text) for k, f in m.fields.items()} for m in colons] == [
        {k: bare(f.text) for k, f in m.fields.items()} for m in tabbed
    ]


def test_the_catalogue_names_what_the_text_does_not(tmp_path: Path) -> None:
    entry = CatalogEntry(
        "my-plan", write(tmp_path, PLAN), "corpus/text.txt", "我的計畫", "某部", "113-05", None
    )
    document = read_document(entry.path, entry).document
    assert (document.id, document.title, document.publisher) == ("my-plan", "我的計畫", "某部")
    assert (document.file, document.date, document.edition) == ("corpus/text.txt", "113-05", 109)
    assert str(document.place(3, 4)) == "my-plan:3"


def test_the_shipped_catalogue_is_read_in_its_order() -> None:
    assert [(e.id, e.file) for e in read_catalog()] == [
        ("lianzheng-109", "corpus/lianzheng-109.txt"),
        ("moj-midterm", "corpus/moj-midterm.txt"),
    ]
    assert read_real("lianzheng-109").document.title.startswith("國家廉政建設行動方案")


def test_a_file_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="expected a file, found none; check the path"):
        read_document(tmp_path / "none.txt")


def test_reading_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("編號\t措施\t目標值\n1\t甲措施\t12件\n", encoding="utf-8")
    assert gc.isenabled()
    read_document(path)
    assert gc.isenabled()
    gc.disable()
    try:
        read_document(path)
        assert not gc.isenabled()
    finally:
        gc.enable()
