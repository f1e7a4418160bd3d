"""Last year's values of targets whose results are paired by structure: cells or prose beside give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.entries.drafts import Datum
from ingest.entries.items import split_items
from ingest.entries.moments import Setting
from ingest.entries.sentences import read_mentions
from ingest.entries.values import Value
from ingest.figures.digits import halfwidth
from ingest.figures.units import compatible_units
from ingest.pairing.choosing import choose_before
from ingest.pairing.model import load_models
from ingest.pairing.scene import read_scene
from ingest.records import Field
from ingest.targets.agencies import Canonical, find_agency, read_agencies
from ingest.targets.stated import Statement


def find_stated(target: Value, result: Datum, year: int) -> Value | None:
    """Return the value that a result's own sentence states of the year before: the only one of its unit.

    It stands in the same item as the target; 較111年22項增加5項 and （111年16所） state one.
    """
    text = result.cell.text
    spans = [(start, end) for item, start, end in split_items(text) if item in ("", target.item)]
    found = [
        m
        for m in read_mentions(text, Setting(year), (), target.metric)
        if m.moment.said and m.year == year - 1 and m.role in ("actual", "other") and not m.part
        # The year of another clause may be that of what was worked on: 完成110年度盤查，7個機關取得聲明書.
        if str(year - 1) in halfwidth(text[m.clause[0] : m.clause[1]])
        if any(start <= m.figure.start < end for start, end in spans)
        if m.figure.unit and compatible_units(m.figure.unit, target.unit)
    ]
    if len({m.figure.value for m in found}) != 1:
        return None
    figure, clause = found[0].figure, found[0].clause
    return replace(
        target,
        datum=result,
        figure=figure,
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        start=figure.start,
        end=figure.end,
        quote=clause,
        doubts=(),
    )


def find_precedents(
    fields: Mapping[str, Field],
    year: int,
    canonical: Canonical | None,
    pairs: Sequence[tuple[Value, Value | None]],
) -> list[Statement | None]:
    """Return last year's value of each target beside its result, None where no text gives it."""
    known, _ = read_agencies(fields["agencies"].text) if "agencies" in fields else ((), ())
    scene = read_scene(fields, year, lambda name: find_agency(name, known, canonical))
    places = {goal.start: index for index, goal in enumerate(scene.goals) if goal.figure}
    chosen: list[int | None] = [None] * len(scene.goals)
    for target, result in pairs:
        if target.start in places and result is not None:
            chosen[places[target.start]] = next(
                (
                    k
                    for k, s in enumerate(scene.statements)
                    if s.field.key == "result" and s.figure.start == result.start
                ),
                None,
            )
    before = choose_before(scene, load_models(), chosen)
    found = [before[places[target.start]] if target.start in places else None for target, _ in pairs]
    return [scene.statements[k] if k is not None else None for k in found]
