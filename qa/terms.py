"""From the words of a question to the words of the texts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.dictionary import Dictionary, stem_word, stop_words
from index.tokens import fold_text
from ingest.glossary import Glossary, Term
from qa.answer import Language
from qa.script import detect_language, to_traditional
from qa.spelling import Correction, Speller

_LATIN = re.compile(r"[A-Za-z]+")
_PIECES = re.compile(r"[A-Za-z]+|[0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_NAME = 20
_SHORT_ACRONYM = 2
_LONGEST_PHRASE = 3

# What each kind of word tells about the subject of a question: the words of the form itself say little.
_WEIGHTS = {"term": 1.0, "law": 1.0, "agency": 0.8, "status": 0.3, "field": 0.2, "unit": 0.2}
_SYNONYM = 0.4
_LEAST_FIT = 0.5
_TITLE = 0.3
_TITLE_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Translation:
    """A word or phrase of the question, the words of the texts for it, and how much they are to count."""

    source: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a question is searched by: its text in the texts' script, what was corrected and translated."""

    language: Language
    text: str
    corrections: tuple[Correction, ...]
    translations: tuple[Translation, ...]
    titles: tuple[tuple[str, float], ...]

    @property
    def query(self) -> list[tuple[str, float]]:
        """Return the weighted texts to search for, the question itself first."""
        words = [(word, t.weight) for t in self.translations for word in t.words]
        return [(self.text, 1.0), *words, *((title, _TITLE * share) for title, share in self.titles)]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # put right where it was misspelt
    typed: str
    start: int

    @property
    def stem(self) -> str:
        """Return the word as it is looked up."""
        return stem_word(self.text.lower())

    @property
    def is_stop(self) -> bool:
        """Say whether the word tells nothing of the subject."""
        return self.text.lower() in stop_words()


