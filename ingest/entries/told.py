"""A number of running text with what its sentence says of it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.entries.moments import Moment
from ingest.records import Figure, ObservationRole


@dataclass(frozen=True, slots=True)
class Mention:
    """A number of a text with what its sentence says of it; places are in the text that was read.

    `said` is true where a word gives the role, `named` where its own clause says what is counted;
    `part` where the number is a part of one before it; `carried` where only the target before it in its
    sentence makes it one.
    """

    figure: Figure
    sentence: tuple[int, int]
    clause: tuple[int, int]
    moment: Moment
    role: ObservationRole
    said: bool
    metric: str
    named: bool
    scope: str | None = None
    part: bool = False
    planned: bool = False
    cumulative: bool = False
    ruled: bool = False
    number: int = 0
    carried: bool = False

    @property
    def year(self) -> int | None:
        """The year the number is of."""
        return self.moment.year
