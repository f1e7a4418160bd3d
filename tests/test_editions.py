"""Editions of a plan: which documents they are, and which measures of two of them are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from asking import make_edition
from harbours import (
    ALL,
    BOATS_109,
    COURSES_109,
    EDITION_109,
    EDITION_110,
    EDITION_111,
    FIRES_109,
    SCHOOLS_109,
    read_text,
)
from ingest.editions import find_plans, join_editions, pair_targets


@pytest.mark.parametrize("year", [105, 109, 112, 120])
def test_the_edition_is_read_from_the_labels(tmp_path: Path, year: int) -> None:
    text = make_edition(year, {**COURSES_109, "comparison": f"{year - 1}年十九場次。"})
    reading = read_text(tmp_path, "plan", text)
    assert reading.document.edition == year
    (measure,) = reading.measures
    assert [t.year for t in (*measure.targets, *measure.next_targets)] == [year, year + 1]


def test_editions_of_one_plan_belong_together(tmp_path: Path) -> None:
    readings = [read_text(tmp_path, f"text-{no}", text) for no, text in enumerate(reversed(ALL))]
    plans = {plan.name: plan.docs for plan in find_plans(readings)}
    # The earliest edition comes first, however they were indexed.
    assert plans == {"漁港安全行動方案": ("text-3", "text-2", "text-1"), "教育部校園安全計畫": ("text-0",)}


def test_one_plan_under_two_titles_is_known_by_its_measures(tmp_path: Path) -> None:
    other = EDITION_110.replace("漁港安全行動方案", "漁港及漁船安全執行成果", 1)
    same = make_edition(110, BOATS_109, FIRES_109, COURSES_109, title="漁業報告")
    readings = [read_text(tmp_path, name, t) for name, t in (("a", EDITION_109), ("b", same), ("c", other))]
    assert [plan.docs for plan in find_plans(readings)] == [("a", "b"), ("c",)]


def test_a_common_name_makes_no_plan_of_two(tmp_path: Path) -> None:
    harbours = EDITION_109.replace("漁港安全行動方案", "施政計畫", 1)
    schools = SCHOOLS_109.replace("教育部校園安全計畫", "施政計畫", 1)
    readings = [read_text(tmp_path, name, text) for name, text in (("a", harbours), ("b", schools))]
    assert [plan.docs for plan in find_plans(readings)] == [("a",), ("b",)]


def test_measures_are_joined_by_content_and_not_by_number(tmp_path: Path) -> None:
    earlier, later = (read_text(tmp_path, str(n), t) for n, t in ((109, EDITION_109), (110, EDITION_110)))
    joined = join_editions(earlier, later)
    assert {(j.before, j.after) for j in joined} == {
        (4, 1), (2, 2), (3, 3), (5, 4), (1, 5), (None, 6), (6, None),
    }  # fmt: skip
    numbers = [j.after for j in joined if j.after is not None]
    assert sorted(numbers) == [m.no for m in later.measures]


def test_an_edition_is_joined_with_itself_measure_by_measure(tmp_path: Path) -> None:
    one, other = (read_text(tmp_path, name, EDITION_109) for name in ("a", "b"))
    assert all(j.before == j.after and j.likeness == 1.0 for j in join_editions(one, other))


def test_measures_of_another_plan_are_joined_with_none(tmp_path: Path) -> None:
    harbours, schools = (read_text(tmp_path, n, t) for n, t in (("a", EDITION_109), ("b", SCHOOLS_109)))
    assert all(None in (j.before, j.after) for j in join_editions(harbours, schools))


def test_targets_are_paired_in_units_of_one_scale(tmp_path: Path) -> None:
    earlier, later = (read_text(tmp_path, str(n), t) for n, t in ((109, EDITION_109), (110, EDITION_110)))
    nets = earlier.measures[4].next_targets, later.measures[3].targets
    assert [(a.unit, b.unit) for a, b in pair_targets(*nets)] == [("公噸", "公斤")]
    boats, courses = earlier.measures[0].targets, later.measures[0].targets
    assert pair_targets(boats, courses) == []


def test_upper_bounds_are_no_counterpart_of_lower_ones(tmp_path: Path) -> None:
    earlier, later = (read_text(tmp_path, str(n), t) for n, t in ((109, EDITION_109), (110, EDITION_110)))
    (fires,) = pair_targets(earlier.measures[2].targets, later.measures[2].targets)
    assert [t.op for t in fires] == ["<=", "<="]


def test_what_a_later_edition_leaves_out_is_dropped(tmp_path: Path) -> None:
    earlier, later = (read_text(tmp_path, str(n), t) for n, t in ((110, EDITION_110), (111, EDITION_111)))
    joined = join_editions(earlier, later)
    assert [j.before for j in joined if j.after is None] == [1, 2, 3, 4]
    assert [(j.before, j.after) for j in joined if j.before and j.after] == [(6, 1), (5, 2)]
