"""Questions limited to one document: understood by its words alone, whatever else is indexed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from index.dictionary import Dictionary
from index.headwords import Headwords
from index.section import Section
from qa.dense import DenseIndex, DenseSearch
from qa.interpreter import Interpreter
from qa.retrieve import Retriever
from qa.spelling import Speller


class LimitedInterpreter(Interpreter):
    """An interpreter of questions about one document, which shares with that of all what counts no words."""

    def __init__(self, whole: Interpreter, doc: str) -> None:
        super().__init__(whole.store, whole.glossary, whole._weights)
        self.editions, self.facts, self.columns = whole.editions, whole.facts, whole.columns
        self.numbers = whole.numbers
        self.subjects, self.entries, self.sheets = whole.subjects, whole.entries, whole.sheets
        self._every = frozenset([doc])
        self._whole, self._doc = whole, doc
        self._section = Section(whole.store, whole.glossary, doc)

    def limit(self, doc: str) -> Interpreter:
        return self if doc == self._doc else self._whole.limit(doc)

    @cached_property
    def _retriever(self) -> Retriever:
        lexical = self._section.lexical(self._whole._retriever.lexical)
        return Retriever(self.records, lexical, self._search_dense)

    def _search_dense(self, text: str, most: int) -> Sequence[tuple[int, float]]:
        return self._search_rows(text, most)

    @cached_property
    def _search_rows(self) -> DenseSearch:
        return self._dense.within(self._section.row, self._section.row_end)

    @cached_property
    def _headwords(self) -> Headwords:
        return self._whole._headwords

    @cached_property
    def _dense(self) -> DenseIndex:
        return self._whole._dense

    @cached_property
    def _dictionary(self) -> Dictionary:
        return self._section.dictionary()

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._section.lexicon(self._whole._speller.lexicon, self._headwords))
