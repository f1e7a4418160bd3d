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

from ingest.blocks import Block, Numbered, Table
from ingest.formats.letters import close_letters, is_wide, width_of
from ingest.formats.paragraphs import make_paragraph
from ingest.formats.pieces import Held, Piece, make_table, reach_down
from ingest.formats.spacedrows import Place, find_begins, is_listed, is_table
from ingest.markup import strip_tags

_GAP = re.compile(r"[ \u3000\xa0]{2,}|\u3000")
_WORDS = re.compile(r"[^ \u3000\xa0]+")
_OTHER = re.compile("[\t|｜\u2500-\u257f]|[.．…‧·]{4}")
_MOST_COLUMNS = 60
_WIDEST_LINE = 1_000
_SAMPLE = 40
_FEW = 16
_LEAST_GAP = 2
_END = 9_999
_MOST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its pieces: where each begins and ends, in columns of the screen."""

    index: int
    number: int
    pieces: tuple[Place, ...]
    after_empty: bool


def read_spaced(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read the columns that stand from a line on; nothing where fewer than three go on below it.

    A table without headings, or of which two pieces of a line fall into one column, is none: what its
    numbers mean could only be guessed.
    """
    if not _GAP.search(lines[position][1].strip()):
        return [], position
    if position and len(_GAP.findall(lines[position - 1][1].strip()[:_WIDEST_LINE])) > 1:
        # Columns begin with their first line: what stands in it heads the others.
        return [], position
    gap = _find_gap(lines[position : position + _SAMPLE])
    end = position
    # What stands below an empty line may be another table.
    for empty in (2, 0):
        # Headings may stand beside what they head, as words do over numbers set to the right.
        ways = [_follow(lines, position, gap, free, empty) for free in (0, 1)]
        taken, rivers, stop = max(ways, key=lambda way: len(way[0]) if len(way[1]) > 1 else 0)
        found = _read(taken, rivers, gap) if len(taken) > 2 and len(rivers) > 1 else None
        if found is not None:
            return [found[0]], found[1]
        end = max(end, stop)
    if end - position <= _FEW:
        return [], position
    # So many lines are looked at once, not again from each of them.
    return [block for line in lines[position:end] if (block := make_paragraph(*line))], end


def _read(lines: Sequence[_Line], rivers: list[tuple[int, int]], gap: int) -> tuple[Table, int] | None:
    """Return the table on some lines and the line after it."""
    columns = _refine(lines, rivers, gap)
    cut = [_cut(line, columns) for line in lines]
    if not {left for line in cut[1:] for left, _, _ in line or ()} >= set(range(len(columns) + 1)):
        # Letters of a heading set far apart look like columns that hold nothing.
        columns = [(low + high) // 2 for low, high in _narrow(lines[1:], gap)]
        cut = [_cut(line, columns) for line in lines]
    cells = [line for line in cut if line is not None]
    if len(cells) < len(cut) or not is_table(cells):
        return None
    wide = len(columns) + 1
    # A line of one piece below the last row is none of them where each line is one.
    last = max(at for at, line in enumerate(cells) if len(line) > 1)
    listed = is_listed(cells[: last + 1], wide)
    cells = cells[: last + 1] if listed else cells
    taken = lines[: len(cells)]
    begins = [True] * len(cells) if listed else find_begins([line.after_empty for line in taken], cells, wide)
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
def _read_words(line: str) -> tuple[Place, ...]:
    words: list[Place] = []
    place = 0
    at = 0
    for found in _WORDS.finditer(line[:_WIDEST_LINE]):
        place += sum(map(width_of, line[at : found.start()]))
        start = place
        place += sum(map(width_of, found[0]))
        at = found.end()
        words.append((start, place, found[0]))
    return tuple(words)


def _join_words(words: Sequence[Place], gap: int) -> list[Place]:
    """Return the pieces of a line: words that less space parts than columns."""
    pieces: list[Place] = []
    for start, end, word in words:
        if pieces and start - pieces[-1][1] < gap:
            first, _, text = pieces.pop()
            pieces.append((first, end, f"{text} {word}"))
        else:
            pieces.append((start, end, word))
    return pieces


def _follow(
    lines: Sequence[Numbered], position: int, gap: int, headings: int, most_empty: int
) -> tuple[list[_Line], list[tuple[int, int]], int]:
    """Return the lines on which the same spaces stay empty, these spaces, and where the lines end.

    So many `headings` at the beginning may stand anywhere, and so many empty lines between two.
    """
    taken: list[_Line] = []
    rivers: list[tuple[int, int]] = []
    empty = 0
    end = position
    for index in range(position, len(lines)):
        number, line = lines[index]
        if not line.strip():
            empty += 1
            if empty > most_empty:
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


def _find_free(words: Sequence[Place], gap: int) -> Iterator[tuple[int, int]]:
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
        best = max(best, _narrow(lines[first:], gap), key=len)
    return [(low + high) // 2 for low, high in best]


def _narrow(lines: Sequence[_Line], gap: int) -> list[tuple[int, int]]:
    """Return the spaces between pieces that stay empty on all of some lines."""
    spaces = _between(list(_find_free(lines[0].pieces, gap)))
    for line in lines[1:]:
        spaces = _meet(spaces, list(_find_free(line.pieces, gap)), gap)
    return spaces


def _cut(line: _Line, columns: Sequence[int]) -> list[Place] | None:
    """Return the cells of a line as (left, right, text), None where two pieces fall into one column.

    A heading over several columns spans them, unless another piece stands over one of these; letters
    set far apart are one.
    """
    if len(line.pieces) == len(columns) + 1:
        return [(at, at + 1, close_letters(text)) for at, (_, _, text) in enumerate(line.pieces)]
    cells: list[Place] = []
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


def _gather(lines: Sequence[_Line], cells: Sequence[list[Place]], begins: Sequence[bool]) -> list[Held]:
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
