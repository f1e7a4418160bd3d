"""Annex rows find the measure they speak about."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import PLAN, read_real
from ingest.annex import read_reference
from ingest.library import read_document
from ingest.records import Reading


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("具體策略三、執行措施(一)： 建置平臺", ("三", "一")),
        ("具體策略八、執行措施(七): 優先查察", ("八", "七")),
        ("具體策略 十一 執行措施（十二）", ("十一", "十二")),
        ("參具體策略三、執行措施(一)", None),
        ("建置平臺", None),
    ],
)
def test_a_row_names_strategy_and_action(text: str, reference: tuple[str, str] | None) -> None:
    assert read_reference(text) == reference


def test_the_rows_of_the_shipped_annex_speak_about_their_measures() -> None:
    reading = read_real("lianzheng-109")
    measures = {measure.no: measure for measure in reading.measures}
    rows = reading.of_kind("annex")
    assert len(rows) == 3
    for row in rows:
        assert list(row.fields) == ["item", "agencies", "target", "actual", "note"]
        assert row.measure is not None
        measure = measures[row.measure]
        assert row.title[:10] in measure.text("action")
        strategy, action = read_reference(row.text("item")) or ("", "")
        assert measure.text("strategy").startswith(f"{strategy}、")
        assert measure.text("action").startswith(f"({action})")


def read(folder: Path, text: str) -> Reading:
    file = folder / "plan-109.txt"
    file.write_text(text, encoding="utf-8")
    return read_document(file)


def test_a_row_without_numerals_is_found_by_its_words(tmp_path: Path) -> None:
    reading = read(tmp_path, PLAN.replace("具體策略二、執行措施(一)：", ""))
    [row] = reading.of_kind("annex")
    assert (row.measure, row.title) == (2, "宣導遊說法")
    assert reading.problems == ()


def test_a_row_that_fits_no_measure_is_a_located_problem(tmp_path: Path) -> None:
    text = PLAN.replace(
        "具體策略二、執行措施(一)：宣導遊說法，增進公開透明。", "具體策略九、執行措施(三)：種樹"
    )
    reading = read(tmp_path, text)
    [row] = reading.of_kind("annex")
    assert row.measure is None
    [problem] = reading.problems
    assert problem.line == 33
    assert problem.message.startswith("expected the measure of this annex row, found none for")
