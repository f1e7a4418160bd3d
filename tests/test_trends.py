"""Targets over the years: which following target belongs to which, and what changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import harbours
from building import open_editions, read_real
from fake_engine import MET
from ingest.records import Change, Target
from qa.trends import Point, Trend, count_changes, follow_measures, list_trends, list_years


def goal(year: int, metric: str, value: int | None, change: Change | None = None, unit: str = "件") -> Target:
    number = None if value is None else Decimal(value)
    return Target(year, "1", metric, metric, number, unit, ">=", change=change)


def trends_of(targets: list[Target], following: list[Target]):
    return list_trends(replace(MET, targets=tuple(targets), next_targets=tuple(following)))


def test_a_trend_has_the_years_before_of_and_after() -> None:
    target = replace(goal(109, "稽核", 310), actual=Decimal(327), previous=Decimal(301))
    [trend] = trends_of([target], [goal(110, "稽核", 330, "raised")])
    assert [(p.year, p.role, p.value) for p in trend.points] == [
        (108, "actual", 301),
        (109, "target", 310),
        (109, "actual", 327),
        (110, "target", 330),
    ]
    assert (trend.change, trend.value(110, "target"), trend.value(110, "actual")) == ("raised", 330, None)
    assert list_years([trend]) == [108, 109, 110]


def test_following_targets_are_found_by_what_they_count_not_by_their_place() -> None:
    here = [goal(109, "政府採購稽核件數", 310), goal(109, "施工品質查核", 100)]
    later = [goal(110, "施工品質之查核", 100, "same"), goal(110, "政府採購稽核之件數", 330, "raised")]
    found = trends_of(here, later)
    assert [t.change for t in found] == ["raised", "same"]


def test_new_and_dropped_targets_stand_by_themselves() -> None:
    found = trends_of(
        [goal(109, "高教司課程數", 2400)],
        [goal(110, "教材", 5, "new"), goal(110, "高教司課程數", None, "dropped")],
    )
    assert [(t.change, t.target is None) for t in found] == [("dropped", False), ("new", True)]
    assert count_changes(found) == {"new": 1, "dropped": 1}


def test_no_target_of_the_real_plan_is_lost() -> None:
    for measure in read_real("lianzheng-109").measures:
        trends = list_trends(measure)
        assert [t.target for t in trends if t.target] == list(measure.targets)
        following = [t.following for t in trends if t.following]
        assert sorted(map(id, following)) == sorted(map(id, measure.next_targets))
        for trend in trends:
            if trend.change in ("raised", "lowered") and trend.target and trend.following:
                rises = trend.following.target > trend.target.target  # type: ignore[operator]
                assert rises == (trend.change == "raised")


@pytest.fixture(scope="module")
def harbour_trends(tmp_path_factory: pytest.TempPathFactory) -> list[Trend]:
    """The trends of a plan in three editions and of another plan."""
    folder = tmp_path_factory.mktemp("editions")
    readings = [harbours.read_text(folder, f"h{at}.txt", text) for at, text in enumerate(harbours.ALL)]
    return follow_measures([m for r in readings for m in r.measures], open_editions(readings))


def named(trends: list[Trend], word: str) -> Trend:
    return next(trend for trend in trends if word in trend.metric)


def values(trend: Trend) -> list[tuple[int, str, int]]:
    return [(p.year, p.role, int(p.value)) for p in trend.points]


def test_a_measure_is_one_row_over_its_editions(harbour_trends: list[Trend]) -> None:
    boats = named(harbour_trends, "漁船")
    assert values(boats) == [
        (108, "actual", 280),
        (109, "target", 300),
        (109, "actual", 330),
        (110, "target", 350),
        (110, "actual", 361),
        (111, "target", 360),
        (111, "actual", 372),
        (112, "target", 360),
    ]
    assert (boats.fate, [m.no for m in boats.line], len(boats.targets)) == ("kept", [1, 5, 2], 3)
    # The edition after and the one before say otherwise of 109 and 110; the year's own is shown.
    assert [(p.year, p.role, p.value) for p in boats.others] == [
        (109, "actual", 335),
        (110, "target", 320),
    ]


def test_units_of_one_scale_stand_on_one(harbour_trends: list[Trend]) -> None:
    nets = named(harbour_trends, "漁網")
    assert nets.unit == "公斤"
    assert (nets.value(109, "actual"), nets.value(110, "actual")) == (42_600, 40_100)
    assert nets.others == (Point(110, "target", Decimal(35_000), nets.before and nets.line[0].doc),)


def test_dropped_measures_are_told(harbour_trends: list[Trend]) -> None:
    words = ("課程", "火災", "漁網", "漁船", "預警")
    fates = {word: t.fate for word in words for t in harbour_trends if word in t.head.title}
    assert fates == {"課程": "dropped", "火災": "dropped", "漁網": "dropped", "漁船": "kept", "預警": "kept"}


def test_new_measures_are_told_and_no_target_is_lost(tmp_path: Path) -> None:
    readings = [harbours.read_text(tmp_path, f"h{at}.txt", text) for at, text in enumerate(harbours.BOTH)]
    found = follow_measures([m for r in readings for m in r.measures], open_editions(readings))
    fates = {trend.head.title: trend.fate for trend in found}
    assert next(fate for title, fate in fates.items() if "預警" in title) == "new"
    assert sorted(repr(t) for trend in found for t in trend.targets) == sorted(
        repr(t) for r in readings for m in r.measures for t in m.targets
    )


def test_a_plan_of_one_edition_stays_as_it_is(harbour_trends: list[Trend]) -> None:
    schools = [trend for trend in harbour_trends if "校園" in trend.head.title]
    assert [(trend.fate, trend.line, trend.before) for trend in schools] == [(None, (), ())]
    measures = read_real("lianzheng-109").measures
    alone = follow_measures(measures, open_editions([read_real("lianzheng-109")]))
    assert alone == [trend for measure in measures for trend in list_trends(measure)]
