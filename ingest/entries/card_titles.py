"""Rows above the labels of a card that name its entry without any label: 成果一 | 衛星備援 | 主辦：甲司."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Cell, Table, cut_starts
from ingest.entries.card_pairs import name_field
from ingest.entries.layout import is_code
from ingest.figures.digits import read_chinese
from ingest.tables.inner import cut_rows

_LONGEST_TITLE = 60
# A word that counts entries, and the count: 成果一, 案3, 計畫2-1.
_NUMBERED = re.compile(
    r"第?[一-龥]{0,4}?(?P<count>[0-9]{1,3}(?:[-.][0-9]{1,2}){0,3}|[A-Z]{1,2}[-]?[0-9]{1,3}(?:-[0-9]{1,2})*|[一二三四五六七八九十]{1,3})[項案]?"
)
_LABELLED = re.compile(r"\s*(?P<label>[^：:]{2,8})[：:]\s*(?=\S)")
# How many cells a row has at least that calls its cards something before the code, and how long that is.
_CODED, _LONGEST_WORD = 2, 6
_COLON = "：:"
_SENTENCE = "。；;"


@dataclass(frozen=True, slots=True)
class Title:
    """What the row above a card says: a number, a name, and labels with their values."""

    no: Cell | None
    name: Cell
    pairs: tuple[tuple[Cell | None, Cell], ...] = ()


def part_titled(table: Table) -> list[tuple[Title | None, Table]]:
    """Return the cards of a table, each without the row that names it; the table itself where none does."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        if cell.text.strip():
            rows[cell.row].append(cell)
    first = _read_title(rows[0], table.columns) if table.rows > 2 else None
    if first is None or table.columns < 2:
        return [(None, table)]
    shape = _shape(rows[0])
    titles = {0: first}
    for number, row in enumerate(rows[1:-1], start=1):
        title = _read_title(row, table.columns) if _shape(row) == shape and number - 1 not in titles else None
        if title is not None:
            titles[number] = title
    ends = [*list(titles)[1:], table.rows]
    return [
        (title, cut_rows(table, range(start + 1, end)))
        for (start, title), end in zip(titles.items(), ends, strict=True)
        if start + 1 < end
    ]


def _shape(row: Sequence[Cell]) -> list[tuple[int, int]]:
    return [(cell.column, cell.column_span) for cell in row]


def _read_title(row: Sequence[Cell], columns: int) -> Title | None:
    """Return what a row says that names an entry, None for one that does not."""
    cells = sorted(row, key=lambda cell: cell.column)
    if not cells or any(cell.row_span > 1 or len(cell.text) > _LONGEST_TITLE for cell in cells):
        return None
    if len(cells) == 1:
        wide = cells[0].column == 0 and cells[0].column_span >= columns
        return Title(None, cells[0]) if wide and _names(cells[0]) else None
    if len(cells) > _CODED and is_code(cells[1].text) and len(cells[0].text.strip()) <= _LONGEST_WORD:
        # 約定卡 | 組編-01 | 員額總量: what the cards are called stands before their codes.
        cells = cells[1:] if not name_field(cells[0]) else cells
    number, name, *rest = cells
    numbered = is_code(number.text) or _NUMBERED.fullmatch("".join(number.text.split()))
    if not numbered or not _names(name) or read_chinese(name.text):
        return None
    pairs: list[tuple[Cell | None, Cell]] = []
    while rest:
        cell, *rest = rest
        if _LABELLED.match(cell.text):
            pairs.append((None, cell))
        elif name_field(cell) and rest and not name_field(rest[0]):
            pairs.append((cell, rest[0]))
            rest = rest[1:]
        else:
            return None
    return Title(number, name, tuple(pairs))


def _names(cell: Cell) -> bool:
    """Say whether a cell may name an entry: no label, no sentence."""
    text = cell.text.strip()
    return (
        not name_field(cell) and text[-1:] not in _SENTENCE + _COLON and any("一" <= c <= "龥" for c in text)
    )


def part_label(cell: Cell) -> tuple[str, Cell]:
    """Return the label that a cell begins with and the rest of it; no label where it has none.

    >>> label, value = part_label(Cell(0, 0, "主辦：甲司", ((0, 1),)))
    >>> label, value.text
    ('主辦', '甲司')
    """
    match = _LABELLED.match(cell.text)
    if match is None:
        return "", cell
    begin = match.end()
    starts = cut_starts(cell.starts, begin, len(cell.text))
    return match["label"].strip(), replace(cell, text=cell.text[begin:], starts=starts)
