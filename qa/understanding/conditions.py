"""From the marks of a question to the conditions it sets: each its own, negated and joined as it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from ingest.records import Figure
from qa.query import ANY, Amount, Bound, Condition, Field, Is, Op, Order, Says
from qa.understanding.marks import Mark, read_limit

_JOINED = ("join.or", "join.and")
_UNSAID = ("frame", "join.or", "join.and", "part.agency", "amount.target", "rated", "unit", "kind.item")
# What says nothing by itself where it was of use to no condition.
_IDLE = (
    *_UNSAID, "ask.list", "ask.count", "edge.", "span.", "after.", "also", "amount.actual", "year", "counted",
    "listed", "together", "kind.", "years", "category", "related", "range",
)  # fmt: skip
_NEAR, _FAR = 4, 12
_EDGES = 2
_MOST = ("最多", "最少", "most", "fewest", "least")
_AGENCIES = ("agency", "lead", "support", "only")
_HAVING = (
    "有",
    "列有",
    "設有",
    " have",
    " has",
    " with",
    "區分",
    "有分",
    "分主辦機關跟",
    "分主辦、",
    "分主辦和",
    "分主辦與",
    "分主辦機關、",
)


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

    def of(self, *sorts: str) -> list[Mark]:
        """Return the marks of some classes that were of no use yet."""
        return [
            m
            for m in self.marks
            if m not in self.used and any(m.sort == s or m.sort.startswith(f"{s}.") for s in sorts)
        ]

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
            if mark.sort in _UNSAID or mark in self.used:
                rest = rest.replace(mark.text, " ", 1)
        return not any(char.isalnum() for char in rest)

    def idle_marks(self) -> list[Mark]:
        """Return the marks that were of no use and yet say something."""
        whose = any(isinstance(a.condition, Is) and a.condition.field in _AGENCIES for a in self.atoms)
        parts = ("part.lead", "part.support", "part.both") if whose or self.group == "agency" else ()
        told = any(isinstance(a.condition, Is) and a.condition.field == "status" for a in self.atoms)
        parts = (*parts, *(("basis.official",) if told else ()))
        idle = (*_IDLE, *parts)
        return [
            m
            for m in self.marks
            if m not in self.used
            and not any(m.sort == s or m.sort.startswith(s) for s in idle)
            and not (m.sort.startswith("op.") and m.text.isascii())
        ]


def read_conditions(plain: str, marks: Sequence[Mark]) -> Reading:
    """Return what the marks of a question ask of entries."""
    reading = Reading(plain, marks)
    for step in (
        _read_periods, _read_amounts, _read_order, _read_agencies, _read_changes, _read_verdicts, _read_statuses,
        _read_values, _read_most, _read_groups,
    ):  # fmt: skip
        step(reading)
    return reading


def _read_periods(reading: Reading) -> None:
    """Read when entries begin, end and how long they run."""
    for mark in reading.of("span.start", "span.end"):
        year = _nearest(mark, [m for m in reading.of("year")])
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
        span = _nearest(mark, reading.of("span.duration"))
        if span is not None:
            op_mark = _find_op(reading, mark)
            op = _name_op(op_mark) if op_mark else "="
            reading.add(
                Bound("duration", op, Decimal(mark.value)), mark, span, *([op_mark] if op_mark else [])
            )


def _read_amounts(reading: Reading) -> None:
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
        named = _nearest(mark, reading.of("amount"), before=True) or _last_amount(reading, mark)
        amount = cast(Amount, named.sort.removeprefix("amount.")) if named else _guess(figure)
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


def _is_multiple_of(atom: Atom) -> bool:
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


def _read_order(reading: Reading) -> None:
    """Read by which amount entries are ranked, and how many are asked for."""
    for mark in reading.of("order"):
        amount = _nearest(mark, reading.of("amount"), _FAR * 3)
        limit = read_limit(reading.plain[max(0, mark.start - _FAR) : mark.end + _FAR])
        if len(mark.text) == 1 and not (amount and limit):
            continue
        if amount is None or (amount.sort == "amount.target" and abs(amount.start - mark.start) > _FAR):
            continue
        reading.order = Order(cast(Amount, amount.sort.removeprefix("amount.")), mark.sort == "order.highest")
        reading.limit = limit or 1
        reading.used.update((mark, amount))
        reading.used.update(m for m in reading.of("counted") if abs(m.start - mark.start) <= _FAR)
        reading.used.update(m for m in reading.of("order") if abs(m.start - mark.start) < _NEAR)


def _read_agencies(reading: Reading) -> None:
    """Read whose entries are asked for, in which part; of several agencies any, or all where it says so."""
    together = bool(reading.of("together"))
    for both in reading.of("part.both") if not reading.of("agency") else ():
        # Where no agency is named, what is asked is that the two are told apart.
        reading.add(Is("support", (ANY,)), both)
    for run in _runs(reading, reading.of("agency")):
        part = _find_part(reading, run)
        named = part.sort.removeprefix("part.") if part else "agency"
        name = cast(Field, "agency" if named == "both" else named)
        alone = _nearest(run[0], reading.of("part.only"), _FAR * 2)
        if alone is not None:
            name = "only"
            reading.used.add(alone)
        marks = [*run, *([part] if part else [])]
        values = tuple(dict.fromkeys(m.value for m in run))
        if together and len(values) > 1:
            reading.used.update(reading.of("together"))
            for value in values:
                reading.add(Is(name, (value,)), *marks)
        else:
            reading.add(Is(name, values), *marks)
    for part in reading.of("part.lead", "part.support"):
        denied = [m for m in reading.of("not") if 0 <= part.start - m.end <= 1]
        had = reading.plain[: part.start].rstrip(" 的").endswith(_HAVING)
        if (denied or had) and not any(a.start <= part.start < a.end for a in reading.atoms):
            reading.add(Is(cast(Field, part.sort.removeprefix("part.")), (ANY,)), part)


def _runs(reading: Reading, marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield names that stand beside each other, joined by nothing but 和, 或 and the like."""
    run: list[Mark] = []
    for mark in marks:
        joining = run and all(m.sort in _JOINED for m in reading.between(run[-1].end, mark.start))
        if joining and reading.is_idle(run[-1].end, mark.start):
            run.append(mark)
            continue
        if run:
            yield run
        run = [mark]
    if run:
        yield run


