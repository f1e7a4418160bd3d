"""Training examples: pairs of texts that mean the same, drawn at random from the training data."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.training_data import TrainingData, cut_text
from index.vocabulary import HAN_RUN, fold_han

_LONGEST_WORD = 12


@dataclass(frozen=True)
class Example:
    """A query, a text, and the group within which other texts would also be right."""

    query: str
    text: str
    group: int


class ExampleMaker:
    """Draws batches. The same seed and data give the same batches."""

    def __init__(self, data: TrainingData, frames: dict[str, Sequence[str]], seed: int) -> None:
        self.random = random.Random(seed)
        self.frames = frames
        self.words = self._dictionary(data)
        self.entries = self._entries(data)
        self.own = [[part for text in group for part in cut_text(text)] for group in data.own_groups]
        self.law = [[part for text in group for part in cut_text(text)] for group in data.groups]
        self.own = [group for group in self.own if group]
        self.law = [group for group in self.law if group]

    def draw(self, size: int, texts: int) -> list[Example]:
        """Return `texts` examples from running text, half of them the corpus', the rest of `size` words."""
        own = min(texts // 2, len(self.own))
        made = [self._from_text(self.own, i) for i in self._sample(len(self.own), own)]
        made += [self._from_text(self.law, i) for i in self._sample(len(self.law), texts - own)]
        made += [self.entries[i] for i in self._sample(len(self.entries), size - len(made))]
        return made

    def gloss_words(self, text: str) -> str:
        """Put a Chinese text into English word by word, longest words first, senses at random.

        Senses stand in the dictionary in the order of their use, so earlier ones are drawn more often.
        """
        out: list[str] = []
        for run in HAN_RUN.findall(fold_han(text)):
            start = 0
            while start < len(run):
                for end in range(min(len(run), start + _LONGEST_WORD), start, -1):
                    if senses := self.words.get(run[start:end]):
                        out.append(senses[int(len(senses) * self.random.random() ** 2)])
                        break
                start = end
        return " ".join(out)

    def _sample(self, count: int, size: int) -> list[int]:
        return self.random.sample(range(count), min(count, size))

    def _from_text(self, groups: list[list[str]], number: int) -> Example:
        """Make an example of a group: a stretch of one text, maybe glossed, and a text of the same group."""
        parts = groups[number]
        source, text = self.random.choice(parts), self.random.choice(parts)
        if len(parts) < 3 or self.random.random() < 0.6:
            text = source
        size = self.random.randint(6, 24)
        start = self.random.randrange(max(1, len(source) - size))
        query = source[start : start + size]
        chinese = self.random.random() < 0.4
        if not chinese:
            query = self._thin(self.gloss_words(query))
        elif text == source and len(source) > 3 * size:
            text = source[:start] + "。" + source[start + size :]
        # One number space for words, law and corpus, so that nothing shares a group by chance.
        group = -1 - number - (0 if groups is self.own else len(self.own))
        return Example(self._frame(query, "zh" if chinese else "en"), text, group)

    def _thin(self, query: str) -> str:
        return " ".join(word for word in query.split() if self.random.random() < 0.85)

    def _frame(self, query: str, language: str) -> str:
        frames = self.frames.get(language, ())
        if not frames or self.random.random() < 0.3:
            return query
        before, after = self.random.choice(frames), self.random.choice(frames)
        return f"{before} {query} {after}" if self.random.random() < 0.6 else f"{before} {query}"

    def _dictionary(self, data: TrainingData) -> dict[str, list[str]]:
        words: dict[str, list[str]] = defaultdict(list)
        for sense in data.senses:
            words[fold_han(sense.traditional)].append(sense.gloss)
        curated: dict[str, list[str]] = defaultdict(list)
        for other, zh in data.aliases:
            if other.isascii():
                curated[fold_han(zh)].append(other)
        return {**words, **curated}

    def _entries(self, data: TrainingData) -> list[Example]:
        numbers: dict[str, int] = {}
        entries = []
        for sense in data.senses:
            group = numbers.setdefault(sense.traditional, len(numbers))
            entries.append(Example(sense.gloss, sense.traditional, group))
        for other, zh in data.aliases:
            group = numbers.setdefault(zh, len(numbers))
            entries += [Example(other, zh, group)] * 12
        return entries
