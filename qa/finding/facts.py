"""Facts: what the mentions of a document agree on, as series over years and roles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.protocol import Records
from index.tokens import cut_token_set, fold_text
from ingest.facts import TOLD, fact_key, rank_mention, series_key
from ingest.records import Measure, Observation, Record
from qa.finding.heading_names import BRACKETED

_DOCUMENTS_KEPT = 64
# What is said of figures: the first fact of a series is one of what it counts.
_DERIVED = ("rate", "difference")
_Key = tuple[bool, str, str, str | None]
_WHOLE = "總"


@dataclass(frozen=True)
class Series:
    """The facts of one metric of one entry: one for each year, role and basis, the best mention of each."""

    doc: str
    kind: str
    id: str
    no: str
    entry: str
    metric: str
    scope: str | None
    agencies: tuple[str, ...]
    path: tuple[str, ...]
    facts: tuple[Observation, ...]
    record: Record | None

    @cached_property
    def around(self) -> str:
        """The words beside the metric that say what its figures are about: entry, headings, whose, who."""
        headers = (word for fact in self.facts[:1] for word in (*fact.headers.row, *fact.headers.section))
        return "\n".join((self.entry, self.scope or "", *headers, *self.path[-2:], *self.agencies))

    @cached_property
    def own(self) -> frozenset[str]:
        """The tokens of what is counted."""
        return cut_token_set(self.metric)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The tokens of what is counted without what stands in brackets."""
        return cut_token_set(BRACKETED.sub("", self.metric))

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The tokens of all that says what the figures are about: metric, entry, headings, who."""
        headers = (word for fact in self.facts[:1] for word in (*fact.headers.row, *fact.headers.section))
        texts = (self.metric, self.entry, self.scope or "", *headers, *self.path[-2:])
        return cut_token_set("\n".join(texts))

    @cached_property
    def folded(self) -> str:
        """Metric and entry as words are looked for in them."""
        return "".join(fold_text(f"{self.metric}\n{self.entry}").split())

    @property
    def told(self) -> bool:
        """Whether the figures are those of sentences."""
        return self.kind == TOLD

    @property
    def in_measure(self) -> bool:
        """Whether the figures are of a measure, whose prose may give others."""
        return isinstance(self.record, Measure)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years there are facts of, ascending."""
        return tuple(sorted({fact.year for fact in self.facts if fact.year is not None}))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units of what is counted; where nothing is, those of the rates and differences there are."""
        units = {fact.unit for fact in self.facts if fact.unit and fact.role not in _DERIVED}
        return frozenset(units or {fact.unit for fact in self.facts if fact.unit})

    def find(self, year: int | None, role: str) -> Observation | None:
        """Return the fact of a year in a role; of two targets the revised one, of no year the whole one."""
        found = [fact for fact in self.facts if fact.year == year and fact.role == role]
        if year is None:
            # 總經費 before 以後年度經費需求, which is a part of it.
            found.sort(key=lambda fact: not any(_WHOLE in word for word in fact.headers.column[-1:]))
        return next((fact for fact in found if fact.basis != "original"), found[0] if found else None)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles there are facts in."""
        return frozenset(fact.role for fact in self.facts)

    def holds(self, role: str) -> bool:
        """Say whether there is a fact in a role."""
        return role in self.roles


class FactTable:
    """The series of the documents of an index, worked out when a document is first asked for."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._of = lru_cache(_DOCUMENTS_KEPT)(self._gather)
        self._given = lru_cache(_DOCUMENTS_KEPT)(records.given_of)
        self._by_key = lru_cache(_DOCUMENTS_KEPT)(
            lambda doc: {_key_of(one.facts[0]): one for one in self._of(doc)}
        )

    def series_of(self, docs: Iterable[str]) -> Iterator[Series]:
        """Yield the series of some documents that stand in tables and entries."""
        for doc in docs:
            yield from (one for one in self._of(doc) if not one.told)

    def told_of(self, docs: Iterable[str]) -> Iterator[Series]:
        """Yield all series of some documents, those of sentences behind the others."""
        for doc in docs:
            yield from self._of(doc)

    def series_with(self, fact: Observation) -> Series:
        """Return the series that an observation is a mention of."""
        return self._by_key(fact.doc)[_key_of(fact)]

    def years_of(self, docs: Iterable[str], roles: Collection[str]) -> set[int]:
        """Return the years some documents give any number of in a role, be it in a sentence."""
        return {year for doc in docs for role, year in self._given(doc) if role in roles}

    def _gather(self, doc: str) -> tuple[Series, ...]:
        head = self._records.heads[doc]
        records = {
            record.id: record
            for record in map(self._records.record, range(head.first, head.last))
            if record.id
        }
        groups: dict[_Key, list[Observation]] = {}
        for one in self._records.observations_of(doc):
            groups.setdefault(_key_of(one), []).append(one)
        return tuple(
            _make_series(metric, group, records.get(id))
            for (_, id, metric, _), group in sorted(groups.items(), key=lambda item: item[0][0])
        )


def _key_of(one: Observation) -> _Key:
    return one.kind == TOLD, *series_key(one)


def _make_series(metric: str, group: list[Observation], record: Record | None) -> Series:
    first = group[0]
    agencies = record.agencies if isinstance(record, Measure) else ()
    path = record.path if record else ()
    strategy = (record.text("strategy") or record.text("goal") or record.text("outline")) if record else ""
    return Series(
        first.doc,
        first.kind,
        first.id,
        first.no,
        first.entry,
        metric,
        first.scope,
        agencies,
        (*path, strategy),
        tuple(_merge(group)),
        record,
    )


def _merge(group: Collection[Observation]) -> Iterator[Observation]:
    """Yield one mention of each fact."""
    facts: dict[tuple[object, ...], Observation] = {}
    for one in sorted(group, key=rank_mention):
        facts.setdefault(fact_key(one), one)
    yield from sorted(
        facts.values(), key=lambda o: (o.role in _DERIVED, o.year or 0, o.role, o.place.line_start)
    )
