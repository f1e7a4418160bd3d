"""The numbers of a document as columns: each with the words it stands among, in cells and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.protocol import Records
from index.tokens import cut_token_set, fold_text
from ingest.facts import TOLD
from ingest.records import Observation
from qa.finding.columns import PlacedWords, Postings
from qa.finding.number_traits import NumberTraits
from qa.finding.word_texts import WordTexts

_DOCUMENTS_KEPT = 64
_BEFORE, _BEHIND = 80, 30
# So much of what stands around a number is compared with the words of a question.
_LEAD, _TRAIL, _SENTENCE = 30, 12, 300
_ENDS = frozenset("，；。：！？、\n")
_PAIR = 2

# Where the words of a question are looked for around a number.
PLACES = ("near", "sentence", "metric", "entry")

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the words before it, since the number before, and those behind it in its clause."""

    fact: Observation
    lead: str
    trail: str

    @property
    def told(self) -> bool:
        """Whether a sentence gives it."""
        return self.fact.kind == TOLD


@dataclass(frozen=True)
class NumberColumns:
    """The numbers of one document and the words each stands among."""

    numbers: tuple[Number, ...]

    @cached_property
    def words(self) -> PlacedWords:
        """The words in PLACES.

        With a sentence or cell go the headings over it, with an entry all headings and whose the number is.
        """
        facts = [one.fact for one in self.numbers]
        return PlacedWords(
            (cut_token_set(f"{one.lead} {one.trail}") for one in self.numbers),
            (_cut(fact.quote) | _cut(_head(fact)) for fact in facts),
            (cut_token_set(fact.metric) for fact in facts),
            (_cut(_name_entry(fact)) for fact in facts),
        )

    @cached_property
    def pairs(self) -> Postings:
        """The pairs of characters of the words around."""
        return Postings(cut_pairs(f"{one.lead}{one.trail}{one.fact.metric}") for one in self.numbers)

    @cached_property
    def texts(self) -> WordTexts:
        """The texts in which what a question means is looked for, in the order of PLACES."""
        near, sentence, metric, entry = [], [], [], []
        for one in self.numbers:
            fact = one.fact
            near.append(f"{one.lead[-_LEAD:]} {one.trail[:_TRAIL]} {fact.metric}")
            sentence.append(fact.quote[:_SENTENCE])
            metric.append(f"{fact.metric} {fact.scope or ''}")
            entry.append(" ".join((fact.entry, *fact.headers.row, *fact.headers.section)))
        return WordTexts((near, sentence, metric, entry))

    @cached_property
    def traits(self) -> NumberTraits:
        """What holds of the numbers beside their words."""
        return NumberTraits([one.fact for one in self.numbers])


def share_out(columns: Sequence[NumberColumns], chosen: Rows) -> Iterator[tuple[NumberColumns, Rows]]:
    """Yield the columns of documents with those of their numbers that are among some of all, where any are.

    `chosen` numbers all of them in their order, and is ascending.
    """
    first = 0
    for one in columns:
        last = first + len(one.numbers)
        start, stop = chosen.searchsorted((first, last))
        if start < stop:
            yield one, chosen[start:stop] - first
        first = last


class NumberTable:
    """The numbers of the documents of an index, worked out when a document is first asked for."""

    def __init__(self, records: Records) -> None:
        self._of = lru_cache(_DOCUMENTS_KEPT)(
            lambda doc: NumberColumns(read_numbers(records.observations_of(doc)))
        )

    def of(self, docs: Iterable[str]) -> list[NumberColumns]:
        """Return the numbers of those of some documents that have any."""
        return [one for one in map(self._of, docs) if one.numbers]


def read_numbers(observed: Sequence[Observation]) -> tuple[Number, ...]:
    """Return the observations with the words around them, each looked for in the quote it stands in."""
    beside: dict[tuple[str, int], list[Observation]] = {}
    for one in observed:
        beside.setdefault((one.quote, one.place.line_start), []).append(one)
    spans = {key: _find_spans(key[0], group) for key, group in beside.items()}
    return tuple(_read_one(one, spans[one.quote, one.place.line_start]) for one in observed)


def _find_spans(quote: str, group: Sequence[Observation]) -> dict[str, tuple[int, int]]:
    found = {one.as_written: quote.find(one.as_written) for one in group}
    return {written: (at, at + len(written)) for written, at in found.items() if at >= 0}


def _read_one(one: Observation, spans: dict[str, tuple[int, int]]) -> Number:
    quote = one.quote
    if one.as_written not in spans:
        return Number(one, one.metric, "")
    start, end = spans[one.as_written]
    before = max((e for _, e in spans.values() if e <= start), default=0)
    after = min((s for s, _ in spans.values() if s >= end), default=len(quote))
    last = end
    while last < min(after, end + _BEHIND) and quote[last] not in _ENDS:
        last += 1
    return Number(one, quote[max(before, start - _BEFORE) : start], quote[end:last])


def cut_pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text without spaces.

    >>> sorted(cut_pairs("感測 器"))
    ['感測', '測器']
    """
    joined = "".join(fold_text(text).split())
    return frozenset(joined[at : at + _PAIR] for at in range(len(joined) - 1))


# The numbers of a sentence, and those of an entry, share their words.
@lru_cache(maxsize=1024)
def _cut(text: str) -> frozenset[str]:
    return cut_token_set(text)


def _head(fact: Observation) -> str:
    return " ".join((fact.scope or "", *fact.headers.column))


def _name_entry(fact: Observation) -> str:
    headers = fact.headers
    return "\n".join((fact.entry, fact.scope or "", *headers.row, *headers.section, *headers.column))