class Translator:
    """Puts questions into the words of the texts: the glossary first, then the dictionary, then spelling."""

    def __init__(
        self, glossary: Glossary, dictionary: Dictionary | None = None, speller: Speller | None = None
    ) -> None:
        self.glossary = glossary
        self.dictionary = dictionary
        self.speller = speller

    def read(self, question: str) -> SearchTerms:
        """Return what a question as it was typed is searched by."""
        text = to_traditional(question)
        corrections: list[Correction] = []
        if self.speller:
            text, corrections = self.speller.correct(text)
        return SearchTerms(
            language=detect_language(question),
            text=text,
            corrections=tuple(corrections),
            translations=tuple(self.translate(text)),
            titles=tuple(self.match_titles(text)),
        )

    def translate(self, question: str) -> list[Translation]:
        """Return the translations of a question, in its order.

        The question should be in Traditional characters already. Digits are left alone.
        """
        words = self._read_words(question)
        placed = [*self._translate_chinese(question), *self._translate_english(question, words)]
        return [translation for _, translation in sorted(placed, key=lambda item: item[0])]

    def match_titles(self, question: str) -> list[tuple[str, float]]:
        """Return the titled texts whose English titles resemble a question, best first.

        Each is the `zh` of a title row with the share of its title's words, the rarer counting
        more, that stand in the question. One word in common is no resemblance.
        """
        asked = {word.stem for word in self._read_words(question)}
        found = []
        for term, title, rarity in self._titles:
            shared = title & asked
            if len(shared) > 1:
                share = sum(self._rarity(s) for s in shared) / rarity
                if share >= _TITLE_SHARE:
                    found.append((term.zh, round(share, 3)))
        return sorted(found, key=lambda item: -item[1])

    def _read_words(self, question: str) -> list[_Word]:
        return [self._read_word(found.group(), found.start()) for found in _PIECES.finditer(question)]

    def _read_word(self, typed: str, start: int) -> _Word:
        known = typed.isdigit() or typed.lower() in stop_words()
        known = known or bool(self.dictionary and self.dictionary.look_up([typed]))
        right = None if known or not self.speller else self.speller.correct_word(typed)
        return _Word(right or typed, typed, start)

    def _translate_chinese(self, question: str) -> Iterator[tuple[int, Translation]]:
        """Yield the synonyms of each Chinese name in the question, longest names first."""
        for run in _HAN.finditer(question):
            folded = fold_text(run.group())
            start = 0
            while start < len(folded) - 1:
                for end in range(min(len(folded), start + _LONGEST_NAME), start + 1, -1):
                    terms = self._chinese_names.get(folded[start:end])
                    if terms:
                        place = run.start() + start
                        yield from self._expand(question[place : run.start() + end], terms, place)
                        start = end
                        break
                else:
                    start += 1

    def _expand(self, name: str, terms: Sequence[Term], place: int) -> Iterator[tuple[int, Translation]]:
        for term in terms:
            # A synonym stands for the texts' own term; the term itself may stand there as its synonym.
            if fold_text(term.zh) != fold_text(name):
                yield place, Translation(name, (term.zh,), _WEIGHTS[term.kind])
            elif term.also:
                yield place, Translation(name, term.also, round(_WEIGHTS[term.kind] * _SYNONYM, 3))

    def _translate_english(self, question: str, words: Sequence[_Word]) -> Iterator[tuple[int, Translation]]:
        start = 0
        while start < len(words):
            length, terms = self._longest_phrase(words, start)
            if terms:
                source = _as_typed(question, words[start : start + length])
                for term in terms:
                    yield words[start].start, _from_term(source, term, len(terms))
            elif words[start].text.isalpha() and not words[start].is_stop:
                length, translation = self._look_up(question, words, start)
                if translation:
                    yield words[start].start, translation
            start += length

    def _longest_phrase(self, words: Sequence[_Word], start: int) -> tuple[int, list[Term]]:
        """Return the length and the terms of the longest glossary phrase that begins here."""
        best: tuple[int, int, list[Term]] = (1, 0, [])
        for phrase, term in self._english_names.get(_prefix(words[start].text), ()):
            length = len(phrase)
            if length < best[0] or start + length > len(words):
                continue
            if length == 1 and phrase[0] != words[start].text and words[start].is_stop:
                continue
            exact = _fit(phrase, words[start : start + length])
            if exact is not None and (length, exact) >= best[:2]:
                others = best[2] if (length, exact) == best[:2] else []
                best = (length, exact, others if term in others else [*others, term])
        return best[0], best[2]

    def _look_up(self, question: str, words: Sequence[_Word], start: int) -> tuple[int, Translation | None]:
        """Return the length and the translation of the longest phrase the dictionary knows here."""
        for length in range(_LONGEST_PHRASE, 0, -1):
            phrase = words[start : start + length]
            # A phrase that ends in a stop word is the shorter phrase without it.
            if len(phrase) < length or phrase[-1].is_stop:
                continue
            if self.dictionary and (found := self.dictionary.look_up([word.text for word in phrase])):
                return length, _from_dictionary(_as_typed(question, phrase), found)
        return 1, None

    def _rarity(self, stem: str) -> float:
        return math.log(1 + len(self._title_stems) / self._title_counts[stem])

    @cached_property
    def _title_stems(self) -> list[tuple[Term, frozenset[str]]]:
        titles = self.glossary.of_kind("title")
        return [(term, frozenset(_content_stems(term.en[0]))) for term in titles]

    @cached_property
    def _title_counts(self) -> Counter[str]:
        return Counter(stem for _, title in self._title_stems for stem in title)

    @cached_property
    def _titles(self) -> list[tuple[Term, frozenset[str], float]]:
        """Every title with its stems and how rare they are together."""
        return [(term, title, sum(self._rarity(s) for s in title)) for term, title in self._title_stems]

    @cached_property
    def _chinese_names(self) -> dict[str, list[Term]]:
        names: dict[str, list[Term]] = {}
        for term in self.glossary.terms:
            if term.kind not in ("title", "unit"):
                for name in term.chinese:
                    names.setdefault(fold_text(name), []).append(term)
        return names

    @cached_property
    def _english_names(self) -> dict[str, list[tuple[list[str], Term]]]:
        names: dict[str, list[tuple[list[str], Term]]] = {}
        for term in self.glossary.terms:
            if term.kind != "title":
                for name in term.en:
                    phrase = _PIECES.findall(name)
                    if phrase:
                        names.setdefault(_prefix(phrase[0]), []).append((phrase, term))
        return names


def _as_typed(question: str, words: Sequence[_Word]) -> str:
    """Return the stretch of a question that holds some words, with the hyphens between them."""
    return question[words[0].start : words[-1].start + len(words[-1].typed)]


def _from_term(source: str, term: Term, rivals: int) -> Translation:
    return Translation(source, (term.zh,), round(_WEIGHTS[term.kind] / math.sqrt(rivals), 3))


def _from_dictionary(source: str, found: Sequence[tuple[str, float]]) -> Translation:
    words = tuple(zh for zh, _ in found)
    weight = (_LEAST_FIT + (1 - _LEAST_FIT) * found[0][1]) / math.sqrt(len(words))
    return Translation(source, words, round(weight, 3))


def _prefix(word: str) -> str:
    """Return the start of a word that no ending changes, so that few phrases need stemming."""
    return word[:3].lower()


def _fit(phrase: Sequence[str], words: Sequence[_Word]) -> int | None:
    """Return how many words are those of the phrase, plural or not, None where the words are others.

    The same word goes before what only has the same stem, as accounts and accountable have.
    """
    exact = 0
    for wanted, word in zip(phrase, words, strict=True):
        if wanted.isupper() and len(wanted) <= _SHORT_ACRONYM and wanted != word.text:
            return None
        plain, typed = wanted.lower(), word.text.lower()
        if plain == typed or plain + "s" == typed or plain == typed + "s":
            exact += 1
        elif stem_word(plain) != word.stem:
            return None
    return exact


def _content_stems(text: str) -> Iterator[str]:
    for word in _LATIN.findall(text.lower()):
        if word not in stop_words():
            yield stem_word(word)
