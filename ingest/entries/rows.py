"""Entries from the rows of a table under headings: a row or a group of rows is an entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.blocks import Cell
from ingest.entries.context import Caption
from ingest.entries.counted import drop_units
from ingest.entries.drafts import (
    Datum,
    Draft,
    Line,
    MakeField,
    join_fields,
    take_standard,
    take_unit,
    with_caption,
)
from ingest.entries.labels import names_support
from ingest.entries.layout import Layout
from ingest.entries.role_rows import name_above, read_role_rows
from ingest.figures.numerals import read_figures
from ingest.markup import squeeze
from ingest.records import Field, Headers, RecordKind
from ingest.tables.column import Column
from ingest.tables.dates import Dated, read_dated
from ingest.tables.depth import Row
from ingest.tables.headings import DATA, names_total, read_unit
from ingest.tables.reading import HeadedTable
from ingest.tables.words import load_words
from ingest.titles import split_number


def draft_rows(
    headed: HeadedTable, caption: Caption, make_field: MakeField, *, within: bool = False
) -> list[Draft]:
    """Return the entries of a table under headings, as its rows come; it may stand `within` a card."""
    layout = Layout(headed, caption, within=within)
    if layout.roles is not None:
        drafts = read_role_rows(layout, layout.roles, make_field)
    else:
        drafts = _Reader(layout, make_field).read()
    return [draft for draft in drafts if draft.fields or draft.lines]


class _Reader:
    """Reads a table whose rows, or groups of rows, are entries."""

    def __init__(self, layout: Layout, make_field: MakeField) -> None:
        self.layout, self.caption, self.make_field = layout, layout.caption, make_field
        self.columns, self.kind = layout.columns, layout.kind
        self.title, self.indicator = layout.title, layout.indicator
        # A cell that covers several rows is one field.
        self._fields: dict[int, Field] = {}
        self._headings = {c.index: tuple(squeeze(h.text) for h in c.headings) for c in self.columns}

    def read(self) -> Iterator[Draft]:
        """Yield the entries in the order of the rows."""
        draft: Draft | None = None
        last: tuple[str, str] = ("", "")
        held = _Held()
        above: dict[str, Cell] = {}
        for section, row in self.layout.rows:
            own = max((cell.row for cell in row if cell is not None), default=0)
            begin = min((c.starts[0][1] for c in row if c is not None and c.row == own), default=1)
            self._go_on(row, above)
            name = self._name(row)
            several = self.indicator is not None or self.layout.dates is not None
            if draft is None or (name != last and any(name)) or not several:
                if draft:
                    draft.fields = held.join()
                    yield draft
                draft, last, held = self._open(section, row, begin), name, _Held()
            self._add(draft, held, section, row)
        if draft:
            draft.fields = held.join()
            yield draft

    def _go_on(self, row: Row, above: dict[str, Cell]) -> None:
        """Let an empty cell of a strategy, its number, or of an agency go on with the one above."""
        for column in self.columns:
            if column.field not in ("strategy", "strategy_no", "goal", "category"):
                continue
            cell = row[column.index]
            if cell is not None and cell.text.strip():
                above[column.label + column.field] = cell
            elif column.label + column.field in above and column is not self.title:
                row[column.index] = above[column.label + column.field]

    def _name(self, row: Row) -> tuple[str, str]:
        # Rows that only years tell apart are of what the words above the table name.
        title = row[self.title.index] if self.title is not self.layout.dates else None
        numbers = [row[c.index] for c in self.columns if c.field in ("no", f"{self.title.field}_no")]
        no = next((cell.text for cell in numbers if cell is not None and cell.text.strip()), "")
        return no, title.text if title is not None else ""

    def _open(self, section: str, row: Row, line: int) -> Draft:
        no, title = self._name(row)
        own, rest = split_number(title)
        if own and not no:
            no, title = own, rest
        group = next((row[c.index] for c in self.columns if c.field == "strategy_no"), None)
        path = (*self.caption.path, *((section,) if section else ()), *self._groups(row))
        name = "".join(title.split("\n"))
        if not name and self.title is self.layout.dates:
            counted = dict.fromkeys(column.noun for column in self.columns if column.noun)
            name = name_above(self.caption) or "、".join(counted)
        name = name or next((c.text for c in row if c is not None and c.text.strip()), "")
        kind: RecordKind = self.kind
        if names_total(name) and kind not in ("budget",):
            kind = "row"
        return Draft(kind, name, line, line, "".join(no.split()), group.text if group else "", path=path)

    def _groups(self, row: Row) -> tuple[str, ...]:
        """Return the words of the group a row stands in, as far as they are another cell than its name."""
        cell = row[self.layout.group.index] if self.layout.group is not None else None
        named = cell is not None and cell is not row[self.title.index] and cell.text.strip()
        return (" ".join(cell.text.split()),) if cell is not None and named else ()

    def _add(self, draft: Draft, held: _Held, section: str, row: Row) -> None:
        """Add a row to its entry: a line of figures, and its other cells as fields."""
        line = Line()
        own = max((cell.row for cell in row if cell is not None), default=0)
        standards: list[Field] = []
        dated, stubs = self._date(row, section), self._stubs(row)
        for column, cell, before in self._cells(row):
            if cell is None or (before is not None and before.headings == column.headings):
                # A cell over columns of the same headings says one thing.
                continue
            one = self._field(column, cell)
            # A cell that goes on from a row above belongs to this one too, but not its lines.
            if cell.row >= own:
                draft.reach(one)
            self._describe(line, column, one)
            if column.field == "standard":
                standards.append(one)
            elif column.field != "unit" and self.layout.is_data(column) and not self._spans_roles(cell):
                line.data.append(self._make_datum(column, row, one, section, dated, stubs))
            if cell.text.strip():
                held.put(column, one, dated.year)
        if self.title is self.layout.dates:
            take_unit(line, draft.title)
        for standard in standards:
            take_standard(line, standard)
        draft.lines.append(line)

    def _cells(self, row: Row) -> Iterator[tuple[Column, Cell | None, Column | None]]:
        """Yield each column with its cell and the column before it, where that has the same cell."""
        before: Column | None = None
        for column in self.columns:
            cell = row[column.index]
            same = before is not None and cell is not None and row[before.index] is cell
            yield column, cell, before if same else None
            before = column

    def _spans_roles(self, cell: Cell) -> bool:
        """Say whether a cell stands under several roles at once, and so gives a figure of none.

        That there is no result yet may stand under those that come after a target.
        """
        if cell.column_span == 1:
            return False
        under = range(cell.column, cell.column + cell.column_span)
        fields = {column.field for column in self.columns if column.index in under and column.is_data}
        return len(fields) > 1 and ("target" in fields or bool(read_figures(cell.text)))

    def _describe(self, line: Line, column: Column, cell: Field) -> None:
        """Let a cell say what a line counts, and in which unit."""
        named = self.indicator or (self.title if self.title is not self.layout.dates else None)
        if column is named:
            line.indicator = cell
            # Headings that tell targets apart say what each is of.
            line.titled = named is self.title and column.field == "action" and not self.layout.several
            take_unit(line, cell.text)
        if column.field == "unit":
            line.unit, line.scale = read_unit("單位:" + cell.text)

    def _field(self, column: Column, cell: Cell) -> Field:
        known = self._fields.get(id(cell))
        if known is None:
            known = self._fields[id(cell)] = self.make_field(column.field or column.label, column.label, cell)
        return known

    def _stubs(self, row: Row) -> tuple[str, ...]:
        """Return the words beside the figures of a row: its group, its name, its indicator."""
        named = (row[self.title.index], row[self.indicator.index] if self.indicator is not None else None)
        return (*map(squeeze, self._groups(row)), *(squeeze(c.text) for c in named if c and c.text.strip()))

    def _make_datum(
        self, column: Column, row: Row, field: Field, section: str, dated: Dated, stubs: tuple[str, ...]
    ) -> Datum:
        key = column.field
        noun = column.noun
        if not key and self.kind == "budget" and self.layout.is_money():
            key = "budget"
        elif key == "value":
            money = self.kind == "budget" and (column.unit == "元" or self.layout.is_money())
            key, noun = ("budget" if money else ""), column.label
            # Between the words of several headings a unit says nothing of what is counted.
            noun = drop_units(noun) if len(column.headings) > 1 else noun
        if self.layout.several and key in ("target", "result"):
            # What such a target is measured in stands in the heading alone.
            noun = column.label if noun in ("", *load_words().counted_nouns) else noun
        years = column.years or ((dated.year,) if dated.year is not None else ())
        years = years or (() if self._adds_years(row) else self._caption_years(column))
        return with_caption(
            self.caption,
            Datum(
                field,
                key,
                years if column.years else tuple(year + column.offset for year in years),
                column.unit,
                column.scale,
                column.basis,
                column.period or dated.period,
                noun,
                Headers(self._headings[column.index], stubs, (section,) if section else ()),
                undated=(column.undated and not self.layout.adds_parts(column)) or self._adds_years(row),
                offset=column.offset,
            ),
        )

    def _adds_years(self, row: Row) -> bool:
        """Say whether a row adds up those of several years."""
        cell = row[self.layout.dates.index] if self.layout.dates is not None else None
        return cell is not None and names_total(cell.text) and self.layout.holds_years

    def _date(self, row: Row, section: str) -> Dated:
        """Return the year and the part of it that a row is of, by its own cell or the row that heads it."""
        cell = row[self.layout.dates.index] if self.layout.dates is not None else None
        above = read_dated(section) or Dated()
        own = (read_dated(cell.text) if cell is not None else None) or above
        return own if own.year is not None else replace(own, year=above.year)

    def _caption_years(self, column: Column) -> tuple[int, ...]:
        """Return the one year that the words above a table name, for a column that has none."""
        undated = column.undated and not self.layout.adds_parts(column)
        if column.field in ("", "value") and self.kind in ("measure", "kpi"):
            # Beside targets and results a figure of which no heading says what it is is no result.
            return ()
        return self.caption.years if len(self.caption.years) == 1 and not undated else ()


@dataclass(slots=True)
class _Held:
    """The cells of an entry by the fields they give, while its rows are read."""

    cells: dict[str, list[Field]] = field(default_factory=dict)
    texts: set[tuple[str, str]] = field(default_factory=set)

    def put(self, column: Column, cell: Field, year: int | None = None) -> None:
        """Keep a cell; a further row of the entry that says again what it is called adds nothing."""
        key = column.field if column.field and column.field != "value" else column.label
        key = column.label if column.offset else key or f"column_{column.index + 1}"
        if key == "agencies" and column.headings and names_support(column.headings[-1].text):
            key = "support"
        years = column.years or ((year,) if year is not None else ())
        if column.field in DATA and years:
            key = f"{column.field} {years[0]}"
        known = self.cells.setdefault(key, [])
        if known and (known[-1] is cell or cell.place.line_start < known[0].place.line_start):
            return
        if column.field in DATA or (key, cell.text) not in self.texts:
            known.append(cell)
        self.texts.add((key, cell.text))

    def join(self) -> dict[str, Field]:
        """Return the fields, what further rows say below what the first does."""
        return {key: join_fields(*cells) for key, cells in self.cells.items()}
