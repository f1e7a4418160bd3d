"""How much of a source stands in records, and which of its lines stand in none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ingest.markup import TAG, fragments, is_rule, squeeze
from ingest.records import Place, Reading


@dataclass(frozen=True, slots=True)
class Coverage:
    """The non-blank characters of a source by where they went, and the lines with any that went nowhere.

    `structure` counts what the records are made by but do not hold: tags, rules, labels, numbers of rows.
    Of the records `entries` are more than sections, which are only searched; `in_entries` stands in them.
    """

    doc: str
    characters: int
    in_records: int
    structure: int
    missing: tuple[tuple[Place, str], ...]
    entries: int
    in_entries: int

    @property
    def text_only(self) -> int:
        """The characters that are only searched, as text of sections."""
        return self.in_records - self.in_entries

    @property
    def share(self) -> float:
        """The share of the non-blank characters that is accounted for."""
        return (self.in_records + self.structure) / self.characters if self.characters else 1.0


def measure_coverage(reading: Reading) -> Coverage:
    """Account for every non-blank character of a document.

    A line's text must be, white space aside, the texts the records took from it and their labels;
    what is left over is reported with its place.
    """
    held: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    labels: dict[int, list[str]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    for record in reading.records:
        if record.kind in ("measure", "annex"):
            labels[record.place.line_start].append(
                squeeze(reading.document.lines[record.place.line_start - 1])
            )
        for item in record.fields.values():
            for line, text in fragments(item.text, item.starts):
                if (line, text) not in seen:
                    seen.add((line, text))
                    # The heading row of a table that was read is a section, but belongs to its entries.
                    held[line].append((squeeze(text), record.kind != "section" or item.key == "columns"))
            for line in range(item.place.line_start, item.place.line_end + 1):
                labels[line].append(squeeze(TAG.sub("", item.label)))
    return _account(reading, held, labels)


def _account(
    reading: Reading, held: dict[int, list[tuple[str, bool]]], labels: dict[int, list[str]]
) -> Coverage:
    characters = in_records = in_entries = structure = 0
    missing: list[tuple[Place, str]] = []
    for number, line in enumerate(reading.document.lines, start=1):
        total = len(squeeze(line))
        characters += total
        rest = squeeze(TAG.sub("", line))
        taken = 0
        for text, in_entry in held.get(number, []):
            if text and text in rest:
                rest = rest.replace(text, "", 1)
                taken += len(text)
                in_entries += len(text) * in_entry
        rest = "" if is_rule(rest) else rest.strip("|-#*>`")
        # A colon may part a label from its value.
        if rest and not any(rest.rstrip(":：") in label for label in labels.get(number, [])):
            missing.append((reading.document.place(number, number), rest))
            total -= len(rest)
        in_records += taken
        structure += total - taken
    entries = sum(record.kind != "section" for record in reading.records)
    document = reading.document.id
    return Coverage(document, characters, in_records, structure, tuple(missing), entries, in_entries)
