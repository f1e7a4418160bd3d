"""Targets over the years: which following target belongs to which, and what changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from building import read_real
from fake_engine import MET
from ingest.records import Change, Target
from qa.trends import count_changes, list_trends, list_years


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
