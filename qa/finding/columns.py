"""The words of what the series of a document are called, as columns: which series hold a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_token_set, fold_text
from qa.finding.beside import SeriesTraits
from qa.finding.facts import FactTable, Series

# Where words are looked for: in all that says what a series' figures are about and who is in charge, in what
# is counted, in the entry, and in the sentence or cell that the first figure stands in.
NAMED, OWN, _ENTRY, QUOTED = range(4)
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
        """Return which share of each text's own words are among some words, each given once."""
        found = [rows for word in words if (rows := self._rows.get(word)) is not None]
        if not found:
            return np.zeros(len(self.sizes))
        return np.bincount(np.concatenate(found), minlength=len(self.sizes)) / self.sizes


class PlacedWords:
    """The words of texts that stand in several places each, which are looked for in all of these at once."""

    def __init__(self, *places: Iterable[frozenset[str]]) -> None:
        self._postings = Postings(chain(*places))
        self._sizes = self._postings.sizes.reshape(len(places), len(self._postings.sizes) // len(places))

    def hold(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether text j holds word i in a place, as [i, place, j]."""
        return self._postings.hold(words).reshape(len(words), *self._sizes.shape)

    def cover(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return which share of a text's own words in a place are among some words, as [place, text]."""
        return self._postings.cover(words).reshape(self._sizes.shape)

    def size(self, place: int) -> NDArray[np.float64]:
        """Return how many words each text has in a place, at least 1."""
        size: NDArray[np.float64] = self._sizes[place]
        return size


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
    def words(self) -> PlacedWords:
        """The words of names, of what is counted, of entries and of quotes."""
        return PlacedWords(
            (one.tokens | cut_token_set("\n".join(one.agencies)) for one in self.series),
            (one.own for one in self.series),
            (cut_token_set(one.entry) for one in self.series),
            (cut_token_set(one.facts[0].quote) for one in self.series),
        )

    @cached_property
    def grams(self) -> PlacedWords:
        """The runs of three characters of what is counted, and of the entries."""
        return PlacedWords(
            (cut_grams(one.metric) for one in self.series), (cut_grams(one.entry) for one in self.series)
        )


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
