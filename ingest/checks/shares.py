"""Parts of a whole, or of a target, whose share a text may state."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ingest.checks.shapes import View
from ingest.checks.tolerance import Interval, read_interval, show_number
from ingest.records import Figure

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A part and its whole, by their values, with the words the message writes them in."""

    part: Figure
    base: Decimal
    span: Interval
    index: int | None = None  # of the part in its view, None where another field states it

    @property
    def percent(self) -> Decimal:
        """The share in percent."""
        return self.part.value / self.base * _WHOLE

    def gives(self, stated: Figure) -> bool:
        """Say whether the share is the one stated, both as exact as they are written."""
        return read_interval(self.part).percent_of(self.span).meets(read_interval(stated))


def share_of(view: View, index: int, whole: Figure) -> Share:
    return Share(view.figure(index), whole.value, read_interval(whole), index)


def reach(part: Figure, target: Decimal, index: int | None) -> Share:
    """Return the share of a target, which is exact however it is written: 25萬件 is no rounded count."""
    return Share(part, target, Interval(target, target), index)


def bare_figure(value: Decimal, unit: str) -> Figure:
    """Return a figure that stands nowhere: a sum, or a result read from another field."""
    return Figure(value, unit, show_number(value), 0, 0)
