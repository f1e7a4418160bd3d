"""One document of an index by itself: words are counted in it alone, whatever else the index holds."""

from __future__ import annotations

from functools import cached_property

from index.dictionary import SectionDictionary, Senses
from index.headwords import Headwords
from index.lexicon import Lexicon, narrow_lexicon, tally_words
from index.protocol import Lexical, Store
from index.tally import Tally
from ingest.glossary import Glossary


class Section:
    """The passages of a document, from `row` up to `row_end`, with what is counted of their words."""

    def __init__(self, store: Store, glossary: Glossary, doc: str) -> None:
        head = store.records.heads[doc]
        self.row, self.row_end = head.row, head.row_end
        self._store, self._glossary = store, glossary

    def lexical(self, whole: Lexical) -> Lexical:
        """Return the BM25 index of the document out of that of all."""
        return whole.within(self.row, self.row_end)

    def dictionary(self) -> SectionDictionary:
        """Return the English-Chinese dictionary of the document's words."""
        return SectionDictionary({}, self._senses, self._counts, max(self._counts.values(), default=1))

    def lexicon(self, whole: Lexicon, headwords: Headwords) -> Lexicon:
        """Return the words of the document, out of those of all texts."""
        return narrow_lexicon(whole, self._tally, self._glossary, self._counts, headwords.__contains__)

    @cached_property
    def _senses(self) -> Senses:
        return self._store.senses()

    @cached_property
    def _tally(self) -> Tally:
        tally = tally_words(self._glossary, self._senses.words)
        tally.take([passage.text for passage in self._store.records.passages(self.row, self.row_end)])
        return tally

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self._senses.count(self._tally.count_words())
