"""Amounts, periods and orders that a question asks for: 達成率不到九成, 期程到113年, 最高的三項."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from ingest.records import Figure
from qa.query import Amount, Bound, Condition, Is, Op, Order
from qa.understanding.marks import Mark, read_limit
from qa.understanding.reading import Atom, Reading, find_nearest

_NEAR, _FAR, _EDGES = 4, 12, 2
_CLOSING = "止"
_SIDES = ("amount.final", "amount.budget", "amount.actual", "amount.target")


def read_periods(reading: Reading) -> None:
    """Read when entries begin, end and how long they run."""
    for mark in reading.of("span.start", "span.end"):
        closing = mark.text.endswith(_CLOSING)
        year = find_nearest(mark, [m for m in reading.of("year") if not closing or m.end <= mark.start])
        if year is None:
            continue
        edge = next(
            (m for m in reading.of("edge") if 0 <= m.start - year.end <= 1 or 0 <= year.start - m.end <= 1),
            None,
        )
        op = cast(Op, edge.sort.removeprefix("edge.") if edge and edge is not mark else "=")
        amount = cast(Amount, mark.sort.removeprefix("span."))
        reading.add(Bound(amount, op, Decimal(year.value)), mark, year, *([edge] if edge else []))
    for mark in reading.of("years"):
        span = find_nearest(mark, reading.of("span.duration"))
        if span is not None:
            op_mark = _find_op(reading, mark)
            op = _name_op(op_mark) if op_mark else "="
            reading.add(
                Bound("duration", op, Decimal(mark.value)), mark, span, *([op_mark] if op_mark else [])
            )


def read_amounts(reading: Reading) -> None:
    """Read what amounts are to be above or below: 達成率不到九成, 預算超過10億元."""
    for mark in reading.of("figure"):
        figure: Figure = mark.value
        op_mark = _find_op(reading, mark)
        op = (
            _name_op(op_mark)
            if op_mark
            else figure.bound
            if figure.bound != "="
            else _find_edge(reading, mark)
        )
        if (op is None and figure.upper is None) or not figure.unit:
            continue
        named = find_nearest(mark, reading.of("amount"), before=True) or _last_amount(reading, mark)
        amount = _name_amount(named) if named else _guess(figure)
        if amount == "budget" and find_nearest(mark, reading.of("whole"), _FAR, before=True):
            amount = "value"
        if figure.unit == "%" and amount in ("target", "actual") and _is_multiple(mark):
            amount = "rate"
        conditions: list[Condition] = [Bound(amount, op or "=", figure.value, figure.unit)]
        if figure.upper is not None:
            conditions = [
                Bound(amount, ">=", figure.value, figure.unit),
                Bound(amount, "<=", figure.upper, figure.unit),
            ]
        for condition in conditions:
            near = [m for m in (op_mark, named) if m is not None and m not in reading.used]
            reading.add(condition, mark, *near)


def _name_amount(mark: Mark) -> Amount:
    return cast(Amount, mark.sort.split(".")[1])


def read_compared(reading: Reading) -> None:
    """Read that more, or less, was spent than was budgeted: 決算數超過預算數 is a rate above 100%."""
    for op in reading.of("op.>", "op.<"):
        sides = [mark for mark in reading.marks if mark.sort in _SIDES]
        before = [m for m in sides if m.end <= op.start and reading.is_idle(m.end, op.start)]
        left = before[-1] if before else None
        right = next((m for m in sides if m.start >= op.end and reading.is_idle(op.end, m.start)), None)
        if left is None or right is None:
            continue
        roles = (left.sort.split(".")[1], right.sort.split(".")[1])
        sign = op.sort.split(".")[1]
        if roles == ("final", "budget"):
            spent = Mark(op.start, op.end, "amount.rate.budget", op.value, op.text)
            reading.add(Bound("rate", cast(Op, sign), Decimal(100), "%"), left, op, right, spent)
        elif roles == ("actual", "target") and sign == "<":
            reading.add(Is("computed", ("not_met",)), left, op, right)


def read_absent(reading: Reading) -> None:
    """Read that there is to be no budget at all: 沒有編經費 denies any above nothing."""
    for mark in reading.of("amount.budget", "amount.final"):
        denied = [m for m in reading.of("not.before") if m.end <= mark.start]
        if denied and reading.is_idle(denied[-1].end, mark.start):
            reading.add(Bound(_name_amount(mark), ">", Decimal(0), "元"), mark)


def is_multiple_of(atom: Atom) -> bool:
    return isinstance(atom.condition, Bound) and atom.condition.amount == "rate"


def _find_edge(reading: Reading, mark: Mark) -> Op | None:
    """Return which edge of a range a figure is, where two stand behind 介於 or between."""
    figures = [m for m in reading.marks if m.sort == "figure"]
    if not [m for m in reading.marks if m.sort == "range"] or len(figures) != _EDGES:
        return None
    return ">=" if mark is figures[0] else "<="


def _is_multiple(mark: Mark) -> bool:
    return "倍" in mark.text or "time" in mark.text or mark.text in ("twice", "double", "triple")


def _guess(figure: Figure) -> Amount:
    return "rate" if figure.unit == "%" else "budget" if figure.unit == "元" else "target"


def _last_amount(reading: Reading, mark: Mark) -> Mark | None:
    """Return the amount a figure before this one was of."""
    known = [m for m in reading.used if m.sort.startswith("amount.") and m.end <= mark.start]
    return max(known, key=lambda m: m.end, default=None)


def _find_op(reading: Reading, mark: Mark) -> Mark | None:
    near = [m for m in reading.of("op") if 0 <= mark.start - m.end <= _NEAR]
    before = [m for m in near if reading.is_idle(m.end, mark.start)]
    after = [m for m in reading.of("after", "op") if 0 <= m.start - mark.end <= 1]
    return next(iter(before[-1:] or after), None)


def _name_op(mark: Mark) -> Op:
    return cast(Op, mark.sort.split(".", 1)[1])


def read_order(reading: Reading) -> None:
    """Read by which amount entries are ranked, and how many are asked for."""
    for mark in reading.of("order"):
        amount = find_nearest(mark, reading.of("amount"), _FAR * 3)
        limit = read_limit(reading.plain[max(0, mark.start - _FAR) : mark.end + _FAR])
        if len(mark.text) == 1 and not (amount and limit):
            continue
        if amount is None or (amount.sort == "amount.target" and abs(amount.start - mark.start) > _FAR):
            continue
        reading.order = Order(_name_amount(amount), mark.sort.startswith("order.highest"))
        reading.limit = limit or 1
        reading.used.update((mark, amount))
        reading.used.update(m for m in reading.of("counted") if abs(m.start - mark.start) <= _FAR)
        reading.used.update(m for m in reading.of("order") if abs(m.start - mark.start) < _NEAR)
