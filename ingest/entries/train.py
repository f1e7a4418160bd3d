"""Learns what labels say by what stands under them: `python -m ingest.entries.train tests/cases corpus`.

The labels of cards, and the headings of columns, that the lists of words know are the examples; each document
is judged by what was learned from the others.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.blocks import Table
from ingest.entries.assembly import find_edition
from ingest.entries.card_pairs import read_label, read_pairs
from ingest.entries.cards import Labels, gather_stood, is_card
from ingest.entries.unnamed import (
    FEATURES,
    LEAST_CARDS,
    NEXT,
    OTHER,
    WEIGHTS,
    Learned,
    Stood,
    describe,
    is_later,
    weigh_fields,
)
from ingest.entries.unnamed_columns import compare_columns
from ingest.learned import write_learned
from ingest.sources import read_source
from ingest.tables.reading import read_headed

_PURPOSE = "Learns what labels say by what stands under them."
# What a label may be learned to say; all other fields are one.
_FIELDS = {
    "no": "no", "action": "action", "agencies": "agencies", "target": "target", "result": "result",
    "control_note": "control_note", "note": "control_note", "budget": "budget", "status": "status",
    "indicator": "indicator",
    NEXT: NEXT,
}  # fmt: skip
_STRENGTH = 1.0
# What is borne out by the figures beside it, or said of no label; of all else so much is to be told rightly.
_BORNE_OUT, _MOST_RIGHT = ("target", "result", NEXT, OTHER), 0.9
# Documents have few cards or many: each label is learned from draws of so many of its values as well.
_DRAWS = (4, 8, 20)
_ENDINGS = (".docx", ".odt", ".html", ".pdf", ".txt", ".xlsx")
_SEED = 0


@dataclass(frozen=True, slots=True)
class Example:
    """What stands under a label of a document, and the field it says."""

    doc: str
    label: str
    field: str
    features: dict[str, float]


def gather_examples(files: Sequence[Path]) -> list[Example]:
    """Return the labels of documents that the lists of words know, with what stands under them."""
    found: list[Example] = []
    for file in files:
        source = read_source(file)
        edition = find_edition((), source.document)
        tables = [block for block in source.blocks if isinstance(block, Table)]
        found += _read_cards(file.stem, tables, edition)
        for table in tables:
            found += _read_columns(file.stem, table, edition)
    return found


def _read_cards(doc: str, tables: Sequence[Table], edition: int | None) -> Iterator[Example]:
    # What was learned before tells nothing here: labels count as they stand.
    labels = Labels(Counter({label: len(under.values) for label, under in gather_stood(tables).items()}))
    cards = [table for table in tables if is_card(table, labels)]
    for label, stood in gather_stood(cards).items():
        yield from _draw(doc, label, stood, edition)


def _read_columns(doc: str, table: Table, edition: int | None) -> Iterator[Example]:
    headed = read_headed(table)
    if headed is None or len(read_pairs(table)) > len(headed.rows):
        return
    width = max(1, len(headed.columns) - 1)
    compared = compare_columns([row for _, row in headed.rows])
    for place, column in enumerate(headed.columns):
        cells = [row[column.index] for _, row in headed.rows]
        values = tuple(cell.text for cell in cells if cell is not None and cell.text.strip())
        alike = compared.get(str(column.index), ())
        stood = Stood(values, (place / width,) * len(values), len(headed.rows), *alike)
        if column.headings:
            yield from _draw(doc, column.headings[-1].text, stood, edition)


def _draw(doc: str, label: str, stood: Stood, edition: int | None) -> Iterator[Example]:
    heading = read_label(label)[0]
    if not heading.field or len(stood.values) < LEAST_CARDS:
        return
    later = is_later(heading, edition)
    name = NEXT if heading.field == "target" and later else heading.field
    draw = random.Random(_SEED)
    for size in (len(stood.values), *(size for size in _DRAWS if size < len(stood.values))):
        at = sorted(draw.sample(range(len(stood.values)), size))
        cards = max(size, round(stood.cards * size / len(stood.values)))
        values, places = tuple(stood.values[i] for i in at), tuple(stood.places[i] for i in at)
        part = Stood(values, places, cards, stood.mirrored, stood.listed)
        # A label may speak of the year after in words that nobody knows, 後續許諾.
        for said in dict.fromkeys((later, False)):
            yield Example(doc, label, _FIELDS.get(name, OTHER), describe(part, edition, later=said))


def fit(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return the weights of each field over the features, by logistic regression."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    table = np.array([[one.features[name] for name in FEATURES] for one in examples])
    learned = LogisticRegression(C=_STRENGTH, max_iter=5000, random_state=_SEED)
    learned.fit(table, [one.field for one in examples])
    return {
        str(field): {
            "constant": round(float(constant), 4),
            **{name: round(float(w), 4) for name, w in zip(FEATURES, row, strict=True)},
        }
        for field, constant, row in zip(learned.classes_, learned.intercept_, learned.coef_, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Guess:
    """What a label of a document left out was told to say, how surely, and whether rightly."""

    field: str
    chance: float
    right: bool


def guess_left_out(examples: Sequence[Example]) -> list[Guess]:
    """Return what the labels of each document are told to say by what was learned from the others."""
    found: list[Guess] = []
    for doc in dict.fromkeys(one.doc for one in examples):
        weights = fit([one for one in examples if one.doc != doc])
        for one in (one for one in examples if one.doc == doc):
            likely = weigh_fields(one.features, weights)
            best = max(likely, key=lambda name: likely[name])
            found.append(Guess(best, likely[best], best == one.field))
    return found


def find_sure(guesses: Sequence[Guess]) -> float:
    """Return the least chance from which on most of what is told, but for figures, is told rightly.

    >>> find_sure([Guess("no", 0.9, True)] * 9 + [Guess("no", 0.7, False), Guess("no", 0.5, False)])
    0.7
    """
    told = sorted((g for g in guesses if g.field not in _BORNE_OUT), key=lambda guess: -guess.chance)
    sure, right = 1.0, 0
    for count, guess in enumerate(told, start=1):
        right += guess.right
        sure = guess.chance if right >= _MOST_RIGHT * count else sure
    return round(sure, 4)


def write_weights(path: Path, learned: Learned) -> None:
    """Write the weights of each field, and how likely one must be."""
    write_learned(path, (json.dumps(asdict(learned), ensure_ascii=False, indent=1) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights, say how they do on documents left out, and write them."""
    parser = argparse.ArgumentParser(prog="python -m ingest.entries.train", description=_PURPOSE)
    parser.add_argument("cases", type=Path, help="the folder of labelled cases (tests/cases)")
    parser.add_argument("corpus", type=Path, help="the folder of the shipped texts (corpus)")
    options = parser.parse_args(arguments)
    files = sorted(f for f in (options.cases / "plans").glob("*/*") if f.suffix in _ENDINGS)
    examples = gather_examples([*files, *sorted(options.corpus.glob("*.txt"))])
    guesses = guess_left_out(examples)
    learned = Learned(fit(examples), find_sure(guesses))
    write_weights(WEIGHTS, learned)
    told = [guess for guess in guesses if guess.field != OTHER]
    right = sum(guess.right for guess in told)
    print(f"labels of documents left out: {len(told)} of {len(guesses)} told what they say, {right} rightly")
    print(f"from a chance of {learned.sure} on {_MOST_RIGHT:.0%} of what is no figure are told rightly")
    return 0


if __name__ == "__main__":
    sys.exit(main())
