"""What is counted: how much the words around two figures speak of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from ingest.targets.phrases import load_phrases, word_pattern

_KEPT = re.compile(r"[一-龥A-Za-z]+")
_LEFT_OUT = re.compile(r"[\s「」『』“”\"'《》〈〉]+")


@lru_cache(maxsize=4096)
def find_pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, words that say nothing taken out.

    >>> sorted(find_pairs("每年受理檢舉"))
    ['受理', '檢舉', '理檢']
    """
    pairs: set[str] = set()
    for word in _find_words(text):
        if word[0].isascii():
            pairs.add(word.casefold())
        else:
            pairs.update(map("".join, pairwise(word)))
    return frozenset(pairs)


def find_head(text: str) -> str:
    """Return the last two characters of what is counted, empty where there are not as many.

    >>> find_head("優質企業認證家數")
    '認證'
    """
    words = _find_words(text)
    return words[-1][-2:] if words and len(words[-1]) > 1 and not words[-1].isascii() else ""


def _find_words(text: str) -> list[str]:
    wholes = load_phrases()["whole"]
    bare = _LEFT_OUT.sub("", text)
    return _KEPT.findall(_empty_pattern().sub(lambda found: found[0] if found[0] in wholes else " ", bare))


@cache
def _empty_pattern() -> re.Pattern[str]:
    """Return a pattern of the words that say nothing and, before them, of those that only hold one."""
    return re.compile(f"{word_pattern('whole').pattern}|{word_pattern('empty').pattern}")


def weigh_pairs(parts: Iterable[tuple[float, str]]) -> dict[str, float]:
    """Return the pairs of several texts, each with the highest weight of a text it stands in."""
    weights: dict[str, float] = {}
    # The heaviest come first: in which order weights are added up decides between results that fit alike.
    for weight, text in sorted(parts, key=lambda part: -part[0]):
        weights.update(dict.fromkeys(find_pairs(text).difference(weights), weight))
    return weights


def coverage(wanted: dict[str, float], found: dict[str, float]) -> float:
    """Return what share of the wanted pairs is found, from 0 to 1, both by their weights.

    >>> coverage(weigh_pairs([(1, "受理檢舉")]), weigh_pairs([(1, "受理民眾陳情檢舉案件")])) > 0.6
    True
    """
    whole = sum(wanted.values())
    if not whole:
        return 0.0
    return sum(weight * found.get(pair, 0.0) for pair, weight in wanted.items()) / whole
