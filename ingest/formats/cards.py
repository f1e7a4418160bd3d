"""Tables of two columns in a plain text: `label<TAB>value`, put together again over line and page breaks.

What a label is, a text shows by itself: the same few stand in every card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Cell, Numbered, Paragraph, Table
from ingest.headings import heading_level
from ingest.labels import find_label, fold_label
from ingest.markup import BORDER, is_rule, join_lines, strip_tags

_LONGEST_LABEL = 40
_LEAST_ROWS = 2
_LONGEST_NUMBER = 4
# Among how many lines the labels of a card are looked for again.
_REACH = 400


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
    if not _is_pair(lines[position][1]) and not _numbers_below(lines, position):
        return [], position
    end = _find_end(lines, position)
    items = [_read_line(number, line) for number, line in _join_numbers(lines, position, end)]
    blocks = gather(items, Counter(fold_label(label) for _, label, _ in items if label))
    return (blocks, end) if blocks else ([], position)


def _numbers_below(lines: Sequence[Numbered], position: int) -> bool:
    """Say whether a line is the label of an entry's number, and the one below it the number."""
    text = strip_tags(lines[position][1])
    below = lines[position + 1][1].strip() if position + 1 < len(lines) else ""
    if "\t" in text or len(text) > _LONGEST_LABEL or not 0 < len(below) <= _LONGEST_NUMBER:
        return False
    label = find_label(text)
    return label is not None and not label.key and below.isdecimal()


def _join_numbers(lines: Sequence[Numbered], position: int, end: int) -> Iterator[Numbered]:
    """Yield lines in which a number that stands below its label stands behind it."""
    index = position
    while index < end:
        number, line = lines[index]
        if _numbers_below(lines, index):
            index += 1
            line = f"{line.strip()}\t{lines[index][1].strip()}"
        yield number, line
        index += 1


# A row or a loose line: the number of its line, its label (None for a loose line), the parts of its value.
Item = tuple[int, str | None, list[Numbered]]


def _read_line(number: int, line: str) -> Item:
    text = strip_tags(line)
    if not text or is_rule(text) or "\t" not in line:
        return number, None, [(number, text)] if text and not is_rule(text) else []
    label, value = _split(line)
    return number, label, [(number, value)] if value and not is_rule(value) else []


def gather(items: Sequence[Item], known: Counter[str]) -> list[Block]:
    """Return the tables that rows and loose lines make, none where the rows are too few for one."""
    first = fold_label(items[0][1] or "")
    rows: list[_Row] = []
    blocks: list[Block] = []
    loose: list[Numbered] = []
    for number, label, parts in items:
        if label is None:
            loose += parts
            continue
        if _is_torn(loose, label, known) and rows:
            head = loose.pop()
            rows[-1].parts += loose
            loose = []
            rows.append(_Row(head[1] + label, [head[0], number], parts))
            continue
        torn = bool(rows) and not loose and _is_torn([(0, rows[-1].label)], label, known)
        if not torn and known[first] > 1 and fold_label(label) == first and loose and rows:
            blocks += [_make_table(rows), *(Paragraph(text, ((0, n),)) for n, text in loose)]
            rows, loose = [], []
        elif rows:
            rows[-1].parts += loose
            loose = []
        _add(rows, number, label, parts, known, torn)
    if len(rows) < _LEAST_ROWS and not blocks:
        return []
    # What follows the last row without an empty line between goes on with it.
    after = rows[-1].parts[-1][0] if rows[-1].parts else rows[-1].lines[-1]
    while loose and loose[0][0] == after + 1:
        after = loose[0][0]
        rows[-1].parts.append(loose.pop(0))
    return [*blocks, _make_table(rows), *(Paragraph(text, ((0, n),)) for n, text in loose)]


def _is_pair(line: str) -> bool:
    stripped = line.rstrip()
    if not stripped:
        return False
    # Tabs behind the last value say nothing, one behind a label that its value is empty.
    tabs = stripped.count("\t")
    return tabs == 1 or (tabs == 0 and "\t" in line) or stripped.startswith("\t")


def _split(line: str) -> tuple[str, str]:
    label, _, value = line.partition("\t")
    label = strip_tags(label)
    # A value behind a second tab is a cell of its own.
    border = BORDER if value.startswith(BORDER) else ""
    value = strip_tags(value)
    return "" if is_rule(label) else label, border + value if value else ""


def _first(line: str) -> str:
    return fold_label(line.partition("\t")[0])


def _count_first(lines: Sequence[Numbered]) -> Counter[str]:
    """Count what stands before the first tab of lines."""
    return Counter(_first(line) for _, line in lines if "\t" in line)


def _find_end(lines: Sequence[Numbered], position: int) -> int:
    """Return where the cards end: at a highest heading, at a wider table, or after the last row."""
    end = position + 1
    known: Counter[str] | None = None
    for index in range(position, len(lines)):
        line = lines[index][1]
        if _is_pair(line):
            end = index + 1
        elif "\t" in line.strip():
            # A row of more cells is one of the card where its label recurs, as the card's first does.
            known = known or _count_first(lines[position : position + _REACH])
            if min(known[_first(lines[position][1])], known[_first(line)]) < 2:
                break
            end = index + 1
        elif line.strip() and heading_level(line) == 0:
            break
    while end < len(lines) and lines[end][1].strip() and "\t" not in lines[end][1]:
        if heading_level(lines[end][1]) is not None:
            break
        end += 1
    return end


def _is_torn(before: Sequence[Numbered], label: str, known: Counter[str]) -> bool:
    """Say whether a label is the second part of one that begins in what stands before, torn by a break.

    Together they are a label that recurs here, or that plans are known to have.
    """
    if not label or known[fold_label(label)] > 2 or not before:
        return False
    one = before[-1][1]
    if not 0 < len(one) <= _LONGEST_LABEL:
        return False
    whole = fold_label(one + label)
    return known[whole] > 0 or (find_label(one + label) is not None and find_label(label) is None)


def _add(
    rows: list[_Row], number: int, label: str, part: list[Numbered], known: Counter[str], torn: bool
) -> None:
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
            # Of a torn label it is known on which lines it stands, not what of it on which.
            cells.append(Cell(index, 0, row.label, tuple((0, line) for line in row.lines)))
        cells.append(Cell(index, 1, text, starts or ((0, row.lines[0]),)))
    numbers = [n for row in rows for n in (*row.lines, *(line for line, _ in row.parts))]
    return Table(tuple(cells), len(rows), 2, min(numbers), max(numbers))
