"""Made-up editions are read as plans are, each with its own numbers, and always come out the same."""

from __future__ import annotations

from pathlib import Path

from bench.editions import YEARS, count_editions, make_edition, write_editions
from building import read_real
from ingest.catalog import CatalogEntry
from ingest.editions import find_plans, join_editions
from ingest.library import read_document


def test_an_edition_is_read_as_a_plan_with_its_own_year_figures_and_words(tmp_path: Path) -> None:
    real = read_real("lianzheng-109")
    paths = write_editions(tmp_path, YEARS + 1)
    first, second, other = (read_document(paths[number]) for number in (0, 1, YEARS))
    for reading in (first, second, other):
        assert [m.no for m in reading.measures] == [m.no for m in real.measures]
        assert all(len(m.fields) == len(real.measures[0].fields) for m in reading.measures)
        assert not [p for p in reading.problems if "序次" in str(p)]
        verdicts = {t.verdict for m in reading.measures for t in m.targets}
        assert {"met", "not_met", "qualitative"} <= verdicts
    assert [r.document.edition for r in (first, second, other)] == [100, 101, 100]
    results, actions = (
        [{m.text(field) for m in reading.measures} for reading in (first, second, other, real)]
        for field in ("result", "action")
    )
    assert all(len(results[0] & texts) < 10 for texts in results[1:])
    assert all(len(actions[0] & texts) < 10 for texts in actions[2:])


def test_the_editions_of_a_plan_are_joined_and_other_plans_are_not(tmp_path: Path) -> None:
    readings = [
        read_document(path, CatalogEntry(path.stem, path, path.name))
        for path in (*write_editions(tmp_path, YEARS + 1)[:2], tmp_path / f"plan-{YEARS:05}.txt")
    ]
    assert sorted(len(plan.docs) for plan in find_plans(readings)) == [1, 2]
    joined = join_editions(*readings[:2])
    assert all(one.before == one.after is not None for one in joined)


def test_the_same_number_gives_the_same_edition() -> None:
    assert make_edition(7) == make_edition(7) != make_edition(8)


def test_enough_editions_are_made_for_the_size_wanted() -> None:
    assert count_editions(0, 600, 1000) == 0
    assert count_editions(61_000, 600, 1000) == 100
