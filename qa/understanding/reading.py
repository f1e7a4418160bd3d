"""What is read from the marks of a question while it is read, and which marks were of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.query import Condition, Is, Order
from qa.understanding.marks import Mark

UNSAID = ("frame", "join.or", "join.and", "part.agency", "amount.target", "rated", "unit", "kind.item",
    "headed", "any", "among", "whole", "granted", "having",
)  # fmt: skip
# What says nothing by itself where it was of use to no condition.
_IDLE = (
    *UNSAID, "ask.list", "ask.count", "edge.", "span.", "after.", "also", "amount.actual", "year", "counted",
    "listed", "together", "kind.", "years", "category", "related", "range",
)  # fmt: skip
_FAR = 12
_AGENCIES = ("agency", "lead", "support", "only")


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition and the stretch of the question that sets it."""

    start: int
    end: int
    condition: Condition


@dataclass(slots=True)
class Reading:
    """What is read from a question's marks: conditions, order, grouping, and which marks were of use."""

    plain: str
    marks: Sequence[Mark]
    atoms: list[Atom] = field(default_factory=list)
    used: set[Mark] = field(default_factory=set)
    order: Order | None = None
    limit: int | None = None
    group: str | None = None
    compared: list[tuple[int, int]] = field(default_factory=list)

    @property
    def of_budget(self) -> bool:
        """Whether a condition is on what was spent of a budget."""
        return any(mark.sort == "amount.rate.budget" for mark in self.used)

    def of(self, *sorts: str) -> list[Mark]:
        """Return the marks of some classes that were of no use yet."""
        finer = tuple(f"{sort}." for sort in sorts)
        named = (mark for mark in self.marks if mark.sort in sorts or mark.sort.startswith(finer))
        return [mark for mark in named if mark not in self.used]

    def add(self, condition: Condition, *marks: Mark) -> None:
        """Add the condition some marks set together."""
        self.used.update(marks)
        self.atoms.append(Atom(min(m.start for m in marks), max(m.end for m in marks), condition))

    def between(self, start: int, end: int) -> list[Mark]:
        """Return the marks within a stretch."""
        return [m for m in self.marks if start <= m.start and m.end <= end]

    def is_idle(self, start: int, end: int) -> bool:
        """Say whether a stretch holds nothing but marks that say nothing by themselves, and spaces."""
        rest = self.plain[start:end]
        for mark in self.between(start, end):
            if mark.sort in UNSAID or mark in self.used:
                rest = rest.replace(mark.text, " ", 1)
        return not any(char.isalnum() for char in rest)

    def idle_marks(self) -> list[Mark]:
        """Return the marks that were of no use and yet say something."""
        whose = any(isinstance(a.condition, Is) and a.condition.field in _AGENCIES for a in self.atoms)
        parts = ("part.lead", "part.support", "part.both") if whose or self.group == "agency" else ()
        told = any(isinstance(a.condition, Is) and a.condition.field == "status" for a in self.atoms)
        parts = (*parts, *(("basis.official",) if told else ()))
        reckoned = any(isinstance(a.condition, Is) and a.condition.field == "computed" for a in self.atoms)
        parts = (*parts, *(("basis.computed",) if reckoned else ()))
        idle = (*_IDLE, *parts)
        return [
            m
            for m in self.marks
            if m not in self.used
            and not (m.sort.startswith("amount.") and any(one.text.endswith(m.text) for one in self.used))
            and not any(m.sort == s or m.sort.startswith(s) for s in idle)
            and not (m.sort.startswith("op.") and m.text.isascii())
        ]


def find_nearest(
    mark: Mark, others: Sequence[Mark], most: int = 2 * _FAR, before: bool = False
) -> Mark | None:
    """Return the mark nearest to another; with `before` one before it goes before any behind it."""
    near = [(min(abs(m.start - mark.end), abs(mark.start - m.end)), m) for m in others if m is not mark]
    if before:
        near = [pair for pair in near if pair[1].end <= mark.start] or near
    found = min(near, key=lambda pair: pair[0], default=None)
    return found[1] if found is not None and found[0] <= most else None
