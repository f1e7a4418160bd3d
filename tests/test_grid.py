"""The grid of years: each cell has its target, result, verdict and where they stand."""

from __future__ import annotations

import doctest
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import harbours
from building import open_editions
from fake_engine import MET
from ingest.glossary import Glossary
from ingest.records import Target
from qa.answering import grid
from qa.answering.grid import Row, lay_out, list_columns, write_haystack
from qa.trends import follow_measures, list_trends


def lay_editions(folder: Path) -> list[Row]:
    texts = {109: harbours.EDITION_109, 110: harbours.EDITION_110}
    readings = [harbours.read_text(folder, f"plan-{year}", text) for year, text in texts.items()]
    measures = [measure for reading in readings for measure in reading.measures]
    return lay_out(follow_measures(measures, open_editions(readings)))


def quote_of(row: Row, year: int, role: str) -> tuple[str, str]:
    value = getattr(row.cells[year], role)
    measure = value.cited.measure
    every = (*measure.targets, *measure.next_targets)
    return measure.doc, every[value.cited.target].evidence[value.cited.evidence].quote


def test_a_measure_of_two_editions_is_one_row_with_a_cell_for_each_year(tmp_path: Path):
    rows = lay_editions(tmp_path)
    [row] = [row for row in rows if "整建" in row.trend.head.title]
    told = {
        year: (
            cell.target and cell.target.value,
            cell.actual and cell.actual.value,
            cell.verdict,
        )
        for year, cell in row.cells.items()
    }
    assert told == {
        108: (None, 11, None),
        109: (10, 8, "not_met"),
        110: (12, 9, "not_met"),
        111: (12, None, None),
    }
    assert list_columns(rows) == [108, 109, 110, 111] and row.unit == "處"
    mixed = replace(row.cells[109], actual=replace(row.cells[109].actual, unit="座"))
    assert replace(row, cells={**row.cells, 109: mixed}).unit == ""
    # Of a year two editions speak of, the edition of that year is cited.
    assert quote_of(row, 109, "actual") == ("plan-109", "整建漁港8處")
    assert quote_of(row, 110, "target")[0] == "plan-110"
    assert "12處" in quote_of(row, 111, "target")[1]


def make(year: int, value: int, item: str = "1", agency: str | None = None) -> Target:
    unit, verdict = "處", "met"
    return Target(
        year, item, f"{value}處", "據點", Decimal(value), unit, ">=", verdict=verdict, agency=agency
    )


def rows_of(*targets: Target) -> list[Row]:
    return lay_out(list_trends(replace(MET, targets=targets, next_targets=())))


def test_shares_of_agencies_stand_behind_their_measure():
    rows = rows_of(make(109, 3, agency="交通部"), make(109, 9), make(109, 6, agency="內政部"))
    assert [row.agency for row in rows] == [None, "交通部", "內政部"]


def test_targets_of_several_years_are_one_row_and_doubles_are_not():
    [row] = rows_of(make(110, 5), make(108, 3), make(109, 4))
    assert [cell.target.value for cell in row.cells.values() if cell.target] == [3, 4, 5]
    assert len(rows_of(make(109, 4), make(109, 5))) == 2
    assert len(rows_of(make(109, 4), make(110, 5, "2"))) == 2


def test_a_measure_is_found_by_agencies_titles_and_texts():
    held = write_haystack(MET, ["臺北港"], Glossary(()))
    for sought in ("台北港", "移民署", "強化 追緝"):
        assert grid.squeeze(sought) in held
    assert grid.squeeze("財政部") not in held


def test_examples_in_docstrings_hold():
    results = doctest.testmod(grid)
    assert results.attempted and not results.failed
