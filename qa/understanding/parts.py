"""The parts of a question: which of its words name the subject, which a condition, which only frame it.

A linear model over the characters of Chinese and the words of English, learned from the questions of
`parts.tsv` by `qa.understanding.train`; the likeliest parts together are found as Viterbi (1967) does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ingest.learned import read_learned

WEIGHTS = Path(__file__).with_name("parts.npz")
# What only frames the question, and what each letter of the labelled questions stands for.
FRAME = "o"
SORTS = {
    FRAME: "frame",
    "s": "subject",
    "a": "agency",
    "d": "document",
    "y": "year",
    "p": "number",
    "r": "role",
    "v": "verdict",
    "t": "threshold",
    "n": "negation",
    "c": "comparison",
    "q": "asking",
    "k": "kind",
    "u": "unit",
}
LETTERS = "".join(SORTS)
# The rows of the weights; features are told apart by their checksum alone.
BUCKETS = 1 << 16
_TOKENS = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[^\s]")
_BOUND = "^"
_REACH, _EDGE = 3, 2

Knows = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a question and what it is, with how surely."""

    start: int
    end: int
    sort: str
    sureness: float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What each feature says for each sort, and what each sort says of the one after it."""

    features: NDArray[np.float32]
    constants: NDArray[np.float32]
    follows: NDArray[np.float32]


@cache
def load_weights() -> Weights:
    """Return the weights that were learned."""
    with np.load(BytesIO(read_learned(WEIGHTS))) as kept:
        scaled = kept["features"].astype(np.float32) * kept["scale"]
        features = np.zeros((BUCKETS, len(LETTERS)), np.float32)
        features[kept["rows"]] = scaled
        return Weights(features, kept["constants"], kept["follows"])


def cut_words(plain: str) -> list[tuple[int, int]]:
    """Return where the words of a question stand: each Chinese character is one.

    >>> [("112年 kpi"[a:b]) for a, b in cut_words("112年 kpi")]
    ['112', '年', 'kpi']
    """
    return [match.span() for match in _TOKENS.finditer(plain)]


def read_parts(plain: str, knows: Knows, weights: Weights | None = None) -> list[Part]:
    """Return the parts of a question in Traditional Chinese and lower case, in its order; frames too.

    `knows` says of a word, or a pair of characters, how well the texts asked know it: 0 not at all,
    1 in their text, 2 in a name of what they count.
    """
    weights = weights or load_weights()
    spans = cut_words(plain)
    if not spans:
        return []
    rows = [np.fromiter(map(hash_feature, found), np.int64) for found in list_features(plain, spans, knows)]
    scores = np.stack([weights.features[row].sum(axis=0) for row in rows]) + weights.constants
    path = find_path(scores, weights.follows)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    parts: list[Part] = []
    for (start, end), letter, chance in zip(spans, path, chances, strict=True):
        sort, sure = SORTS[LETTERS[letter]], float(chance[letter])
        if parts and parts[-1].sort == sort:
            last = parts[-1]
            parts[-1] = Part(last.start, end, sort, max(last.sureness, sure))
        else:
            parts.append(Part(start, end, sort, sure))
    return parts


def find_path(scores: NDArray[np.float32], follows: NDArray[np.float32]) -> list[int]:
    """Return the row of sorts that is likeliest as a whole; scores[i, j] is how well word i is of sort j."""
    best, came = scores[0], []
    for row in scores[1:]:
        through = best[:, None] + follows
        came.append(through.argmax(axis=0))
        best = through.max(axis=0) + row
    path = [int(best.argmax())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return path[::-1]


def hash_feature(feature: str) -> int:
    """Return the row of the weights for a feature."""
    return crc32(feature.encode()) % BUCKETS


def list_features(plain: str, spans: Sequence[tuple[int, int]], knows: Knows) -> Iterator[list[str]]:
    """Yield what is known of each word: the words around it, its kind, how well the texts know it."""
    words = [plain[a:b] for a, b in spans]
    kinds = [_kind_of(word) for word in words]
    shown = ["0" if kind == "number" else word for word, kind in zip(words, kinds, strict=True)]
    known = _list_known(plain, spans, kinds, knows)
    padded = [_BOUND] * _REACH + shown + [_BOUND] * _REACH
    for at, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        near = padded[at : at + 2 * _REACH + 1]
        found = [f"{place}:{one}" for place, one in enumerate(near)]
        for size in (2, 3, 4):
            first = max(0, _REACH - size)
            for start in range(first, min(_REACH + 1, len(near) - size) + 1):
                found.append(f"{size}@{start}:{' '.join(near[start : start + size])}")
        found.append(f"kind:{kind}:{len(word) if kind == 'number' else ''}")
        for place in range(-_EDGE, _EDGE + 1):
            other = at + place
            if 0 <= other < len(words):
                found.append(f"known{place}:{known[other]}")
                found.append(f"kind{place}:{kinds[other]}")
        found.append(f"known:{known[at]}:{word}")
        if kind == "word":
            found += [f"ends:{word[-3:]}", f"begins:{word[:4]}"]
        found.append("first" if at < _EDGE else "last" if at >= len(words) - _EDGE else "inside")
        yield found


def _kind_of(word: str) -> str:
    if word[0].isdigit():
        return "number"
    if word.isascii():
        return "word" if word.isalpha() else word
    return "han" if word.isalpha() else word


def _list_known(
    plain: str, spans: Sequence[tuple[int, int]], kinds: Sequence[str], knows: Knows
) -> list[str]:
    """Return how well the texts know each word: by the pairs it makes with those before and behind it."""
    pairs = [0] * (len(spans) + 1)
    for at in range(1, len(spans)):
        if kinds[at - 1] == kinds[at] == "han" and spans[at - 1][1] == spans[at][0]:
            pairs[at] = knows(plain[spans[at - 1][0] : spans[at][1]])
    out = []
    for at, (start, end) in enumerate(spans):
        own = knows(plain[start:end]) if kinds[at] == "word" else 0
        longest = max(_run(pairs, at), _run(pairs, at + 1))
        out.append(f"{own}{pairs[at]}{pairs[at + 1]}{min(longest, 4)}")
    return out


def _run(pairs: Sequence[int], at: int) -> int:
    """Return how many pairs in a row, of which this is one, stand in names."""
    if pairs[at] < 2:
        return 0
    first = last = at
    while first > 0 and pairs[first - 1] == 2:
        first -= 1
    while last + 1 < len(pairs) and pairs[last + 1] == 2:
        last += 1
    return last - first + 1
