"""Tables drawn with box characters, or with + - and | : rules end rows, bars end cells.

What neither ends goes on. A cell of such a table is cut every few characters; its pieces are put
together again, and numbers only where the width of the cell cut them.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Numbered, Table
from ingest.formats.letters import close_letters, measure, width_of
from ingest.formats.paragraphs import make_paragraph
from ingest.formats.pieces import Held, Piece, is_cut_number, make_table
from ingest.markup import strip_tags

_FLAT = "─━═┄┅┈┉╌╍╴╶╸╺╼╾"
_BARS = "│┃║┆┇┊┋╎╏|｜︱"
_BOX = re.compile("[\u2500-\u257f]")
# Where rules meet and no bar goes on below, or none comes from above.
_ENDING = "└┘┴┕┖┗┙┚┛┵┶┷┸┹┺┻╘╙╚╛╜╝╧╨╩╰╯"
_BEGINNING = "┌┐┬┍┎┏┑┒┓┭┮┯┰┱┲┳╒╓╔╕╖╗╤╥╦╭╮"
_MOST_COLUMNS = 200
# So many lines of a table may have bars where it has none before it is no table.
_GOOD_FOR_ONE_ASTRAY = 10
_CORNERS = ("┌", "┏", "╔", "╭")
# A bar this far from where the rules put it is of the same edge.
_NEAR = 2
_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands between two edges on one line: text, or a rule."""

    left: int
    right: int
    text: str
    rule: bool
    double: bool = False


