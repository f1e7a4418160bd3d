"""Which measures are about what an indicator of another plan measures, and where definitions differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.checks.words import load_checkwords
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.markup import bare
from ingest.records import Measure, Reading, Record, Target

_MAIN = ("goal", "indicator", "target")
_SHORTEST = 3  # characters of a term that may stand for a subject
_COVERED = 0.65  # share of an indicator's name that a measure about the same thing holds
_MOST = 3  # measures for one indicator
_SPREAD = 0.15  # a term in more of the measures than this tells none of them apart
_WORDS = re.compile(r"[一-龥A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """How the definitions of a KPI and a measure differ: a name, and the words of the two.

    Names: units, no_number, stages, kpi_cumulative, measure_cumulative, formula, years.
    """

    name: str
    kpi: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class KpiLink:
    """A measure about what a KPI measures: the words both use, and how their definitions differ."""

    kpi_doc: str
    kpi_no: int
    doc: str
    no: int
    terms: tuple[str, ...]
    covered: float
    warnings: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A KPI with the target read from it."""

    kpi: Record
    target: Target | None


def list_indicators(reading: Reading) -> list[Indicator]:
    """Return the KPIs of a document."""
    return [Indicator(kpi, reading.kpi_targets.get(kpi.no)) for kpi in reading.of_kind("kpi")]


def link_kpis(indicators: Sequence[Indicator], measures: Iterable[Measure]) -> tuple[KpiLink, ...]:
    """Return the links from every KPI to the measures about the same thing, the nearest measure first.

    A measure is about the same thing when its own words hold a rare term of the KPI's name, and all
    its fields together hold most of that name. A link with warnings must not be read as one figure.
    The measures are gone through once; of those that are not linked, only a few words are kept.
    """
    mains: list[str] = []
    near: list[list[tuple[Measure, list[str], float]]] = [[] for _ in indicators]
    for measure in measures if indicators else ():
        main, everything = _read_texts(measure)
        mains.append(main)
        for one, found in zip(indicators, near, strict=True):
            terms = _find_terms(one.kpi.title, main)
            covered = _cover(one.kpi.title, everything) if terms else 0.0
            if covered >= _COVERED and not _differ(one.kpi, one.target, measure):
                found.append((measure, terms, round(covered, 2)))
    is_rare = cache(lambda term: sum(term in main for main in mains) <= max(2, int(len(mains) * _SPREAD)))
    links: list[KpiLink] = []
    for one, found in zip(indicators, near, strict=True):
        telling = ((m, _keep_longer(list(filter(is_rare, terms))), covered) for m, terms, covered in found)
        ranked = sorted((row for row in telling if row[1]), key=lambda row: (-row[2], -sum(map(len, row[1]))))
        links += [_make_link(one.kpi, one.target, *row) for row in ranked[:_MOST]]
    return tuple(links)


def _make_link(
    kpi: Record, target: Target | None, measure: Measure, terms: Sequence[str], covered: float
) -> KpiLink:
    warnings = _compare(kpi, target, measure, terms)
    return KpiLink(kpi.doc, kpi.no, measure.doc, measure.no, tuple(terms), covered, warnings)


def _read_texts(measure: Measure) -> tuple[str, str]:
    return _read_main(measure), " ".join(bare(field.text) for field in measure.fields.values())


def _read_main(measure: Measure) -> str:
    """Return what a measure says it is about: the first clause of its action, what it sets and counts."""
    subject = re.split("[，；。]", bare(measure.text("action")), maxsplit=1)[0]
    return " ".join([subject, *(bare(measure.text(key)) for key in _MAIN)])


def _find_terms(name: str, main: str) -> list[str]:
    """Return the longest words of a name that stand in what a measure says it is about."""
    terms: list[str] = []
    for word in _WORDS.findall(name):
        start = 0
        while start + _SHORTEST <= len(word):
            end = start + _SHORTEST
            if word[start:end] not in main:
                start += 1
                continue
            while end < len(word) and word[start : end + 1] in main:
                end += 1
            if _is_whole(word, end, main):
                terms.append(word[start:end])
            start = end
    return [term for term in dict.fromkeys(terms) if _content(term)]


