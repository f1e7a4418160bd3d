"""The pieces the bundled model cuts a text into: Han characters and words, English words and parts."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import snowballstemmer

HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
LATIN_RUN = re.compile(r"[a-z]+")
RUNS = r"[\x{3400}-\x{9fff}\x{f900}-\x{faff}]+|[a-z]+"
LONGEST = 4
_RARELY = 20
_LETTER = 12.0
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their scores, the row of each piece, and what each row is composed of.

    Pieces that mean the same (稽核 and its Simplified form, 台 and 臺) share a row. `parts[row]` holds
    the numbers, below `part_count`, of what a row shares with others: a word's characters and
    shorter words, an English word's stem. Row 0 is what is unknown.
    """

    pieces: tuple[tuple[str, float], ...]
    mapping: tuple[int, ...]
    rows: tuple[str, ...]
    parts: tuple[tuple[int, ...], ...]
    part_count: int

    def tokenizer(self) -> Any:
        """Return the tokenizer, which drops everything but Han and Latin letters."""
        from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
        from tokenizers.models import Unigram

        tokenizer = Tokenizer(Unigram(list(self.pieces), unk_id=0, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUNS), behavior="removed", invert=True)
        return tokenizer


def build_vocabulary(
    heads: Iterable[tuple[str, str]],
    chinese: Sequence[str],
    english: Sequence[str],
    terms: Iterable[str],
    least_english: int,
) -> Vocabulary:
    """Choose the pieces.

    Characters: all of the (Traditional, Simplified) heads. Han words: the heads and terms of 2 to
    4 characters that occur in the Chinese texts. English: the words that occur often enough.
    """
    scripts = {fold_han(traditional): simplified for traditional, simplified in heads}
    counts = count_grams(chinese)
    wanted = {term for term in map(fold_han, terms) if 1 < len(term) <= LONGEST and HAN_RUN.fullmatch(term)}
    words = {w for w in scripts if 1 < len(w) <= LONGEST and counts[w] and HAN_RUN.fullmatch(w)} | wanted
    simple = find_simplified(scripts, counts)
    letters = {c for word in (*scripts, *wanted, *counts) for c in word if HAN_RUN.fullmatch(c)} - {*simple}
    words = {word for word in words if not simple.keys() & {*word}}
    latin = Counter(word for text in english for word in LATIN_RUN.findall(text.lower()))
    known = {word for word, count in latin.items() if count >= least_english} | set(_ALPHABET)

    han = sorted(letters) + sorted(words)
    rows = ("", *han, *sorted(known))
    row_of = {name: row for row, name in enumerate(rows)}
    scores = _score_han(han, counts) | _score_latin(sorted(known), latin)
    owners = {name: name for name in scores}
    for other, name in sorted({*simple.items(), *_other_writings(scripts, simple, row_of)}):
        if name in scores:
            owners.setdefault(other, name)
    pieces = (("<unk>", 0.0), *((piece, scores[name]) for piece, name in owners.items()))
    mapping = (0, *(row_of[name] for name in owners.values()))
    number: dict[str, int] = {}
    parts = tuple(tuple(number.setdefault(p, len(number)) for p in _parts(n, row_of)) for n in rows)
    return Vocabulary(pieces, mapping, rows, parts, len(number))


def fold_han(text: str) -> str:
    """Return Traditional text with variant characters in one form, 台 as 臺.

    >>> fold_han("台灣")
    '臺灣'
    """
    return text.translate(_FOLD)


def count_grams(texts: Iterable[str]) -> Counter[str]:
    """Count every run of 1 to LONGEST Han characters."""
    counts: Counter[str] = Counter()
    for text in texts:
        for run in HAN_RUN.findall(fold_han(text)):
            for size in range(1, LONGEST + 1):
                counts.update(run[i : i + size] for i in range(len(run) - size + 1))
    return counts


def _score_han(names: list[str], counts: Counter[str]) -> dict[str, float]:
    total = sum(counts[name] for name in names if len(name) == 1) + 1
    return {name: math.log((counts[name] + 0.5) / total) for name in names}


def _score_latin(names: list[str], counts: Counter[str]) -> dict[str, float]:
    """Score English words by how often they occur; single letters far below, so that words win."""
    total = sum(counts.values()) + 1
    return {n: math.log((counts[n] + 0.5) / total) - (_LETTER if len(n) == 1 else 0.0) for n in names}


def find_simplified(scripts: dict[str, str], counts: Counter[str]) -> dict[str, str]:
    """Return the Traditional character of each that only Simplified texts use.

    后 and 里 are characters of their own in Traditional texts and stay so; 关 is not, though the
    dictionary has it, so it is told by how rare it is beside 關 in the Traditional texts.
    """
    found: dict[str, Counter[str]] = {}
    for traditional, simplified in scripts.items():
        if len(traditional) == len(simplified):
            for old, new in zip(traditional, fold_han(simplified), strict=True):
                if old != new:
                    found.setdefault(new, Counter())[old] += 1
    best = {new: max(olds, key=lambda old: (counts[old], olds[old], old)) for new, olds in found.items()}
    return {new: old for new, old in best.items() if counts[new] * _RARELY <= counts[old] and old not in best}


def _other_writings(
    scripts: dict[str, str], simple: dict[str, str], row_of: dict[str, int]
) -> Iterable[tuple[str, str]]:
    """Yield (other writing, name) for the Simplified and the variant writings of the rows.

    The dictionary's own Simplified form goes with what it gives for each character, which is all
    there is for the glossary's terms.
    """
    for traditional, simplified in scripts.items():
        if len(traditional) > 1 and traditional in row_of and simplified != traditional:
            yield simplified, traditional
    simplify = str.maketrans({old: new for new, old in simple.items()})
    unfold = str.maketrans({new: chr(old) for old, new in _FOLD.items()})
    for name in row_of:
        for table in (simplify, unfold):
            if (other := name.translate(table)) != name:
                yield other, name


def _parts(name: str, row_of: dict[str, int]) -> Iterable[str]:
    if not name:
        return []
    if name.isascii():
        return ["stem " + _STEMMER.stemWord(name)]
    inner = (name[i:j] for i in range(len(name)) for j in range(i + 1, len(name) + 1) if j - i < len(name))
    return [part for part in inner if part in row_of] or [name]


def _read_fold() -> dict[int, str]:
    table = tomllib.loads(Path(__file__).with_name("variants.toml").read_text(encoding="utf-8"))
    return {ord(old): new for old, new in table["fold"].items()}


_FOLD = _read_fold()
_STEMMER = snowballstemmer.stemmer("english")
