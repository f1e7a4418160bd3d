"""Cells of tables that a question asks for by their headings, whatever the table is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.blocks import Cell
from ingest.figures.years import read_years
from ingest.tables.headings import read_unit
from qa.finding.cell_weights import Choice, believe, choose_cells, load_cell_weights
from qa.finding.cells import read_cells
from qa.finding.sheet_table import AskedTable, read_grams
from qa.inquiry import Inquiry
from qa.understanding.courtesy import strip_courtesy

Certainty = Literal["sure", "likely", "alone"]

# So many tables are looked into, and of so many records those around them.
_TABLES, _RECORDS = 4, 6
# So much of a heading the question has to hold for it to be named in the answer for that.
_NAMED = 0.5
_UNIT_NOTE = re.compile(r"(?:計量|度量)?[單单]位|unit", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToldCell:
    """A cell that is asked for, with the headings beside and over it, outermost first."""

    cell: Cell
    beside: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """The cells of one table that a question asks for, and how surely it does."""

    table: AskedTable
    cells: tuple[ToldCell, ...]
    belief: float

    @property
    def unit_note(self) -> str:
        """The line above the table that names the unit of its figures, empty for none."""
        lines = (line.strip("()（） ") for line in self.table.around.split("\n"))
        return next((line for line in lines if _UNIT_NOTE.match(line) and read_unit(line)[0]), "")

    def reaches(self, least: Certainty) -> bool:
        """Say whether it is enough to answer at once, where nothing else does, or where nothing else can."""
        weights = load_cell_weights()
        return self.belief >= {"sure": weights.sure, "likely": weights.likely, "alone": weights.alone}[least]


def find_cells(inquiry: Inquiry) -> CellEvidence | None:
    """Return the cells a question asks for most surely, of the tables it may be about; None for no table."""
    weights = load_cell_weights()
    asked = strip_courtesy(inquiry.question.text)
    grams = read_grams(asked)
    best: tuple[float, AskedTable, Choice] | None = None
    for table in _list_tables(inquiry, grams):
        choice = choose_cells(
            read_cells(table.sheet_for(grams), asked, table.around), weights.cells, weights.sets
        )
        if choice is not None and (best is None or believe(choice, weights) > best[0]):
            best = (believe(choice, weights), table, choice)
    if best is None:
        return None
    belief, table, choice = best
    found = CellEvidence(table, tuple(_tell(choice, cell) for cell in _order(choice)), belief)
    return found if _fits_years(inquiry, found) else None


def _fits_years(inquiry: Inquiry, found: CellEvidence) -> bool:
    """Say whether cells are of the years asked about, as far as their headings and what is around them say.

    Where these name no year at all, a reader who chose the document knows what it is of.
    """
    heads = (text for one in found.cells for text in (*one.beside, *one.over, one.cell.text))
    named = {year.year for year in read_years("\n".join((*heads, found.table.around)))}
    return named.issuperset(inquiry.question.years) or (inquiry.limited and not named)


def _list_tables(inquiry: Inquiry, grams: dict[str, float]) -> Sequence[AskedTable]:
    """Return the tables that hold most of a question: all of a small document, else those around records."""
    docs = sorted(inquiry.scope.docs)
    tables = inquiry.sheets.of(docs[0]) if len(docs) == 1 else ()
    if not 0 < len(tables) <= _TABLES:
        tables = tuple(_list_around(inquiry))
    if len(tables) > _TABLES:
        tables = tuple(sorted(tables, key=lambda table: -table.share_held(grams)))
    return tables[:_TABLES]


def _list_around(inquiry: Inquiry) -> Iterator[AskedTable]:
    """Yield the tables that the best records and passages stand in, each once."""
    places = [ranked.record.place for ranked in inquiry.leading(_RECORDS)]
    places += [passage.record.place for passage in inquiry.passages()]
    seen: set[int] = set()
    for place in places:
        for table in inquiry.sheets.of(place.doc):
            first, last = table.table.line_start, table.table.line_end
            if first <= place.line_end and place.line_start <= last and id(table) not in seen:
                seen.add(id(table))
                yield table


def _order(choice: Choice) -> list[int]:
    """Return the chosen cells row by row."""
    sheet = choice.candidates.sheet
    return sorted(choice.chosen, key=lambda cell: (sheet.rows[cell], sheet.columns[cell]))


def _tell(choice: Choice, cell: int) -> ToldCell:
    sheet = choice.candidates.sheet
    beside, over = _find_beside(choice, cell), _find_over(choice, cell)
    if beside in over:
        over = tuple(one for one in over if one != beside)
    texts = [sheet.cells[one].text for one in (beside,) if one >= 0]
    return ToldCell(sheet.cells[cell], tuple(texts), tuple(sheet.cells[one].text for one in over))


def _find_beside(choice: Choice, cell: int) -> int:
    """Return what names a cell in its row: the nearest words left, or those a question names; -1 for none."""
    candidates, sheet = choice.candidates, choice.candidates.sheet
    label = int(candidates.labels[cell])
    if label >= 0 and label not in choice.chosen and candidates.wholes[label] >= _NAMED:
        return label
    row = [int(one) for one in sheet.grid[sheet.rows[cell]] if one >= 0 and sheet.texts[one]]
    others = [one for one in row if one != cell and one not in choice.chosen]
    named = [one for one in others if candidates.wholes[one] >= _NAMED]
    if named:
        return max(named, key=lambda one: float(candidates.held[one] @ candidates.weights))
    words = [one for one in others if sheet.columns[one] < sheet.columns[cell] and not sheet.figures[one]]
    return words[0] if words else -1


def _find_over(choice: Choice, cell: int) -> tuple[int, ...]:
    """Return what names a cell in its column, outermost first: heading rows, and words a question names."""
    candidates, sheet = choice.candidates, choice.candidates.sheet
    row, column = int(sheet.rows[cell]), int(sheet.columns[cell])
    heads = sheet.grid[: min(row, sheet.heading_rows), column].tolist()
    top = int(candidates.tops[cell])
    if top >= 0 and candidates.wholes[top] >= _NAMED:
        heads.append(top)
    filled = (one for one in dict.fromkeys(heads) if one >= 0 and sheet.texts[one])
    return tuple(one for one in filled if one not in choice.chosen)
