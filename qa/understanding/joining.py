"""The conditions of a question put together: negated, merged and joined as its words say."""

from __future__ import annotations

from qa.query import And, Condition, Is, Not, Or
from qa.understanding.marks import Mark
from qa.understanding.reading import Atom, Reading

_JOINED = ("join.or", "join.and")
_LISTED = ("、",)
# What leaves something out.
_LEAVING = ("not.before.leaving", "not.after", "not.either")
_VERDICTS = ("verdict", "computed")
_MERGED = (
    "status",
    "category",
    "lead",
    "support",
    "agency",
    "link",
    "verdict",
    "strategy",
    "unit",
    "heading",
)


def join_atoms(reading: Reading) -> Condition | None:
    """Return all conditions together: negated where a negation stands before, within or after them."""
    reading.atoms.sort(key=lambda atom: (atom.start, atom.end))
    _merge_alike(reading)
    _judge_by_figures(reading)
    for negation in [m for m in reading.of("not")]:
        _negate(reading, negation)
    _take_also(reading)
    atoms = _join_alternatives(reading)
    conditions = tuple(dict.fromkeys(atom.condition for atom in atoms))
    return None if not conditions else conditions[0] if len(conditions) == 1 else And(conditions)


def _judge_by_figures(reading: Reading) -> None:
    """Take a verdict by the figures where it is held against the annex, which is the document's own word.

    So too where one target that was missed is enough.
    """
    annexed = any(a.condition == Is("status", ("annexed",)) for a in reading.atoms)
    annexed = annexed or any(mark.sort == "any" for mark in reading.marks)
    for n, atom in enumerate(reading.atoms):
        if annexed and isinstance(atom.condition, Is) and atom.condition.field == "verdict":
            reading.atoms[n] = Atom(atom.start, atom.end, Is("computed", atom.condition.values))


def _negate(reading: Reading, negation: Mark) -> None:
    """Negate the condition a negation belongs to: the one it stands in, the next, or the one before it."""
    atoms = reading.atoms
    within = next(
        (n for n, a in enumerate(atoms) if a.start <= negation.start and negation.end <= a.end), None
    )
    following = next((n for n, a in enumerate(atoms) if a.start >= negation.end), None)
    before = next((n for n in reversed(range(len(atoms))) if atoms[n].end <= negation.start), None)
    if within is None and negation.sort != "not.after" and following is not None:
        if reading.is_idle(negation.end, atoms[following].start):
            within = following
            # 除了…以外 says it once, in two places.
            atom = atoms[following]
            for after in reading.of("not.after"):
                inside = atom.start <= after.start < atom.end
                apart = any(atom.end <= other.start < after.start for other in atoms)
                behind = after.start >= atom.end and reading.is_idle(atom.end, after.start)
                if inside or (behind and not apart):
                    reading.used.add(after)
                    break
    if (
        within is None
        and (not negation.sort.startswith("not.before") or (negation.sort in _LEAVING and following is None))
        and before is not None
        and negation not in reading.used
    ):
        within = before if reading.is_idle(atoms[before].end, negation.start) else None
    if within is not None and negation not in reading.used:
        leaving = negation.sort in _LEAVING
        atom = _take_told_together(reading, within) if leaving else atoms[within]
        start, end = min(atom.start, negation.start), max(atom.end, negation.end)
        atoms[within] = Atom(start, end, _turn(atom.condition, leaving))
        reading.used.add(negation)


def _take_told_together(reading: Reading, first: int) -> Atom:
    """Return a condition with those right behind it, which are left out together: 不含表3那些質化的工作."""
    atoms = reading.atoms
    atom = atoms[first]
    while first + 1 < len(atoms) and atoms[first + 1].start >= atom.end:
        between = reading.plain[atom.end : atoms[first + 1].start]
        those = [m for m in reading.between(atom.end, atoms[first + 1].start) if m.sort == "those"]
        if between.strip() and between.strip() not in (m.text for m in those):
            break
        reading.used.update(those)
        other = atoms.pop(first + 1)
        atom = Atom(atom.start, other.end, And((atom.condition, other.condition)))
    return atom


def _turn(condition: Condition, leaving: bool = False) -> Condition:
    if isinstance(condition, Is) and condition.values == ("met",) and condition.field in _VERDICTS:
        # Without those that were met there are left those that were missed and those not known yet.
        return Is(condition.field, ("not_met", "not_reported") if leaving else ("not_met",))
    return condition.item if isinstance(condition, Not) else Not(condition)


def _merge_alike(reading: Reading) -> None:
    """Make one condition of neighbours of one field that are joined: 部分或否, 教育部和勞動部."""
    merged: list[Atom] = []
    for atom in reading.atoms:
        # Two conditions read from one stretch hold together.
        last = merged[-1] if merged else None
        if last is not None and isinstance(last.condition, Is) and isinstance(atom.condition, Is):
            marks = reading.between(last.end, atom.start)
            apart = atom.start >= last.end
            listed = reading.plain[last.end : atom.start].strip("」』") in _LISTED
            joined = apart and (listed or any(m.sort in _JOINED for m in marks))
            alike = last.condition.field == atom.condition.field and atom.condition.field in _MERGED
            if joined and alike and reading.is_idle(last.end, atom.start):
                values = tuple(dict.fromkeys((*last.condition.values, *atom.condition.values)))
                merged[-1] = Atom(last.start, atom.end, Is(atom.condition.field, values))
                continue
        merged.append(atom)
    reading.atoms[:] = merged


def _take_also(reading: Reading) -> None:
    """Add to a condition what counts too: 三倍以上（剛好三倍也算）."""
    for mark in reading.of("also"):
        before = [n for n, a in enumerate(reading.atoms) if a.end <= mark.start]
        if len(before) > 1 and reading.is_idle(reading.atoms[before[-1]].end, mark.start):
            last, atom = reading.atoms[before[-2]], reading.atoms[before[-1]]
            reading.atoms[before[-2]] = Atom(last.start, mark.end, Or((last.condition, atom.condition)))
            del reading.atoms[before[-1]]
            reading.used.add(mark)


def _join_alternatives(reading: Reading) -> list[Atom]:
    joined: list[Atom] = []
    for atom in reading.atoms:
        last = joined[-1] if joined else None
        choice = last and [m for m in reading.between(last.end, atom.start) if m.sort == "join.or"]
        if last and choice:
            items = last.condition.items if isinstance(last.condition, Or) else (last.condition,)
            joined[-1] = Atom(last.start, atom.end, Or((*items, atom.condition)))
        else:
            joined.append(atom)
    return joined
