"""The figures of a small grid within a card: lines of the entry that the card is."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.blocks import Table
from ingest.entries.context import Caption
from ingest.entries.drafts import Line, MakeField
from ingest.entries.rows import draft_rows
from ingest.records import Field
from ingest.tables.reading import read_headed

# The fields by which the rows of a grid have names of their own.
NAMING = frozenset({"item", "action", "kpi", "indicator", "goal"})


@dataclass(slots=True)
class Grid:
    """What a grid gives: figures of the entry itself, lines of indicators of their own, and all its cells."""

    own: Line = field(default_factory=Line)
    lines: list[Line] = field(default_factory=list)
    cells: list[tuple[str, Field]] = field(default_factory=list)


def read_grid(table: Table, caption: Caption, make_field: MakeField) -> Grid:
    """Return what a grid gives for the card it stands in."""
    grid = Grid()
    headed = read_headed(table)
    for draft in draft_rows(headed, caption, make_field, within=True) if headed else ():
        grid.cells += [(key, cell) for key, cell in draft.fields.items() if key != "period"]
        for line in draft.lines:
            if line.indicator is None:
                grid.own.data += line.data
            else:
                grid.lines.append(line)
    return grid


def join_line(line: Line, grid: Grid) -> None:
    """Add the figures of the entry itself, and give the other lines the unit of the card."""
    line.data += grid.own.data
    for one in grid.lines:
        if not one.unit:
            one.unit, one.scale = line.unit, line.scale


def names_entries(table: Table) -> bool:
    """Say whether the headings of a grid name what its rows are about."""
    headed = read_headed(table)
    return headed is not None and any(column.field in NAMING for column in headed.columns)
