"""Whether lines that align are a table, running text in two columns, or neither: told by their shape."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.pdf.regions import Region
from ingest.pdf.wrapping import read_item

_LEAST_LINES = 3
_LABEL = 20


def looks_numeric(text: str) -> bool:
    """Say whether a text is a number with its sign and unit, or the mark that stands for none.

    >>> [looks_numeric(text) for text in ("1,206 人", "≧15%", "－", "第一期", "109年辦理宣導活動完成")]
    [True, True, True, False, False]
    """
    bare = "".join(text.split())
    digits = sum(char.isdigit() for char in bare)
    if not digits:
        return len(bare) == 1 and not bare.isalnum()
    return 2 * digits >= len(bare.strip("＋+－-≧≦≥≤<>$,.，．%％()（）"))


def is_table(region: Region, rules: Sequence[float], labels: set[str], pages: int) -> bool:
    """Say whether a region is a table: three columns that align, two with numbers or with labels."""
    columns = len(region.columns)
    several = [line for line in region.lines if len(line.parts) > 1]
    if columns < 2 or len(several) < (2 if _ruled(region, rules) else _LEAST_LINES):
        return False
    first = region.in_column(0)
    if all(_is_marker(part.text) for part in first) and columns == 2:
        return False
    if columns == 2:
        return _is_pair(region, rules, labels) and not _lists_pages(region, pages)
    filled = sum(len(line.parts) for line in several) / (columns * len(several))
    return (
        filled >= 0.5
        and not _is_scale(region)
        and not (columns == 3 and _is_dense(region) and not _ruled(region, rules))
    )


def _is_scale(region: Region) -> bool:
    """Say whether many numbers of the first column stand alone in their lines, as those beside a chart do."""
    first = [line for line in region.lines if region.column_of(line.parts[0]) == (0, 1)]
    alone = sum(len(line.parts) == 1 and looks_numeric(line.parts[0].text) for line in first)
    return alone > 0.3 * len(first)


def _is_marker(text: str) -> bool:
    """Say whether a part is only what marks an item of a list."""
    return len(text) == 1 or (read_item(text) is not None and len(text) <= 5)


def _ruled(region: Region, rules: Sequence[float]) -> bool:
    """Say whether at least two rules run through a region or along its ends."""
    top, bottom = region.lines[0].top, region.lines[-1].bottom
    return sum(top - region.size * 2 <= y <= bottom + region.size * 2 for y in rules) >= 2


def _is_pair(region: Region, rules: Sequence[float], labels: set[str]) -> bool:
    """Say whether two columns are labels with values: numbers, labels that recur, labels few and short."""
    first, second = region.in_column(0), region.in_column(1)
    if len(first) < 2 or not second:
        return False
    if sum(part.text in labels for part in first) * 2 >= len(first):
        return True
    numeric = sum(looks_numeric(part.text) for part in second)
    if numeric >= 0.6 * len(second):
        return True
    if _ruled(region, rules) and sum(region.lines[0].top < y < region.lines[-1].bottom for y in rules) >= 2:
        return True
    width = region.columns[-1][1] - region.columns[0][0]
    narrow = region.columns[0][1] - region.columns[0][0] <= 0.4 * width
    short = median(len(part.text) for part in first) <= _LABEL
    return narrow and short and len(first) >= 3 and len(first) <= 0.7 * len(second)


def _lists_pages(region: Region, pages: int) -> bool:
    """Say whether the second column numbers pages in order, as contents do."""
    found = [part.text.strip() for part in region.in_column(1)]
    if not all(text.isdecimal() for text in found):
        return False
    numbers = [int(text) for text in found]
    return numbers == sorted(numbers) and numbers[-1] <= pages + _LABEL and len(set(numbers)) > 1


def _is_dense(region: Region) -> bool:
    """Say whether all columns hold running text: most lines fill their column."""
    for (left, right), parts in zip(region.columns, region.by_column(), strict=True):
        full = sum(p.right - p.left >= 0.85 * (right - left) and len(p.text) > 6 for p in parts)
        if full < 0.6 * len(parts):
            return False
    return True


def is_prose(region: Region) -> bool:
    """Say whether a region is running text in two columns of like width."""
    if len(region.columns) != 2 or len(region.lines) < 4 or region.spanning:
        return False
    first, second = region.in_column(0), region.in_column(1)
    if min(len(first), len(second)) < 4 or all(_is_marker(part.text) for part in first):
        return False
    widths = [right - left for left, right in region.columns]
    alike = min(widths) >= 0.6 * max(widths)
    return alike and min(len(first), len(second)) >= 0.6 * max(len(first), len(second))
