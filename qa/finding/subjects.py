"""The records of the documents of an index with the words that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.protocol import Records
from index.tokens import cut_token_set
from ingest.records import Record

_DOCUMENTS_KEPT = 64
# The fields that say what an entry is about.
_NAMING = ("action", "name", "indicator", "item", "goal", "kpi")


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record with its number in the index and the tokens of the words that name it."""

    number: int
    record: Record
    tokens: frozenset[str]


class SubjectTable:
    """The records of the documents of an index with the words that name them, read when first asked for."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._of = lru_cache(_DOCUMENTS_KEPT)(self._gather)

    def of(self, docs: Iterable[str]) -> list[NamedRecord]:
        """Return the records of some documents."""
        return [named for doc in docs for named in self._of(doc)]

    def _gather(self, doc: str) -> tuple[NamedRecord, ...]:
        head = self.records.heads[doc]
        return tuple(
            NamedRecord(number, record, _name_tokens(record))
            for number in range(head.first, head.last)
            for record in [self.records.record(number)]
        )


def _name_tokens(record: Record) -> frozenset[str]:
    texts = (record.title, *record.path[-2:], *(record.text(key) for key in _NAMING))
    return cut_token_set("\n".join(texts))
