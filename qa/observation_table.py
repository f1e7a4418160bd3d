"""Observations chosen by year, role and entry, and as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.records import Observation
from qa.wording import write_number


def choose_observations(
    observations: Iterable[Observation], year: int | None, role: str | None, entry: str | None
) -> list[Observation]:
    """Return the observations of a year, a role and an entry, by its id or number, where these are given."""
    return [
        one
        for one in observations
        if (year is None or one.year == year)
        and (role is None or one.role == role)
        and (entry is None or entry in (one.id, one.no))
    ]


def write_text(observations: Sequence[Observation]) -> str:
    """Return a line for each observation, and how many there are."""
    lines = [
        f"{one.place}  {one.id}  {one.year or '—'}  {one.role}  {write_number(one.value)}{one.unit}"
        f"  {one.verdict or ''}  {one.metric[:40]}"
        for one in observations
    ]
    return "\n".join([*lines, f"{len(observations)} observations"])
