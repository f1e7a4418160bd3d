"""Editions of one plan: which documents belong together, and which measures of two of them are the same."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.figures.units import compatible_units, load_units
from ingest.figures.years import read_years
from ingest.markup import strip_numbering
from ingest.records import Measure, Plan, Reading, Succession, Target
from ingest.targets.metrics import find_pairs

# A pair of characters in more of the measures than this tells none of them apart.
_COMMON, _LEAST_COMMON = 0.2, 4
_TITLE, _REST, _AGENCIES = 0.6, 0.25, 0.15
_SAME, _SURELY = 0.36, 0.2
_REST_FIELDS = ("goal", "indicator", "target")
_SAMPLE, _SHARED, _NAMED_ALIKE = 24, 0.5, 0.15
_MOST_HOLDERS = 40
_SAME_TARGET, _ALONE = 0.6, 0.25
_SHORTEST_NAME, _TELLING_NAME = 4, 8
_BRACKETS = re.compile(r"[(（\[【《〈][^)）\]】》〉]{0,40}[)）\]】》〉]")
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z ·．.]{2,}")


def name_plan(title: str) -> str:
    """Return the name of a plan without what changes from edition to edition, empty where there is none.

    >>> name_plan("國家廉政建設行動方案 109 年執行成果及設定 110 年績效目標值一覽表")
    '國家廉政建設行動方案'
    >>> name_plan("113年度教育部校園安全計畫（核定本）")
    '教育部校園安全計畫'
    """
    plain = _BRACKETS.sub(" | ", unicodedata.normalize("NFKC", title))
    for year in reversed(read_years(plain)):
        plain = f"{plain[: year.start]} | {plain[year.end :]}"
    names = (found[0].strip() for found in _NAME.finditer(plain))
    return next(("".join(name.split()) for name in names if len(name) >= _SHORTEST_NAME), "")


class _Sampled:
    """What a document is held against others by: its name, and some of its measures."""

    def __init__(self, reading: Reading) -> None:
        step = max(1, len(reading.measures) // _SAMPLE)
        actions = [m.text("action") for m in islice(reading.measures, 0, None, step)]
        self.id = reading.document.id
        self.title = reading.document.title
        self.edition = reading.document.edition
        self.name = name_plan(self.title)
        self.openings = {_fold(action) for action in actions}
        self.pairs = set[str]().union(*map(find_pairs, actions))


def find_plans(readings: Iterable[Reading]) -> tuple[Plan, ...]:
    """Return the plans whose measures the readings hold, each with its editions.

    Two documents are editions of one plan when most of their measures are the same, or when their
    names are; under a name that is short, or twice of one year, they must also treat the same things.
    The readings are gone through once, one at a time; time grows with the number of measures, not with
    that of pairs.
    """
    groups: list[list[_Sampled]] = []
    named: defaultdict[str, list[int]] = defaultdict(list)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for sampled in (_Sampled(reading) for reading in readings if reading.measures):
        openings, name = sampled.openings, sampled.name
        alike = Counter(g for opening in openings for g in holders[opening][:_MOST_HOLDERS])
        group = next((g for g, shared in alike.most_common(1) if shared > _SHARED * len(openings)), None)
        if group is None and name:
            group = next((g for g in named[name] if _belongs(sampled, groups[g])), None)
        if group is None:
            group = len(groups)
            groups.append([])
        groups[group].append(sampled)
        if name and group not in named[name]:
            named[name].append(group)
        for opening in openings:
            if group not in holders[opening]:
                holders[opening].append(group)
    return tuple(_make_plan(group) for group in groups)


def _make_plan(group: Sequence[_Sampled]) -> Plan:
    ordered = sorted(group, key=lambda one: one.edition or 0)
    names = Counter(one.name for one in group if one.name)
    name = names.most_common(1)[0][0] if names else ordered[-1].title
    return Plan(name, tuple(one.id for one in ordered))


def _belongs(sampled: _Sampled, group: Sequence[_Sampled]) -> bool:
    """Say whether a document is one more edition of the plan of its name; 施政計畫 is many a plan's."""
    again = any(other.edition == sampled.edition for other in group)
    return (len(sampled.name) >= _TELLING_NAME and not again) or _speak_alike(group[-1], sampled)


def _speak_alike(one: _Sampled, other: _Sampled) -> bool:
    shared = len(one.pairs & other.pairs)
    return shared >= _NAMED_ALIKE * min(len(one.pairs), len(other.pairs))


