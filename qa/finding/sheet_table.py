"""The tables of an index as they are asked: of a large one the rows and columns a question may mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from index.ascending import unite
from index.protocol import Records
from ingest.blocks import Table
from ingest.records import Document
from qa.finding.sheets import Places, Sheet, cut_grams, fold_asked, make_sheet
from qa.script import is_simplified

# Of a larger table the rows and columns that hold most of a question are looked at, and its first ones.
MOST_ROWS, MOST_COLUMNS = 40, 16
_FIRST_ROWS, _FIRST_COLUMNS = 4, 2
# What stands in more of the lines than this tells none of them from the others, nor what stands so often.
_COMMON, _OFTEN = 0.3, 3
_DOCUMENTS_KEPT = 8
# So many lines above a table may say what it is about.
_ABOVE = 4
_LONGEST_ABOVE = 80


class AskedTable:
    """A table of a document with what stands around it, read when it is first asked for."""

    def __init__(self, document: Document, table: Table) -> None:
        self.doc, self.table = document.id, table
        self.around = "\n".join((document.title, table.caption, *_lines_above(document, table)))

    @property
    def small(self) -> bool:
        """Whether all of it is looked at for any question."""
        return self.table.rows <= MOST_ROWS and self.table.columns <= MOST_COLUMNS

    def share_held(self, grams: Mapping[str, float]) -> float:
        """Return how much of a question's grams stands somewhere in the table."""
        text = self._rows.text
        total = sum(grams.values())
        return sum(weight for gram, weight in grams.items() if gram in text) / total if total else 0.0

    def sheet_for(self, grams: Mapping[str, float]) -> Sheet:
        """Return the table, or of a large one the part that holds most of a question."""
        return self._sheet if self.small else make_sheet(self._narrow(grams))

    @cached_property
    def _sheet(self) -> Sheet:
        return make_sheet(self.table)

    @cached_property
    def _grid(self) -> Places:
        numbers = {id(cell): number for number, cell in enumerate(self.table.cells)}
        return np.array([[numbers.get(id(c), -1) for c in row] for row in self.table.grid()], dtype=np.intp)

    @cached_property
    def _rows(self) -> _Lines:
        """The folded text of each row; a cell over several rows stands in each."""
        texts = [" ".join(cell.text.split()) for cell in self.table.cells]
        lines = ["\t".join(texts[at] for at in dict.fromkeys(r) if at >= 0) for r in self._grid.tolist()]
        simplified = is_simplified("".join(lines[:MOST_ROWS]))
        return _Lines([fold_asked(line, simplified) for line in lines])

    def _narrow(self, grams: Mapping[str, float]) -> Table:
        grid = self._grid[self._rows.choose(grams, MOST_ROWS, _FIRST_ROWS)]
        texts = [
            fold_asked("\t".join(self.table.cells[at].text for at in set(line) if at >= 0)) for line in grid.T
        ]
        return _take(self.table, grid[:, _Lines(texts).choose(grams, MOST_COLUMNS, _FIRST_COLUMNS)])


def _lines_above(document: Document, table: Table) -> list[str]:
    """Return the short lines right above a table: its caption, its unit, the heading it stands under."""
    above = document.lines[max(0, table.line_start - 1 - _ABOVE) : table.line_start - 1]
    return [
        line.strip() for line in above if line.strip() and "\t" not in line and len(line) <= _LONGEST_ABOVE
    ]


class _Lines:
    """The texts of rows or columns as one, so that a gram is looked for in all of them at once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = np.cumsum([0, *(len(line) + 1 for line in lines)])[:-1]

    def choose(self, grams: Mapping[str, float], most: int, first: int) -> Places:
        """Return the first lines and those that hold most of a question, in their order."""
        count = len(self._starts)
        if count <= most:
            return np.arange(count)
        scores = np.zeros(count)
        for gram, weight in grams.items():
            held = self._find(gram)
            if 0 < len(held) <= _COMMON * count:
                scores[held] += weight * np.log(1 + count / len(held))
        scores[:first] = np.inf
        return np.sort(np.argsort(-scores, kind="stable")[:most])

    def _find(self, gram: str) -> Places:
        """Return the lines that hold a gram; a word or number as a whole. None where it stands too often."""
        if self.text.count(gram) > _OFTEN * len(self._starts):
            return np.array([], dtype=np.intp)
        hits = [match.start() for match in re.finditer(re.escape(gram), self.text)]
        if gram.isascii():
            hits = [at for at in hits if self._is_whole(at, at + len(gram))]
        return unite(np.searchsorted(self._starts, hits, side="right") - 1)

    def _is_whole(self, start: int, end: int) -> bool:
        around = self.text[start - 1 : start] + self.text[end : end + 1]
        return not any(character.isascii() and character.isalnum() for character in around)


def _take(table: Table, grid: Places) -> Table:
    """Return some rows and columns of a table as one of its own; each cell where it first stands in it."""
    cells = []
    for number in unite(grid[grid >= 0]):
        rows, columns = np.nonzero(grid == number)
        row, column = int(rows[0]), int(columns[0])
        down, across = len(set(rows.tolist())), len(set(columns.tolist()))
        cells.append(replace(table.cells[number], row=row, column=column, row_span=down, column_span=across))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, cells=tuple(cells), rows=grid.shape[0], columns=grid.shape[1])


class SheetTable:
    """The tables of the documents of an index, those of the documents asked last kept."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.of = lru_cache(_DOCUMENTS_KEPT)(self._gather)

    def _gather(self, doc: str) -> tuple[AskedTable, ...]:
        document = self._records.documents[doc]
        return tuple(AskedTable(document, table) for table in self._records.tables_of(doc))


def read_grams(question: str) -> dict[str, float]:
    """Return the grams of a question, by which tables are held against it."""
    return cut_grams(fold_asked(question))
