"""Headed paragraphs that state no target and result of their own: forewords, legends, reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.entries.drafts import Draft, Line
from ingest.entries.lists import alikeness
from ingest.entries.sections import Sections
from ingest.entries.values import Value, read_values
from ingest.figures.units import compatible_units

_KINDS = ("measure", "kpi")
_MOST_SIBLINGS_WITHOUT = 0.5
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class _Told:
    """A target that an entry gives: its line and value, what names it, and the results beside it."""

    line: Line
    target: Value
    names: Sequence[str]
    results: frozenset[Decimal]


def find_retold(sections: Sections, drafts: Sequence[Draft]) -> list[tuple[list[int], Draft]]:
    """Return the entries of paragraphs that are none, in a document of which most entries stand elsewhere.

    Such a text pairs no target with a result but those of other entries, or is part of one that says as many
    of these again as it has of its own; nor is it one of several under a heading of which most have one. An
    entry whose result stands only in such a text is given it.
    """
    prose = [draft for _, draft in sections.drafts]
    ids = set(map(id, prose))
    others = [draft for draft in drafts if draft.kind in _KINDS and id(draft) not in ids]
    telling = sum(bool(draft.lines) for draft in prose)
    others = _leave_summaries(others, prose) if prose and len(others) > telling else []
    if not others or len(others) <= telling:
        return []
    told = _list_told(others)
    own = {id(draft) for _, draft in sections.drafts if _states_own(draft, told)}
    having = Counter(draft.path for _, draft in sections.drafts if id(draft) in own)
    retelling = Counter(draft.path for _, draft in sections.drafts if id(draft) not in own)
    return [
        (numbers, draft)
        for numbers, draft in sections.drafts
        if having[draft.path] <= _MOST_SIBLINGS_WITHOUT * sections.siblings[draft.path]
        and (
            id(draft) not in own
            or (draft.path in sections.parted and having[draft.path] <= retelling[draft.path])
        )
    ]


def _leave_summaries(drafts: Sequence[Draft], prose: Sequence[Draft]) -> list[Draft]:
    """Return entries without those under a heading that mostly say again what paragraphs say."""
    said = {pair for draft in prose for pair in _pairs(draft)}
    again = Counter(draft.path for draft in drafts if not said.isdisjoint(_pairs(draft)))
    under = Counter(draft.path for draft in drafts)
    return [draft for draft in drafts if again[draft.path] * 2 <= under[draft.path]]


def _pairs(draft: Draft) -> set[tuple[Decimal, Decimal]]:
    """Return the targets of an entry with each result that stands beside them."""
    return {
        (target.value, result.value)
        for line in draft.lines
        for target in _values(line, "target")
        for result in _values(line, "result")
    }


def _list_told(drafts: Sequence[Draft]) -> Mapping[Decimal, list[_Told]]:
    """Return by the value of each target what entries tell of it."""
    told: dict[Decimal, list[_Told]] = {}
    for draft in drafts:
        for line in draft.lines:
            results = frozenset(value.value for value in _values(line, "result"))
            names = [name for name in (draft.title, line.indicator.text if line.indicator else "") if name]
            for target in _values(line, "target") if line.of("result") else ():
                told.setdefault(target.value, []).append(_Told(line, target, names, results))
    return told


def _states_own(draft: Draft, told: Mapping[Decimal, list[_Told]]) -> bool:
    """Say whether a text pairs a target with a result that no other entry has, nor lacks and is given."""
    words = f"{draft.title}\n{draft.fields['text'].text}"
    stated = False
    for line in draft.lines:
        for target in _values(line, "target"):
            known = [one for one in told.get(target.value, ()) if any(alikeness(n, words) for n in one.names)]
            for result in _values(line, "result"):
                given = any(result.value in one.results or _give_result(one, line, result) for one in known)
                stated = stated or not given
    return stated


def _give_result(told: _Told, line: Line, result: Value) -> bool:
    """Give an entry that has no figure for the year of its target the one that a line of a text tells.

    Say whether it has been given.
    """
    own = told.line
    years = told.target.datum.years
    lacking = [i for i, d in enumerate(own.data) if d.field == "result" and d.years == years]
    alone = sum(value.datum.years == years for value in _values(own, "target")) == 1
    alike = line.indicator and max(alikeness(name, line.indicator.text) for name in told.names) >= _ALIKE
    if not alone or not alike or len(lacking) != 1 or not compatible_units(result.unit, told.target.unit):
        return False
    datum = own.data[lacking[0]]
    if any(True for _ in read_values(datum, own)):
        return False
    own.data[lacking[0]] = replace(datum, cell=result.datum.cell)
    return True


def _values(line: Line, name: str) -> Iterator[Value]:
    for datum in line.of(name):
        yield from read_values(datum, line)
