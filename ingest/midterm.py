"""The layout of the mid-term plans: headings, and tables whose cells follow each other line by line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.headings import read_sections
from ingest.labels import load_columns, load_labels
from ingest.markup import BORDER, join_lines, strip_tags
from ingest.records import Document, Field, Problem, Record, RecordKind
from ingest.title_years import read_title_years

_NUMBER = "_no"
_NUMBERED = re.compile(r"(?P<no>\d{1,3})[.、\s]\s*(?P<text>\S.*)")
_TABLES: tuple[RecordKind, ...] = ("kpi", "project")


@dataclass(slots=True)
class _TableRow:
    """A row of a table: its cells, each the (line, text) parts it was written on."""

    cells: list[list[tuple[int, str]]] = field(default_factory=list)

    @property
    def line(self) -> int:
        """Return the line its first cell stands on."""
        return self.cells[0][0][0]

    def lines(self) -> list[tuple[int, str]]:
        """Return the (line, text) of its lines, with a border before each cell."""
        return [
            (line, text if n else BORDER + text) for cell in self.cells for n, (line, text) in enumerate(cell)
        ]

    def texts(self) -> list[str]:
        """Return the text of each cell."""
        return [join_lines(cell)[0] for cell in self.cells]


def recognises_midterm(document: Document) -> bool:
    """Say whether the document holds a table of KPIs or projects, cell by cell on lines of their own."""
    return any(isinstance(part, _TableRow) and _table_kind(part) for part in _read_parts(document))


def read_midterm(document: Document) -> tuple[Document, list[Record], list[Problem]]:
    """Read a mid-term plan: its KPIs, projects and sections, and what could not be read.

    The document comes back with the year its KPI targets are set for.
    """
    problems: list[Problem] = []
    prose: list[tuple[int, str]] = []
    rows: list[tuple[RecordKind, _TableRow]] = []
    headings: dict[RecordKind, tuple[str, ...]] = {}
    columns: list[Record] = []
    kind: RecordKind | None = None
    edition = document.edition
    for part in _read_parts(document):
        if not isinstance(part, _TableRow):
            prose.append(part)
            continue
        opened = _table_kind(part)
        if opened:
            kind = opened
            headings[kind] = _heading_keys(kind, part)
            edition = edition or _target_year(kind, part)
            columns.append(_read_columns(document, kind, part, len(columns) + 1))
        elif kind is None:
            prose += part.lines()
        else:
            rows.append((kind, part))
    document = replace(document, edition=edition or read_title_years(document.title).edition)
    records = _read_rows(document, rows, headings, problems)
    sections = read_sections(document, prose)
    headed = [
        replace(r, no=len(sections) + i, edition=document.edition) for i, r in enumerate(columns, start=1)
    ]
    return document, [*records, *sections, *headed], problems


def _read_parts(document: Document) -> Iterator[_TableRow | tuple[int, str]]:
    """Yield table rows, and the (line, text) of lines outside of them."""
    row: _TableRow | None = None
    for number, line in enumerate(document.lines, start=1):
        if line.startswith(2 * BORDER) and row is not None:
            row.cells[-1].append((number, BORDER + strip_tags(line)))
        elif line.startswith(BORDER):
            row = row or _TableRow()
            row.cells.append([(number, strip_tags(line))])
        elif row is not None and line.strip():
            row.cells[-1].append((number, strip_tags(line)))
        elif row is not None:
            yield row
            row = None
        elif line.strip():
            yield number, line
    if row is not None:
        yield row


def _table_kind(row: _TableRow) -> RecordKind | None:
    texts = [text for text in row.texts() if text]
    for kind in _TABLES:
        matches = [load_labels(kind).match(text) for text in texts]
        if len(texts) >= 3 and all(m is not None and m.complete for m in matches):
            return kind
    return None


def _heading_keys(kind: RecordKind, row: _TableRow) -> tuple[str, ...]:
    matches = [load_labels(kind).match(text) for text in row.texts() if text]
    return tuple(match.key for match in matches if match)


def _target_year(kind: RecordKind, row: _TableRow) -> int | None:
    for text in row.texts():
        match = load_labels(kind).match(text)
        if match and match.key == "target" and match.years:
            return match.years[0]
    return None


def _read_columns(document: Document, kind: RecordKind, row: _TableRow, no: int) -> Record:
    """Keep the heading row of a table as a section, so that every line stands in a record."""
    parts = row.lines()
    place = document.place(parts[0][0], parts[-1][0])
    text, starts = join_lines(parts, document.wrapped)
    fields = {"columns": Field("columns", "", text, place, starts)}
    return Record(
        kind="section",
        doc=document.id,
        no=no,
        title=f"{kind}: {' '.join(text.split())}",
        edition=None,
        place=place,
        fields=fields,
    )


def _read_rows(
    document: Document,
    rows: Sequence[tuple[RecordKind, _TableRow]],
    headings: dict[RecordKind, tuple[str, ...]],
    problems: list[Problem],
) -> list[Record]:
    records: list[Record] = []
    counts: dict[str, int] = {}
    above: dict[tuple[str, str], list[tuple[int, str]]] = {}
    shared = {kind: _find_shared(kind, [row for of, row in rows if of == kind]) for kind in _TABLES}
    for kind, row in rows:
        # Where all numbers share the cells of their texts, a row has as many cells as its heading.
        whole = len(row.cells) == len(headings[kind])
        names = headings[kind] if whole else load_columns(kind)
        if shared[kind] and not whole:
            row = _part_numbers(kind, row, shared[kind])
        if len(row.cells) != len(names):
            message = f"expected {len(names)} cells ({', '.join(names)}), found {len(row.cells)}"
            problems.append(Problem(document.file, row.line, message))
        counts[kind] = counts.get(kind, 0) + 1
        fields: dict[str, Field] = {}
        for position, cell in enumerate(row.cells):
            name = names[position] if position < len(names) else f"column_{position + 1}"
            parts = [part for part in cell if part[1]]
            if parts:
                above[kind, name] = parts
            elif position < 2:
                parts = above.get((kind, name), [])
            if parts:
                text, starts = join_lines(parts, document.wrapped)
                place = document.place(parts[0][0], parts[-1][0])
                fields[name] = Field(name, "", text, place, starts)
        if fields:
            records.append(_make_record(document, kind, counts[kind], row, fields))
    return records


def _find_shared(kind: RecordKind, rows: Sequence[_TableRow]) -> tuple[str, ...]:
    """Return the columns whose numbers share the cells of their texts, as `1 name`, in most rows."""
    every = load_columns(kind)
    numbers = [name for name in every if name.endswith(_NUMBER)]
    found: dict[tuple[str, ...], int] = {}
    for count in range(1, len(numbers) + 1):
        for absent in itertools.combinations(numbers, count):
            names = [name for name in every if name not in absent]
            found[absent] = sum(_shares(names, row.texts(), absent) for row in rows)
    best = max(found, key=lambda absent: found[absent], default=())
    return best if found.get(best) else ()


def _shares(names: Sequence[str], texts: Sequence[str], absent: Sequence[str]) -> bool:
    """Say whether a row has cells of these names, with every absent number before the text it numbers."""
    if len(names) != len(texts):
        return False
    for name, text in zip(names, texts, strict=True):
        if name.endswith(_NUMBER) and text and not text.isdecimal():
            return False
        if name + _NUMBER in absent and not _NUMBERED.match(text):
            return False
    return True


def _part_numbers(kind: RecordKind, row: _TableRow, shared: tuple[str, ...]) -> _TableRow:
    """Return a row with the numbers that share the cells of their texts in cells of their own."""
    names = [name for name in load_columns(kind) if name not in shared]
    if len(names) != len(row.cells):
        return row
    cells: list[list[tuple[int, str]]] = []
    for name, cell in zip(names, row.cells, strict=True):
        line, text = cell[0]
        match = _NUMBERED.match(text) if name + _NUMBER in shared else None
        if name + _NUMBER in shared:
            cells.append([(line, match["no"] if match else "")])
        cells.append([(line, match["text"]), *cell[1:]] if match else cell)
    return _TableRow(cells)


def _make_record(
    document: Document, kind: RecordKind, no: int, row: _TableRow, fields: dict[str, Field]
) -> Record:
    name = fields.get("name") or next(iter(fields.values()))
    last = max(line for cell in row.cells for line, _ in cell)
    return Record(
        kind=kind,
        doc=document.id,
        no=no,
        title=name.text,
        edition=document.edition,
        place=document.place(row.line, last),
        fields=fields,
    )
