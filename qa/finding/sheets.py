"""Tables as they are asked: the cells of a grid, each with its number and its folded text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.tokens import fold_text
from ingest.blocks import Cell, Table
from ingest.tables.depth import count_heading_rows
from qa.script import is_simplified

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

_DEEPEST = 12
# One character of a word may be all that a heading shares with a question; it tells less than two.
_SINGLE = 0.3
LONGEST = 60
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+|\d+(?:[.,]\d+)*")
_ASCII = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table with a number for each of its cells: `grid` holds them, -1 where there is none.

    `rows` and `columns` are where each cell begins, `texts` their folded texts with the Latin words and
    numbers in each, `sizes` what the grams of each weigh; `filled` are those that hold anything, `figures`
    those that hold little else than digits. `heading_rows` is how many rows head the columns.
    """

    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    sizes: Floats
    grid: Places
    rows: Places
    columns: Places
    filled: Flags
    figures: Flags
    heading_rows: int


def is_figure(text: str) -> bool:
    """Say whether at least half of a text is digits.

    >>> is_figure("1,250箱"), is_figure("第1季")
    (True, False)
    """
    return bool(text) and sum(character.isdigit() for character in text) * 2 >= len(text)


def fold_asked(text: str, simplified: bool | None = None) -> str:
    """Return a text as it is held against a question: one width and script, without white space.

    >>> fold_asked("期末 餘額"), fold_asked("期末余额")
    ('期末餘額', '期末餘額')
    """
    folded = " ".join(fold_text(text).split())
    folded = re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", folded)
    simplified = is_simplified(folded) if simplified is None else simplified
    return folded.translate(_traditional()) if simplified else folded


@cache
def _traditional() -> dict[int, str]:
    """Return each Simplified character with the Traditional one it most often stands for, by itself.

    Words are not looked at: what matters is that one character is the same on both sides.
    """
    import opencc  # a tenth of a second, for Simplified tables and questions alone

    every = "".join(map(chr, range(0x3400, 0xA000)))
    converted = str(opencc.OpenCC("s2tw").convert("\n".join(every))).split("\n")
    return {ord(a): fold_text(b) for a, b in zip(every, converted, strict=True) if a != b and len(b) == 1}


def cut_grams(text: str) -> dict[str, float]:
    """Return the pairs of characters, words and numbers of a folded text, each with what it weighs.

    >>> cut_grams("水庫pm10")
    {'水庫': 1.0, '水': 0.3, '庫': 0.3, 'pm': 1.0, '10': 1.0}
    """
    grams: dict[str, float] = {}
    for run in _RUNS.findall(text):
        if run.isascii():
            grams[run] = 1.0
        else:
            grams |= dict.fromkeys((run[i : i + 2] for i in range(len(run) - 1)), 1.0)
            grams |= dict.fromkeys(run, _SINGLE)
    return grams


def make_sheet(table: Table) -> Sheet:
    """Return a table as it is asked."""
    simplified = is_simplified("".join(cell.text for cell in table.cells))
    texts = tuple(fold_asked(cell.text, simplified) for cell in table.cells)
    numbers = {id(cell): number for number, cell in enumerate(table.cells)}
    places = table.grid()
    grid = np.array([[numbers.get(id(cell), -1) for cell in row] for row in places], dtype=np.intp)
    return Sheet(
        table.cells,
        texts,
        tuple(frozenset(_ASCII.findall(text)) for text in texts),
        np.array([max(1.0, sum(cut_grams(text[:LONGEST]).values())) for text in texts]),
        grid.reshape(table.rows, table.columns),
        np.array([cell.row for cell in table.cells], dtype=np.intp),
        np.array([cell.column for cell in table.cells], dtype=np.intp),
        np.array([bool(text) for text in texts], bool),
        np.array([is_figure(text) for text in texts], bool),
        count_heading_rows(places[:_DEEPEST]) if table.rows > 1 else 0,
    )


def find_grams(sheet: Sheet, grams: Mapping[str, float]) -> Flags:
    """Return which grams of a question each cell holds: of pairs any, words and numbers as a whole."""
    pairs = [gram for gram in grams if not gram.isascii()]
    whole = [gram for gram in grams if gram.isascii()]
    held = np.zeros((len(sheet.texts), len(grams)), bool)
    order = np.array([gram.isascii() for gram in grams], bool)
    held[:, ~order] = [[gram in text for gram in pairs] for text in sheet.texts]
    held[:, order] = [[gram in words for gram in whole] for words in sheet.words]
    return held
