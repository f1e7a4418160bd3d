"""The flat table of observations: chosen by year, role and entry, as lines and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.records import Observation
from qa import downloads
from qa.wording import write_number

COLUMNS = (
    "doc", "kind", "id", "no", "entry", "metric", "year", "period", "role", "basis", "scope", "value",
    "upper", "unit", "op", "as_written", "verdict", "status", "file", "line_start", "page", "quote", "doubts",
)  # fmt: skip


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


def write_csv(shown: Iterable[dict[str, Any]]) -> str:
    """Return observations, as JSON has them, as CSV; see qa.downloads."""
    rows = ([_flatten(one[column]) for column in COLUMNS] for one in shown)
    return downloads.write_csv(COLUMNS, rows)


def _flatten(value: Any) -> downloads.Cell:
    return "；".join(value) if isinstance(value, list) else value


def write_text(observations: Sequence[Observation]) -> str:
    """Return a line for each observation, and how many there are."""
    lines = [
        f"{one.place}  {one.id}  {one.year or '—'}  {one.role}  {write_number(one.value)}{one.unit}"
        f"  {one.verdict or ''}  {one.metric[:40]}"
        for one in observations
    ]
    return "\n".join([*lines, f"{len(observations)} observations"])
