"""Slips of the keyboard in a question, put right against the texts' own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.dictionary import stem_word
from index.lexicon import Lexicon, blank_each, cut_each, same_sound, sounds_by_character
from index.tokens import fold_text

_HAN = re.compile(r"[\u3400-\u9fff]+")
_BY_SOUND = 4  # up to this length another character in a term makes another word, unless it sounds the same
_LEAST = 3  # two characters are taken for a slip only where they stand alone: too many pairs sound alike
_LEAST_LATIN = 5
_KEPT = 1024  # so many words of questions are kept with what they were taken for
_LONGEST_RUN = 300  # nobody asks in more; every stretch of a run is looked at


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, at text[start:end], and the term it is taken for."""

    wrong: str
    right: str
    start: int
    end: int


class Speller:
    """Finds slips: words that do not occur in the texts, one character away from a term that does."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # Held against thousands of words each time, and the words of questions come again.
        self._known_as = lru_cache(_KEPT)(self._find_word)

    def correct(self, text: str) -> tuple[str, list[Correction]]:
        """Return the text with its Chinese slips put right, and what was changed.

        A character of the same sound goes before any other, a longer term before a shorter. A word
        of the language is never taken for a slip. Digits and Latin letters are left as they are.
        """
        corrections: list[Correction] = []
        for run in _HAN.finditer(text):
            corrections += self._correct_run(run.group(), run.start())
        for found in reversed(corrections):
            text = text[: found.start] + found.right + text[found.end :]
        return text, corrections

    def correct_word(self, word: str) -> str | None:
        """Return the known English word a misspelt one stands for, None where there is none."""
        return self._known_as(word.lower())

    def _find_word(self, lower: str) -> str | None:
        known = {lower, stem_word(lower)} & (self.lexicon.english | self.lexicon.others)
        if len(lower) < _LEAST_LATIN or known:
            return None
        near = [one for one in self._by_letter.get(lower[0], ()) if abs(len(one) - len(lower)) < 2]
        best = process.extractOne(lower, near, scorer=OSA.distance, score_cutoff=1)
        return str(best[0]) if best else None

    def _correct_run(self, run: str, offset: int) -> Iterator[Correction]:
        folded = fold_text(run)
        if len(folded) != len(run) or len(run) > _LONGEST_RUN or self.lexicon.occurs(folded):
            return
        lengths = [n for n in self._lengths if _LEAST <= n <= len(run) or n == len(run)]
        taken = 0
        for start in range(len(run) - 1):
            if start < taken:
                continue
            for length in lengths:
                end = start + length
                right = self._match(folded[start:end]) if end <= len(run) else None
                if right:
                    yield Correction(run[start:end], right, offset + start, offset + end)
                    taken = end
                    break

    def _match(self, window: str) -> str | None:
        # What is one character away from a term begins or ends as a term of its length does, or does both.
        first, last, length = window[0], window[-1], len(window)
        alike = (length, first) in self._begins or (length, last) in self._finishes
        if not alike and (first, last) not in self._ends:
            return None
        if window in self.lexicon.terms or window in self.lexicon.words or self.lexicon.occurs(window):
            return None
        for i, pattern in enumerate(blank_each(window)):
            for term in self._by_pattern.get(pattern, ()):
                if same_sound(window[i], term[i], self._heard):
                    return self.lexicon.terms[term]
        if len(window) <= _BY_SOUND:
            return None
        found = self._near(window)
        return self.lexicon.terms[found] if found else None

    def _near(self, window: str) -> str | None:
        """Return a long term one slip away, which begins and ends as the window does."""
        if (window[0], window[-1]) not in self._ends:
            return None
        keys = (*blank_each(window), window, *cut_each(window))
        terms = {
            term for key in keys for term in (*self._by_pattern.get(key, ()), *self._by_cut.get(key, ()))
        }
        fitting = [
            term
            for term in sorted(terms, key=len, reverse=True)
            if term[0] == window[0] and term[-1] == window[-1] and OSA.distance(term, window) == 1
        ]
        return fitting[0] if fitting else None

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        letters: dict[str, list[str]] = {}
        for word in sorted(self.lexicon.english):
            if len(word) >= _LEAST_LATIN:
                letters.setdefault(word[0], []).append(word)
        return letters

    @cached_property
    def _lengths(self) -> list[int]:
        lengths = {len(term) for term in self.lexicon.terms}
        return sorted({n + d for n in lengths for d in (-1, 0, 1) if n + d > 1}, reverse=True)

    @cached_property
    def _begins(self) -> frozenset[tuple[int, str]]:
        return frozenset((len(term), term[0]) for term in self.lexicon.terms if term)

    @cached_property
    def _finishes(self) -> frozenset[tuple[int, str]]:
        return frozenset((len(term), term[-1]) for term in self.lexicon.terms if term)

    @cached_property
    def _ends(self) -> frozenset[tuple[str, str]]:
        return frozenset((term[0], term[-1]) for term in self.lexicon.terms if term)

    @cached_property
    def _by_pattern(self) -> dict[str, list[str]]:
        patterns: dict[str, list[str]] = {}
        for term in self.lexicon.terms:
            for pattern in blank_each(term):
                patterns.setdefault(pattern, []).append(term)
        return patterns

    @cached_property
    def _by_cut(self) -> dict[str, list[str]]:
        cuts: dict[str, list[str]] = {}
        for term in self.lexicon.terms:
            if len(term) > _BY_SOUND:
                for cut in (term, *cut_each(term)):
                    cuts.setdefault(cut, []).append(term)
        return cuts

    @cached_property
    def _heard(self) -> dict[str, frozenset[str]]:
        return sounds_by_character(self.lexicon.sounds)