def read_drawn(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read the table drawn from a line on; where bars and rules do not meet its lines are paragraphs."""
    end = _find_end(lines, position)
    if end - position < 3:
        return [], position
    taken = [(number, line.replace("\t", " ").rstrip()) for number, line in lines[position:end]]
    for ambiguous in _likely_widths(taken):
        table = _read_grid(taken, ambiguous)
        if table is not None:
            return [table], end
    return [found for line in taken if (found := make_paragraph(*line))], end


def _find_end(lines: Sequence[Numbered], position: int) -> int:
    """Return where the lines end that are drawn; the first is a rule or has a bar of the box characters."""
    first = lines[position][1]
    plain = _is_typed_rule(first)
    if not plain and (not _BOX.search(first) or not _is_drawn(first)):
        return position
    end = position
    while end < len(lines):
        line = lines[end][1]
        if plain:
            if not _has_bars(line):
                break
        elif not _is_drawn(line):
            break
        if (
            end > position
            and line.lstrip()[:1] in _CORNERS
            and lines[end - 1][1].lstrip()[:1] not in _CORNERS
        ):
            break
        end += 1
    return end


def _is_typed_rule(line: str) -> bool:
    """Say whether a line is a rule typed as +---+---+."""
    stripped = line.strip()
    return len(stripped) > 3 and stripped[0] == stripped[-1] == "+" and not stripped.strip("+-=")


def _holds_rule(line: str) -> bool:
    return any(mark in line for mark in ("--+", "+--", "==+", "+==")) or any(mark in line for mark in _FLAT)


def _has_bars(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) > 1 and stripped[0] in "|+" and stripped[-1] in "|+"


def _is_drawn(line: str) -> bool:
    """Say whether a line is a rule or its cells stand between bars of the box characters."""
    stripped = line.strip()
    if not stripped:
        return False
    marks = len(_BOX.findall(stripped)) + stripped.count("｜")
    framed = bool(_BOX.match(stripped[0])) and bool(_BOX.match(stripped[-1]))
    return marks == len(stripped) > 2 or (framed and marks > 1) or marks > 2


def _likely_widths(lines: Sequence[Numbered]) -> list[int]:
    """Return how wide the font has box characters, the likelier first: bars stand under each other."""
    scores = []
    for ambiguous in (1, 2, 0):
        places: Counter[int] = Counter()
        for _, line in lines[:_SAMPLE]:
            places.update(place for place, _ in _find_bars(line, ambiguous))
        total = sum(places.values())
        kept = sum(
            count for _, count in places.most_common(_MOST_COLUMNS) if count * 4 >= len(lines[:_SAMPLE])
        )
        scores.append((-kept / max(1, total), ambiguous))
    return [ambiguous for _, ambiguous in sorted(scores, key=lambda score: score[0])][:2]


def _find_bars(line: str, ambiguous: int) -> list[tuple[int, int]]:
    """Return (column, offset) of each character of a line that is a bar or a place where rules meet."""
    found: list[tuple[int, int]] = []
    rule = _holds_rule(line)
    place = 0
    for offset, char in enumerate(line):
        if char in _BARS or (rule and char == "+") or ("\u2500" <= char <= "\u257f" and char not in _FLAT):
            found.append((place, offset))
        place += width_of(char, ambiguous) if ambiguous else 1
    return found


def _read_grid(lines: Sequence[Numbered], ambiguous: int) -> Table | None:
    bars = [_find_bars(line, ambiguous) for _, line in lines]
    rules = [_holds_rule(line) for _, line in lines]
    edges = _find_edges([found for found, rule in zip(bars, rules, strict=True) if rule])
    edges = edges if len(edges) > 2 else _find_edges(bars)
    if not 2 <= len(edges) <= _MOST_COLUMNS:
        return None
    cut: list[list[_Segment]] = []
    astray = 0
    below: list[int] = []
    for (_, line), found, rule in zip(lines, bars, rules, strict=True):
        places = _match(line, found, edges, below)
        if places is None:
            astray += 1
            cut.append([])
            if astray * _GOOD_FOR_ONE_ASTRAY > len(lines):
                return None
            continue
        if rule:
            below = [edge for edge, (_, at) in zip(places, found, strict=True) if line[at] not in _ENDING]
        pairs = [(edge, offset) for edge, (_, offset) in zip(places, found, strict=True)]
        cut.append(_cut_line(line, pairs))
    if not _is_framed(cut, len(edges) - 1):
        return None
    held = _gather(lines, cut, len(edges) - 1, ambiguous)
    return make_table(held, lines[0][0], lines[-1][0]) if held else None


def _is_framed(cut: Sequence[Sequence[_Segment]], last: int) -> bool:
    """Say whether a rule goes through from edge to edge, the first one too; boxes stand apart."""
    through = [
        index
        for index, segments in enumerate(cut)
        if segments
        and all(segment.rule for segment in segments)
        and (segments[0].left, segments[-1].right) == (0, last)
    ]
    first = cut[0] if cut else []
    return bool(through) and (through[0] == 0 or not any(segment.rule for segment in first))


def _find_edges(bars: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    """Return the columns edges stand at: where several lines have bars, or rules meet."""
    counts: Counter[int] = Counter()
    for found in bars:
        counts.update(place for place, _ in found)
    edges: list[int] = []
    for place in sorted(counts):
        if edges and place - edges[-1] <= 1:
            # Two bars side by side are one edge, drawn where more lines have it.
            edges[-1] = max(edges[-1], place, key=lambda at: counts[at])
        elif counts[place] > 1 or len(bars) < 3:
            edges.append(place)
    return edges


def _match(
    line: str, bars: Sequence[tuple[int, int]], edges: Sequence[int], below: Sequence[int]
) -> list[int] | None:
    """Return for each bar of a line the edge it is, None where some is none.

    The bars under a rule are those that go down from it, in their order, whatever the width of the
    text between them; others are where the rules have an edge.
    """
    going = [at for at, (_, offset) in enumerate(bars) if line[offset] not in _BEGINNING]
    known = dict(zip(going, below, strict=True)) if len(going) == len(below) else {}
    found: list[int] = []
    for at, (place, _) in enumerate(bars):
        edge = known.get(at)
        if edge is None:
            after = bisect_left(edges, place)
            near = [n for n in (after - 1, after) if 0 <= n < len(edges)]
            edge = min(near, key=lambda n: abs(edges[n] - place))
            if abs(edges[edge] - place) > _NEAR:
                return None
        if found and edge <= found[-1]:
            return None
        found.append(edge)
    return found


def _cut_line(line: str, bars: Sequence[tuple[int, int]]) -> list[_Segment]:
    segments: list[_Segment] = []
    for (left, start), (right, end) in itertools.pairwise(bars):
        text = line[start + 1 : end]
        bare = text.strip()
        rule = (bare != "" and not bare.strip(_FLAT + "-=") and len(bare) > 1) or bare in tuple(_FLAT)
        # A dash between bars is a value; a rule fills its cell.
        rule = rule and len(bare) >= len(text) - 1
        segments.append(_Segment(left, right, text, rule, rule and bare[0] in "=═"))
    return segments


def _gather(
    lines: Sequence[Numbered], cut: Sequence[Sequence[_Segment]], columns: int, ambiguous: int
) -> list[Held] | None:
    """Put the segments together as cells: a rule ends those above it, other lines go on with them."""
    apart = _find_rows(cut)
    found: list[Held] = []
    held: list[Held | None] = [None] * columns
    row = 0
    astray = 0
    for index, ((number, _), segments) in enumerate(zip(lines, cut, strict=True)):
        if any(segment.rule for segment in segments) or index in apart:
            row += 1
        if index in apart:
            held = [None] * columns
        for segment in segments:
            if segment.rule:
                _close(held, segment, row)
                continue
            cell = held[segment.left]
            if cell is None or (cell.left, cell.right) != (segment.left, segment.right):
                if any(held[column] for column in range(segment.left, segment.right)):
                    astray += bool(segment.text.strip())
                    _close(held, segment, row)
                cell = Held(row, segment.left, segment.right, row + 1)
                found.append(cell)
                held[segment.left : segment.right] = [cell] * (segment.right - segment.left)
            cell.end = row + 1
            text = strip_tags(segment.text)
            room = measure(segment.text, ambiguous or 1) - measure(text, ambiguous or 1)
            cell.pieces.append(Piece(number, close_letters(" ".join(text.split())), room))
    if astray * _GOOD_FOR_ONE_ASTRAY > len(lines):
        return None
    return found


def _close(held: list[Held | None], segment: _Segment, row: int) -> None:
    for column in range(segment.left, segment.right):
        cell = held[column]
        if cell is not None:
            cell.end = row
            cell.heading = cell.heading or segment.double
            held[cell.left : cell.right] = [None] * (cell.right - cell.left)


def _find_rows(cut: Sequence[Sequence[_Segment]]) -> set[int]:
    """Return the lines that begin a row of their own though no rule stands above them.

    Between two rules, or after the one under the heading, lines are rows where each fills its
    cells and none is a number that goes on below.
    """
    apart: set[int] = set()
    bands: list[list[int]] = [[]]
    for index, segments in enumerate(cut):
        if segments and all(segment.rule for segment in segments):
            bands.append([])
        elif segments:
            bands[-1].append(index)
    bands = [band for band in bands if band]
    for place, band in enumerate(bands):
        if len(band) < 2 or (place == 0 and len(bands) > 1):
            continue
        if all(_is_row(cut[index], cut[band[0]]) for index in band):
            apart.update(band[1:])
    return apart


def _is_row(segments: Sequence[_Segment], first: Sequence[_Segment]) -> bool:
    same = [(s.left, s.right) for s in segments] == [(s.left, s.right) for s in first]
    texts = [segment.text.strip() for segment in segments]
    filled = sum(bool(text) for text in texts)
    fits = all(len(segment.text) - len(text) > 1 for segment, text in zip(segments, texts, strict=True))
    whole = not any(is_cut_number(text) for text in texts)
    return same and whole and fits and filled >= max(2, len(texts) - 1) and bool(texts[0])
