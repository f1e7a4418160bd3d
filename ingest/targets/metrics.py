"""What is counted: how much the words around two figures speak of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.targets.phrases import word_pattern

_KEPT = re.compile(r"[一-龥A-Za-z]+")
_BRACKETS = str.maketrans("", "", "「」『』“”\"'《》〈〉")


@lru_cache(maxsize=4096)
def find_pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, words that say nothing taken out.

    >>> sorted(find_pairs("每年受理檢舉"))
    ['受理', '檢舉', '理檢']
    """
    words = _KEPT.findall(word_pattern("empty").sub(" ", "".join(text.split()).translate(_BRACKETS)))
    pairs: set[str] = set()
    for word in words:
        if word[0].isascii():
            pairs.add(word.casefold())
        else:
            pairs.update(word[i : i + 2] for i in range(len(word) - 1))
    return frozenset(pairs)


def weigh_pairs(parts: Iterable[tuple[float, str]]) -> dict[str, float]:
    """Return the pairs of several texts, each with the highest weight of a text it stands in."""
    weights: dict[str, float] = {}
    for weight, text in parts:
        for pair in find_pairs(text):
            weights[pair] = max(weight, weights.get(pair, 0.0))
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
