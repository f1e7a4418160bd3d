"""What a question is about, as concepts that a text may hold in one of several wordings."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.dictionary import stop_words
from index.lexical import LexicalIndex
from index.tokens import cut_tokens, fold_text
from ingest.figures.years import blank_years
from qa.cues import load_forms, load_noise
from qa.terms import Translation

_RUNS = re.compile(r"[\u3400-\u9fff○]+|[a-z][a-z0-9]*")
_FORM = 0.2
_SHORT = 3
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """One way a text may put a concept: its tokens with their weights, and how sure the wording is."""

    text: str
    tokens: tuple[tuple[str, float], ...]
    sureness: float

    def held_by(self, tokens: Collection[str]) -> float:
        """Return how much of the wording stands among a text's tokens, from 0 to its sureness."""
        total = sum(weight for _, weight in self.tokens)
        found = sum(weight for token, weight in self.tokens if token in tokens)
        return self.sureness * found / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Concept:
    """A word or phrase of a question with the wordings it may have in the texts, and its weight."""

    asked: str
    wordings: tuple[Wording, ...]
    weight: float

    def held_by(self, tokens: Collection[str]) -> float:
        """Return how far a text with these tokens holds the concept, from 0 to 1."""
        return max((wording.held_by(tokens) for wording in self.wordings), default=0.0)


class Topic:
    """The concepts of a question together."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.concepts = tuple(concepts)
        self.total = sum(concept.weight for concept in concepts)

    def share(self, tokens: Collection[str]) -> float:
        """Return the weighted share of the concepts that a text with these tokens holds, from 0 to 1."""
        if not self.total:
            return 0.0
        return sum(c.weight * c.held_by(tokens) for c in self.concepts) / self.total

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


def read_topic(plain: str, translations: Iterable[Translation], lexical: LexicalIndex) -> Topic:
    """Make the concepts of a question from its own words and what they were translated to.

    `plain` is the question in Traditional Chinese and lower case. A word with a translation is one
    concept of several wordings; all other Han text is cut into pairs, each a concept. Words of
    asking, years and numbers are left out.
    """
    rest = fold_text(plain)
    concepts: list[Concept] = []
    grouped: dict[str, list[tuple[str, float]]] = {}
    for translation in translations:
        asked = fold_text(translation.source)
        if asked in rest:
            grouped.setdefault(asked, []).extend((words, translation.weight) for words in translation.words)
    for asked, words in grouped.items():
        own = [] if asked.isascii() else [(asked, 1.0)]
        concepts.append(_make_concept(asked, own + words, lexical))
        rest = rest.replace(asked, " ")
    rest = strip_asking(rest)
    for run in _RUNS.findall(rest):
        for token in dict.fromkeys(cut_tokens(run)):
            if token in stop_words():
                continue
            if len(token) > 1 and lexical.frequency(token):
                concepts.append(_make_concept(token, [(token, 1.0)], lexical))
            elif len(token) > _SHORT if token.isascii() else len(token) > 1:
                weight = 0.5 * _weigh(lexical, token)
                concepts.append(
                    Concept(token, (), weight * (_FORM if load_forms().fullmatch(token) else 1.0))
                )
    return Topic([c for c in concepts if c.weight > 0])


def strip_asking(plain: str) -> str:
    """Return a question without its words of asking and its years."""
    return load_noise().sub(" ", blank_years(plain))


def _make_concept(asked: str, words: Sequence[tuple[str, float]], lexical: LexicalIndex) -> Concept:
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


def _weigh(lexical: LexicalIndex, token: str) -> float:
    """Return the inverse document frequency of a token among the passages."""
    return math.log(1 + lexical.size / (1 + lexical.frequency(token)))
