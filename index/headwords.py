"""The words of the language, nouns told from verbs: what a question names, cut into whole words.

The headwords come from CC-CEDICT (CC BY-SA 4.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import msgspec

from index.damage import report_damage
from index.dictionary import Entry
from index.parts import Parts, as_parts
from index.tokens import fold_text

LONGEST = 6
_LONGEST_TERM = 12
_FILE = "headwords.json"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_VERB = "to "
_ABSENT = 0.6


class Headwords(msgspec.Struct, frozen=True):
    """Words of two characters and more, folded: those that are nouns in some sense, and all others."""

    nouns: frozenset[str]
    others: frozenset[str]

    def __contains__(self, word: str) -> bool:
        """Say whether a folded word is one of the language."""
        return word in self.nouns or word in self.others

    def cut(self, run: str, known: Callable[[str], bool], terms: Collection[str] = ()) -> list[str]:
        """Cut a run of Han characters into words and terms; `known` says which of them the texts have.

        Longer words go before shorter ones, and of two ways to cut the one whose words the texts
        have. Neighbouring characters that make no word stay together as one name.

        >>> Headwords(frozenset({"人參", "參加"}), frozenset()).cut("人參加", lambda word: word == "參加")
        ['人', '參加']
        """
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            options = [(best[end - 1][0], end - 1)]
            for start in range(max(0, end - _LONGEST_TERM), end - 1):
                word = run[start:end]
                if word in self or word in terms:
                    worth = (end - start) ** 1.5 * (1.0 if known(word) else _ABSENT)
                    options.append((best[start][0] + worth, start))
            best.append(max(options, key=lambda option: option[0]))
        words: list[str] = []
        end, alone = len(run), False
        while end:
            start = best[end][1]
            if words and end - start == 1 and alone:
                words[-1] = run[start:end] + words[-1]
            else:
                words.append(run[start:end])
            alone = end - start == 1
            end = start
        return words[::-1]

    def save(self, folder: Path) -> None:
        """Write the words into the folder of an index."""
        (folder / _FILE).write_bytes(
            msgspec.json.encode({"nouns": sorted(self.nouns), "others": sorted(self.others)})
        )

    @classmethod
    def load(cls, folder: Path | Parts) -> Headwords:
        """Read the words of an index. Raises StoreError where they are no good."""
        parts = as_parts(folder)
        with report_damage(parts.folder / _FILE):
            return msgspec.json.decode(parts.read(_FILE), type=cls)


def build_headwords(entries: Iterable[Entry]) -> Headwords:
    """Return the headwords of a dictionary; a word whose every first gloss is a verb's is no noun."""
    nouns: set[str] = set()
    others: set[str] = set()
    for entry in entries:
        word = fold_text(entry.zh)
        if 2 <= len(word) <= LONGEST and _HAN.fullmatch(word) and entry.glosses:
            (others if entry.glosses[0].startswith(_VERB) else nouns).add(word)
    return Headwords(frozenset(nouns), frozenset(others - nouns))
