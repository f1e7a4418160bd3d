"""The words by which a question names its subject, and how many of them stand by an answer.

Search goes by pairs of characters, which blur where one word ends and the next begins. Whether the
texts speak of a subject at all is told by whole words: one that stands nowhere in them counts most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.headwords import Headwords
from index.lexicon import Lexicon
from index.protocol import Lexical
from index.tokens import cut_tokens, fold_text
from qa.concepts import Concept, strip_asking
from qa.cues import load_forms
from qa.understanding.parts import Part

_RUNS = re.compile(r"[\u3400-\u9fff○]+")
_ABSENT_VERB = 1.0
_SHORTEST = 2
_AROUND = 0.5
# How long a word is that may stand for a longer name, how many characters of that it may leave out in one
# place, and how far it is held by one.
_LEAST_SHORTENED, _LEFT_OUT, _SHORTENED = 3, 3, 0.8
# The parts of a question that name nothing, and what the words of such a part weigh at least.
_IDLE = frozenset(
    {"frame", "asking", "role", "comparison", "verdict", "negation", "year", "threshold", "kind"}
)
_NAMING = 0.05


@dataclass(frozen=True, slots=True)
class Name:
    """A word of a question with its weight, and the concepts it is part of."""

    text: str
    weight: float
    concepts: tuple[Concept, ...] = ()

    def held_by(self, text: str, tokens: Collection[str]) -> float:
        """Return how far a folded text without white space, given with its tokens, holds the word."""
        if self.text in text:
            return 1.0
        if len(self.text) >= _LEAST_SHORTENED and _find_shortened(self.text).search(text):
            return _SHORTENED
        pairs = _cut(self.text)
        part = sum(map(tokens.__contains__, pairs)) / len(pairs) if len(pairs) > 1 else 0.0
        return max([part, *(concept.held_by(tokens) for concept in self.concepts)])


def read_names(
    plain: str, concepts: Sequence[Concept], headwords: Headwords, lexicon: Lexicon, lexical: Lexical
) -> tuple[Name, ...]:
    """Return the words of a question in Chinese, words of asking left out, each once."""
    rest = strip_asking(fold_text(plain))
    words = [
        word for run in _RUNS.findall(rest) for word in headwords.cut(run, lexicon.occurs, lexicon.terms)
    ]
    words += [concept.asked for concept in concepts if concept.asked.isascii()]
    return tuple(
        Name(word, _weigh(word, headwords, lexicon, lexical), tuple(c for c in concepts if word in c.asked))
        for word in dict.fromkeys(words)
        if len(word) >= _SHORTEST and not load_forms().fullmatch(word)
    )


def name_concepts(concepts: Sequence[Concept], size: int) -> tuple[Name, ...]:
    """Return the concepts of a question in English as its words; half of them have no sure counterpart.

    `size` is the number of passages: a weight of 1 is that of a word which stands in none.
    """
    return tuple(Name(c.asked, c.weight / math.log(1 + size), (c,)) for c in concepts) if size else ()


def weigh_by_parts(names: Sequence[Name], plain: str, parts: Sequence[Part]) -> tuple[Name, ...]:
    """Return words that weigh the less the surer they stand where a question asks, judges or compares.

    Of 約定卡當中執行率最低的是哪一張 the word 當中 names nothing.

    >>> part = Part(2, 4, "frame", 0.9)
    >>> [round(n.weight, 1) for n in weigh_by_parts([Name("卡片", 5), Name("當中", 5)], "卡片當中", [part])]
    [5.0, 0.5]
    """
    idle = [part for part in parts if part.sort in _IDLE]

    def naming(word: str) -> float:
        at = plain.find(word)
        # What is cut in two between parts was not told for what it is.
        inside = [p.sureness for p in idle if p.start <= at and at + len(word) <= p.end]
        return 1.0 - max(inside, default=0.0)

    return tuple(replace(name, weight=name.weight * max(_NAMING, naming(name.text))) for name in names)


def share_of_names(names: Sequence[Name], text: str, around: str = "") -> float:
    """Return the weighted share of the words that a text holds, 1 where there are none.

    What only the text around it holds counts half.
    """
    total = sum(name.weight for name in names)
    near, far = _fold(text), _fold(around)
    held = (name.weight * max(name.held_by(*near), _AROUND * name.held_by(*far)) for name in names)
    return sum(held) / total if total else 1.0


def hold_names(names: Sequence[Name], text: str) -> list[float]:
    """Return how far a text holds each of some words."""
    near = _fold(text)
    return [name.held_by(*near) for name in names]


def most_held(names: Sequence[Name], text: str) -> float:
    """Return the weight of the most telling word that a text holds, as far as it holds it."""
    near = _fold(text)
    return max((name.weight * name.held_by(*near) for name in names), default=0.0)


# A word is held against text after text.
@lru_cache(1024)
def _cut(word: str) -> tuple[str, ...]:
    return tuple(cut_tokens(word))


@lru_cache(1024)
def _find_shortened(word: str) -> re.Pattern[str]:
    """Return what finds a name that a word is short for: 福爾摩沙衛星八號 for 福衛八號.

    >>> bool(_find_shortened("福衛八號").search("完成福爾摩沙衛星八號整測"))
    True
    """
    if word.isascii():
        return re.compile(re.escape(word))
    return re.compile(f"[一-龥]{{0,{_LEFT_OUT}}}".join(map(re.escape, word)))


# A question is held against the same few stretches and records again and again.
@lru_cache(1024)
def _fold(text: str) -> tuple[str, frozenset[str]]:
    return "".join(fold_text(text).split()), frozenset(cut_tokens(text))


def _has_new_character(word: str, lexicon: Lexicon) -> bool:
    return not lexicon.characters.issuperset(word)


def _weigh(word: str, headwords: Headwords, lexicon: Lexicon, lexical: Lexical) -> float:
    """Return how telling a word is: by the passages that may hold it, most when it stands in none.

    A verb that stands in none tells little: the texts put it in another word. So does what is no
    word of the language, unless it has a character that stands in none: then it is a name.
    """
    if not word.isascii() and not lexicon.occurs(word):
        telling = word in headwords.nouns or (word not in headwords and _has_new_character(word, lexicon))
        return math.log(1 + lexical.size) if telling else _ABSENT_VERB
    return math.log(1 + lexical.size / (1 + min(lexical.frequency(token) for token in cut_tokens(word))))
