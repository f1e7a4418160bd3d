"""From the tables of Word and HTML documents to the lines of label and value that plans are read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.headings import heading_level
from ingest.labels import NUMBER_LABELS, find_label, fold_label, load_labels
from ingest.markup import BORDER

_HEADER_WITHIN = 5
_LONGEST_CELL = 8


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its paragraphs and how many columns it takes; `merged` goes on with the cell above."""

    lines: tuple[str, ...]
    span: int = 1
    merged: bool = False

    @property
    def text(self) -> str:
        """Return the cell in one line."""
        return " ".join(self.lines)


TableRow = dict[int, TableCell]


def tidy_cell(line: str) -> str:
    r"""Return a line of a cell with single spaces; a row of a table in it keeps its borders.

    >>> tidy_cell("  宣導  場次 "), tidy_cell("年度\t 件  數")
    ('宣導 場次', '\t年度\t件 數')
    """
    inner = [cell for part in line.split(BORDER) if (cell := " ".join(part.split()))]
    return (BORDER if inner and BORDER in line else "") + BORDER.join(inner)


def write_table(rows: Sequence[Sequence[TableCell]]) -> Iterator[str]:
    """Yield the lines of a table.

    A row of a label and its value becomes `label<TAB>value`, with further paragraphs on lines that
    begin with a tab, and cells of further rows on lines that begin with two. Under a header row of
    known labels each record becomes such lines, one column after the other, begun by its number,
    which is empty where there is no such column; a cell merged over several records belongs to each.
    Other rows are written with tabs between their cells.
    """
    grid = [_place(row) for row in rows]
    header = next((n for n, row in enumerate(grid[:_HEADER_WITHIN]) if _is_header(row)), None)
    for row in grid[:header]:
        yield from _write_row(row)
    if header is not None:
        yield from _write_columns(grid[header], grid[header + 1 :])


def _write_columns(header: TableRow, rows: Sequence[TableRow]) -> Iterator[str]:
    names = {column: cell.text for column, cell in header.items() if cell.text}
    titles = {fold_label(name) for name in names.values()}
    leading, inherited = _leading_columns(names)
    record: dict[int, list[str]] = {}
    carried: dict[int, list[str]] = {}
    standing: dict[int, tuple[str, ...]] = {}
    for row in rows:
        filled = {fold_label(cell.text) for cell in row.values() if cell.text}
        if not filled or filled == titles:
            continue
        begins = bool(record) and _begins(row, leading)
        if begins:
            yield from _write_record(names, record)
            record = dict(carried)
        for column, cell in row.items():
            name = _nearest(names, column)
            above = standing.get(column, ()) if begins and name not in inherited else ()
            lines = above if cell.merged else cell.lines
            if not cell.merged:
                standing[column] = lines
            if not lines or name is None:
                continue
            if name in inherited:
                record[name] = carried[name] = list(lines)
            elif name in record:
                record[name] += [BORDER + lines[0], *lines[1:]]
            else:
                record[name] = list(lines)
    if record:
        yield from _write_record(names, record)


def _write_record(names: dict[int, str], record: dict[int, list[str]]) -> Iterator[str]:
    if not any(_starts(name) for name in names.values()):
        kind = "annex" if any(_is_annex(name) for name in names.values()) else "measure"
        yield f"{NUMBER_LABELS[kind]}\t"
    for column in sorted(record, key=lambda column: (not _starts(names[column]), column)):
        yield from _write_cell(names[column], record[column])


def _starts(text: str) -> bool:
    return any(load_labels(kind).starts_record(text) for kind in ("measure", "annex"))


def _is_annex(text: str) -> bool:
    match = load_labels("annex").match(text)
    return match is not None and match.complete and match.key == "item"


def _place(row: Sequence[TableCell]) -> TableRow:
    placed: TableRow = {}
    column = 0
    for cell in row:
        placed[column] = cell
        column += max(1, cell.span)
    return placed


def _is_header(row: TableRow) -> bool:
    """Say whether a row heads columns: three labels or more, and most of its cells."""
    texts = [cell.text for cell in row.values() if cell.text]
    if len(texts) < 3:
        return False
    known = sum(find_label(text) is not None for text in texts)
    # Labels beside their values alternate with what is none.
    return known >= 3 and known * 3 >= len(texts) * 2


def _leading_columns(names: dict[int, str]) -> tuple[set[int], set[int]]:
    """Return the columns a record begins with, and those whose cells hold for several records.

    A record begins with its number or, where there is none, with its action, else its goal.
    """
    keys = {column: match.key for column, name in names.items() if (match := find_label(name))}
    inherited = {column for column, key in keys.items() if key == "strategy"}
    leading = {column for column in names if _starts(names[column])}
    for key in ("action", "item", "goal", "indicator"):
        leading = leading or {column for column, found in keys.items() if found == key}
    return leading or set(list(names)[:1]), inherited


def _begins(row: TableRow, leading: set[int]) -> bool:
    return any(column in row and row[column].text and not row[column].merged for column in leading)


def _nearest(names: dict[int, str], column: int) -> int | None:
    """Return the header column a cell stands under: its own or the nearest to the left."""
    return max((known for known in names if known <= column), default=None)


def _write_row(row: TableRow) -> Iterator[str]:
    cells = [cell for _, cell in sorted(row.items())]
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return
    if len(cells) == 1:
        yield from filled[0].lines
    elif len(cells) == 2:
        first, *others = cells[1].lines or ("",)
        goes_on = BORDER if cells[0].merged else ""
        yield from _write_cell("" if goes_on else cells[0].text, [goes_on + first, *others])
    elif len(cells) % 2 == 0 and all(find_label(cell.text) for cell in cells[::2] if cell.text):
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            if label.text or value.text:
                yield from _write_cell(label.text, list(value.lines))
    else:
        line = BORDER.join(cell.text for cell in cells)
        yield line.rstrip(BORDER) if _is_prose(line.strip()) else line


def _is_prose(text: str) -> bool:
    """Say whether the only text of a row is no cell of it but a heading or sentence across the table."""
    if BORDER in text or text[-1:].isdigit():
        return False
    return len(text) > _LONGEST_CELL or heading_level(text) is not None


def _write_cell(label: str, lines: list[str]) -> Iterator[str]:
    yield f"{' '.join(label.split())}\t{lines[0] if lines else ''}"
    for line in lines[1:]:
        yield f"\t{line}"
