"""From numbered lines to label/value cells, put together again over line and page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.labels import LabelMatch, LabelSet
from ingest.markup import BORDER, is_rule, join_lines, strip_tags
from ingest.records import Document, Field

_LABEL_END = re.compile(r"[:：\t\u3000]|\s{2,}")
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A source line as label and value; `label` is None for a line that has no label cell."""

    line: int
    label: str | None
    value: str


@dataclass(slots=True)
class Cell:
    """A cell while its parts are being collected."""

    key: str
    label: str
    years: tuple[int, ...]
    complete: bool
    parts: list[tuple[int, str]] = field(default_factory=list)
    label_lines: list[int] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row's value to the cell."""
        value = strip_tags(row.value)
        if value and not is_rule(value):
            self.parts.append((row.line, BORDER + value if row.value.startswith(BORDER) else value))

    def extend_label(self, row: Row, match: LabelMatch) -> None:
        """Go on with a label that a break has torn in two."""
        self.label += strip_tags(row.label or "")
        self.key, self.years, self.complete = match.key or self.key, match.years, match.complete
        self.label_lines.append(row.line)

    def to_field(self, document: Document) -> Field:
        """Return the finished field."""
        text, starts = join_lines(self.parts, document.wrapped)
        lines = [*self.label_lines, *(line for line, _ in self.parts)]
        place = document.place(min(lines), max(lines))
        return Field(self.key, self.label, text, place, starts or ((0, place.line_start),))


def read_rows(document: Document, labels: tuple[LabelSet, ...]) -> Iterator[Row]:
    """Yield the lines that hold something as rows: label and value, continuation, or plain line.

    A line without a tab or pipe is a row when it begins with a whole known label.
    """
    loose = not any("\t" in line for line in document.lines)
    for number, line in enumerate(document.lines, start=1):
        if line.strip() and not is_rule(line):
            yield _split_row(number, line, labels, loose)


def _split_row(number: int, line: str, labels: tuple[LabelSet, ...], loose: bool) -> Row:
    if "\t" in line:
        label, _, value = line.partition("\t")
        if is_rule(strip_tags(label)):
            label = ""
        return Row(number, label.strip(), value)
    if line.lstrip().startswith("|"):
        label, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        return Row(number, label, BORDER.join(cells))
    head = _leading_label(line, labels, loose)
    if head is None:
        return Row(number, None, line)
    return Row(number, line[: head[0]], line[head[1] :])


def _leading_label(line: str, labels: tuple[LabelSet, ...], loose: bool) -> tuple[int, int] | None:
    """Return (end of label, start of value) of a line that begins with a whole label."""
    text = line[: _LONGEST_LABEL + 1]
    found = _LABEL_END.search(text)
    ends = [(found.start(), found.end())] if found else []
    if not found and len(line) <= _LONGEST_LABEL:
        ends.append((len(line), len(line)))
    if loose:
        ends += [(i, i + 1) for i, char in enumerate(text) if char == " "]
    for end, start in ends:
        if any(_is_whole_label(known, line[:end]) for known in labels):
            return end, start
    return None


def _is_whole_label(labels: LabelSet, raw: str) -> bool:
    match = labels.match(raw)
    return labels.starts_record(raw) or (match is not None and match.complete)
