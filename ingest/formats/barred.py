"""Tables of which a copy kept one cell a line, each ended by a bar that stands alone or at the line's end.

Such a text comes from a page whose cells held blocks. Rows are not marked; how many cells make one is
found by what repeats itself: bars without a cell that fill up rows, numbers under numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, Cell, Numbered, Table
from ingest.formats.paragraphs import make_paragraph
from ingest.markup import join_lines, strip_tags

_BARS = ("|", "｜")
_LONE = re.compile(r"\s*[|｜](?:\s*[|｜])*\s*$")
# So many lines may make one cell.
_LONGEST_CELL = 40
_MOST_COLUMNS = 40
_SAMPLE = 2_000
# So many lines may be looked at more than once.
_FEW = 200
_LEAST_ALIKE = 0.8
_OTHER = re.compile("[\t\u2500-\u257f]")
_ORDINAL = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、.]?$")
_FIGURE = re.compile(r"[^\d]{0,4}\d[\d,.]*[^\d]{0,6}$")


@dataclass(frozen=True, slots=True)
class _Token:
    """What stands before a bar: its (line, text) parts, none where nothing does."""

    parts: tuple[Numbered, ...]
    line: int

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.parts)


def read_barred(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read the cells that follow each other; where no width of rows fits them they are paragraphs."""
    if not _begins(lines, position):
        return [], position
    tokens, end = _read_tokens(lines, position, over_blanks=False)
    wide = _find_width(tokens)
    if wide is None:
        chunks, chunks_end = _read_chunks(lines, position)
        loose, loose_end = _read_tokens(lines, position, over_blanks=True)
        if chunks:
            tokens, wide, end = [token for chunk in chunks for token in chunk], len(chunks[0]), chunks_end
        elif (wide := _find_width(loose)) is not None:
            tokens, end = loose, loose_end
        elif loose_end - position > _FEW:
            end = loose_end
    if wide is None:
        # Read once as it stands, not again from each of its lines.
        return [block for line in lines[position:end] if (block := make_paragraph(*line))], end
    rows = [tokens[at : at + wide] for at in range(0, len(tokens), wide)]
    return [_make_table(_place(rows))], end


def _read_chunks(lines: Sequence[Numbered], position: int) -> tuple[list[list[_Token]], int]:
    """Return the cells between each two empty lines, as long as their number is the same; none for one."""
    chunks: list[list[_Token]] = []
    end = position
    while position < len(lines):
        tokens, after = _read_tokens(lines, position, over_blanks=False)
        if not 2 <= len(tokens) <= _MOST_COLUMNS or (chunks and len(tokens) != len(chunks[0])):
            break
        chunks.append(tokens)
        position = end = after
        while position < len(lines) and not lines[position][1].strip():
            position += 1
    return (chunks, end) if len(chunks) > 2 else ([], end)


def _begins(lines: Sequence[Numbered], position: int) -> bool:
    """Say whether a line is a bar, or the cell before one, and another bar follows soon."""
    bars = [at for at in range(position, min(len(lines), position + 6)) if _is_bar(lines[at][1])]
    return len(bars) >= 2 and bars[0] - position <= 1 and bool(lines[position][1].strip())


def _is_bar(line: str) -> bool:
    """Say whether a line is bars alone, or a cell with one behind it."""
    stripped = line.rstrip()
    if stripped[-1:] not in _BARS or not stripped:
        return False
    if len(stripped) > _MOST_COLUMNS and _count_bars(stripped) > _MOST_COLUMNS:
        return False
    return not stripped[:-1].strip() or _LONE.match(line) is not None or not _count_bars(stripped[:-1])


def _count_bars(line: str) -> int:
    return sum(map(line.count, _BARS))


def _read_tokens(lines: Sequence[Numbered], position: int, *, over_blanks: bool) -> tuple[list[_Token], int]:
    """Return the cells from a line on, to the last bar or, unless `over_blanks`, to an empty line."""
    tokens: list[_Token] = []
    parts: list[Numbered] = []
    end = position
    for index in range(position, len(lines)):
        number, line = lines[index]
        if index - end > _LONGEST_CELL or (_count_bars(line) > 1 and not _LONE.match(line)):
            break
        if _OTHER.search(line) or (not over_blanks and not line.strip()):
            break
        if not _is_bar(line):
            parts += [(number, strip_tags(line))] if line.strip() else []
            continue
        text = strip_tags(line.replace("｜", "|").rstrip().rstrip("| \t"))
        parts += [(number, text)] if text else []
        tokens.append(_Token(tuple(parts), number))
        tokens += [_Token((), number)] * (_count_bars(line) - 1)
        parts = []
        end = index + 1
    # A bar before the first cell ends none.
    return (tokens[1:] if tokens and not tokens[0].parts else tokens), end