def _keep_longer(terms: Sequence[str]) -> list[str]:
    return [term for term in terms if len(term) > _SHORTEST] or list(terms)


def _is_whole(word: str, end: int, main: str) -> bool:
    """Say whether a term ends where a word does: 廉政評 of 廉政評鑑 does not."""
    after = word[end : end + 2]
    return not after or (len(after) == 2 and (after in main or not _content(after)))


def _content(words: str) -> set[int]:
    """Return the positions of the characters that belong to no common word."""
    kept = set(range(len(words)))
    for word in load_checkwords()["links"]["common"]:
        start = words.find(word)
        while start >= 0:
            kept -= set(range(start, start + len(word)))
            start = words.find(word, start + 1)
    return kept


def _cover(name: str, text: str) -> float:
    """Return the share of a name's own characters that stand in a text, at least two together."""
    held: set[int] = set()
    own: set[int] = set()
    for match in _WORDS.finditer(name):
        own |= {match.start() + i for i in _content(match[0])}
        for start in range(match.start(), match.end() - 1):
            if name[start : start + 2] in text:
                held |= {start, start + 1}
    return len(own & held) / len(own) if own else 0.0


def _differ(kpi: Record, target: Target | None, measure: Measure) -> bool:
    """Say whether a measure counts in other units and at other stages, and so counts another thing."""
    stages = load_checkwords()["links"]["stages"]
    counted = [
        {stage for stage in stages if stage in text} for text in (kpi.text("standard"), _read_main(measure))
    ]
    units = {t.unit for t in measure.targets if t.target is not None and t.unit}
    apart = target is not None and units and not any(compatible_units(target.unit, unit) for unit in units)
    return bool(apart and all(counted) and not counted[0] & counted[1])


def _compare(
    kpi: Record, target: Target | None, measure: Measure, terms: Sequence[str]
) -> tuple[Difference, ...]:
    """Return how the two define what they measure, where they differ."""
    words = load_checkwords()["links"]
    standard, main = bare(kpi.text("standard")), _read_main(measure)
    warnings = [*_compare_units(target, measure, terms)]
    stages = [[stage for stage in words["stages"] if stage in text] for text in (standard, main)]
    if stages[0] and not set(stages[0]) <= set(stages[1]):
        warnings.append(Difference("stages", "、".join(stages[0]), "、".join(stages[1])))
    texts = standard, f"{main} {bare(measure.text('result'))}"
    running = [any(word in text for word in words["running"]) for text in texts]
    if running[0] != running[1]:
        warnings.append(Difference("kpi_cumulative" if running[0] else "measure_cumulative"))
    if any(mark in standard for mark in words["formula"]) and not any(mark in main for mark in "÷×"):
        warnings.append(Difference("formula"))
    if target and measure.edition and target.year != measure.edition:
        warnings.append(Difference("years", str(target.year), str(measure.edition)))
    return tuple(warnings)


def _compare_units(target: Target | None, measure: Measure, terms: Sequence[str]) -> list[Difference]:
    """Warn where the measure counts in units that cannot be compared with the KPI's."""
    if target is None or not target.unit:
        return []
    units = {t.unit for t in measure.targets if t.target is not None and t.unit}
    unset = [] if units else [Difference("no_number", target.unit)]
    units = units or set(_read_units(measure, terms))
    if not units or any(compatible_units(target.unit, unit) for unit in units):
        return unset
    return [*unset, Difference("units", target.unit, "、".join(sorted(units)))]


def _read_units(measure: Measure, terms: Sequence[str]) -> Iterable[str]:
    """Yield the units of the figures that stand right behind one of the terms."""
    for key in ("result", "comparison"):
        text = measure.text(key)
        ends = [match.end() for term in terms for match in re.finditer(re.escape(term), text)]
        for figure in read_figures(text):
            if figure.unit and any(0 <= figure.start - end <= 4 for end in ends):
                yield figure.unit
