"""Learns which fields labels name: `python -m ingest.entries.train tests/cases corpus`.

Learned is what the characters of a label tell, from labels that people wrote (`train_words`), and what stands
under it, from labels of cards and headings of columns in documents: those that the lists of words know, and
those of the bank. Each document is judged by what was learned without it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.blocks import Table
from ingest.entries.assembly import find_edition
from ingest.entries.card_labels import Labels, gather_stood, key_label, name_rows
from ingest.entries.card_pairs import read_label, read_pairs
from ingest.entries.cards import is_card
from ingest.entries.label_fields import (
    DOING,
    FIELDS,
    NEXT,
    OTHER,
    UNDER,
    Teller,
    guess_fields,
    is_later,
    name_known,
)
from ingest.entries.label_words import WORDS
from ingest.entries.train_words import Written, find_sure, fit_words, judge_words, read_bank, write_words
from ingest.entries.unnamed import FEATURES, LEAST_CARDS, WEIGHTS, Learned, Stood, describe
from ingest.entries.unnamed_columns import compare_columns
from ingest.labels import fold_label
from ingest.learned import write_learned
from ingest.sources import read_source
from ingest.tables.headings import Heading
from ingest.tables.reading import read_headed

_PURPOSE = "Learns which fields labels name."
# What is told of what stands under a label; all other fields are one.
_FIELDS = {
    "no": "no", "action": "action", "agencies": "agencies", "target": "target", "result": "result",
    "control_note": "control_note", "note": "control_note", "budget": "budget", "final": "final",
    "status": "status", "indicator": "indicator", "rate": "rate", "unit": "unit", NEXT: NEXT,
}  # fmt: skip
_STRENGTH = 1.0
# Documents have few cards or many: each label is learned from draws of so many of its values as well.
_DRAWS = (4, 8, 20)
_ENDINGS = (".docx", ".odt", ".html", ".pdf", ".txt", ".xlsx")
_SEED = 0

# The fields that the bank has for the labels of a document, by their folded words.
Own = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """What stands under a label of a document, and the field it says."""

    doc: str
    label: str
    field: str
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels of a document's cards with what stands under them.

    `own` are the fields that the bank has for them, `rows` those of the rows above the labels.
    """

    doc: str
    edition: int | None
    stood: dict[str, Stood]
    own: Own
    rows: dict[str, str]


def gather(files: Sequence[Path], bank: Sequence[Written]) -> tuple[list[Example], list[Sheet]]:
    """Return the labels whose fields are known with what stands under them, and the cards of documents."""
    examples: list[Example] = []
    sheets: list[Sheet] = []
    for file in files:
        source = read_source(file)
        edition = find_edition((), source.document)
        tables = [block for block in source.blocks if isinstance(block, Table)]
        own = {key_label(one.label): one.field for one in bank if one.set == file.stem}
        stood = gather_cards(tables, own)
        sheets += [Sheet(file.stem, edition, stood, own, name_rows(tables))] if own else []
        for one in stood.values():
            examples += _draw(file.stem, one.label, one, edition, own)
        for table in tables:
            examples += _read_columns(file.stem, table, edition, own)
    return examples, sheets


def gather_cards(tables: Sequence[Table], own: Own) -> dict[str, Stood]:
    """Return what stands under the labels of cards."""
    # What was learned before tells nothing here: labels count as they stand, those of the bank are known.
    labels = Labels(named=dict(own))
    for under in gather_stood(tables).values():
        labels.counts[fold_label(under.label)] += len(under.values)
    return gather_stood([table for table in tables if is_card(table, labels)])


def _read_columns(doc: str, table: Table, edition: int | None, own: Own) -> Iterator[Example]:
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
            yield from _draw(doc, column.headings[-1].text, stood, edition, own)


def find_field(heading: Heading, edition: int | None, own: Own) -> str:
    """Return what stands under a label, as lists of words or the bank know it; empty where they do not."""
    if heading.field:
        later = is_later(heading, edition)
        return _FIELDS.get(NEXT if heading.field == "target" and later else heading.field, OTHER)
    named = own.get(key_label(heading.text), "")
    # Results may stand under what was done, and words that tell none.
    kind = UNDER.get(named, (named,))[0]
    return (kind if kind in _FIELDS.values() else OTHER) if named and named != DOING else ""


