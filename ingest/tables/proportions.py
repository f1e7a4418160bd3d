"""What columns are by their figures alone: which is the rate of two others, and which two a rate is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from ingest.figures.numerals import read_figures
from ingest.tables.column import Column
from ingest.tables.depth import Row
from ingest.tables.words import load_words

# The fields a rate is of: what was meant, and what was done.
_PAIRS = (("budget", "final"), ("target", "result"))
_COLUMNS = 3
_MOST_READ, _MOST_COLUMNS = 200, 16
_LEAST_ROWS, _LEAST_RATED, _AGREE = 3, 2, 0.9
_HUNDRED, _ROUNDED = Decimal(100), Decimal("0.6")
_LONGEST = 24
Figures = dict[int, list[Decimal | None]]


def name_proportions(columns: Sequence[Column], rows: Sequence[tuple[str, Row]]) -> list[Column]:
    """Return columns of which those without a field have the one that their figures show.

    A column that is the share of two others is their rate; of two columns whose share is a stated rate
    one is what was meant, the other what was done.
    """
    unknown = [column for column in columns if not column.field and column.headings]
    known = [
        column for column in columns if column.field in ("rate", *(key for pair in _PAIRS for key in pair))
    ]
    if not unknown or len(known) + len(unknown) < _COLUMNS or len(rows) < _LEAST_RATED:
        return list(columns)
    figures = {c.index: _read(rows, c.index) for c in (*unknown, *known)[:_MOST_COLUMNS]}
    named: dict[int, Column] = {}
    for whole, part, rate in _find_triples([*unknown, *known], figures):
        for column, field in zip((whole, part, rate), _name_fields(whole, part, rate), strict=True):
            if not column.field and field:
                named[column.index] = replace(
                    column, field=field, unit=column.unit or ("%" if field == "rate" else ""), noun=""
                )
    return [named.get(column.index, column) for column in columns]


def _name_fields(whole: Column, part: Column, rate: Column) -> tuple[str, str, str]:
    """Return which fields three columns have, by those of them that are known; empty where none tells."""
    for meant, done in _PAIRS:
        if whole.field == meant and part.field in ("", done):
            return (meant, done, "rate") if part.field or rate.field else ("", "", "")
        if part.field == done and not whole.field and rate.field:
            return meant, done, "rate"
    if rate.field and not whole.field and not part.field:
        words = rate.headings[-1].core if rate.headings else ""
        spent = any(word in words for word in load_words().spending)
        return (*_PAIRS[0 if spent else 1], "rate")
    return "", "", ""


def _find_triples(columns: Sequence[Column], figures: Figures) -> Iterator[tuple[Column, Column, Column]]:
    """Yield (whole, part, rate) of columns of one year in which the rate is the share throughout."""
    read = [column for column in columns if any(figures.get(column.index, ()))]
    for whole, part in permutations(read, 2):
        if whole.years != part.years or {whole.field, part.field} & {"rate"}:
            continue
        shares = [
            b / a * _HUNDRED if a and b is not None and a > 0 else None
            for a, b in zip(figures[whole.index], figures[part.index], strict=True)
        ]
        for rate in read:
            if rate in (whole, part) or rate.field not in ("", "rate"):
                continue
            beside = [
                abs(share - stated) <= _ROUNDED
                for share, stated in zip(shares, figures[rate.index], strict=True)
                if share is not None and stated is not None
            ]
            least = _LEAST_RATED if rate.field and (whole.field or part.field) else _LEAST_ROWS
            if len(beside) >= least and sum(beside) >= _AGREE * len(beside):
                yield whole, part, rate


def _read(rows: Sequence[tuple[str, Row]], index: int) -> list[Decimal | None]:
    """Return the one figure of each cell of a column, None for a cell that holds none or other words."""
    figures: list[Decimal | None] = []
    for _, row in rows[:_MOST_READ]:
        cell = row[index]
        found = read_figures(cell.text) if cell is not None and len(cell.text) <= _LONGEST else []
        figures.append(found[0].value if len(found) == 1 else None)
    return figures
