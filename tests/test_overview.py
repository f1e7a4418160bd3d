"""Overviews: their counts are those of the tables of targets and entries, whatever the plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import harbours
from asking import ask, open_texts
from building import open_editions, real_engine
from fake_engine import MET
from ingest.records import Measure, Target
from qa.answering.overview import find_year, list_rows, measure_gap, survey
from qa.engine import Engine
from qa.finding.entries import Entry
from qa.finding.goals import read_goals
from qa.query import And, Bound, Condition, Is, Query
from qa.tables import list_targets


@pytest.fixture(scope="module")
def engine() -> Engine:
    return real_engine()


def look(engine: Engine, doc: str):
    return survey(doc, engine.entries_of(doc), engine.contradictions_of(doc), engine.editions)


def test_counts_are_those_of_the_table_of_targets(engine: Engine):
    found = look(engine, "lianzheng-109")
    table = list_targets(engine.readings_of("lianzheng-109"), engine.glossary)
    judged = [row for row in table if row.target.verdict and row.target.year == found.year]
    assert found.verdicts == Counter(row.target.verdict for row in judged)
    for scores, name in (
        (found.strategies, lambda row: [row.measure.text("strategy")]),
        (found.agencies, lambda row: row.measure.lead_agencies),
    ):
        for score in scores:
            own = Counter(row.target.verdict for row in judged if score.name in name(row))
            assert (score.met, score.not_met, score.not_reported, score.qualitative) == (
                own["met"],
                own["not_met"],
                own["not_reported"],
                own["qualitative"],
            )
    assert {row.measure.no for row in found.misses} == {
        row.measure.no for row in judged if row.target.verdict == "not_met"
    }
    rates = [row.target.rate_pct for row in found.misses]
    assert rates == sorted(rates)
    assert sum(found.contradictions.values()) == len(engine.contradictions_of("lianzheng-109"))


def test_kpis_and_projects_are_counted_without_verdicts(engine: Engine):
    found = look(engine, "moj-midterm")
    assert found.kinds == Counter(entry.kind for entry in engine.entries_of("moj-midterm"))
    assert found.year is None and set(found.verdicts) == {"none"} and not found.misses
    kpis = [entry.record for entry in engine.entries_of("moj-midterm") if entry.kind == "kpi"]
    assert len(found.rows) == sum(len(kpi.targets) for kpi in kpis if isinstance(kpi, Measure))


def test_an_edition_is_held_against_the_one_before(tmp_path: Path):
    readings = [
        harbours.read_text(tmp_path, f"plan-{year}", text)
        for year, text in ((109, harbours.EDITION_109), (110, harbours.EDITION_110))
    ]
    editions = open_editions(readings)
    earlier, later = (reading.document.id for reading in readings)

    def entries(at: int) -> tuple[Entry, ...]:
        return tuple(Entry(m, read_goals(m, []), {}, {}) for m in readings[at].measures)

    assert survey(earlier, entries(0), (), editions).since is None
    since = survey(later, entries(1), (), editions).since
    assert since is not None and since.earlier == earlier
    assert [measure.title for measure in since.dropped] == ["表揚模範漁民"]
    assert [measure.title for measure in since.new] == ["建置海象預警系統"]
    assert len(since.kept) == len(readings[1].measures) - 1
    heights = {one.row.measure.no: one.change for one in since.changed}
    harbour = next(m for m in readings[1].measures if "整建" in m.title)
    fires = next(m for m in readings[1].measures if "火災" in m.title)
    assert heights[harbour.no] == "raised" and heights[fires.no] == "lowered"
    assert [row.measure.no for row in since.again] == [harbour.no]


def test_the_year_looked_at_is_the_last_with_verdicts_up_to_the_edition():
    def rows(*years: int, verdict: str | None = "met"):
        made = [Target(year, "1", "", "", Decimal(1), "件", ">=", verdict=verdict) for year in years]  # type: ignore[arg-type]
        return list_rows([replace(MET, targets=tuple(made))])

    assert find_year(rows(108, 109, 110), 110) == 110
    assert find_year(rows(108, 109, 111), 110) == 109
    assert find_year(rows(111), 110) == 111
    assert find_year(rows(110, verdict=None), 110) is None


@pytest.mark.parametrize(
    ("target", "unit", "actual", "actual_unit", "gap"),
    [
        ("30", "公噸", "28.5", "公噸", "-1.5"),
        ("30", "公噸", "28500", "公斤", "-1.5"),
        ("5", "件", "7", "件", "2"),
        ("5", "件", "7", "人", None),
    ],
    ids=["one unit", "two of one scale", "over a ceiling", "units that do not compare"],
)
def test_a_gap_is_in_the_unit_of_the_target(target, unit, actual, actual_unit, gap):
    made = Target(109, "1", "", "", Decimal(target), unit, ">=", Decimal(actual), actual_unit)
    assert measure_gap(made) == (None if gap is None else Decimal(gap))


def test_projects_are_told_by_category_and_end_and_each_leads_to_its_list(engine: Engine):
    found = look(engine, "moj-midterm")
    projects = found.kinds["project"]
    assert sum(found.categories.values()) == sum(found.ends.values()) == projects

    def count(condition: Condition) -> int:
        where = And((Is("doc", ("moj-midterm",)), Is("kind", ("project",)), condition))
        return len(engine.run(Query("entries", where=where)).items)

    for category, number in found.categories.items():
        assert count(Is("category", (category,))) == number, category
    for year, number in found.ends.items():
        assert count(Bound("end", "=", Decimal(year))) == number, year


def test_states_are_those_the_document_gives(engine: Engine):
    found = look(engine, "lianzheng-109")
    assert set(found.states) == {"measure"} and found.states["measure"]["not_met"] == 3
    for state, number in found.states["measure"].items():
        where = And((Is("doc", ("lianzheng-109",)), Is("kind", ("measure",)), Is("status", (state,))))
        assert len(engine.run(Query("entries", where=where)).items) == number, state
    assert not look(engine, "moj-midterm").states


FUNDS = "\n".join(
    [
        "漁港基金113年度決算報告",
        "單位：千元",
        "計畫名稱\t113年度預算數\t113年度決算數",
        "漁港整建\t1,200\t1,100",
        "燈塔更新\t800\t700",
        "港務基金小計\t2,000\t1,800",
        "漁船檢查\t500\t450",
        "甲、乙合計\t2,500\t2,250",
        "合　計\t2,500\t2,250",
    ]
)


def test_what_only_adds_up_others_is_no_item_of_a_budget():
    interpreter = open_texts(FUNDS)
    (doc,) = interpreter.store.records.heads
    found = survey(doc, interpreter.entries.of(doc), (), interpreter.editions)
    assert [entry.record.title for entry, _ in found.budget] == ["漁港整建", "燈塔更新", "漁船檢查"]
    assert found.kinds == {"budget": 3}
    # Its figures can be asked for as before.
    assert "1,800" in ask("港務基金小計113年度決算數多少", FUNDS).answer
