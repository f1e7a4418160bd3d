"""The words of what the series of a document are called, as columns: which series hold a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_token_set, fold_text
from qa.finding.beside import SeriesTraits
from qa.finding.facts import FactTable, Series

_GRAM = 3
_DOCUMENTS_KEPT = 64

Rows = NDArray[np.int32]


class Postings:
    """For each word the texts that hold it, of a row of texts."""

    def __init__(self, texts: Iterable[frozenset[str]]) -> None:
        found: dict[str, list[int]] = {}
        sizes: list[int] = []
        for row, words in enumerate(texts):
            sizes.append(len(words))
            for word in words:
                found.setdefault(word, []).append(row)
        self._rows: dict[str, Rows] = {word: np.array(rows, np.int32) for word, rows in found.items()}
        self.sizes = np.maximum(1, np.array(sizes, np.float64))

    def hold(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether text j holds word i, as [i, j]."""
        held = np.zeros((len(words), len(self.sizes)), bool)
        for at, word in enumerate(words):
            if (rows := self._rows.get(word)) is not None:
                held[at, rows] = True
        return held

    def cover(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return which share of each text's own words are among some words."""
        count = np.zeros(len(self.sizes))
        for word in words:
            if (rows := self._rows.get(word)) is not None:
                count[rows] += 1
        return count / self.sizes


@dataclass(frozen=True)
class SeriesColumns:
    """The series of one document with the words of their names, entries and quotes, and their traits."""

    series: tuple[Series, ...]

    @cached_property
    def traits(self) -> SeriesTraits:
        """What holds of the series beside their words."""
        return SeriesTraits(self.series)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """What is counted, and the words around it."""
        return tuple((one.metric, one.around) for one in self.series)

    @cached_property
    def own(self) -> Postings:
        """The words of what is counted."""
        return Postings(one.own for one in self.series)

    @cached_property
    def named(self) -> Postings:
        """The words of all that says what the figures are about, and who is in charge."""
        return Postings(one.tokens | cut_token_set("\n".join(one.agencies)) for one in self.series)

    @cached_property
    def entries(self) -> Postings:
        """The words of the entries."""
        return Postings(cut_token_set(one.entry) for one in self.series)

    @cached_property
    def quoted(self) -> Postings:
        """The words of the sentences or cells the first figures stand in."""
        return Postings(cut_token_set(one.facts[0].quote) for one in self.series)

    @cached_property
    def grams(self) -> Postings:
        """The runs of three characters of what is counted."""
        return Postings(cut_grams(one.metric) for one in self.series)

    @cached_property
    def entry_grams(self) -> Postings:
        """The runs of three characters of the entries."""
        return Postings(cut_grams(one.entry) for one in self.series)


def cut_grams(text: str) -> frozenset[str]:
    """Return the runs of three characters of a text without spaces; the text itself where it is shorter.

    >>> sorted(cut_grams("感測器數"))
    ['感測器', '測器數']
    """
    return frozenset(_list_grams("".join(fold_text(text).split())))


def _list_grams(text: str) -> Iterator[str]:
    if 0 < len(text) < _GRAM:
        yield text
    for at in range(len(text) - _GRAM + 1):
        yield text[at : at + _GRAM]


class ColumnTable:
    """The columns of the documents of an index, worked out when a document is first asked for."""

    def __init__(self, facts: FactTable) -> None:
        self._of = lru_cache(_DOCUMENTS_KEPT)(lambda doc: SeriesColumns(tuple(facts.told_of([doc]))))

    def of(self, docs: Iterable[str]) -> list[SeriesColumns]:
        """Return the columns of some documents."""
        return [self._of(doc) for doc in docs]
