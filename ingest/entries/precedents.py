"""Last year's values of targets whose results are paired by structure: prose beside the cells gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.entries.values import Value
from ingest.pairing.choosing import choose_before
from ingest.pairing.model import load_models
from ingest.pairing.scene import read_scene
from ingest.records import Field
from ingest.targets.agencies import Canonical, find_agency, read_agencies
from ingest.targets.sentences import Statement


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
