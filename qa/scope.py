"""The documents a question ranges over, and the records they hold, each read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.chosen import Chosen
from index.protocol import Records
from ingest.records import Contradiction, Measure, Record, RecordKind


@dataclass(frozen=True, slots=True)
class Scope:
    """Some documents of an index, in the order they were indexed in."""

    records: Records
    docs: tuple[str, ...]

    def measures(self, wanted: Iterable[str] = (), unwanted: Iterable[str] = ()) -> Chosen[Measure]:
        """Return the measures that have some traits and lack others; see `ingest.traits`."""
        return self.records.measures_of(self.docs, wanted, unwanted)

    def of_kind(self, kind: RecordKind) -> Sequence[Record]:
        """Return the records of a kind."""
        return self.records.of_kind(self.docs, kind)

    def editions(self) -> set[int]:
        """Return the years of the documents with measures."""
        heads = (self.records.heads[doc] for doc in self.docs)
        return {head.edition for head in heads if head.measures and head.edition}

    def strategies(self) -> list[str]:
        """Return the strategies of the measures, each once."""
        return self.records.strategies_of(self.docs)

    def contradictions(self) -> list[Contradiction]:
        """Return what the checks found in each document."""
        return [found for doc in self.docs for found in self.records.contradictions_of(doc)]