def _draw(doc: str, label: str, stood: Stood, edition: int | None, own: Own) -> Iterator[Example]:
    heading = read_label(label)[0]
    name = find_field(heading, edition, own)
    if not name or len(stood.values) < LEAST_CARDS:
        return
    later = is_later(heading, edition)
    draw = random.Random(_SEED)
    for size in (len(stood.values), *(size for size in _DRAWS if size < len(stood.values))):
        at = sorted(draw.sample(range(len(stood.values)), size))
        cards = max(size, round(stood.cards * size / len(stood.values)))
        values, places = tuple(stood.values[i] for i in at), tuple(stood.places[i] for i in at)
        part = Stood(values, places, cards, stood.mirrored, stood.listed)
        # A label may speak of the year after in words that nobody knows, 後續許諾.
        for said in dict.fromkeys((later, False)):
            features = describe(part, edition, later=said)
            yield Example(doc, label, name, features)
            # States may be told in marks and words that nobody knows, 如約.
            if name == "status":
                yield Example(doc, label, name, features | {"marks": 0.0})


def fit(examples: Sequence[Example], sure: float = 1.0) -> Learned:
    """Return the weights of each field over the features, by logistic regression."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    table = np.array([[one.features[name] for name in FEATURES] for one in examples])
    learned = LogisticRegression(C=_STRENGTH, max_iter=5000, random_state=_SEED)
    learned.fit(table, [one.field for one in examples])
    weights = {
        str(field): {
            "constant": round(float(constant), 4),
            **{name: round(float(w), 4) for name, w in zip(FEATURES, row, strict=True)},
        }
        for field, constant, row in zip(learned.classes_, learned.intercept_, learned.coef_, strict=True)
    }
    counts = Counter(one.field for one in examples)
    return Learned(weights, {name: round(counts[name] / len(examples), 4) for name in weights}, sure)


def judge_sheets(
    sheets: Sequence[Sheet], examples: Sequence[Example], bank: Sequence[Written]
) -> Iterator[tuple[Sheet, dict[str, tuple[str, str]]]]:
    """Yield for each document with labels of its own what each says, and is told to by what others taught."""
    for sheet in sheets:
        words = fit_words([one for one in bank if one.set != sheet.doc])
        teller = Teller(words, fit([one for one in examples if one.doc != sheet.doc]))
        read = {name: read_label(under.label)[0] for name, under in sheet.stood.items()}
        known = {name: name_known(heading, heading.field, sheet.edition) for name, heading in read.items()}
        told = guess_fields(sheet.stood, known | sheet.rows, read, sheet.edition, teller)
        fields = {name: sheet.own.get(key_label(under.label), "") for name, under in sheet.stood.items()}
        yield (
            sheet,
            {
                sheet.stood[name].label: (field, told.get(name, ""))
                for name, field in fields.items()
                if field and not known[name] and len(sheet.stood[name].values) >= LEAST_CARDS
            },
        )


def write_weights(path: Path, learned: Learned) -> None:
    """Write the weights of each field, and how likely one must be."""
    write_learned(path, (json.dumps(asdict(learned), ensure_ascii=False, indent=1) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights, say how they do on sets and documents left out, and write them."""
    parser = argparse.ArgumentParser(prog="python -m ingest.entries.train", description=_PURPOSE)
    parser.add_argument("cases", type=Path, help="the folder of labelled cases (tests/cases)")
    parser.add_argument("corpus", type=Path, help="the folder of the shipped texts (corpus)")
    options = parser.parse_args(arguments)
    bank = read_bank(options.cases / "label_bank.tsv")
    files = sorted(f for f in (options.cases / "plans").glob("*/*") if f.suffix in _ENDINGS)
    examples, sheets = gather([*files, *sorted(options.corpus.glob("*.txt"))], bank)
    judged = judge_words(bank)
    right = sum(guess.right for guess in judged)
    print(f"labels of sets left out that no list knows, by their characters: {right} of {len(judged)}")
    sure = find_sure(judged)
    print(f"from a chance of {sure} on nine of ten are told rightly")
    for sheet, told in judge_sheets(sheets, examples, bank):
        wrong = [
            f"{label} {field}: {said or '-'}"
            for label, (field, said) in told.items()
            if not fits(field, said)
        ]
        print(f"{sheet.doc} left out: {len(told) - len(wrong)} of {len(told)}; {'; '.join(wrong)}")
    write_weights(WEIGHTS, fit(examples, sure))
    write_words(WORDS, fit_words(bank))
    return 0


def fits(field: str, told: str) -> bool:
    """Say whether a label was told what it says; of what is not told nothing is to be said.

    >>> fits("target", "target"), fits("strategy", ""), fits("strategy", "title"), fits("improve", "reason")
    (True, True, False, True)
    """
    same = {"improve": "reason"}
    wanted = field if field in FIELDS else ""
    return same.get(wanted, wanted) == same.get(told, told)


if __name__ == "__main__":
    sys.exit(main())
