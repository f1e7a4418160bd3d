"""What the characters of a label tell of the field it names: learned from labels that people wrote.

Nobody has a list of the words by which ministries name the fields of their cards, but these are made of
characters that other labels are made of. `python -m ingest.entries.train` learns the weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.learned import read_learned
from ingest.tables.headings import Heading

WORDS = Path(__file__).with_name("label_words.json")
# Weights are kept as whole numbers of so many parts.
PARTS = 20
_EDGES = "^", "$"


@dataclass(frozen=True, slots=True)
class Words:
    """The weight of each field by itself, and by each stretch of characters, in parts."""

    fields: tuple[str, ...]
    constant: tuple[int, ...]
    grams: dict[str, tuple[int, ...]]

    def weigh(self, heading: Heading) -> dict[str, float]:
        """Return how likely each field is what a label names; they add up to 1."""
        held = [self.grams[gram] for gram in cut_grams(heading) if gram in self.grams]
        share = PARTS * math.sqrt(max(1, len(held)))
        scores = [
            constant / PARTS + sum(gram[at] for gram in held) / share
            for at, constant in enumerate(self.constant)
        ]
        return dict(zip(self.fields, to_chances(scores), strict=True))


def to_chances(scores: Sequence[float]) -> list[float]:
    """Return how likely each of several is, by their scores.

    >>> to_chances([1.0, 1.0])
    [0.5, 0.5]
    """
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    return [power / sum(powers) for power in powers]


def cut_grams(heading: Heading) -> list[str]:
    """Return the characters and pairs of neighbouring ones of a label, without its years, units and brackets.

    >>> from ingest.tables.headings import read_heading
    >>> cut_grams(read_heading("112年 實得"))
    ['實', '得', '^實', '實得', '得$']
    """
    core = "".join(filter(str.isalnum, heading.core or heading.text))
    edged = f"{_EDGES[0]}{core}{_EDGES[1]}"
    pairs = {edged[at : at + 2] for at in range(len(edged) - 1)} if core else set()
    return [*sorted(set(core)), *sorted(pairs)]


@cache
def load_words() -> Words:
    """Return what was learned."""
    read = json.loads(read_learned(WORDS))
    grams = {gram: tuple(weights) for gram, weights in read["grams"].items()}
    return Words(tuple(read["fields"]), tuple(read["constant"]), grams)
