"""Tables typed with spaces: columns that stand under each other with nothing between them over several lines.

Statistics have a row a line. In copies of PDFs and on law pages the cells are torn into short lines,
letters often set apart by spaces, and a row ends where its number, an empty line or a full line begins
the next.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.blocks import Block, Table
from ingest.formats.letters import close_letters, is_wide, width_of
from ingest.formats.paragraphs import make_paragraph
from ingest.formats.pieces import Held, Piece, is_cut_number, make_table, reach_down
from ingest.markup import strip_tags

Numbered = tuple[int, str]
# (first column, column after the last, text)
_Place = tuple[int, int, str]
_GAP = re.compile(r"[ \u3000\xa0]{2,}|\u3000")
_WORDS = re.compile(r"[^ \u3000\xa0]+")
_OTHER = re.compile("[\t|｜\u2500-\u257f]|[.．…‧·]{4}")
_ORDINAL = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[)）、.．]|$)")
_FIGURE = re.compile(r"[^\d]{0,4}\d[\d,.]*[^\d]{0,6}$")
_YEAR = re.compile(r"(?:19|20)\d\d|[89]\d|1[0-4]\d")
_TWO_FIGURES = re.compile(r"(?:^|\s)[\d,.]*\d%?\s+[\d,.]*\d%?(?:\s|$)")
_MOST_COLUMNS = 60
_WIDEST_LINE = 1_000
_SAMPLE = 40
_FEW = 16
_LONGEST_HEADING = 30
_LEAST_GAP = 2
_END = 9_999
_MOST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its pieces: where each begins and ends, in columns of the screen."""

    index: int
    number: int
    pieces: tuple[_Place, ...]
    after_empty: bool


