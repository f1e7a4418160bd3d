"""Figures that a document gives of its rows and lines of a budget for several years, as trends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.records import Measure, Observation, Record
from qa.trends import Point, Trend

KINDS = ("row", "budget")
_Key = tuple[str, str, str, str, str]


def list_yearly(records: Iterable[Record], observed: Iterable[Observation]) -> list[Trend]:
    """Return a trend for whatever the observations of a document's rows count in more than one year.

    Of a year that is told twice the first is taken: the table's own, before what repeats it.
    """
    by_id = {record.id: _make_head(record) for record in records if record.kind in KINDS}
    series: dict[_Key, dict[int, Observation]] = {}
    for one in observed:
        if one.kind in KINDS and one.id in by_id and one.year is not None and one.period is None:
            key = (one.id, one.role, one.metric, one.scope or "", one.unit)
            series.setdefault(key, {}).setdefault(one.year, one)
    return [
        _make_trend(by_id[key[0]], list(years.values())) for key, years in series.items() if len(years) > 1
    ]


def _make_head(record: Record) -> Measure:
    """Return a row as the entry that trends stand under: one without targets."""
    return Measure(
        kind=record.kind,
        doc=record.doc,
        no=record.no,
        title=record.title,
        edition=record.edition,
        place=record.place,
        fields=record.fields,
        path=record.path,
        written_no=record.written_no,
        id=record.id,
    )


def _make_trend(head: Measure, told: list[Observation]) -> Trend:
    first = told[0]
    words = " ".join(dict.fromkeys(_name_parts(head, first)))
    points = sorted(
        (Point(one.year or 0, "actual", one.value, one.doc, one.place) for one in told),
        key=lambda point: point.year,
    )
    return Trend(head, None, None, first.unit, tuple(points), named=words or first.unit)


def _name_parts(record: Record, one: Observation) -> Iterator[str]:
    """Yield what tells a series from the others of its row: what its metric says beside the row's name."""
    left = one.metric.removeprefix(record.title).strip()
    if left:
        yield left
    if one.scope:
        yield one.scope
