"""Tables of two columns in a plain text: `label<TAB>value`, put together again over line and page breaks.

What a label is, a text shows by itself: the same few stand in every card.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.blocks import Block, Cell, Paragraph, Table
from ingest.headings import heading_level
from ingest.markup import is_rule, join_lines, strip_tags

Numbered = tuple[int, str]
_NUMBER = re.compile(r"\d+")
_IGNORED = re.compile(r"[\s「」『』“”\"'﹁﹂]+")
_LONGEST_LABEL = 40
_LEAST_ROWS = 2


@lru_cache(maxsize=512)
def fold_label(raw: str) -> str:
    """Return a label without what varies: tags, spaces, quotation marks, width, and its numbers.

    >>> fold_label("<p>108 年及 109 年績效目標「達成率」及執行成果比較</p>")
    '#年及#年績效目標達成率及執行成果比較'
    """
    folded = unicodedata.normalize("NFKC", strip_tags(raw))
    return _NUMBER.sub("#", _IGNORED.sub("", folded)).rstrip(":")


@dataclass(slots=True)
class _Row:
    """A label with the lines it stands on, and the (line, text) parts of its value."""

    label: str
    lines: list[int]
    parts: list[Numbered] = field(default_factory=list)


def read_cards(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read the rows of labels and values that begin at a line, with what breaks tore out of them.

    A line without a label belongs to the value before it inside a card, that is, while the next
    label is not the one that cards begin with; what stands between two cards does not.
    """
    if not _is_pair(lines[position][1]):
        return [], position
    end = _find_end(lines, position)
    pairs = [_split(line) for _, line in lines[position:end] if _is_pair(line)]
    known = Counter(fold_label(label) for label, _ in pairs if label)
    first = fold_label(pairs[0][0])
    rows: list[_Row] = []
    blocks: list[Block] = []
    loose: list[Numbered] = []
    for number, line in lines[position:end]:
        if not line.strip() or is_rule(strip_tags(line)):
            continue
        if not _is_pair(line):
            loose.append((number, strip_tags(line)))
            continue
        label, value = _split(line)
        torn = _join_torn(rows, loose, label, known)
        if not torn and known[first] > 1 and fold_label(label) == first and loose and rows:
            blocks += [_make_table(rows), *(Paragraph(text, ((0, n),)) for n, text in loose)]
            rows, loose = [], []
        elif rows:
            rows[-1].parts += loose
            loose = []
        _add(rows, number, label, value, known, torn)
    if len(rows) < _LEAST_ROWS and not blocks:
        return [], position
    # What follows the last row without an empty line between goes on with it.
    after = rows[-1].parts[-1][0] if rows[-1].parts else rows[-1].lines[-1]
    while loose and loose[0][0] == after + 1:
        after = loose[0][0]
        rows[-1].parts.append(loose.pop(0))
    blocks += [_make_table(rows), *(Paragraph(text, ((0, n),)) for n, text in loose)]
    return blocks, end


def _is_pair(line: str) -> bool:
    # A label may stand without a value: 執行成果比較<TAB>.
    stripped = line.rstrip(" ")
    return bool(stripped.strip()) and (stripped.count("\t") == 1 or stripped.startswith("\t"))


def _split(line: str) -> tuple[str, str]:
    label, _, value = line.partition("\t")
    label = strip_tags(label)
    return "" if is_rule(label) else label, strip_tags(value.replace("\t", " "))


def _find_end(lines: Sequence[Numbered], position: int) -> int:
    """Return where the cards end: at a heading of the highest level, at a wider table, or after the last row."""
    end = position + 1
    for index in range(position, len(lines)):
        line = lines[index][1]
        if _is_pair(line):
            end = index + 1
        elif "\t" in line.strip() or (line.strip() and heading_level(line) == 0):
            break
    while end < len(lines) and lines[end][1].strip() and "\t" not in lines[end][1]:
        if heading_level(lines[end][1]) is not None:
            break
        end += 1
    return end


def _join_torn(rows: list[_Row], loose: list[Numbered], label: str, known: Counter[str]) -> bool:
    """Say whether a label is the second part of the one before, which a break tore in two.

    Its first part may stand on the row before, or on a line without a value.
    """
    if not label or known[fold_label(label)] > 2:
        return False
    if loose and known[fold_label(loose[-1][1] + label)]:
        return True
    if not rows or loose:
        return False
    whole = fold_label(rows[-1].label + label)
    return known[whole] > 0 and whole != fold_label(label)


def _add(rows: list[_Row], number: int, label: str, value: str, known: Counter[str], torn: bool) -> None:
    part = [(number, value)] if value and not is_rule(value) else []
    last = rows[-1] if rows else None
    if torn and last:
        last.label += label
        last.lines.append(number)
        last.parts += part
    elif last and (not label or label == last.label or _is_text(label, known)):
        prefix = [(number, label)] if label and label != last.label else []
        last.parts += [*prefix, *part]
    else:
        rows.append(_Row(label, [number], part))


def _is_text(label: str, known: Counter[str]) -> bool:
    """Say whether what stands before a tab is no label but goes on with the value above."""
    rare = known[fold_label(label)] < 2
    return rare and (len(label) > _LONGEST_LABEL or label[-1:] in "。，；：")


def _make_table(rows: Sequence[_Row]) -> Table:
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        text, starts = join_lines(row.parts)
        if row.label:
            cells.append(Cell(index, 0, row.label, tuple((0, line) for line in row.lines[:1])))
        cells.append(Cell(index, 1, text, starts or ((0, row.lines[0]),)))
    numbers = [n for row in rows for n in (*row.lines, *(line for line, _ in row.parts))]
    return Table(tuple(cells), len(rows), 2, min(numbers), max(numbers))
