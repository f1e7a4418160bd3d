"""Columns that hold two figures in each cell, as their headings say: 執行數／預算數, 目標與實績."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, cut_starts
from ingest.tables.column import Column
from ingest.tables.depth import Row
from ingest.tables.headings import DATA, Heading, read_heading
from ingest.tables.status import is_pending, part_sign

_STROKE = re.compile(r"\s*[/／]\s*")
_JOINED = re.compile(r"\s*[/／、與及和暨]\s*")
# What parts the two in a cell where no stroke does.
_BREAK = re.compile(r"\s*[；;\n]\s*")
_LABEL = re.compile(r"(?:^|(?<=[\s；;，,。、]))(?P<label>[^\s：:；;，,。、]{2,10})[：:]\s*")
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
_PARTED = 0.8
_EDGES = " \n；;，,。、"
Span = tuple[int, int]


def part_strokes(columns: Sequence[Column], rows: Sequence[tuple[str, Row]]) -> list[Column]:
    """Return columns of which each that joins two roles is two; the second parts stand behind the others."""
    parted: list[Column] = []
    added: list[Column] = []
    for column in columns:
        level, read = _find_joined(column)
        fields = [heading.field for heading in read]
        cells = {id(cell): cell for _, row in rows if (cell := row[column.index]) is not None}
        if len(read) != 2 or len(set(fields) & DATA) != 2:
            parted.append(column)
            continue
        spans = {key: _find_spans(cell.text, fields) for key, cell in cells.items()}
        given = [found for key, found in spans.items() if not is_pending(cells[key].text)]
        if sum(found is not None for found in given) < _PARTED * len(given) or not given:
            parted.append(column)
            continue
        for _, row in rows:
            cell = row[column.index]
            found = spans[id(cell)] if cell is not None else None
            second = None
            if cell is not None and found is not None:
                row[column.index], second = (_cut(cell, *span) for span in found)
            row.append(second)
        above, below = column.headings[:level], column.headings[level + 1 :]
        years = column.years or read[0].years or read[1].years
        place = len(columns) + len(added)
        first, other = (
            replace(column, field=one.field, years=one.years or years, headings=(*above, one, *below))
            for one in read
        )
        parted.append(replace(first, noun=""))
        added.append(replace(other, index=place, noun=""))
    return [*parted, *added]


def _find_joined(column: Column) -> tuple[int, list[Heading]]:
    """Return which heading of a column joins two, the innermost first, and what each says."""
    for level in range(len(column.headings) - 1, -1, -1):
        names = _JOINED.split(_BRACKETED.sub("", "".join(column.headings[level].text.split())))
        if len(names) == 2:
            return level, [read_heading(name) for name in names]
    return 0, []


def _find_spans(text: str, fields: Sequence[str]) -> tuple[Span, Span] | None:
    """Return where each of two roles stands in a cell, None where nothing parts them.

    >>> text = "目標：120次；實績：130次"
    >>> [text[a:b] for a, b in _find_spans(text, ["target", "result"])]
    ['120次', '130次']
    >>> [text[a:b] for text in ["5/3"] for a, b in _find_spans(text, ["target", "result"])]
    ['5', '3']
    """
    labels = [match for match in _LABEL.finditer(text) if read_heading(match["label"]).field in fields]
    if len(labels) == 2 and [read_heading(m["label"]).field for m in labels] == list(fields):
        end = labels[0].end() + len(text[labels[0].end() : labels[1].start()].rstrip(_EDGES))
        return (labels[0].end(), end), (labels[1].end(), len(text))
    # The mark of a state may stand right behind a figure: 231 ◎.
    bare, sign = part_sign(text) if fields[1] == "status" else (text, "")
    for pattern in (_STROKE, _BREAK):
        marks = list(pattern.finditer(text.rstrip()))
        if len(marks) == 1:
            return (0, marks[0].start()), (marks[0].end(), len(text))
        if sign:
            return (0, len(bare)), (len(text.rstrip()) - 1, len(text))
    return None


def _cut(cell: Cell, begin: int, end: int) -> Cell:
    """Return a stretch of a cell, on its lines."""
    return replace(cell, text=cell.text[begin:end], starts=cut_starts(cell.starts, begin, end))