def _find_part(reading: Reading, run: Sequence[Mark]) -> Mark | None:
    """Return the word for the part the agencies have: right behind their names, else right before them."""
    start, end = run[0].start, run[-1].end
    parts = reading.of("part")

    def is_near(gap_start: int, gap_end: int) -> bool:
        inner = [m for m in reading.between(gap_start, gap_end) if m.sort.startswith("not.")]
        text = reading.plain[gap_start:gap_end]
        for mark in inner:
            text = text.replace(mark.text, "", 1)
        for mark in reading.between(gap_start, gap_end):
            if mark.sort == "year" or mark.sort in _UNSAID:
                text = text.replace(mark.text, "", 1)
        return len("".join(text.split())) <= _NEAR and not any(
            m.sort == "agency" for m in reading.between(gap_start, gap_end)
        )

    after = [m for m in parts if m.start >= end and is_near(end, m.start)]
    before = [m for m in parts if m.end <= start and is_near(m.end, start)]
    english = reading.plain[start:end].isascii()
    chosen = (
        (before[-1:] or after[:1])
        if english and before and before[-1].text.endswith("by")
        else after[:1] or before[-1:]
    )
    loose = [m for m in parts if english and m.sort in ("part.lead", "part.support")]
    if chosen and chosen[0].sort == "part.agency" and not loose:
        both = [
            m for m in parts if m.sort in ("part.lead", "part.support") and abs(m.start - chosen[0].end) <= 1
        ]
        chosen = both[:1] or chosen
    return next(iter(chosen or loose[:1]), None)


def _read_changes(reading: Reading) -> None:
    """Read how targets are to have changed, from the year before or from the plan."""
    targets = reading.of("amount.target") or "目標" in reading.plain or "target" in reading.plain
    if not targets:
        return
    plan = reading.of("plan")
    for mark in reading.of("change"):
        name: Field = "plan_change" if plan else "change"
        reading.add(Is(name, (mark.sort.removeprefix("change."),)), mark)
        reading.used.update(plan)
    for mark in [*reading.of("year"), *plan]:
        name = "plan_change" if plan else "change"
        said = reading.plain[mark.end :].lstrip("度年還更來得目標值的")
        for word, change in (("高", "raised"), ("多", "raised"), ("低", "lowered"), ("少", "lowered")):
            if said.startswith(word) and "比" in reading.plain[: mark.start][-3:]:
                at = len(reading.plain) - len(said)
                reading.add(Is(name, (change,)), Mark(at, at + 1, f"change.{change}", word, word))
                reading.used.update((mark, *plan) if mark in plan else (mark,))
                reading.compared.append((at, at + 1))


