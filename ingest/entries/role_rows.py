"""Entries from tables whose rows are roles, 目標值 and 實際值: one for each group of rows with a name."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.entries.context import Caption
from ingest.entries.drafts import (
    Datum,
    Draft,
    Line,
    MakeField,
    cut_field,
    join_fields,
    take_unit,
    with_caption,
)
from ingest.entries.layout import Layout
from ingest.entries.titles import split_number
from ingest.records import Field, Headers
from ingest.tables.column import Column
from ingest.tables.dates import read_dated
from ingest.tables.depth import Row
from ingest.tables.headings import DATA, Heading, read_heading, read_unit
from ingest.titles import split_number as split_code


def read_role_rows(layout: Layout, roles: Column, make_field: MakeField) -> Iterator[Draft]:
    """Yield the entries in the order of the rows; one that no cell names has the name above the table."""
    stubs = [c for c in layout.columns if c.index < roles.index and not layout.is_data(c) and layout.texts(c)]
    draft: Draft | None = None
    last = ""
    for section, row in layout.rows:
        cell = next(
            (found for c in stubs if (found := row[c.index]) is not None and found.text.strip()), None
        )
        # Without a cell that names it an entry has the name of the row over all columns above.
        named = section if not stubs and section and read_dated(section) is None else last
        name = cell.text if cell else named
        if draft is None or (name and name != last):
            if draft:
                yield draft
            first = next(c for c in row if c is not None).starts[0][1]
            # The row over all columns is a heading, a cell a title: 1-2 巡迴服務場次.
            no, title = split_code(name) if cell else split_number(name)
            title = title or name_above(layout.caption)
            draft = Draft(layout.kind, title, first, first, no, path=layout.caption.path)
            indicator = make_field("indicator", "", cell) if cell else None
            draft.lines.append(
                Line(cut_field(indicator, len(name) - len(title), len(name)) if indicator else None)
            )
            if indicator is not None:
                draft.fields[indicator.key] = indicator
            take_unit(draft.lines[0], title)
            for column in layout.columns:
                unit = row[column.index] if column.field == "unit" and column.index < roles.index else None
                if unit is not None:
                    draft.lines[0].unit, draft.lines[0].scale = read_unit("單位:" + unit.text)
            last = name
        _add_role(draft, layout, roles, section, row, make_field)
    if draft:
        yield draft


def _add_role(
    draft: Draft, layout: Layout, roles: Column, section: str, row: Row, make_field: MakeField
) -> None:
    """Add the figures of a row, which its label says the role of, each under its own heading."""
    label = row[roles.index]
    if label is None:
        return
    words = "".join(label.text.split())
    heading = read_heading(label.text)
    for column in layout.columns:
        cell = row[column.index]
        if cell is None or column.index <= roles.index:
            continue
        field = make_field(heading.field or heading.core, words, cell)
        draft.reach(field)
        datum = _make_datum(field, heading, column, words, section)
        draft.lines[0].data.append(with_caption(layout.caption, datum))
        if cell.text.strip():
            _keep(draft, field, datum)


def _make_datum(field: Field, heading: Heading, column: Column, words: str, section: str) -> Datum:
    key = heading.field if heading.field in DATA else ""
    return Datum(
        field,
        key,
        column.years or heading.years,
        heading.unit or column.unit,
        heading.scale if heading.unit else column.scale,
        heading.basis,
        column.period or heading.period,
        "" if key else heading.core,
        Headers(
            tuple("".join(h.text.split()) for h in column.headings), (words,), (section,) if section else ()
        ),
    )


def _keep(draft: Draft, field: Field, datum: Datum) -> None:
    """Keep a cell as a field of its entry, under its role and year."""
    key = f"{datum.field} {datum.years[0]}" if datum.field and datum.years else datum.field or field.label
    known = draft.fields.get(key)
    draft.fields[key] = join_fields(known, field) if known else field


def name_above(caption: Caption) -> str:
    """Return the name of what a table without names is about: what follows the colon of the heading above."""
    for text in (*reversed(caption.texts), *reversed(caption.path)):
        label, mark, rest = text.partition("：")
        if mark and rest and read_heading(label).field:
            return rest.strip()
    near = [text for text in (*reversed(caption.texts), *reversed(caption.path)) if "單位" not in text]
    return near[0] if near else ""
