"""Headed paragraphs that state no target and result of their own: forewords, legends, reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.entries.drafts import Draft, Line
from ingest.entries.lists import alikeness
from ingest.entries.sections import Sections
from ingest.entries.values import Value, read_values

_KINDS = ("measure", "kpi")
_MOST_SIBLINGS_WITHOUT = 0.5


@dataclass(frozen=True, slots=True)
class _Told:
    """The results that an entry gives beside a target, and what names them."""

    results: Collection[Decimal]
    names: Sequence[str]


def find_retold(sections: Sections, drafts: Sequence[Draft]) -> list[tuple[list[int], Draft]]:
    """Return the entries of paragraphs that are none, in a document of which most entries stand elsewhere.

    Such a text pairs no target with a result but those of other entries, nor is it one of several under a
    heading of which most do.
    """
    prose = {id(draft) for _, draft in sections.drafts}
    others = [draft for draft in drafts if draft.kind in _KINDS and id(draft) not in prose]
    if not prose or len(others) <= len(prose):
        return []
    told = _list_told(others)
    own = {id(draft) for _, draft in sections.drafts if _states_own(draft, told)}
    having = Counter(draft.path for _, draft in sections.drafts if id(draft) in own)
    return [
        (numbers, draft)
        for numbers, draft in sections.drafts
        if id(draft) not in own
        and having[draft.path] <= _MOST_SIBLINGS_WITHOUT * sections.siblings[draft.path]
    ]


def _list_told(drafts: Sequence[Draft]) -> Mapping[Decimal, list[_Told]]:
    """Return by the value of each target what entries tell of it."""
    told: dict[Decimal, list[_Told]] = {}
    for draft in drafts:
        for line in draft.lines:
            results = {value.value for value in _values(line, "result")}
            names = [name for name in (draft.title, line.indicator.text if line.indicator else "") if name]
            for target in _values(line, "target") if results else ():
                told.setdefault(target.value, []).append(_Told(results, names))
    return told


def _states_own(draft: Draft, told: Mapping[Decimal, list[_Told]]) -> bool:
    """Say whether a text pairs a target with a result as no other entry does."""
    words = f"{draft.title}\n{draft.fields['text'].text}"
    return any(
        not any(
            result.value in one.results and any(alikeness(name, words) > 0 for name in one.names)
            for one in told.get(target.value, ())
        )
        for line in draft.lines
        for target in _values(line, "target")
        for result in _values(line, "result")
    )


def _values(line: Line, name: str) -> Iterator[Value]:
    for datum in line.of(name):
        yield from read_values(datum, line)
