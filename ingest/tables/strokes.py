"""Columns that hold two figures in each cell, parted by a stroke as their headings are: 執行數／預算數."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell
from ingest.tables.column import Column
from ingest.tables.depth import Row
from ingest.tables.headings import DATA, read_heading

_STROKE = re.compile(r"\s*[/／]\s*")
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
_PARTED = 0.8


def part_strokes(columns: Sequence[Column], rows: Sequence[tuple[str, Row]]) -> list[Column]:
    """Return columns of which each that joins two roles is two; the second parts stand behind the others."""
    parted: list[Column] = []
    added: list[Column] = []
    for column in columns:
        names = _STROKE.split(_BRACKETED.sub("", column.headings[-1].text)) if column.headings else []
        read = [read_heading(name) for name in names]
        fields = {heading.field for heading in read}
        cells = {id(cell): cell for _, row in rows if (cell := row[column.index]) is not None}
        twofold = [cell for cell in cells.values() if len(_STROKE.findall(cell.text)) == 1]
        if len(read) != 2 or len(fields & DATA) != 2 or len(twofold) < _PARTED * len(cells):
            parted.append(column)
            continue
        pairs = {key: _part(cell) for key, cell in cells.items()}
        for _, row in rows:
            cell = row[column.index]
            row[column.index], second = pairs[id(cell)] if cell is not None else (None, None)
            row.append(second)
        outer = column.headings[:-1]
        parted.append(replace(column, field=read[0].field, headings=(*outer, read[0]), noun=""))
        place = len(columns) + len(added)
        added.append(replace(column, index=place, field=read[1].field, headings=(*outer, read[1]), noun=""))
    return [*parted, *added]


def _part(cell: Cell) -> tuple[Cell, Cell | None]:
    """Return what stands before and behind the stroke of a cell, each on its lines."""
    match = _STROKE.search(cell.text)
    if match is None:
        return cell, None
    begin = match.end()
    starts = tuple((max(0, start - begin), line) for start, line in cell.starts)
    later = [index for index, (start, _) in enumerate(starts) if start == 0]
    return (
        replace(cell, text=cell.text[: match.start()]),
        replace(cell, text=cell.text[begin:], starts=starts[later[-1] :]),
    )
