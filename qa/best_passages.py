"""The passages of any document that hold most of a question's words, whatever was made of the document."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.protocol import Lexical, Records
from index.tokens import cut_token_set, cut_tokens, fold_text
from ingest.figures.years import blank_years
from ingest.records import Document, Record
from qa.answer import Citation
from qa.concepts import Topic
from qa.cues import load_noise
from qa.excerpts import Piece, cut_pieces, cut_runs, find_headings, find_marks, join_pieces
from qa.question import Question

MOST = 3
# So many of the passages that BM25 finds say which records are looked through.
_CANDIDATES = 20
_KEPT = 256
# What a Chinese word may also be called in the texts counts less than the word itself.
_OTHERWISE = 0.5
# The usual constants of BM25, and how many tokens an excerpt usually has.
_SATURATION, _BY_LENGTH, _USUAL = 1.5, 0.75, 200

Query = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class BestPassage:
    """A stretch of a document with the record it stands in.

    `weights` are those of the question's tokens, whether it holds them or not.
    """

    record: Record
    pieces: tuple[Piece, ...]
    score: float
    headings: tuple[str, ...]
    weights: Mapping[str, float] = field(hash=False, compare=False)

    @property
    def text(self) -> str:
        """The words as they stand in the source."""
        return join_pieces(self.pieces)

    @property
    def held(self) -> frozenset[str]:
        """The tokens of the passage and of the headings it stands under."""
        return cut_token_set("\n".join((*self.headings, self.text)))

    @property
    def folded(self) -> str:
        """The passage and its headings as words are looked for in them, without white space."""
        return "".join(fold_text("".join((*self.headings, self.text))).split())

    def cite(self, document: Document) -> Citation:
        """Return the passage as a citation, with its headings and the words that were found marked."""
        first, last = self.pieces[0].line, self.pieces[-1].last
        record, text = self.record, self.text
        return Citation(
            doc=record.doc,
            file=document.file,
            no=record.measure if record.kind == "annex" else record.no,
            field=None,
            line_start=first,
            line_end=last,
            page=document.pages[first - 1] if document.pages else None,
            quote=text,
            headings=self.headings,
            marks=find_marks(text, self.weights),
        )


@dataclass(frozen=True, slots=True)
class _Cut:
    """The pieces of a record with how often each token stands in them, and its runs with their tokens."""

    pieces: tuple[Piece, ...]
    counts: tuple[Counter[str], ...]
    runs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of a record's pieces and its score."""

    number: int
    first: int
    end: int
    score: float

    def meets(self, other: _Run) -> bool:
        return self.number == other.number and self.first < other.end and other.first < self.end


def make_query(question: Question, topic: Topic) -> Query:
    """Return what passages are searched for: a question's own words with its years, and their wordings."""
    english = question.language == "en"
    plain = blank_years(question.plain)
    plain = " ".join((plain if english else load_noise().sub(" ", plain), *map(str, question.years)))
    sureness = 1.0 if english else _OTHERWISE
    return [(plain, 1.0), *((text, sureness * weight) for text, weight in topic.queries())]


class PassageFinder:
    """Finds the passages of an index that hold most of a question. Threads may share one."""

    def __init__(self, records: Records, lexical: Lexical) -> None:
        self._records = records
        self._lexical = lexical
        self._cuts = lru_cache(_KEPT)(self._cut)

    def find(
        self, query: Query, docs: Collection[str], only: Collection[int] = (), most: int = MOST
    ) -> tuple[BestPassage, ...]:
        """Return the best passages of some documents, best first, none of which meet.

        `query` are weighted texts; `only` limits the search to some records.
        """
        weights = self._weigh(query)
        numbers = list(only or self._find_candidates(query, docs))
        self._records.prepare(numbers)
        runs = [run for number in numbers for run in self._score(number, weights)]
        chosen: list[_Run] = []
        for run in sorted(runs, key=lambda r: -r.score):
            if len(chosen) == most:
                break
            if not any(run.meets(other) for other in chosen):
                chosen.append(run)
        return tuple(self._read(run, weights) for run in chosen)

    def _weigh(self, query: Query) -> dict[str, float]:
        """Return each token of a query that the texts know, with its weight: the rarer, the more."""
        weights: dict[str, float] = {}
        for text, weight in query:
            for token in cut_tokens(text):
                weights[token] = max(weights.get(token, 0.0), weight)
        size = self._lexical.size
        known = {token: self._lexical.frequency(token) for token in weights}
        return {
            token: weight * math.log(1 + (size - known[token] + 0.5) / (known[token] + 0.5))
            for token, weight in weights.items()
            if known[token] and weight
        }

    def _find_candidates(self, query: Query, docs: Collection[str]) -> Iterable[int]:
        rows, scores = self._lexical.find(query, limit=self._lexical.limit(docs))
        asked = np.zeros(len(rows), dtype=np.bool_)
        for head in map(self._records.heads.__getitem__, docs):
            asked |= (rows >= head.row) & (rows < head.row_end)
        owners: NDArray[np.int64] = self._records.owners_of(rows[asked])
        order = np.argsort(-scores[asked], kind="stable")[:_CANDIDATES]
        return dict.fromkeys(owners[order].tolist())

    def _cut(self, number: int) -> _Cut:
        record = self._records.record(number)
        first, last = record.place.line_start, record.place.line_end
        pieces = tuple(cut_pieces(self._records.documents[record.doc], first, last))
        counts = tuple(Counter(cut_tokens(piece.text)) for piece in pieces)
        sizes = [one.total() for one in counts]
        runs = tuple((first, end, sum(sizes[first:end])) for first, end in cut_runs(pieces))
        return _Cut(pieces, counts, runs)

    def _score(self, number: int, weights: Mapping[str, float]) -> Iterable[_Run]:
        cut = self._cuts(number)
        held = [[(t, counts[t]) for t in weights.keys() & counts.keys()] for counts in cut.counts]
        for first, end, size in cut.runs:
            found: dict[str, int] = {}
            for part in held[first:end]:
                for token, count in part:
                    found[token] = found.get(token, 0) + count
            if found:
                length = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * size / _USUAL)
                score = sum(weights[t] * n * (_SATURATION + 1) / (n + length) for t, n in found.items())
                yield _Run(number, first, end, score)

    def _read(self, run: _Run, weights: Mapping[str, float]) -> BestPassage:
        record = self._records.record(run.number)
        pieces = self._cuts(run.number).pieces[run.first : run.end]
        headings = find_headings(self._records.documents[record.doc], record, pieces)
        return BestPassage(record, pieces, run.score, headings, weights)
