"""HTML pages become lines; what a reader of the page would not see is left out."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from ingest.formats.webpage import read_webpage_blocks
from ingest.records import UnreadableSource
from ingest.sources import read_source
from office import split_plan, write_page


def read_lines(tmp_path: Path, page: str | bytes, name: str = "a.html") -> list[str]:
    file = tmp_path / name
    file.write_bytes(page.encode() if isinstance(page, str) else page)
    return [line for line in read_source(file).document.lines if line]


def test_blocks_are_lines_and_other_space_is_collapsed(tmp_path: Path) -> None:
    page = "<html><body><h1>計畫</h1>\n<div>甲 <b>乙</b>\n 丙<p>丁<br>戊</div>"
    page += "<ul><li>1. 己<li>2. 庚</ul></html>"
    assert read_lines(tmp_path, page) == ["計畫", "甲 乙 丙", "丁", "戊", "1. 己", "2. 庚"]


def test_scripts_styles_comments_and_forms_are_left_out(tmp_path: Path) -> None:
    page = (
        "<html><head><title>標題</title><style>p{}</style></head><body><script>alert('壞')</script>"
        "<!-- 註 --><noscript>無</noscript><textarea>填</textarea><p>好&lt;script&gt;</p></body></html>"
    )
    assert read_lines(tmp_path, page) == ["好<script>"]


def test_cells_over_rows_and_columns_are_read(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=2>壹、表<tr><td rowspan=2>績效目標<td>甲<tr><td>乙"
        "<tr><th>辦理機關<td>法務部<br>內政部</table>"
    )
    assert read_lines(tmp_path, page) == ["壹、表", "績效目標\t甲", "\t\t乙", "辦理機關\t法務部", "\t內政部"]


def measure_peak(page: str) -> tuple[int, str]:
    """Return how many bytes reading a page takes at most, and what is told of it."""
    tracemalloc.start()
    try:
        writer = read_webpage_blocks(page.encode(), "a.html")
        return tracemalloc.get_traced_memory()[1], "".join(message for _, message in writer.problems)
    finally:
        tracemalloc.stop()


def test_rows_without_cells_of_their_own_take_no_memory() -> None:
    tall = "<td rowspan=9999999>甲" * 200
    peak, told = measure_peak(f"<table><tr>{tall}{'<tr>' * 15_000}</table>")
    assert told == "" and peak < 30_000_000


def test_the_rows_of_a_table_whose_spans_make_too_many_cells_are_text_and_it_is_told() -> None:
    tall = "<td rowspan=9999999>甲" * 199
    peak, told = measure_peak(f"<table><tr>{tall}{'<tr><td>乙' * 15_000}</table>")
    assert told == "expected a table of at most 2000000 cells, found more; its rows are read as text"
    assert peak < 60_000_000


def test_a_row_that_spans_from_above_fill_is_left_out_and_still_counts(tmp_path: Path) -> None:
    page = "<table><tr><td rowspan=3>績效目標<td rowspan=2>甲<tr><tr><td>乙<tr><td>辦理機關<td>丙</table>"
    assert read_lines(tmp_path, page) == ["績效目標\t甲", "\t\t乙", "辦理機關\t丙"]


def test_tables_that_only_arrange_the_page_are_seen_through(tmp_path: Path) -> None:
    page = "<table><tr><td>選單<td><table><tr><td>序次<td>1</table><p>完</table>"
    assert read_lines(tmp_path, page) == ["選單", "序次\t1", "完"]


def test_text_set_as_typed_keeps_its_lines(tmp_path: Path) -> None:
    assert read_lines(tmp_path, "<pre>序次\t1\n績效目標\t甲</pre>") == ["序次\t1", "績效目標\t甲"]


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16", "gb2312"])
def test_the_page_says_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = "计划\n办理" if encoding == "gb2312" else "計畫\n辦理"
    file = write_page(tmp_path / "a.html", split_plan(text), encoding)
    assert [line for line in read_source(file).document.lines if line] == text.split("\n")


def test_a_page_is_known_without_its_suffix(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><body><p>甲</p></body></html>'
    assert read_lines(tmp_path, page, "a.txt") == ["甲"]
    assert read_lines(tmp_path, "<p>甲</p>", "b.txt") == ["<p>甲</p>"]


@pytest.mark.parametrize("tag", ["div", "span", "table", "ul"])
def test_a_page_nested_too_deeply_is_refused(tmp_path: Path, tag: str) -> None:
    inner = {"table": "<tr><td>", "ul": "<li>"}.get(tag, "")
    page = f"<html><body>{f'<{tag}>{inner}' * 50_000}甲</body></html>"
    with pytest.raises(UnreadableSource, match="expected elements nested at most 400 deep, found more"):
        read_lines(tmp_path, page)


def test_nothing_a_page_refers_to_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("機密", encoding="utf-8")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>甲&x;'
        f'<iframe src="{secret.as_uri()}"></iframe><img src="http://127.0.0.1:9/x.png"></body></html>'
    )
    lines = read_lines(tmp_path, page)
    assert "機密" not in "".join(lines)
    assert any("甲" in line for line in lines)
