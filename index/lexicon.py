"""The texts' own words, against which a question is checked for slips of the keyboard.

Sounds and words of the language come from CC-CEDICT (CC BY-SA 4.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from index.damage import report_damage
from index.dictionary import Entry, count_headwords
from index.grams import Grams
from index.parts import Parts, as_parts
from index.tally import Tally
from index.tokens import fold_text
from ingest.glossary import Glossary

LONGEST_TERM = 20
_FILE = "lexicon.json"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
_LEAST = 3
_LEAST_LATIN = 5


class Lexicon(msgspec.Struct, frozen=True):
    """What a typed word is compared with.

    `terms` leads from the folded form to the term as it is written. `grams` are the pairs and
    triples of characters of the texts. `words` are words of the language that look like a slip of
    a term and are none. `english` are the English words of the glossary and `others` the words that
    look like a slip of one. `sounds` holds the characters of a syllable.
    """

    terms: dict[str, str]
    grams: Grams
    words: frozenset[str]
    english: frozenset[str]
    others: frozenset[str]
    sounds: dict[str, str]

    def occurs(self, word: str) -> bool:
        """Say whether a folded word can stand in the texts: all its pairs and triples do."""
        return all(gram in self.grams for gram in cut_grams(word))

    @property
    def characters(self) -> frozenset[str]:
        """The characters that stand in the texts beside another."""
        return self.grams.characters

    def save(self, folder: Path) -> None:
        """Write the lexicon into the folder of an index."""
        (folder / _FILE).write_bytes(msgspec.json.encode(self, enc_hook=lambda grams: None))
        self.grams.save(folder)

    @classmethod
    def load(cls, folder: Path | Parts) -> Lexicon:
        """Read the lexicon of an index. Raises StoreError where it is no good."""
        parts = as_parts(folder)
        grams = Grams.load(parts)
        with report_damage(parts.folder / _FILE):
            return msgspec.json.decode(parts.read(_FILE), type=cls, dec_hook=lambda kind, nothing: grams)


def start_tally(glossary: Glossary, entries: Iterable[Entry]) -> Tally:
    """Return a tally that counts what the dictionary and the lexicon are made from."""
    return tally_words(glossary, (entry.zh for entry in entries if entry.glosses))


def tally_words(glossary: Glossary, words: Iterable[str]) -> Tally:
    """Return a tally that counts some words of the language and the names of the glossary's terms."""
    headwords = [fold_text(word) for word in words]
    names = [fold_text(name) for term in glossary.of_kind("term") for name in term.chinese]
    return Tally([*headwords, *names])


def build_lexicon(tally: Tally, glossary: Glossary, entries: Sequence[Entry]) -> Lexicon:
    """Return the lexicon of the texts of a tally: glossary terms, quoted names, and frequent words."""
    terms = {fold_text(term): term for term in build_vocabulary(tally, glossary, entries)}
    sounds = group_sounds(entries)
    return Lexicon(
        terms,
        tally.read_grams(),
        frozenset(find_homophones((fold_text(entry.zh) for entry in entries), terms, sounds)),
        english_words(glossary),
        frozenset(find_lookalikes(_gloss_words(entries), english_words(glossary))),
        sounds,
    )


def narrow_lexicon(
    lexicon: Lexicon,
    tally: Tally,
    glossary: Glossary,
    counts: Mapping[str, int],
    is_word: Callable[[str], bool],
) -> Lexicon:
    """Return the lexicon of some of the texts of a lexicon: what depends on the texts goes by these alone.

    `counts` are the headwords that occur in them; `is_word` says of a folded word whether it is one of the
    language.
    """
    terms = {fold_text(term): term for term in _choose_vocabulary(tally, glossary, counts)}
    # A word like a term of some texts is like a term of all of them, or is one.
    alike = (word for word in (*lexicon.words, *lexicon.terms) if is_word(word))
    words = frozenset(find_homophones(alike, terms, lexicon.sounds))
    return msgspec.structs.replace(lexicon, terms=terms, grams=tally.read_grams(), words=words)


def build_vocabulary(tally: Tally, glossary: Glossary, entries: Iterable[Entry]) -> list[str]:
    """Return the words a typed word may be a slip of, those of the glossary last, so that they win."""
    counts = {entry.zh: count for entry, count in count_headwords(tally, entries).items()}
    return _choose_vocabulary(tally, glossary, counts)


