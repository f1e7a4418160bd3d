"""The table of targets: filters, CSV that spreadsheets open and do not run, scoreboards."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from building import read_real
from harbours import EDITION_109, EDITION_110, read_text
from ingest.glossary import load_glossary
from qa.downloads import quote_formula
from qa.tables import (
    COLUMNS,
    TargetRow,
    count_by,
    lead_agencies,
    list_targets,
    write_csv,
    write_text,
)

GLOSSARY = load_glossary()


def rows(**filters: object) -> list[TargetRow]:
    """Return the targets of the real plan that fit filters."""
    return list_targets([read_real("lianzheng-109")], GLOSSARY, **filters)  # type: ignore[arg-type]


def test_filters_narrow_and_none_keeps_every_target() -> None:
    measures = read_real("lianzheng-109").measures
    assert len(rows()) == sum(len(m.targets) + len(m.next_targets) for m in measures)
    short = rows(year=109, verdict="not_met")
    assert {row.measure.no for row in short} == {
        m.no for m in measures if any(t.verdict == "not_met" for t in m.targets)
    }
    assert all(row.target.year == 109 for row in short)


@pytest.mark.parametrize("name", ["金管會", "金融監督管理委員會", "FSC"])
def test_an_agency_is_known_by_any_of_its_names(name: str) -> None:
    found = {row.measure.no for row in rows(agency=name)}
    assert found == {m.no for m in read_real("lianzheng-109").measures if "金融監督管理委員會" in m.agencies}


def test_csv_has_a_byte_order_mark_and_every_row() -> None:
    text = write_csv(rows(year=109))
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(read[0]) == COLUMNS
    assert len(read) == 1 + len(rows(year=109))


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_formulas_are_quoted(cell: str) -> None:
    assert quote_formula(cell).startswith("'")


def test_a_formula_in_a_cell_reaches_no_spreadsheet() -> None:
    row = rows(year=109)[0]
    evil = TargetRow(replace(row.measure, title='=HYPERLINK("x")'), row.target)
    read = list(csv.reader(io.StringIO(write_csv([evil]).removeprefix("\ufeff"))))
    assert read[1][COLUMNS.index("title")] == '\'=HYPERLINK("x")'


def test_text_says_how_many() -> None:
    assert write_text([]).endswith("0 targets")


def test_a_year_two_editions_speak_of_is_judged_by_the_one_that_reports_it(tmp_path: Path) -> None:
    readings = [read_text(tmp_path, name, text) for name, text in (("a", EDITION_109), ("b", EDITION_110))]
    of_110 = list_targets(readings, GLOSSARY, year=110)
    assert [(row.measure.doc, row.target.verdict is not None) for row in of_110] == [
        *[("a", False)] * 5,
        *[("b", True)] * 6,
    ]
    missed = list_targets(readings, GLOSSARY, year=110, verdict="not_met")
    assert [(row.measure.doc, row.measure.no) for row in missed] == [("b", 1), ("b", 2)]
    assert sum(score.targets for score in count_by(of_110, lambda row: ["all"])) == 6


def test_scores_add_up_to_the_targets() -> None:
    scores = count_by(rows(year=109), lead_agencies)
    assert all(s.targets == s.met + s.not_met + s.not_reported + s.qualitative for s in scores)
    assert scores == sorted(scores, key=lambda s: (-s.targets, s.name))