def join_editions(earlier: Reading, later: Reading) -> tuple[Succession, ...]:
    """Return every measure of two editions of a plan: joined one to one, new, or dropped.

    Measures are joined by the words of their titles, of what they set and count, and by their
    agencies; numbers play no part. Only measures that share a word few others have are compared.
    The joined ones come first, in the order of the later edition.
    """
    older, newer = ([_Traits(m) for m in r.measures] for r in (earlier, later))
    rarity = _weigh_pairs([*older, *newer])
    docs = earlier.document.id, later.document.id
    rows = sorted(_compare(older, newer, rarity), key=lambda row: (-row[0], row[1:]))
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, i, j in rows:
        if i not in used and j not in taken:
            taken[j] = (i, likeness)
            used.add(i)
    joined = [
        Succession(*docs, earlier.measures[i].no, later.measures[j].no, round(likeness, 3))
        for j, (i, likeness) in sorted(taken.items())
    ]
    new = [Succession(*docs, None, m.no) for j, m in enumerate(later.measures) if j not in taken]
    dropped = [Succession(*docs, m.no, None) for i, m in enumerate(earlier.measures) if i not in used]
    return (*joined, *new, *dropped)


class _Traits:
    """What a measure is known by from edition to edition."""

    def __init__(self, measure: Measure) -> None:
        self.opening = _fold(measure.text("action"))
        self.title = find_pairs(measure.text("action"))
        self.rest = find_pairs(" ".join(measure.text(key) for key in _REST_FIELDS))
        self.agencies = frozenset(measure.agencies)


def _fold(action: str) -> str:
    return "".join(strip_numbering(unicodedata.normalize("NFKC", action)).split())


def _weigh_pairs(traits: Sequence[_Traits]) -> dict[str, float]:
    counts = Counter(pair for one in traits for pair in one.title | one.rest)
    return {pair: math.log(1 + len(traits) / count) for pair, count in counts.items()}


def _compare(
    older: Sequence[_Traits], newer: Sequence[_Traits], rarity: dict[str, float]
) -> Iterator[tuple[float, int, int]]:
    """Yield (likeness, position, position) of the measures that may be the same."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(older):
        for pair in one.title | one.rest:
            holders[pair].append(i)
    most = max(_LEAST_COMMON, int(_COMMON * len(older)))
    for j, other in enumerate(newer):
        likely = {i for pair in other.title | other.rest if len(holders[pair]) <= most for i in holders[pair]}
        for i in sorted(likely):
            titles = _overlap(older[i].title, other.title, rarity)
            rest = _overlap(older[i].rest, other.rest, rarity)
            shared = len(older[i].agencies & other.agencies)
            agencies = shared / max(1, min(len(older[i].agencies), len(other.agencies)))
            likeness = _TITLE * titles + _REST * rest + _AGENCIES * agencies
            if older[i].opening and older[i].opening == other.opening:
                likeness = max(likeness, 1 - _AGENCIES * (1 - agencies))
            if likeness >= _SAME and max(titles, rest) >= _SURELY:
                yield likeness, i, j


def _overlap(one: frozenset[str], other: frozenset[str], rarity: dict[str, float]) -> float:
    """Return how much two sets of pairs share, weighted, against the mean of the two."""
    whole = sum(rarity[p] for p in one) + sum(rarity[p] for p in other)
    return 2 * sum(rarity[p] for p in one & other) / whole if whole else 0.0


def pair_targets(older: Sequence[Target], newer: Sequence[Target]) -> list[tuple[Target, Target]]:
    """Return the targets of two editions of a measure that count the same thing, in units of one scale.

    One to one. The only target of a unit needs fewer words in common than one of several.
    """
    rows = sorted(
        ((_liken(a, b), -i, -j) for i, a in enumerate(older) for j, b in enumerate(newer) if _may_pair(a, b)),
        reverse=True,
    )
    units = [Counter(_class(t.unit) for t in cell if t.target is not None) for cell in (older, newer)]
    found: list[tuple[int, int]] = []
    for likeness, i, j in rows:
        alone = all(count[_class(older[-i].unit)] == 1 for count in units)
        if likeness < (_ALONE if alone else _SAME_TARGET):
            break
        if all(-i != a and -j != b for a, b in found):
            found.append((-i, -j))
    return [(older[i], newer[j]) for i, j in sorted(found)]


def _may_pair(one: Target, other: Target) -> bool:
    numbered = one.target is not None and other.target is not None
    same_way = one.op == other.op and one.agency == other.agency
    return numbered and same_way and bool(one.unit) and are_comparable(one.unit, other.unit)


def are_comparable(one: str, other: str) -> bool:
    """Say whether amounts in two units can be held against each other: one unit, or of a known scale.

    >>> are_comparable("公噸", "公斤"), are_comparable("場", "場次")
    (True, False)
    """
    scales = load_units().scales
    return one == other or (one in scales and other in scales and compatible_units(one, other))


def _class(unit: str) -> str:
    return load_units().classes.get(unit, unit)


def _liken(one: Target, other: Target) -> float:
    here, there = find_pairs(one.metric), find_pairs(other.metric)
    whole = len(here) + len(there)
    return 2 * len(here & there) / whole if whole else float(not here and not there)
