"""Checks of facts: mentions of one fact that differ, and changes told of a series that it does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from ingest.checks.observed import contradict, name_row, show_terms, write_like
from ingest.checks.tolerance import Interval, read_observed
from ingest.checks.words import list_words
from ingest.facts import Facts, find_results, name_metric
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, is_ratio
from ingest.figures.years import read_years
from ingest.markup import bare
from ingest.records import Contradiction, Observation

_ROLES = ("target", "actual", "budget", "final")
_ACROSS = 6  # characters of a name that is one thing in a whole document
_BESIDE = 12  # characters beside the figure in a cell that is nothing but it

Key = tuple[str, int | None, str | None, str, str | None, str | None, bool]


def check_mentions(facts: Facts) -> Iterator[Contradiction]:
    """Yield the figures that a table and another table, or a sentence, give differently of one fact.

    Only a cell that is nothing but its figure is held against others, and only where neither figure
    stands with the other mention too: it may be of a part there, or of another year.
    """
    cells: dict[Key, list[Observation]] = defaultdict(list)
    for one in facts.tabled:
        if _is_plain(one):
            cells[_key(one)].append(one)
    for key, mentions in cells.items():
        if len({one.id for one in mentions if one.kind == mentions[0].kind}) > 1:
            # The rows of parallel tables share their headings, and are of different things.
            continue
        for first, other in combinations(mentions, 2):
            if first.kind != other.kind and len(key[0]) >= _ACROSS and _differ(facts, first, other):
                yield _tell(facts, first, other)
                break
    for one in facts.told:
        known = cells.get(_key(one), [])
        if len({cell.value for cell in known}) == 1 and _is_sure(one) and _may_be_about(one, known[0]):
            if _differ(facts, known[0], one):
                yield _tell(facts, known[0], one)


def check_annexes(facts: Facts) -> Iterator[Contradiction]:
    """Yield the results that an annex row gives otherwise than its measure does for the same target."""
    ids = {measure.no: measure.id for measure in facts.reading.measures}
    for record in facts.reading.others:
        if record.kind != "annex" or record.measure not in ids:
            continue
        inside = facts.by_entry.get(ids[record.measure], ())
        for said in _pair_results(facts.by_entry.get(record.id, ())):
            for own in _pair_results(inside):
                if _same_goal(said[0], own[0]) and _differ(facts, own[1], said[1]):
                    yield _tell(facts, own[1], said[1])


def _pair_results(group: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Yield each target with its result where it has one."""
    for target in (o for o in group if o.role == "target"):
        found = find_results(target, group)
        if len(found) == 1:
            yield target, found[0]


def _same_goal(one: Observation, other: Observation) -> bool:
    return (one.value, one.year) == (other.value, other.year) and compatible_units(one.unit, other.unit)


def check_told_rates(facts: Facts) -> Iterator[Contradiction]:
    """Yield the rates that a sentence outside an entry gives of it otherwise than its table does."""
    stated = {(one.id, one.year): one for one in facts.tabled if one.role == "rate" and is_ratio(one.unit)}
    named = {
        bare(facts.records[id].title): id
        for id in {id for id, _ in stated}
        if id in facts.records and len(bare(facts.records[id].title)) >= _ACROSS
    }
    for told in facts.told:
        if told.role != "rate" or not told.id.startswith("section/"):
            continue
        quote = bare(told.quote)
        about = [id for title, id in named.items() if title in quote]
        cell = stated.get((about[0], told.year)) if len(about) == 1 else None
        if cell is not None and not read_observed(cell).meets(read_observed(told)):
            if not any(o.value == told.value for o in facts.by_entry[cell.id]):
                yield _tell(facts, cell, told)


def _key(one: Observation) -> Key:
    return name_metric(one), one.year, one.period, one.role, one.basis, one.scope, one.cumulative


def _is_plain(one: Observation) -> bool:
    """Say whether an observation is a cell of its own that tells its year."""
    dated = one.year is not None and "year from title" not in one.doubts
    return one.role in _ROLES and dated and len(one.quote.strip()) <= len(one.as_written) + _BESIDE


