"""From the marks of a question to the conditions it sets: each its own, negated and joined as it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from qa.query import ANY, Field, Is, Not, Order, Says
from qa.understanding.amounts import (
    is_multiple_of,
    read_absent,
    read_amounts,
    read_compared,
    read_order,
    read_periods,
)
from qa.understanding.marks import Mark, load_class, read_limit
from qa.understanding.reading import UNSAID, Atom, Reading, find_nearest

_JOINED = ("join.or", "join.and")
_NEAR, _FAR = 4, 12
_WHOSE = ("agency", "lead", "support")
# The word for a part that is one for who has it: 協辦機關.
_AN_AGENCY = ("機關", "單位", "agency", "agencies")
# What says that the target was reached where no value is named.
_REACHED = ("達到", "達到了")
_PARTING = frozenset(",，;；。.?？")
# How the words behind a year or plan that is compared with say which way a target went.
_WAYS = (("高", "raised"), ("多", "raised"), ("低", "lowered"), ("少", "lowered"))
_THAN = ("比", "較")


def read_conditions(plain: str, marks: Sequence[Mark]) -> Reading:
    """Return what the marks of a question ask of entries."""
    reading = Reading(plain, marks)
    for step in (
        read_periods, read_amounts, read_compared, read_absent, read_order,
        _read_agencies, _read_result_changes, _read_changes, _read_verdicts, _read_reached, _read_statuses,
        _read_values, _read_most, _read_groups,
        _leave_sums,
    ):  # fmt: skip
        step(reading)
    return reading


def _read_agencies(reading: Reading) -> None:
    """Read whose entries are asked for, in which part; of several agencies any, or all where it says so."""
    together = bool(reading.of("together"))
    _leave_mere_parts(reading)
    for both in reading.of("part.both") if not reading.of("agency") else ():
        # Where no agency is named, what is asked is that the two are told apart.
        reading.add(Is("support", (ANY,)), both)
    for run in _runs(reading, reading.of("agency")):
        part = _find_part(reading, run)
        named = part.sort.removeprefix("part.") if part else "agency"
        name = cast(Field, "agency" if named == "both" else named)
        alone = find_nearest(run[0], reading.of("part.only"), _FAR * 2)
        if alone is not None:
            name = "only"
            reading.used.update(reading.of("part.only"))
        marks = [*run, *([part] if part else [])]
        values = tuple(dict.fromkeys(m.value for m in run))
        if together and len(values) > 1:
            reading.used.update(reading.of("together"))
            for value in values:
                reading.add(Is(name, (value,)), *marks)
        else:
            reading.add(Is(name, values), *marks)
    _read_bare_parts(reading)


def _leave_mere_parts(reading: Reading) -> None:
    """Take no notice of the part agencies are said to have more than: led, not just supported."""
    for mere in reading.of("mere"):
        part = next((m for m in reading.of("part") if 0 <= m.start - mere.end <= 1), None)
        if part is not None:
            reading.used.update((mere, part))


def _read_bare_parts(reading: Reading) -> None:
    """Read parts no agency stands beside: 不算協辦 leaves out what the agency named elsewhere assists with.

    沒有協辦機關 asks for entries that have none at all.
    """
    named = [
        a.condition for a in reading.atoms if isinstance(a.condition, Is) and a.condition.field in _WHOSE
    ]
    for part in reading.of("part.lead", "part.support"):
        denied = _is_denied(reading, part)
        had = reading.plain[: part.start].rstrip(" 的").endswith(load_class("having"))
        if not (denied or had) or any(a.start <= part.start < a.end for a in reading.atoms):
            continue
        own = denied and len(named) == 1 and not part.text.endswith(_AN_AGENCY)
        values = named[0].values if own else (ANY,)
        reading.add(Is(cast(Field, part.sort.removeprefix("part.")), values), part)


def _is_denied(reading: Reading, part: Mark) -> bool:
    return any(0 <= part.start - m.end <= 1 or 0 <= m.start - part.end <= 1 for m in reading.of("not"))


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
            if mark.sort == "year" or mark.sort in UNSAID or mark in reading.used:
                text = text.replace(mark.text, "", 1)
        return len("".join(text.split())) <= _NEAR and not any(
            m.sort == "agency" for m in reading.between(gap_start, gap_end)
        )

    after = [m for m in parts if m.start >= end and is_near(end, m.start)]
    parted = (m for m in parts if not _PARTING.intersection(reading.plain[m.end : start]))
    before = [m for m in parted if m.end <= start and is_near(m.end, start)]
    english = reading.plain[start:end].isascii()
    if before and after and _is_denied(reading, after[0]) and not _is_denied(reading, before[-1]):
        # Involving the ministry but not led by it: two things are said of it.
        return before[-1]
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


def _read_result_changes(reading: Reading) -> None:
    """Read how results are to stand against the year before: 退步, 實績比108年少."""
    years = sorted(reading.of("year"), key=lambda mark: int(mark.value))
    before = years[:-1] if len(years) > 1 else []
    for mark in reading.of("result"):
        reading.add(Is("result_change", (mark.sort.removeprefix("result."),)), mark)
        reading.used.update(before)
    for mark in years if reading.of("amount.actual") else ():
        said = reading.plain[mark.end :].lstrip("度年還更來得的")
        way = next((change for word, change in _WAYS if said.startswith(word)), None)
        if way is not None and reading.plain[: mark.start][-1:] in _THAN:
            at = len(reading.plain) - len(said)
            reading.add(Is("result_change", (way,)), Mark(at, at + 1, f"result.{way}", said[0], said[0]))
            reading.used.add(mark)
            reading.compared.append((at, at + 1))


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
        for word, change in _WAYS:
            if said.startswith(word) and "比" in reading.plain[: mark.start][-3:]:
                at = len(reading.plain) - len(said)
                reading.add(Is(name, (change,)), Mark(at, at + 1, f"change.{change}", word, word))
                reading.used.update((mark, *plan) if mark in plan else (mark,))
                reading.compared.append((at, at + 1))
    for op in reading.of("op.>", "op.<"):
        # The 2021 target is higher than the 2020 one.
        earlier = next((m for m in reading.of("year") if m.start >= op.end), None)
        later = next((m for m in reversed(reading.of("year")) if m.end <= op.start), None)
        if earlier is None or later is None or not reading.is_idle(op.end, earlier.start):
            continue
        higher = op.sort == "op.>"
        raised = higher == (later.value > earlier.value)
        if later.value != earlier.value:
            reading.add(Is("change", ("raised" if raised else "lowered",)), op)


def _read_verdicts(reading: Reading) -> None:
    """Read verdicts, and whose word they are: the document's, the figures', or as the document goes."""
    changed = any(isinstance(a.condition, Is) and "change" in a.condition.field for a in reading.atoms)
    for mark in reading.of("verdict"):
        if changed and mark.sort == "verdict.quantified":
            # Only targets with a number are raised or lowered.
            reading.used.add(mark)
            continue
        value = mark.sort.removeprefix("verdict.")
        if value == "reported":
            reading.add(Not(Is("verdict", ("not_reported",))), mark)
            continue
        if any(
            a.start >= mark.end and reading.is_idle(mark.end, a.start) and is_multiple_of(a)
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


def _read_reached(reading: Reading) -> None:
    """Read 沒達到的 without a number as speaking of the target."""
    for mark in reading.of("op.>=") if not reading.of("figure") else ():
        if mark.text in _REACHED:
            reading.add(Is("verdict", ("met",)), mark)


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
        words = reading.of("mention", "basis.official")
        reading.used.update(m for m in words if 0 <= mark.start - m.end <= 1)
    for annex in [a for a in reading.atoms if a.condition == Is("status", ("annexed",))]:
        listed = next((m for m in reading.of("listed") if 0 <= m.start - annex.end <= _FAR), None)
        if listed is not None:
            reading.used.add(listed)
            reading.atoms[reading.atoms.index(annex)] = Atom(annex.start, listed.end, annex.condition)
    for mark in reading.of("light"):
        reading.add(Is("status", (mark.sort.removeprefix("light."),)), mark)


def _read_values(reading: Reading) -> None:
    """Read strategies by their number, categories, linked KPIs and units by their names."""
    for sort in ("strategy_no", "strategy_text", "category_value", "link_value", "unit_value", "heading"):
        for mark in reading.of(sort):
            name = cast(Field, sort.split("_")[0])
            words = reading.of(name, "related") if name == "link" else reading.of(name)
            word = find_nearest(mark, words) if sort not in ("strategy_no", "heading") else None
            values = mark.value if isinstance(mark.value, tuple) else (mark.value,)
            reading.add(Is(name, values), mark, *([word] if word else []))
            reading.used.update(reading.of("strategy") if name in ("strategy", "heading") else ())
    if [m for m in reading.marks if m.sort == "kind.project"]:
        for kpi in reading.of("kind.kpi"):
            before = reading.plain[: kpi.start].rstrip()
            denied = [m for m in reading.of("not") if 0 <= kpi.start - m.end <= 1]
            if denied or before.endswith(load_class("having")):
                reading.add(Is("link", (ANY,)), kpi)
                reading.used.update(reading.of("link"))
    for mark in reading.of("link"):
        linked = find_nearest(mark, reading.of("kind.kpi"), _FAR)
        if linked is not None:
            reading.add(Is("link", (ANY,)), mark, linked)


def _read_most(reading: Reading) -> None:
    """Read which agencies have most or fewest entries: 哪個機關主辦的措施最多."""
    for who in reading.of("who"):
        order = next((m for m in reading.of("order") if m.sort.endswith(".count")), None)
        if order is None:
            continue
        part = next(iter(reading.of("part.lead", "part.agency")), None)
        lead = part is None or part.sort == "part.lead"
        reading.group = "agency" if lead else "participant"
        reading.order = Order("count", order.sort.startswith("order.highest"))
        reading.limit = read_limit(reading.plain[max(0, order.start - _FAR) : order.end + _FAR]) or 1
        reading.used.update((who, order, *([part] if part else [])))


def _leave_sums(reading: Reading) -> None:
    """Take no notice of sums that are to be left out: no entry is one."""
    leaving = reading.of("not.before.leaving", "not.after")
    left_out = [m for m in reading.of("whole") if find_nearest(m, leaving, _NEAR) is not None]
    for mark in (*reading.of("sums"), *left_out):
        denied = find_nearest(mark, reading.of("not"), _NEAR)
        reading.used.update((mark, *([denied] if denied else [])))


def _read_groups(reading: Reading) -> None:
    for mark in reading.of("group"):
        reading.group = mark.sort.removeprefix("group.")
        reading.used.add(mark)


def add_words(reading: Reading, words: Sequence[tuple[int, int, tuple[str, ...]]], name: str) -> None:
    """Add the condition that a field holds some words, which stand at a place of the question."""
    for start, end, wordings in words:
        reading.atoms.append(Atom(start, end, Says(wordings, name)))
