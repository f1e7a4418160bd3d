"""Learns what the characters of labels tell of their fields, from a bank of labels that people wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.entries.label_fields import NEXT, OTHER
from ingest.entries.label_words import PARTS, Words, cut_grams
from ingest.learned import write_learned
from ingest.tables.headings import Heading, read_heading
from ingest.tables.words import load_words

# Fields of the bank that are not told apart.
_MERGED = {"budget_rate": "rate", "next_target": NEXT, "next_plan": NEXT} | dict.fromkeys(
    ("contact", "source", "method", "remark", "period"), OTHER
)
# Labels that name a year leave it to that which is before and which after.
_DATED = {"last_target": "target", "last_result": "result", NEXT: "target"}
# The fields of known words that labels have as well.
_KNOWN = {name: name for name in (
    "no", "strategy", "indicator", "agencies", "target", "result", "status", "rate", "budget", "final",
    "difference", "unit", "highlights",
)}  # fmt: skip
_STRENGTH, _UNREAD = 30.0, 0.2
# In how many parts the sets are judged; of what is told surely so much is to be told rightly.
_PARTS, _MOST_RIGHT = 10, 0.9
_SEED = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A label that somebody wrote, of which set, and the field it names."""

    set: str
    label: str
    field: str

    @property
    def heading(self) -> Heading:
        """The label as it is read."""
        return read_heading(self.label)

    @property
    def told(self) -> str:
        """The field that is to be told of it."""
        return _DATED.get(self.field, self.field) if self.heading.years else self.field


def read_bank(path: Path) -> list[Written]:
    """Return the labels of a bank: a set, a label and a field on each line below the header."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = (line.split("\t") for line in lines[1:])
    return [Written(name, label, _MERGED.get(field, field)) for name, label, field in rows]


def _list_known() -> Iterator[tuple[Heading, str]]:
    """Yield the words of headings that are known, with the fields they name."""
    for word, key in load_words().fields:
        if key in _KNOWN:
            yield Heading(word, core=word), _KNOWN[key]


def fit_words(bank: Sequence[Written]) -> Words:
    """Return the weights of each field over characters and their pairs, by logistic regression."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    read = [*((one.heading, one.told) for one in bank), *_list_known()]
    held = [cut_grams(heading) for heading, _ in read]
    places = {gram: at for at, gram in enumerate(sorted({gram for grams in held for gram in grams}))}
    rows = [row for row, grams in enumerate(held) for _ in grams]
    columns = [places[gram] for grams in held for gram in grams]
    shares = [1 / np.sqrt(len(grams)) for grams in held for _ in grams]
    table = csr_matrix((shares, (rows, columns)), shape=(len(held) + len(bank), len(places)))
    # A label of which no character is known says as much as a label that nobody has read.
    fields = [field for _, field in read] + [one.told for one in bank]
    heavy = [1.0] * len(held) + [_UNREAD] * len(bank)
    learned = LogisticRegression(C=_STRENGTH, max_iter=2000, random_state=_SEED)
    learned.fit(table, fields, sample_weight=heavy)
    weights = np.rint(learned.coef_.T * PARTS).astype(int).tolist()
    constant = np.rint(learned.intercept_ * PARTS).astype(int).tolist()
    grams = {gram: tuple(weights[at]) for gram, at in places.items()}
    return Words(tuple(map(str, learned.classes_)), tuple(constant), grams)


def write_words(path: Path, words: Words) -> None:
    """Write the weights, the stretches of characters each on a line."""
    parts = {"fields": words.fields, "constant": words.constant}
    head = "".join(f"{_dump(name)}:{_dump(part)},\n" for name, part in parts.items())
    rows = ",\n".join(f"{_dump(gram)}:{_dump(weights)}" for gram, weights in words.grams.items())
    write_learned(path, f'{{{head}"grams":{{\n{rows}\n}}}}\n'.encode())


def _dump(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Guess:
    """What a label of a set left out was told to say, how surely, and whether rightly."""

    field: str
    chance: float
    right: bool


def judge_words(bank: Sequence[Written]) -> list[Guess]:
    """Return what the labels that no list of words knows are told to say by what other sets taught."""
    sets = sorted({one.set for one in bank})
    found: list[Guess] = []
    for part in range(_PARTS):
        out = set(sets[part::_PARTS])
        words = fit_words([one for one in bank if one.set not in out])
        for one in bank:
            if one.set in out and not one.heading.field:
                likely = words.weigh(one.heading)
                best = max(likely, key=lambda name: likely[name])
                found.append(Guess(best, likely[best], best == one.told))
    return found


def find_sure(guesses: Sequence[Guess]) -> float:
    """Return the least chance from which on most of what is told is told rightly.

    >>> find_sure([Guess("no", 0.9, True)] * 9 + [Guess("no", 0.7, False), Guess("no", 0.5, False)])
    0.7
    """
    told = sorted((g for g in guesses if g.field != OTHER), key=lambda guess: -guess.chance)
    sure, right = 1.0, 0
    for count, guess in enumerate(told, start=1):
        right += guess.right
        sure = guess.chance if right >= _MOST_RIGHT * count else sure
    return round(sure, 4)
