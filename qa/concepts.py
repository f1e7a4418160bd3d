"""What a question is about, as concepts that a text may hold in one of several wordings."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from index.dictionary import stop_words
from index.protocol import Lexical
from index.tokens import cut_tokens, fold_text
from ingest.figures.years import blank_years
from qa.cues import load_forms, load_noise
from qa.terms import Translation

_RUNS = re.compile(r"[\u3400-\u9fff○]+|[a-z][a-z0-9]*")
_FORM = 0.2
_SHORT = 3
_PAIR = 2
# So many words of questions are kept as concepts.
_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Wording:
    """One way a text may put a concept: its tokens with their weights, and how sure the wording is."""

    text: str
    tokens: tuple[tuple[str, float], ...]
    sureness: float

    total: float = field(init=False, compare=False, repr=False)  # the weight of all tokens together

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(weight for _, weight in self.tokens))

    def held_by(self, tokens: Collection[str]) -> float:
        """Return how much of the wording stands among a text's tokens, from 0 to its sureness."""
        found = sum(weight for token, weight in self.tokens if token in tokens)
        return self.sureness * found / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Concept:
    """A word or phrase of a question with the wordings it may have in the texts, and its weight."""

    asked: str
    wordings: tuple[Wording, ...]
    weight: float

    tokens: frozenset[str] = field(init=False, compare=False, repr=False)  # those of all wordings

    def __post_init__(self) -> None:
        tokens = frozenset(token for wording in self.wordings for token, _ in wording.tokens)
        object.__setattr__(self, "tokens", tokens)

    def held_by(self, tokens: Collection[str]) -> float:
        """Return how far a text with these tokens holds the concept, from 0 to 1."""
        if self.tokens.isdisjoint(tokens):
            # Most texts hold nothing of it.
            return 0.0
        return max((wording.held_by(tokens) for wording in self.wordings), default=0.0)


