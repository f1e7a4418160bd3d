"""What holds of the numbers of a document beside their words, whatever is asked, held as columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.facts import TOLD
from ingest.records import Observation

_OF_ENTRIES = ("measure", "kpi")

Key = TypeVar("Key", bound=Hashable)
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Keyed(Generic[Key]):
    """A key of each row, as the place of the key among those that are different."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._of: dict[Key, int] = {}
        self._held = np.array([self._of.setdefault(key, len(self._of)) for key in keys], np.int32)

    def read(self, rows: Rows, value: Callable[[Key], float]) -> Floats:
        """Return what is worked out of the keys of some rows."""
        return np.array([value(key) for key in self._of], np.float64)[self._held[rows]]

    def look_up(self, rows: Rows, values: Mapping[Key, float], otherwise: float) -> Floats:
        """Return the values of the keys of some rows, of those without one what stands for it."""
        found = np.full(len(self._of), otherwise)
        for key, value in values.items():
            if (at := self._of.get(key)) is not None:
                found[at] = value
        return found[self._held[rows]]


class NumberTraits:
    """What holds of each number of one document."""

    def __init__(self, facts: Sequence[Observation]) -> None:
        self._facts = facts

    @cached_property
    def series(self) -> Keyed[tuple[str, str, str | None]]:
        """The series each belongs to, in sentences or not."""
        return Keyed((one.id, one.metric, one.scope) for one in self._facts)

    @cached_property
    def entries(self) -> Keyed[str]:
        """The ids of the entries."""
        return Keyed(one.id for one in self._facts)

    @cached_property
    def units(self) -> Keyed[str]:
        """The units."""
        return Keyed(one.unit for one in self._facts)

    @cached_property
    def years(self) -> Keyed[int | None]:
        """The years."""
        return Keyed(one.year for one in self._facts)

    @cached_property
    def roles(self) -> Keyed[str]:
        """The roles."""
        return Keyed(one.role for one in self._facts)

    @cached_property
    def amounts(self) -> Keyed[Decimal]:
        """The values without their sign."""
        return Keyed(abs(one.value) for one in self._facts)

    @cached_property
    def marks(self) -> Mapping[str, NDArray[np.float32]]:
        """What is so or is not, and how many doubts there are, by the names of features."""
        read = [
            (
                one.kind == TOLD,
                one.kind == "measure",
                one.kind == "kpi",
                one.kind != TOLD and one.kind not in _OF_ENTRIES,
                one.period is not None,
                one.cumulative,
                one.upper is not None,
                len(one.doubts),
            )
            for one in self._facts
        ]
        names = ("told", "measure", "kpi", "other_kind", "period", "cumulative", "range", "doubts")
        return dict(zip(names, np.array(read, np.float32).T, strict=True))