def read_spaced(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read the columns that stand from a line on; nothing where fewer than three go on below it.

    A table without headings, or of which two pieces of a line fall into one column, is none: what its
    numbers mean could only be guessed.
    """
    if not _GAP.search(lines[position][1].strip()):
        return [], position
    gap = _find_gap(lines[position : position + _SAMPLE])
    # Headings may stand beside what they head, as words do over numbers set to the right.
    ways = [_follow(lines, position, gap, free) for free in (0, 1)]
    taken, rivers, end = max(ways, key=lambda way: len(way[0]) if len(way[1]) > 1 else 0)
    if len(taken) > 2 and len(rivers) > 1:
        found = _read(taken, rivers, gap)
        if found is not None:
            return [found[0]], found[1]
    if end - position <= _FEW:
        return [], position
    # So many lines are looked at once, not again from each of them.
    return [block for line in lines[position:end] if (block := make_paragraph(*line))], end


def _read(lines: Sequence[_Line], rivers: list[tuple[int, int]], gap: int) -> tuple[Table, int] | None:
    """Return the table on some lines and the line after it."""
    columns = _refine(lines, rivers, gap)
    cut = [_cut(line, columns) for line in lines]
    cells = [line for line in cut if line is not None]
    if len(cells) < len(cut) or not _is_table(cells):
        return None
    wide = len(columns) + 1
    # A line of one piece below the last row is none of them where each line is one.
    last = max(at for at, line in enumerate(cells) if len(line) > 1)
    listed = _is_listed(cells[: last + 1], wide)
    cells = cells[: last + 1] if listed else cells
    taken = lines[: len(cells)]
    begins = [True] * len(cells) if listed else _find_begins(taken, cells, wide)
    if begins is None or len(cells) < 3:
        return None
    table = make_table(_gather(taken, cells, begins), taken[0].number, taken[-1].number)
    if table is None:
        return None
    end = taken[-1].index + 1
    return (replace(table, cells=tuple(reach_down(table.cells, 2))) if listed else table), end


def _find_gap(lines: Sequence[Numbered]) -> int:
    """Return how much space parts columns: more than what parts letters that were set apart."""
    between: Counter[int] = Counter()
    single = total = 0
    for _, line in lines:
        words = _read_words(line)
        total += len(words)
        single += sum(len(word) == 1 and is_wide(word) for _, _, word in words)
        for (_, end, before), (start, _, after) in itertools.pairwise(words):
            if len(before) == len(after) == 1 and is_wide(before) and is_wide(after):
                between[start - end] += 1
    if single * 2 < total or not between:
        return _LEAST_GAP
    return max(_LEAST_GAP, between.most_common(1)[0][0] + 1)


@lru_cache(maxsize=1024)
def _read_words(line: str) -> tuple[_Place, ...]:
    words: list[_Place] = []
    place = 0
    at = 0
    for found in _WORDS.finditer(line[:_WIDEST_LINE]):
        place += sum(map(width_of, line[at : found.start()]))
        start = place
        place += sum(map(width_of, found[0]))
        at = found.end()
        words.append((start, place, found[0]))
    return tuple(words)


def _join_words(words: Sequence[_Place], gap: int) -> list[_Place]:
    """Return the pieces of a line: words that less space parts than columns."""
    pieces: list[_Place] = []
    for start, end, word in words:
        if pieces and start - pieces[-1][1] < gap:
            first, _, text = pieces.pop()
            pieces.append((first, end, f"{text} {word}"))
        else:
            pieces.append((start, end, word))
    return pieces


def _follow(
    lines: Sequence[Numbered], position: int, gap: int, headings: int
) -> tuple[list[_Line], list[tuple[int, int]], int]:
    """Return the lines on which the same spaces stay empty, these spaces, and where the lines end.

    So many `headings` at the beginning may stand anywhere.
    """
    taken: list[_Line] = []
    rivers: list[tuple[int, int]] = []
    empty = 0
    end = position
    for index in range(position, len(lines)):
        number, line = lines[index]
        if not line.strip():
            empty += 1
            if empty > 2:
                break
            continue
        if _OTHER.search(line) or len(line) > _WIDEST_LINE:
            break
        words = _join_words(_read_words(strip_tags(line) if "<" in line else line.rstrip()), gap)
        free = list(_find_free(words, gap))
        narrowed = _meet(rivers, free, gap) if len(taken) > headings else _between(free)
        lost = len(rivers) - len(narrowed)
        # Only headings reach over several columns; below them a line that does is of something else.
        if not 2 <= len(narrowed) <= _MOST_COLUMNS or (lost > 0 and len(taken) >= _MOST_HEADINGS):
            break
        rivers = narrowed
        taken.append(_Line(index, number, tuple(words), bool(empty)))
        empty = 0
        end = index + 1
    return taken, rivers, end


def _find_free(words: Sequence[_Place], gap: int) -> Iterator[tuple[int, int]]:
    """Yield the spaces of a line that are wide enough, that before and that behind its words too."""
    before = 0
    for start, end, _ in words:
        if start - before >= gap or (before == 0 and start):
            yield before, start
        before = end
    yield before, _END


def _between(free: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [space for space in free if space[0] and space[1] < _END]


def _meet(
    rivers: Sequence[tuple[int, int]], free: Sequence[tuple[int, int]], gap: int
) -> list[tuple[int, int]]:
    """Return the parts of spaces that stay empty on a further line."""
    met: list[tuple[int, int]] = []
    at = 0
    for low, high in rivers:
        while at < len(free) and free[at][1] <= low:
            at += 1
        other = at
        while other < len(free) and free[other][0] < high:
            space = max(low, free[other][0]), min(high, free[other][1])
            if space[1] - space[0] >= gap or space == (low, high):
                met.append(space)
                break
            other += 1
    return met


def _refine(lines: Sequence[_Line], rivers: list[tuple[int, int]], gap: int) -> list[int]:
    """Return where columns begin, the first not named; under headings over several they are more."""
    best = rivers
    for first in range(1, min(_MOST_HEADINGS, len(lines) - 2) + 1):
        finer = _between(list(_find_free(lines[first].pieces, gap)))
        for line in lines[first + 1 :]:
            finer = _meet(finer, list(_find_free(line.pieces, gap)), gap)
        if len(finer) > len(best):
            best = finer
    return [(low + high) // 2 for low, high in best]


def _cut(line: _Line, columns: Sequence[int]) -> list[_Place] | None:
    """Return the cells of a line as (left, right, text), None where two pieces fall into one column.

    A heading over several columns spans them, unless another piece stands over one of these; letters
    set far apart are one.
    """
    if len(line.pieces) == len(columns) + 1:
        return [(at, at + 1, close_letters(text)) for at, (_, _, text) in enumerate(line.pieces)]
    cells: list[_Place] = []
    for start, end, text in line.pieces:
        left = sum(place <= start for place in columns)
        right = 1 + sum(place < end for place in columns)
        if cells and left < cells[-1][1]:
            before = cells[-1]
            if len(text) == 1 and is_wide(text) and right - left == 1 and before[1] - before[0] == 1:
                cells[-1] = (left, right, f"{before[2]} {text}")
                continue
            middle = sum(place <= (start + end) // 2 for place in columns)
            left, right = middle, middle + 1
            if left < before[1]:
                return None
        cells.append((left, right, text))
    return [(left, right, close_letters(text)) for left, right, text in cells]


def _is_table(cells: Sequence[list[_Place]]) -> bool:
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
    figures = [text for text in texts if _FIGURE.match(text) and not text.rstrip("度").endswith("年")]
    years = [int(text) for text in figures if _YEAR.fullmatch(text)]
    return len(years) == len(figures) and years == sorted(set(years))


def _is_listed(cells: Sequence[list[_Place]], wide: int) -> bool:
    """Say whether each line is a row: nearly all are full, and some column holds figures alone."""
    full = [line for line in cells if len(line) >= wide - 1]
    cut = any(is_cut_number(text) for line in cells for _, _, text in line)
    return not cut and len(full) * 5 >= len(cells) * 4 and _has_figures(full[1:])


def _has_figures(cells: Sequence[list[_Place]]) -> bool:
    figures = Counter(left for line in cells for left, _, text in line if left and _FIGURE.match(text))
    return bool(figures) and figures.most_common(1)[0][1] * 5 >= len(cells) * 3


def _gather(lines: Sequence[_Line], cells: Sequence[list[_Place]], begins: Sequence[bool]) -> list[Held]:
    """Put the cells of lines together as rows."""
    held: list[Held] = []
    here: dict[tuple[int, int], Held] = {}
    row = -1
    for line, own, begun in zip(lines, cells, begins, strict=True):
        if begun or row < 0:
            row += 1
            here = {}
        for left, right, text in own:
            cell = here.get((left, right))
            if cell is None:
                cell = here[left, right] = Held(row, left, right, row + 1)
                held.append(cell)
            # Nothing shows how wide the cell was: two numbers stay two unless the first one is cut.
            cell.pieces.append(Piece(line.number, text, _END))
    return held


def _find_begins(lines: Sequence[_Line], cells: Sequence[list[_Place]], wide: int) -> list[bool] | None:
    """Return for each line whether it begins a row, None where nothing shows it.

    A row begins with its number, after an empty line or, where some column holds figures alone, with
    a line that is full.
    """
    key = _find_numbers(cells)
    by_empty = sum(line.after_empty for line in lines) > 1
    full = [line for line in cells if len(line) == wide]
    if key is None and not by_empty and not (len(full) > 1 and _has_figures(full[1:])):
        return None
    begins: list[bool] = []
    figures: set[int] = set()
    for at, (line, own) in enumerate(zip(lines, cells, strict=True)):
        if key is not None:
            begun = any(left == key and _ORDINAL.match(text) for left, _, text in own)
        elif by_empty:
            begun = line.after_empty
        else:
            begun = len(own) == wide and not (at and _is_cut(cells[at - 1]))
        spans = any(right - left > 1 for row in cells[max(0, at - 1) : at + 1] for left, right, _ in row)
        here = {left for left, _, text in own if _FIGURE.match(text)}
        # Figures under figures in several columns are of two rows.
        again = len(figures & here) > 1 and not _is_cut(cells[at - 1])
        begins.append(begun or spans or again)
        figures = here if begins[-1] else figures | here
    return begins


def _find_numbers(cells: Sequence[list[_Place]]) -> int | None:
    """Return the column that numbers the rows, the first or one that holds nothing but numbers."""
    for column in (0, 1):
        texts = [text for line in cells[1:] for left, _, text in line if left == column]
        ordinals = [text for text in texts if _ORDINAL.match(text)]
        pure = all(len(text) <= 4 for text in ordinals) and len(ordinals) >= len(texts) - 1
        if len(ordinals) > 1 and (pure or (column == 0 and len(ordinals) * 5 >= len(texts) * 3)):
            return column
    return None


def _is_cut(line: Sequence[_Place]) -> bool:
    return any(is_cut_number(text) for _, _, text in line)