def _is_sure(one: Observation) -> bool:
    """Say whether a sentence names what its figure counts, and no part, sum or average of it."""
    if one.role not in _ROLES or "counted thing from the words before" in one.doubts:
        return False
    if any(f.value == one.value and f.bound != "=" for f in read_figures(one.quote)):
        return False
    words = [word for word in list_words("spans") if len(word) > 1]
    return not any(word in one.quote for word in (*words, "其中", "每"))


def _may_be_about(told: Observation, cell: Observation) -> bool:
    """Say whether a sentence may speak of the entry of a cell: it stands in it, or in none."""
    within = told.id == cell.id
    return within or (told.id.startswith("section/") and len(name_metric(cell)) >= _ACROSS)


def _differ(facts: Facts, first: Observation, other: Observation) -> bool:
    if not first.unit or not other.unit or not compatible_units(first.unit, other.unit):
        return False
    if read_observed(first).meets(read_observed(other)):
        return False
    return not _holds(facts, first, other.value, but=other) and not _holds(
        facts, other, first.value, but=first
    )


def _holds(facts: Facts, where: Observation, value: Decimal, but: Observation) -> bool:
    """Say whether a value stands anywhere in the entry of an observation."""
    near = (*facts.by_entry.get(where.id, ()), *facts.told_by_entry.get(where.id, ()))
    return any(one.value == value for one in near if one is not but)


def _tell(facts: Facts, first: Observation, other: Observation) -> Contradiction:
    stated, expected = bare(other.as_written), bare(first.as_written)
    message = f"{other.metric} stated {stated}, but {expected} in {name_row(first)}"
    return contradict(facts, other, "cross_field", message, expected)


def check_told_changes(facts: Facts) -> Iterator[Contradiction]:
    """Yield the changes a sentence tells of a series of a table that no two of its figures give.

    The sentence is surely about the series where it names it whole and gives its figure of the year, or
    speaks of its target.
    """
    series: dict[str, list[Observation]] = defaultdict(list)
    for one in facts.tabled:
        if _is_plain(one) and one.scope is None and one.period is None:
            series[name_metric(one)].append(one)
    for told in facts.told:
        values = series.get(name_metric(told), [])
        if told.role != "difference" or not values or len({one.id for one in values}) > 1:
            continue
        if is_ratio(told.unit) != is_ratio(values[0].unit) or not compatible_units(told.unit, values[0].unit):
            continue
        if not _may_be_about(told, values[0]) and len(name_metric(told)) < _ACROSS:
            continue
        ends = _find_ends(facts, told, values)
        if ends is not None and not _gives(told, values):
            yield _tell_change(facts, told, *ends)


def _find_ends(
    facts: Facts, told: Observation, values: Sequence[Observation]
) -> tuple[Observation, Observation] | None:
    """Return the figure a change leads to and the one it starts from, None where the sentence is not sure."""
    now = [o for o in values if o.year == told.year and o.role in ("actual", "final")]
    if len(now) != 1:
        return None
    if "目標" in told.quote:
        goal = [o for o in values if o.year == told.year and o.role == "target"]
        return (now[0], goal[0]) if len(goal) == 1 else None
    beside = [
        o
        for o in facts.told_by_entry.get(told.id, ())
        if o.quote == told.quote and o.role == now[0].role and o.year == told.year
    ]
    if not any(read_observed(o).meets(read_observed(now[0])) for o in beside):
        return None
    years = {year.year for year in read_years(told.quote)} - {told.year}
    base = [o for o in values if o.role == now[0].role and years == {o.year}]
    return (now[0], base[0]) if len(base) == 1 else None


def _gives(told: Observation, values: Sequence[Observation]) -> bool:
    said = read_observed(told)
    return any(
        said.meets(_size(read_observed(one).minus(read_observed(other))))
        for one, other in combinations(values, 2)
    )


def _size(span: Interval) -> Interval:
    return span if span.high > 0 else Interval(-span.high, -span.low)


def _tell_change(facts: Facts, told: Observation, now: Observation, base: Observation) -> Contradiction:
    expected = write_like(abs(now.value - base.value), told)
    terms = show_terms((now, base), "-")
    message = f"{told.metric} stated {bare(told.as_written)}, but {terms} is {expected}"
    return contradict(facts, told, "arithmetic", message, expected)