def _read_verdicts(reading: Reading) -> None:
    """Read verdicts, and whose word they are: the document's, the figures', or as the document goes."""
    changed = any(isinstance(a.condition, Is) and "change" in a.condition.field for a in reading.atoms)
    for mark in reading.of("verdict"):
        if changed and mark.sort == "verdict.quantified":
            # Only targets with a number are raised or lowered.
            reading.used.add(mark)
            continue
        value = mark.sort.removeprefix("verdict.")
        if any(
            a.start >= mark.end and reading.is_idle(mark.end, a.start) and _is_multiple_of(a)
            for a in reading.atoms
        ):
            # 達到目標3倍 is a rate, no verdict.
            reading.used.add(mark)
            continue
        basis = _basis(reading, mark)
        if basis and basis.sort == "basis.official" and value in ("met", "not_met"):
            values = ("met",) if value == "met" else ("not_met", "partly_met")
            reading.add(Is("status", values), mark, basis)
        elif basis and basis.sort == "basis.computed":
            reading.add(Is("computed", (value,)), mark, basis)
        else:
            reading.add(Is("verdict", (value,)), mark)
    for basis in reading.of("basis.computed"):
        short = next((m for m in reading.of("op.<") if 0 <= m.start - basis.end <= _NEAR), None)
        if short is not None:
            reading.add(Is("computed", ("not_met",)), basis, short)


def _basis(reading: Reading, mark: Mark) -> Mark | None:
    """Return the words right before a verdict that say whose it is."""
    taken = [atom.end for atom in reading.atoms if atom.end <= mark.start]
    words = [m for m in reading.of("basis") if m.end <= mark.start and m.start >= max(taken, default=0)]
    near = [m for m in words if mark.start - m.end <= _FAR]
    behind = [m for m in reading.of("basis") if 0 <= m.start - mark.end <= 2 and m.text.isascii()]
    return near[-1] if near else next(iter(behind), None)


def _read_statuses(reading: Reading) -> None:
    for mark in reading.of("status"):
        value = mark.value if mark.sort == "status" else mark.sort.removeprefix("status.")
        reading.add(Is("status", (value,)), mark)
    for annex in [a for a in reading.atoms if a.condition == Is("status", ("annexed",))]:
        listed = next((m for m in reading.of("listed") if 0 <= m.start - annex.end <= _FAR), None)
        if listed is not None:
            reading.used.add(listed)
            reading.atoms[reading.atoms.index(annex)] = Atom(annex.start, listed.end, annex.condition)
    for mark in reading.of("light"):
        reading.add(Is("status", (mark.sort.removeprefix("light."),)), mark)


def _read_values(reading: Reading) -> None:
    """Read strategies by their number, categories, linked KPIs and units by their names."""
    for sort in ("strategy_no", "strategy_text", "category_value", "link_value", "unit_value"):
        for mark in reading.of(sort):
            name = cast(Field, sort.split("_")[0])
            words = reading.of(name, "related") if name == "link" else reading.of(name)
            word = _nearest(mark, words) if sort != "strategy_no" else None
            reading.add(Is(name, (mark.value,)), mark, *([word] if word else []))
            reading.used.update(reading.of("strategy") if name == "strategy" else ())
    if [m for m in reading.marks if m.sort == "kind.project"]:
        for kpi in reading.of("kind.kpi"):
            before = reading.plain[: kpi.start].rstrip()
            denied = [m for m in reading.of("not") if 0 <= kpi.start - m.end <= 1]
            if denied or before.endswith(_HAVING):
                reading.add(Is("link", (ANY,)), kpi)
                reading.used.update(reading.of("link"))
    for mark in reading.of("link"):
        linked = _nearest(mark, reading.of("kind.kpi"), _FAR)
        if linked is not None:
            reading.add(Is("link", (ANY,)), mark, linked)


def _read_most(reading: Reading) -> None:
    """Read which agencies have most or fewest entries: 哪個機關主辦的措施最多."""
    for who in reading.of("who"):
        order = next((m for m in reading.of("order") if m.text in _MOST), None)
        if order is None:
            continue
        part = next(iter(reading.of("part.lead", "part.agency")), None)
        lead = part is None or part.sort == "part.lead"
        reading.group = "agency" if lead else "participant"
        reading.order = Order("count", order.sort == "order.highest")
        reading.limit = read_limit(reading.plain[max(0, order.start - _FAR) : order.end + _FAR]) or 1
        reading.used.update((who, order, *([part] if part else [])))


def _read_groups(reading: Reading) -> None:
    for mark in reading.of("group"):
        reading.group = mark.sort.removeprefix("group.")
        reading.used.add(mark)


def _nearest(mark: Mark, others: Sequence[Mark], most: int = 2 * _FAR, before: bool = False) -> Mark | None:
    """Return the mark nearest to another; with `before` one before it goes before any behind it."""
    near = [(min(abs(m.start - mark.end), abs(mark.start - m.end)), m) for m in others if m is not mark]
    if before:
        near = [pair for pair in near if pair[1].end <= mark.start] or near
    found = min(near, key=lambda pair: pair[0], default=None)
    return found[1] if found is not None and found[0] <= most else None


def add_words(reading: Reading, words: Sequence[tuple[int, int, tuple[str, ...]]], name: str) -> None:
    """Add the condition that a field holds some words, which stand at a place of the question."""
    for start, end, wordings in words:
        reading.atoms.append(Atom(start, end, Says(wordings, name)))