def _find_width(tokens: Sequence[_Token]) -> int | None:
    """Return how many cells a row has: the fewest that make columns alike."""
    if len(tokens) < 6:
        return None
    kinds = [_kind(token.text) for token in tokens[:_SAMPLE]]
    if len(set(kinds)) < 2:
        return None
    fitting = [w for w in range(2, min(_MOST_COLUMNS, len(tokens) // 2) + 1) if len(tokens) % w in (0, w - 1)]
    for moved in (False, True):
        best: tuple[float, int] | None = None
        for wide in fitting:
            score = _rate(kinds, wide, moved)
            if score >= _LEAST_ALIKE and (best is None or score > best[0] + 0.05):
                best = (score, wide)
        if best:
            return best[1]
    return None


def _kind(text: str) -> str:
    if not text:
        return ""
    if _ORDINAL.match(text):
        return "ordinal"
    return "figure" if _FIGURE.match(text) else "text"


def _rate(kinds: Sequence[str], wide: int, moved: bool) -> float:
    """Return how much the cells of columns are alike, headings aside.

    `moved`: rows that bars fill up at their end lack cells that go on from above, on their left.
    """
    rows = [kinds[at : at + wide] for at in range(0, len(kinds), wide)]
    rows = [[*row, *[""] * (wide - len(row))] for row in rows if any(row)]
    body = _below_headings(rows)
    if len(body) < 2 or len(body) * 2 < len(rows):
        return 0.0
    if not moved:
        return _alike(body, wide)
    if any(row[-1] or _has_hole(row) for row in rows):
        return 0.0
    return _alike([_shift(row, wide) for row in body], wide, empty=False)


def _below_headings(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows from the first one on that holds a figure or a number."""
    first = next((at for at, row in enumerate(rows) if {"ordinal", "figure"} & set(row)), len(rows))
    return [list(row) for row in rows[first:]]


def _has_hole(row: Sequence[str]) -> bool:
    filled = [at for at, kind in enumerate(row) if kind]
    return bool(filled) and filled[-1] - filled[0] >= len(filled)


def _shift(row: Sequence[str], wide: int) -> list[str]:
    """Return a row moved to the right by the places that fill it up."""
    last = max((at for at, kind in enumerate(row) if kind), default=-1)
    return [""] * (wide - last - 1) + list(row[: last + 1])


def _alike(rows: Sequence[Sequence[str]], wide: int, *, empty: bool = True) -> float:
    """Return how much of a column is of its most frequent kind, on average, empty cells counted or not."""
    shares: list[float] = []
    for column in range(wide):
        found = Counter(row[column] for row in rows if empty or row[column])
        if found:
            # A cell that has none to be like says nothing.
            shares.append((found.most_common(1)[0][1] - 1) / max(1, found.total() - 1))
    return sum(shares) / len(shares) if shares else 0.0


def _place(rows: Sequence[Sequence[_Token]]) -> list[dict[int, tuple[_Token, int]]]:
    """Put the cells in columns: rows filled up with bars lack those that go on from above, on their left."""
    stripped = [_strip(row) for row in rows]
    stripped = [row for row in stripped if row]
    wide = max(len(row) for row in stripped)
    kinds = [[_kind(token.text) for token in row] for row in stripped]
    body = _below_headings(kinds)
    left = _alike([row + [""] * (wide - len(row)) for row in body], wide, empty=False)
    right = _alike([[""] * (wide - len(row)) + row for row in body], wide, empty=False)
    ragged = any(len(row) < wide for row in stripped)
    moved = ragged and right > left
    full = next(at for at, row in enumerate(stripped) if len(row) == wide)
    ordinals = {
        at for at in range(wide) if all(row[at] == "ordinal" for row in kinds[full:] if len(row) == wide)
    }
    placed = _place_headings(stripped[:full], wide, ordinals) if moved else []
    for row in stripped[len(placed) :]:
        shift = wide - len(row) if moved else 0
        placed.append({at + shift: (token, 1) for at, token in enumerate(row) if token.parts})
    return placed


def _place_headings(
    rows: Sequence[Sequence[_Token]], wide: int, ordinals: set[int]
) -> list[dict[int, tuple[_Token, int]]]:
    """Put headings over the columns: the lowest row on the right, those above it over these and the rest.

    A heading stands over a column of numbers and the one that they number.
    """
    if not 1 <= len(rows) <= 2:
        return []
    start = wide - len(rows[-1])
    lowest = {start + at: (token, 1) for at, token in enumerate(rows[-1])}
    if start and start - 1 in ordinals:
        lowest[start - 1] = (lowest.pop(start)[0], 2)
        start -= 1
    if len(rows) == 1:
        return [lowest]
    *left, last = rows[0]
    if not start or not left:
        return []
    highest = {start: (last, wide - start)}
    for at, token in enumerate(left):
        # One heading over all that is left of the lower row, else one over each column.
        highest[at] = (token, start if len(left) == 1 else 1)
    return [highest, lowest]


def _strip(row: Sequence[_Token]) -> list[_Token]:
    last = max((at for at, token in enumerate(row) if token.parts), default=-1)
    return list(row[: last + 1])


def _make_table(rows: Sequence[dict[int, tuple[_Token, int]]]) -> Table:
    """Return the rows as a table; a cell on the left goes on where the rows below begin further right."""
    cells: dict[tuple[int, int], Cell] = {}
    above: dict[int, int] = {}
    for index, row in enumerate(rows):
        first = min(row)
        for column, (token, span) in row.items():
            text, starts = join_lines(token.parts)
            cells[index, column] = Cell(index, column, text, starts, 1, span)
            above[column] = index
        for column in range(first):
            if (top := above.get(column)) is not None:
                cells[top, column] = replace(cells[top, column], row_span=index - top + 1)
    lines = [line for cell in cells.values() for _, line in cell.starts]
    columns = max(column + cell.column_span for (_, column), cell in cells.items())
    return Table(tuple(cells[key] for key in sorted(cells)), len(rows), columns, min(lines), max(lines))
