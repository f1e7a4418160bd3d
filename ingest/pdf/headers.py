"""The heading row of a table: which columns it names, and of which kind of table they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import load_labels
from ingest.pdf.blocks import Cell, Table
from ingest.records import RecordKind

_KINDS: tuple[RecordKind, ...] = ("measure", "annex", "kpi", "project")
_LEAST_COLUMNS = 3
_LEAST_SHARE = 0.6
_SEARCHED = 6
NUMBER = "no"
_MAIN = {
    "measure": ("action", "goal", "indicator", "target"),
    "annex": ("item",),
    "kpi": ("name",),
    "project": ("name",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its label, the field it holds, and the grid columns it spans."""

    label: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row of a table."""

    kind: RecordKind
    row: int
    columns: tuple[Column, ...]

    @property
    def main(self) -> Column:
        """Return the column whose cells each make a record."""
        for key in _MAIN[self.kind]:
            for column in self.columns:
                if column.key == key:
                    return column
        return self.columns[0]

    @property
    def number(self) -> Column | None:
        """Return the column that numbers the records, if there is one."""
        return next((column for column in self.columns if column.key == NUMBER), None)


def find_header(table: Table) -> Header | None:
    """Return the heading row of a table whose columns are known, None for other tables."""
    for index, row in enumerate(table.rows[:_SEARCHED]):
        header = read_header(row, index)
        if header:
            return header
    return None


def read_header(row: Sequence[Cell], index: int) -> Header | None:
    """Return a row as a header when most of its cells are labels of one kind of table."""
    cells = [cell for cell in row if cell.strips]
    if len(cells) < _LEAST_COLUMNS:
        return None
    found = [_match(kind, cells, index) for kind in _KINDS]
    best = max(found, key=lambda h: sum(bool(c.key) for c in h.columns))
    known = [column.key for column in best.columns if column.key]
    if len(set(known)) < _LEAST_COLUMNS or len(known) < _LEAST_SHARE * len(cells):
        return None
    return best


def _match(kind: RecordKind, cells: Sequence[Cell], index: int) -> Header:
    labels = load_labels(kind)
    columns: list[Column] = []
    for cell in cells:
        text = cell.text
        match = labels.match(text)
        key = NUMBER if labels.starts_record(text) else match.key if match and match.complete else ""
        columns.append(Column(text, key, cell.column, cell.column_end))
    return Header(kind, index, tuple(columns))
