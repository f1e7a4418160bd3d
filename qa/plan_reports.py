"""The KPIs of a plan and of the reports on it: one trend for each, the plan's targets beside the results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.tokens import fold_text
from ingest.editions import are_comparable
from ingest.records import Measure
from qa.trends import Trend, continue_trend, list_trends

# Documents are of one plan where they share this many KPIs, and this much of those of the smaller.
_LEAST_SHARED, _SHARE = 3, 0.5


def follow_kpis(kpis: Iterable[Measure]) -> list[Trend]:
    """Return the trends of KPIs; those of one plan and its reports are joined where they are called alike.

    That two documents are of one plan is told by most of their KPIs: one that many a ministry has, as the
    share of its budget that was spent, is no more than a namesake.
    """
    trends: dict[str, list[Trend]] = defaultdict(list)
    for kpi in kpis:
        trends[kpi.doc] += list_trends(kpi)
    groups: list[list[str]] = []
    for doc in sorted(trends, key=lambda doc: _order(trends[doc])):
        group = next((group for group in groups if any(_share(trends[doc], trends[o]) for o in group)), None)
        if group is None:
            groups.append([doc])
        else:
            group.append(doc)
    return [trend for group in groups for trend in _join([trends[doc] for doc in group])]


def _order(trends: Sequence[Trend]) -> tuple[bool, int]:
    """Return what puts a plan before the reports on it, and these in the order of their years."""
    reports = any(point.role == "actual" for trend in trends for point in trend.points)
    return reports, trends[0].head.edition or 0


def _share(some: Sequence[Trend], others: Sequence[Trend]) -> bool:
    names = [{_name(trend) for trend in side} for side in (some, others)]
    shared = len(names[0] & names[1])
    return shared >= _LEAST_SHARED and shared >= _SHARE * min(map(len, names))


def _join(documents: Sequence[Sequence[Trend]]) -> list[Trend]:
    """Return the trends of a plan's documents, the earliest first, each joined with the one before it."""
    joined: list[Trend] = []
    for trends in documents:
        own = list(trends)
        for at, earlier in enumerate(joined):
            alike = [one for one in own if _is_same(earlier, one)]
            if alike:
                later = next((one for one in alike if one.metric == earlier.metric), alike[0])
                own.remove(later)
                line = (*(earlier.line or (earlier.measure,)), later.measure)
                joined[at] = replace(continue_trend(earlier, later), line=line)
        joined += own
    return joined


def _name(trend: Trend) -> str:
    return "".join(fold_text(trend.head.title).split())


def _is_same(earlier: Trend, later: Trend) -> bool:
    """Say whether two documents mean one thing: called alike, and counted in units that can be compared."""
    if _name(earlier) != _name(later) or earlier.head.doc == later.head.doc:
        return False
    return earlier.unit == later.unit or are_comparable(earlier.unit, later.unit)
