"""What headings of columns say that no list of words knows, by what stands under them, as for cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.blocks import Cell
from ingest.entries.label_fields import (
    NEXT,
    PAIR,
    find_chance,
    give_field,
    guess_fields,
    load_teller,
    means_figures,
    name_known,
)
from ingest.entries.unnamed import LEAST_CARDS, Stood, compare_labels, load_weights
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.records import Figure
from ingest.tables.column import Column
from ingest.tables.headings import Heading
from ingest.tables.reading import HeadedTable
from ingest.tables.status import is_absent, is_pending

_NAMING = frozenset({"item", "action", "kpi", "indicator", "goal", "strategy", "no"})
_TOLD_NAMING = frozenset({"title", "indicator"})
# In how many rows the figures of a target and its result are of one unit, and of one size.
_ALIKE, _TENFOLD = 0.8, 10
_MOST_ROWS, _MOST_COLUMNS = 300, 16
# How likely what is borne out by another column must be.
_LIKELIER = 0.4


def name_columns(headed: HeadedTable, edition: int | None) -> HeadedTable:
    """Return a table in which unknown headings have fields where these complete a target and its result."""
    fields = {_key(c): _name_known(c, edition) for c in headed.columns}
    headings = {_key(c): _read_dated(c) for c in headed.columns if not fields[_key(c)] and c.headings}
    if set(fields.values()) >= PAIR or not headings:
        return headed
    if len(headed.rows) < LEAST_CARDS or len(headed.columns) > _MOST_COLUMNS:
        return headed
    compared = compare_columns([row for _, row in headed.rows[:_MOST_ROWS]])
    stood = {_key(column): _gather(headed, column, compared) for column in headed.columns}
    guessed = guess_fields(stood, fields, headings, edition)
    # A target and its result bear each other out, row by row; any other field stands by itself, or beside
    # them where nothing else names what the rows are about.
    named = not _NAMING.isdisjoint(fields.values())
    sure, teller = load_weights().sure if named else _LIKELIER, load_teller()
    least = {key: _LIKELIER if name in (*PAIR, NEXT) else sure for key, name in guessed.items()}
    likely = {key: teller.weigh(stood[key], headings[key], edition) for key in guessed}
    guessed = {key: name for key, name in guessed.items() if find_chance(name, likely[key]) >= least[key]}
    pair = {name: key for key, name in {**fields, **guessed}.items() if name in PAIR}
    if len(pair) < len(PAIR) or not _go_together(stood[pair["target"]], stood[pair["result"]]):
        return headed
    if not named and _TOLD_NAMING.isdisjoint(guessed.values()):
        return headed
    return replace(headed, columns=tuple(_name(c, guessed.get(_key(c), "")) for c in headed.columns))


def _read_dated(column: Column) -> Heading:
    """Return the last heading of a column with the years of all of them."""
    return replace(column.headings[-1], years=column.years, offset=column.offset)


def _go_together(goals: Stood, results: Stood) -> bool:
    """Say whether the figures of two columns are of one unit and size, row by row."""
    if len(goals.values) != len(results.values):
        return False
    pairs = [
        (read_figures(goal), read_figures(result))
        for goal, result in zip(goals.values, results.values, strict=True)
        if not is_absent(goal) and not is_pending(result)
    ]
    alike = [bool(one and other) and _is_alike(one[0], other[0]) for one, other in pairs]
    return len(alike) >= LEAST_CARDS and sum(alike) >= _ALIKE * len(alike)


def _is_alike(goal: Figure, result: Figure) -> bool:
    return compatible_units(goal.unit, result.unit) and (
        goal.value == result.value or goal.value / _TENFOLD < result.value < goal.value * _TENFOLD
    )


def _name_known(column: Column, edition: int | None) -> str:
    """Return what a column is known to hold, as far as no other may hold it as well."""
    if not column.field or not column.headings:
        # A year or a part of it says all that is to be said of what stands under it, 113年應許 does not.
        worded = bool(column.headings) and bool(column.headings[-1].core) and column.period is None
        return "other" if column.years and not worded else column.field
    return name_known(_read_dated(column), column.field, edition)


def _name(column: Column, field: str) -> Column:
    if not field:
        return column
    heading = give_field(column.headings[-1], field)
    headings = (*column.headings[:-1], heading)
    offset = heading.offset if means_figures(field) else column.offset
    return replace(column, field=heading.field, headings=headings, offset=offset, noun="")


def _key(column: Column) -> str:
    """Return by what a column is told from others that have the same heading."""
    return f"{column.label}|{column.index}"


def compare_columns(rows: Sequence[Sequence[Cell | None]]) -> dict[str, tuple[float, float]]:
    """Return for the number of each column what `compare_labels` tells of labels: each row is a card."""
    return compare_labels(
        [[(str(at), cell.text) for at, cell in enumerate(row) if cell is not None] for row in rows]
    )


def _gather(headed: HeadedTable, column: Column, compared: Mapping[str, tuple[float, float]]) -> Stood:
    """Return what stands under a column."""
    cells = [row[column.index] for _, row in headed.rows[:_MOST_ROWS]]
    values = tuple(cell.text if cell is not None else "" for cell in cells)
    place = column.index / max(1, len(headed.columns) - 1)
    alike = compared.get(str(column.index), ())
    return Stood(values, (place,) * len(values), len(headed.rows[:_MOST_ROWS]), *alike)
