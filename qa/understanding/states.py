"""What a verdict or state that a question names means: that a target was missed, that no result is out.

A linear model over the characters and words of the stretch and those beside it, learned from the questions of
`parts.tsv` by `qa.understanding.train`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ingest.learned import read_learned

WEIGHTS = Path(__file__).with_name("states.npz")
# What a stretch may mean; `asked` asks whether a target was reached, `status` is a document's own word.
MEANINGS = (
    "met", "not_met", "partly", "not_reported", "reported", "qualitative", "quantified", "ongoing",
    "no_target", "status", "asked", "other",
)  # fmt: skip
BUCKETS = 1 << 13
_LONGEST, _BESIDE = 4, 3
_OPENS, _CLOSES = "^", "$"


@dataclass(frozen=True, slots=True, eq=False)
class StateWeights:
    """What each feature says for each meaning: (BUCKETS, meanings), and what each has without any."""

    features: NDArray[np.float32]
    constants: NDArray[np.float32]


@cache
def load_states() -> StateWeights:
    """Return the weights that were learned."""
    with np.load(BytesIO(read_learned(WEIGHTS))) as kept:
        return StateWeights(kept["features"].astype(np.float32) * kept["scale"], kept["constants"])


def read_state(plain: str, start: int, end: int, weights: StateWeights | None = None) -> tuple[str, float]:
    """Return what a stretch of a question most likely means as a verdict or state, and how likely."""
    weights = weights or load_states()
    rows = [hash_feature(one) for one in list_features(plain, start, end)]
    scores = weights.features[rows].sum(axis=0) + weights.constants
    chances = np.exp(scores - scores.max())
    best = int(chances.argmax())
    return MEANINGS[best], float(chances[best] / chances.sum())


def hash_feature(feature: str) -> int:
    """Return the row of the weights for a feature."""
    return crc32(feature.encode()) % BUCKETS


def list_features(plain: str, start: int, end: int) -> Iterator[str]:
    """Yield the stretches of characters, or the words, of what is judged, and what stands beside it.

    >>> list(list_features("not met yet", 0, 7))[:3], "1:未" in list(list_features("哪些未達標", 2, 5))
    (['w:not', 'w:met', 'ww:not met'], True)
    """
    said = plain[start:end].strip()
    if said.isascii():
        words = said.split()
        yield from (f"w:{word}" for word in words)
        yield from (f"ww:{one} {other}" for one, other in pairwise(words))
        beside = (*plain[:start].split()[-1:], "|", *plain[end:].split()[:1])
        yield f"wb:{' '.join(beside)}"
    else:
        bound = f"{_OPENS}{said}{_CLOSES}"
        for size in range(1, _LONGEST + 1):
            yield from (f"{size}:{bound[at : at + size]}" for at in range(len(bound) - size + 1))
    before, behind = plain[max(0, start - _BESIDE) : start], plain[end : end + _BESIDE]
    yield from (f"<{before[-size:]}" for size in range(1, len(before) + 1))
    yield from (f">{behind[:size]}" for size in range(1, len(behind) + 1))
    yield "ends" if not behind.strip("?？。!！") else "goes on"