def _choose_vocabulary(tally: Tally, glossary: Glossary, counts: Mapping[str, int]) -> list[str]:
    words = [word for word, count in counts.items() if len(word) >= _LEAST and count >= _LEAST]
    words += tally.quoted
    # A synonym from everyday speech is met in questions, but nobody misspells it into a term.
    occurring = tally.count_words()
    for term in glossary.of_kind("term", "law", "agency"):
        names = (n for n in term.chinese if term.kind != "term" or fold_text(n) in occurring)
        words += [name for name in names if 2 <= len(name) <= LONGEST_TERM and _HAN.fullmatch(name)]
    return list(dict.fromkeys(words))


def find_homophones(words: Iterable[str], terms: Iterable[str], sounds: dict[str, str]) -> Iterator[str]:
    """Yield the words that are no term and differ from one in a single character of the same sound."""
    known = set(terms)
    heard = sounds_by_character(sounds)
    patterns: dict[str, list[str]] = {}
    for term in known:
        for pattern in blank_each(term):
            patterns.setdefault(pattern, []).append(term)
    for word in set(words) - known:
        for i, pattern in enumerate(blank_each(word)):
            if any(same_sound(word[i], term[i], heard) for term in patterns.get(pattern, ())):
                yield word
                break


def find_lookalikes(words: Iterable[str], terms: Iterable[str]) -> Iterator[str]:
    """Yield the words that are no term and differ from one in a single letter."""
    known = set(terms)
    long = [term for term in known if len(term) >= _LEAST_LATIN]
    patterns = {pattern for term in long for pattern in (term, *blank_each(term), *cut_each(term))}
    for word in set(words) - known:
        if not patterns.isdisjoint((word, *blank_each(word), *cut_each(word))):
            yield word


def blank_each(word: str) -> list[str]:
    """Return the word with each of its characters made a blank in turn.

    Two words that differ in one character have exactly one of these in common.

    >>> blank_each("廉政署")
    [' 政署', '廉 署', '廉政 ']
    """
    return [f"{word[:i]} {word[i + 1 :]}" for i in range(len(word))]


def cut_each(word: str) -> list[str]:
    """Return the word with each of its characters left out in turn."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def cut_grams(run: str) -> Iterator[str]:
    """Yield every pair and triple of neighbouring characters."""
    for i in range(len(run) - 1):
        yield run[i : i + 2]
        if i + 3 <= len(run):
            yield run[i : i + 3]


def english_words(glossary: Glossary) -> frozenset[str]:
    """Return every English word of a glossary in lower case."""
    return frozenset(_LATIN.findall(" ".join(name.lower() for term in glossary.terms for name in term.en)))


def _gloss_words(entries: Iterable[Entry]) -> Iterator[str]:
    words = {word for entry in entries for gloss in entry.glosses for word in _LATIN.findall(gloss.lower())}
    return (word for word in words if len(word) >= _LEAST_LATIN - 1)


def group_sounds(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the characters of each syllable, tones and easily confused sounds taken together."""
    groups: dict[str, dict[str, None]] = {}
    for entry in entries:
        if len(entry.zh) == 1:
            groups.setdefault(fold_sound(entry.pinyin), {})[fold_text(entry.zh)] = None
    return {sound: "".join(characters) for sound, characters in sorted(groups.items())}


def fold_sound(pinyin: str) -> str:
    """Return a syllable without its tone and without what typists mix up: zh and z, n and ng.

    >>> fold_sound("zheng4") == fold_sound("zen3")
    True
    """
    sound = pinyin.lower().rstrip("012345")
    for wide, narrow in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if sound.startswith(wide):
            sound = narrow + sound[2:]
    return sound.removesuffix("g") if sound.endswith("ng") else sound


def sounds_by_character(sounds: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return the syllables of each character, which may have more than one."""
    heard: dict[str, set[str]] = {}
    for sound, characters in sounds.items():
        for character in characters:
            heard.setdefault(character, set()).add(sound)
    return {character: frozenset(found) for character, found in heard.items()}


def same_sound(one: str, other: str, heard: dict[str, frozenset[str]]) -> bool:
    """Say whether two characters have a syllable in common."""
    return not heard.get(one, frozenset()).isdisjoint(heard.get(other, frozenset()))
