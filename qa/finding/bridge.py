"""English questions held against Chinese names: word by word, by the dictionary and the bundled embeddings.

A plan without a glossary has no English names for what it counts. Each English word of a question is
compared with each Chinese word of a name; how much of the question a name holds, and how much of the name
the question asks for, is what `qa.finding.english` weighs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import RLock

import numpy as np

from index.dictionary import Dictionary, stop_words
from index.embedder import Embedder
from index.headwords import Headwords
from index.tokens import fold_text
from index.vocabulary import HAN_RUN
from qa.finding.bridge_names import Floats, Name, Names, Rows
from qa.terms import Translation

_WORDS = re.compile(r"[a-z]+|[\u3400-\u9fff]{2,}")
# A cosine from which two words have something in common, and one from which they mean the same.
_LEAST_COSINE, _SURE_COSINE = 0.3, 0.65
# Lengths of vectors, before they are scaled, of words that tell nothing and of those that tell all.
_LIGHT, _HEAVY = 1.5, 3.5
# A dictionary's fit, which also falls with rare words and later senses, counts so much more as a likeness.
_FIT = 0.2
# What a translation counts whose single word the model knows to mean something else.
_DOUBTED = 0.5
_SHORTEST_ROOT, _LONGEST_ENDING, _LONGEST_SUFFIX = 5, 3, 5
_KEPT, _JOINED, _ASKED = 1 << 15, 16, 1024


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of a question, the words of the texts for it, and how telling it is, from 0 to 1."""

    text: str
    words: tuple[tuple[str, float], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a question and each of some names are about the same; one value for each name.

    `held` is the share of the question that metric and surroundings hold, `own` that of the metric alone,
    `asked` the share of the metric that the question asks for, `missed` the weight of the most telling word
    nowhere held, `near` the cosine of question and metric, `nearby` that of question and all of the name.
    """

    held: Floats
    own: Floats
    asked: Floats
    missed: Floats
    near: Floats
    nearby: Floats


class Bridge:
    """Compares questions in English with names in Chinese; each word of the texts is embedded once."""

    def __init__(
        self,
        embedder: Embedder,
        dictionary: Dictionary,
        headwords: Headwords,
        occurs: Callable[[str], bool],
        terms: Iterable[str] = (),
    ) -> None:
        self._embedder = embedder
        self._dictionary = dictionary
        self._headwords = headwords
        self._occurs = occurs
        self._terms = frozenset(terms)
        self._numbers: dict[str, int] = {}
        self._rows = np.zeros((0, embedder.dimension), np.float32)
        self._weights = np.zeros(0, np.float32)
        self._cut = lru_cache(_KEPT)(self._cut_run)
        self._trust = lru_cache(_KEPT)(self._judge)
        # Parts of a question have words of the whole, and questions words of each other.
        self._asked: dict[str, Floats] = {}
        self._telling = lru_cache(_ASKED)(self._weigh)
        self._names: dict[tuple[str, str], Name] = {}
        # Question after question is compared with the same names.
        self._joined = lru_cache(_JOINED)(self._join_names)
        # Sessions side by side share the words learned so far.
        self._lock = RLock()

    def read_names(self, texts: Sequence[tuple[str, str]]) -> Names:
        """Return the names that are written (metric, words around it), cut into words."""
        with self._lock:
            return self._joined(tuple(texts))

    def _join_names(self, texts: tuple[tuple[str, str], ...]) -> Names:
        new = [text for text in dict.fromkeys(texts) if text not in self._names]
        if new:
            if len(self._names) > _KEPT:
                self._names.clear()
                new = list(dict.fromkeys(texts))
            cut = [(self._words_of(metric), self._words_of(around)) for metric, around in new]
            self._learn(word for pair in cut for words in pair for word in words)
            for text, (metric, around) in zip(new, cut, strict=True):
                self._names[text] = self._make_name(text, metric, around)
        return Names([self._names[text] for text in texts])

    def read_units(self, plain: str, translations: Sequence[Translation]) -> list[Unit]:
        """Return the words and phrases of a question in lower case that tell something of its subject."""
        rest = fold_text(plain)
        named: dict[str, list[tuple[str, float]]] = {}
        for one in translations:
            asked = fold_text(one.source)
            if asked in rest:
                named.setdefault(asked, []).extend((fold_text(word), one.weight) for word in one.words)
        for asked in named:
            rest = rest.replace(asked, " ")
        for word in _WORDS.findall(rest):
            if word not in stop_words() and len(word) > 2:
                named.setdefault(word, [])
            elif not word.isascii():
                named.setdefault(word, [(word, 1.0)])
        units = [Unit(asked, tuple(words), self._telling(asked)) for asked, words in named.items()]
        return [unit for unit in units if unit.weight > 0]

    def compare(self, units: Sequence[Unit], names: Names) -> Likeness:
        """Return how far a question and each of some names are about the same."""
        with self._lock:
            if not units or not names:
                return Likeness(*(np.zeros(len(names), np.float32) for _ in range(6)))
            vectors = self._embed_asked([unit.text for unit in units])
            weights = np.array([unit.weight for unit in units], np.float32)
            likeness = self._align(units, vectors)
            metric, around = names.metric.best(likeness), names.around.best(likeness)
            covered = self._add_translations(units, names, metric, around)
            held = np.maximum(metric, around)
            total = float(weights.sum())
            asked = names.metric.mean(likeness.max(axis=0), self._weights)
            question = weights @ vectors
            question /= float(np.linalg.norm(question)) or 1.0
            return Likeness(
                (weights @ held) / total,
                weights @ metric / total,
                np.maximum(asked, covered),
                (weights[:, None] * (1 - held)).max(axis=0),
                names.vectors @ question,
                names.wholes @ question,
            )

    def _embed_asked(self, texts: Sequence[str]) -> Floats:
        new = [text for text in texts if text not in self._asked]
        if len(self._asked) + len(new) > _ASKED:
            self._asked.clear()
            new = list(texts)
        if new:
            self._asked.update(zip(new, self._embedder.embed([*map(self._known_as, new)]), strict=True))
        return np.stack([self._asked[text] for text in texts])

    def _align(self, units: Sequence[Unit], vectors: Floats) -> Floats:
        """Return how alike each unit and each known word are, from 0 to 1."""
        distances = (vectors @ self._rows.T - _LEAST_COSINE) / (_SURE_COSINE - _LEAST_COSINE)
        likeness: Floats = np.clip(distances, 0, 1)
        for row, unit in enumerate(units):
            for word, fit in self._dictionary.look_up(unit.text.split()):
                number = self._numbers.get(fold_text(word))
                if number is not None:
                    likeness[row, number] = max(likeness[row, number], min(1.0, fit + _FIT))
        return likeness

    def _add_translations(
        self, units: Sequence[Unit], names: Names, metric: Floats, around: Floats
    ) -> Floats:
        """Count a unit as held by a name in which one of its translations stands as it is.

        Returns the share of each metric's characters that translations cover.
        """
        counted: list[tuple[Rows, Rows, int]] = []
        for row, unit in enumerate(units):
            for word, sure in unit.words:
                sureness = min(self._trust(unit.text, word), sure + _FIT)
                columns, places = names.find(word)
                inside = places >= 0
                counted.append((columns[inside], places[inside], len(word)))
                for held, beside in ((metric, columns[inside]), (around, columns[~inside])):
                    held[row, beside] = np.maximum(held[row, beside], np.float32(sureness))
        return names.cover(counted)

    def _judge(self, asked: str, word: str) -> float:
        """Return how far a translation may count: a single word that means something else only half.

        A glossary's visitors are those of its own text's web site, and acronyms are nobody's words.
        """
        if not asked.isascii() or " " in asked or not self._embedder.knows(asked):
            return 1.0
        one, other = self._embedder.embed([asked, word])
        return 1.0 if float(one @ other) >= _LEAST_COSINE else _DOUBTED

    def _words_of(self, text: str) -> list[str]:
        runs = HAN_RUN.findall(fold_text(text))
        return list(dict.fromkeys(word for run in runs for word in self._cut(run)))

    def _cut_run(self, run: str) -> tuple[str, ...]:
        return tuple(self._headwords.cut(run, self._occurs, self._terms))

    def _learn(self, words: Iterable[str]) -> None:
        """Embed the words that are new."""
        new = [word for word in dict.fromkeys(words) if word not in self._numbers]
        self._numbers.update((word, len(self._numbers)) for word in new)
        if new:
            self._rows = np.concatenate([self._rows, self._embedder.embed(new)])
            self._weights = np.concatenate([self._weights, self._embedder.weigh(new)])

    def _make_name(self, text: tuple[str, str], metric: Sequence[str], around: Sequence[str]) -> Name:
        own = np.array([self._numbers[word] for word in metric], dtype=np.int64)
        beside = np.array([self._numbers[word] for word in around], dtype=np.int64)
        folded = "".join(fold_text("\n".join(text)).split())
        plain = "".join(fold_text(text[0]).split())
        return Name(own, beside, folded, plain, self._bag(own), self._bag(np.concatenate([own, beside])))

    def _bag(self, rows: Rows) -> Floats:
        summed = self._weights[rows] @ self._rows[rows]
        length = float(np.linalg.norm(summed))
        vector: Floats = (summed / length if length else summed).astype(np.float32)
        return vector

    def _weigh(self, text: str) -> float:
        heaviest = float(self._embedder.weigh(text.split() or [text]).max())
        return min(1.0, max(0.0, (heaviest - _LIGHT) / (_HEAVY - _LIGHT)))

    def _known_as(self, text: str) -> str:
        return " ".join(map(self._root, text.split()))

    def _root(self, word: str) -> str:
        """Return a word as the model knows it: itself, or the known word that begins most like it."""
        if not word.isascii() or len(word) < _SHORTEST_ROOT or self._embedder.knows(word):
            return word
        at = bisect_left(self._english, word)
        near = self._english[max(0, at - 2) : at + 2]
        best = max(near, key=lambda other: _common(word, other), default=word)
        least = max(_SHORTEST_ROOT, len(best) - _LONGEST_ENDING, len(word) - _LONGEST_SUFFIX)
        return best if _common(word, best) >= least else word

    @cached_property
    def _english(self) -> list[str]:
        return sorted(
            piece for piece in self._embedder.pieces if piece.isascii() and len(piece) >= _SHORTEST_ROOT
        )


def _common(one: str, other: str) -> int:
    """Return how many letters two words begin alike with."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