class Topic:
    """The concepts of a question together."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.concepts = tuple(concepts)
        self.total = sum(concept.weight for concept in concepts)
        self._shares: dict[frozenset[str], float] = {}

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """The numbers of the concepts in whose wordings each token stands."""
        holders: dict[str, list[int]] = {}
        for number, concept in enumerate(self.concepts):
            for wording in concept.wordings:
                for token, _ in wording.tokens:
                    holders.setdefault(token, []).append(number)
        return holders

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(self._holders)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return every token of the wordings, each once."""
        return tuple(self._holders)

    def keep(self, tokens: Collection[str]) -> frozenset[str]:
        """Return those of a text's tokens that stand in a wording: all that its share depends on."""
        return self._vocabulary.intersection(tokens)

    def share(self, tokens: Collection[str]) -> float:
        """Return the weighted share of the concepts that a text with these tokens holds, from 0 to 1."""
        return self.share_kept(self._vocabulary.intersection(tokens))

    def share_kept(self, held: frozenset[str]) -> float:
        """Return the share of the concepts that a text holds of whose tokens these were kept."""
        found = self._shares.get(held)
        if found is None:
            found = self._shares[held] = self._weigh(held)
        return found

    def _weigh(self, held: frozenset[str]) -> float:
        # Hundreds of texts hold the same few words of a question, and most of its concepts not at all.
        numbers = sorted({number for token in held for number in self._holders[token]})
        concepts = (self.concepts[number] for number in numbers)
        return sum(c.weight * c.held_by(held) for c in concepts) / self.total if self.total else 0.0

    def shares(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the shares of many texts; held[i, j] says whether text j holds token i of `tokens`."""
        shares = np.zeros(held.shape[1])
        for concept, share in self._hold(held):
            if share is not None:
                shares += concept.weight * share
        return shares / self.total if self.total else shares

    def compare(self, held: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the shares of many texts, and how telling the most telling concept is that each lacks."""
        shares, misses = np.zeros(held.shape[1]), np.zeros(held.shape[1])
        heaviest = max((concept.weight for concept in self.concepts), default=0.0)
        for concept, share in self._hold(held):
            if share is None:
                np.maximum(misses, concept.weight / heaviest, out=misses)
                continue
            shares += concept.weight * share
            np.maximum(misses, concept.weight * (1 - share) / heaviest, out=misses)
        return shares / self.total if self.total else shares, misses

    def _hold(self, held: NDArray[np.bool_]) -> Iterator[tuple[Concept, NDArray[np.float64] | None]]:
        """Yield each concept with how far many texts hold it; None where none holds any of it."""
        known = frozenset(np.flatnonzero(held.any(axis=1)).tolist())
        rows = {token: held[row] for row, token in enumerate(self._holders) if row in known}
        for concept in self.concepts:
            best: NDArray[np.float64] | None = None
            for wording in concept.wordings:
                tokens = [(rows[token], weight) for token, weight in wording.tokens if token in rows]
                if not tokens or not wording.total:
                    continue
                if len(tokens) == 1:
                    # Most are, and are weighed at once.
                    [(row, weight)] = tokens
                    share = row * (wording.sureness * weight / wording.total)
                else:
                    found = np.zeros(held.shape[1])
                    for row, weight in tokens:
                        found += weight * row
                    share = wording.sureness * found / wording.total
                best = share if best is None else np.maximum(best, share)
            yield concept, best

    def narrow(self, part: str) -> Topic:
        """Return the topic of a part of the question: the concepts whose words stand in it."""
        folded = fold_text(part)
        return Topic([concept for concept in self.concepts if concept.asked in folded])

    def beyond(self, tokens: Collection[str]) -> Topic:
        """Return the concepts that a text with these tokens does not hold."""
        return Topic([concept for concept in self.concepts if concept.held_by(tokens) < 0.5])

    def named(self) -> Topic:
        """Return the concepts that are words of their own, not pairs cut out of the text."""
        return Topic([c for c in self.concepts if len(c.wordings) > 1 or len(c.asked) > _PAIR])

    def known(self) -> Topic:
        """Return the topic without the words the texts do not know."""
        return Topic([concept for concept in self.concepts if concept.wordings])

    def queries(self) -> list[tuple[str, float]]:
        """Return the wordings as weighted queries for lexical search."""
        return [(w.text, w.sureness) for c in self.concepts for w in c.wordings]


class Topics:
    """Makes the topics of questions over the texts of an index. Threads may share one."""

    def __init__(self, lexical: Lexical) -> None:
        self._lexical = lexical
        # A question is read as a whole and in parts: the same words come again and again.
        self._concept = lru_cache(_KEPT)(partial(_make_concept, lexical))

    def read(self, plain: str, translations: Iterable[Translation]) -> Topic:
        """Make the concepts of a question from its own words and what they were translated to.

        `plain` is the question in Traditional Chinese and lower case. A word with a translation is one
        concept of several wordings; all other Han text is cut into pairs, each a concept. Words of
        asking, years and numbers are left out.
        """
        concepts, rest = self._read_translated(fold_text(plain), translations)
        lexical = self._lexical
        for run in _RUNS.findall(strip_asking(rest)):
            for token in dict.fromkeys(cut_tokens(run)):
                if token in stop_words():
                    continue
                if len(token) > 1 and lexical.frequency(token):
                    concepts.append(self._concept(token, ((token, 1.0),)))
                elif len(token) > _SHORT if token.isascii() else len(token) > 1:
                    weight = 0.5 * _weigh(lexical, token)
                    concepts.append(
                        Concept(token, (), weight * (_FORM if load_forms().fullmatch(token) else 1.0))
                    )
        return Topic([c for c in concepts if c.weight > 0])

    def _read_translated(self, rest: str, translations: Iterable[Translation]) -> tuple[list[Concept], str]:
        """Return the concepts of the words that were translated, and the question without them."""
        grouped: dict[str, list[tuple[str, float]]] = {}
        for translation in translations:
            asked = fold_text(translation.source)
            if asked in rest:
                grouped.setdefault(asked, []).extend(
                    (words, translation.weight) for words in translation.words
                )
        concepts = []
        for asked, translated in grouped.items():
            own = [] if asked.isascii() else [(asked, 1.0)]
            concepts.append(self._concept(asked, (*own, *translated)))
            rest = rest.replace(asked, " ")
        return concepts, rest


def strip_asking(plain: str) -> str:
    """Return a question without its words of asking and its years."""
    return load_noise().sub(" ", blank_years(plain))


def _make_concept(lexical: Lexical, asked: str, words: Sequence[tuple[str, float]]) -> Concept:
    wordings = []
    for text, sureness in words:
        tokens = tuple((token, _weigh(lexical, token)) for token in dict.fromkeys(cut_tokens(text)))
        if tokens:
            wordings.append(Wording(text, tokens, sureness))
    weight = max((_weigh_wording(w) for w in wordings), default=0.0)
    return Concept(asked, tuple(wordings), weight * (_FORM if load_forms().fullmatch(asked) else 1.0))


def _weigh_wording(wording: Wording) -> float:
    """Weigh a phrase more than a word, but not by the number of its overlapping pairs."""
    mean = sum(weight for _, weight in wording.tokens) / len(wording.tokens)
    return wording.sureness * mean * math.sqrt(len(wording.tokens))


def _weigh(lexical: Lexical, token: str) -> float:
    """Return the inverse document frequency of a token among the passages."""
    return math.log(1 + lexical.size / (1 + lexical.frequency(token)))
