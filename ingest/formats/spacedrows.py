"""Rows from the lines of a table typed with spaces: one a line, or torn over several."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from ingest.figures.digits import read_chinese
from ingest.formats.pieces import is_cut_number

# A cell of a line: (first column, column after the last, text).
Place = tuple[int, int, str]
_ORDINAL = re.compile(r"[(（]?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:[)）、.．]|$)")
_FIGURE = re.compile(r"[^\d]{0,4}\d[\d,.]*[^\d]{0,6}$")
_YEAR = re.compile(r"(?:19|20)\d\d|[89]\d|1[0-4]\d")
_TWO_FIGURES = re.compile(r"(?:^|\s)[\d,.]*\d%?\s+[\d,.]*\d%?(?:\s|$)")
_LONGEST_HEADING = 30


def is_table(cells: Sequence[list[Place]]) -> bool:
    """Say whether lines of cells are a table: headings of three columns or more, numbers below them."""
    first, *others = cells
    several = sum(len(line) > 1 for line in cells)
    with_number = sum(any(char.isdigit() for _, _, text in line for char in text) for line in others)
    sentences = sum(text[-1] in "。；，" and len(text) > 20 for line in cells for _, _, text in line)
    glued = any(_TWO_FIGURES.search(text) for line in others for _, _, text in line)
    return (
        len(first) > 1 and _are_headings([text for _, _, text in first]) and not glued and with_number > 1
        and several * 3 >= len(cells) * 2 and sentences * 4 <= len(cells)
    )  # fmt: skip


def _are_headings(texts: Sequence[str]) -> bool:
    """Say whether the cells of a first line are headings: words, or years that ascend."""
    if any(set(text) & set("，。；") or len(text) > _LONGEST_HEADING for text in texts):
        return False
    figures = [text for text in texts if _FIGURE.match(text) and "年" not in text]
    years = [int(text) for text in figures if _YEAR.fullmatch(text)]
    return len(years) == len(figures) and years == sorted(set(years))


def is_listed(cells: Sequence[list[Place]], wide: int) -> bool:
    """Say whether each line is a row: nearly all are full, and some column holds figures alone."""
    full = [line for line in cells if len(line) >= wide - 1]
    cut = any(is_cut_number(text) for line in cells for _, _, text in line)
    return not cut and len(full) * 5 >= len(cells) * 4 and _has_figures(full[1:])


def _has_figures(cells: Sequence[list[Place]]) -> bool:
    figures = Counter(left for line in cells for left, _, text in line if left and _FIGURE.match(text))
    return bool(figures) and figures.most_common(1)[0][1] * 5 >= len(cells) * 3


def find_begins(after_empty: Sequence[bool], cells: Sequence[list[Place]], wide: int) -> list[bool] | None:
    """Return for each line whether it begins a row, None where nothing shows it.

    A row begins with its number, after an empty line or, where some column holds figures alone, with
    a line that is full.
    """
    key = _find_numbers(cells)
    by_empty = sum(after_empty) > 1
    full = [line for line in cells if len(line) == wide]
    if key is None and not by_empty and not (len(full) > 1 and _has_figures(full[1:])):
        return None
    begins: list[bool] = []
    figures: set[int] = set()
    for at, (apart, own) in enumerate(zip(after_empty, cells, strict=True)):
        if key is not None:
            begun = any(left == key and _ORDINAL.match(text) for left, _, text in own)
        elif by_empty:
            begun = apart
        else:
            begun = len(own) == wide and not (at and _is_cut(cells[at - 1]))
        spans = any(right - left > 1 for row in cells[max(0, at - 1) : at + 1] for left, right, _ in row)
        here = {left for left, _, text in own if _FIGURE.match(text)}
        # Figures under figures in several columns are of two rows.
        again = len(figures & here) > 1 and not _is_cut(cells[at - 1])
        begins.append(begun or spans or again)
        # An empty line in the middle of a row is its end: what follows is of something else.
        if apart and not begins[-1]:
            return None
        figures = here if begins[-1] else figures | here
    return begins


def _find_numbers(cells: Sequence[list[Place]]) -> int | None:
    """Return the column that numbers the rows, the first or the second, where its numbers count on."""
    for column in (0, 1):
        texts = [text for line in cells[1:] for left, _, text in line if left == column]
        ordinals = [text for text in texts if _ORDINAL.match(text)]
        if len(ordinals) > 1 and _ascend(ordinals):
            return column
    return None


def _ascend(texts: Sequence[str]) -> bool:
    """Say whether numbers count on, from where they begin or anew from one."""
    found = [_ORDINAL.match(text) for text in texts]
    numbers = [int(n) if (n := match[1]).isdecimal() else read_chinese(n) for match in found if match]
    return all(after in (1, (before or 0) + 1) for before, after in itertools.pairwise(numbers))


def _is_cut(line: Sequence[Place]) -> bool:
    return any(is_cut_number(text) for _, _, text in line)
