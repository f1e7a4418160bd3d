"""Entries from the rows of a table under headings: a row or a group of rows is an entry, or a row is a role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Cell
from ingest.entries.context import Caption
from ingest.entries.drafts import Datum, Draft, Line
from ingest.figures.numerals import read_figures
from ingest.markup import BELOW
from ingest.records import Field, Headers, RecordKind
from ingest.tables.headings import load_words, names_total, read_heading, read_unit
from ingest.tables.reading import DATA, Column, HeadedTable, Row
from ingest.tables.status import is_absent
from ingest.titles import split_number

MakeField = Callable[[str, str, Cell], Field]
# The fields that may name an entry, the surest first.
_TITLES = ("item", "action", "kpi", "indicator", "goal", "strategy", "category")
_KPI = ("關鍵績效指標", "KPI")
_MOST_STUBS = 4


def draft_rows(headed: HeadedTable, caption: Caption, make_field: MakeField) -> list[Draft]:
    """Return the entries of a table under headings."""
    return _Reader(headed, caption, make_field).read()


class _Reader:
    """Reads one table."""

    def __init__(self, headed: HeadedTable, caption: Caption, make_field: MakeField) -> None:
        self.caption, self.make_field = caption, make_field
        self.rows = headed.rows
        self.columns = self._settle(headed.columns)
        self.title = self._find_title()
        self.indicator = self._find_indicator()
        self.roles = self._find_role_column()
        self.kind = self._find_kind()
        # A cell that covers several rows is one field.
        self._fields: dict[int, Field] = {}

    def read(self) -> list[Draft]:
        """Return the entries in the order of the rows."""
        drafts = list(self._read_roles() if self.roles else self._read_rows())
        return [draft for draft in drafts if draft.fields or draft.lines]

    def _settle(self, columns: Sequence[Column]) -> list[Column]:
        """Tell numbers from the texts they number, and figures without a heading of their own from words."""
        settled: list[Column] = []
        for column in columns:
            texts = self._texts(column)
            twin = next(
                (c for c in columns if c.index == column.index + 1 and c.headings == column.headings), None
            )
            if twin and twin.headings and texts and all(is_number(text) for text in texts):
                column = replace(column, field=f"{column.field or 'row'}_no")
            elif not column.field and not column.years:
                figured = [text for text in texts if read_figures(text) and len(text) <= 30]
                if texts and len(figured) * 2 > len(texts) and (settled or len(columns) == 1):
                    column = replace(column, field="value")
            settled.append(column)
        return settled

    def _texts(self, column: Column) -> list[str]:
        cells = {id(cell): cell for _, row in self.rows if (cell := row[column.index]) is not None}
        return [cell.text for cell in cells.values() if not is_absent(cell.text)]

    def _is_data(self, column: Column) -> bool:
        return column.is_data or column.field == "value"

    def _find_title(self) -> Column:
        """Return the column that names entries: by its field, else the first that holds words."""
        named = {column.field: column for column in reversed(self.columns) if not self._is_data(column)}
        for key in _TITLES:
            if key == "kpi" and "action" in named:
                continue
            if key in named and self._texts(named[key]):
                return named[key]
        words = [
            c for c in self.columns if not self._is_data(c) and c.field not in ("no", "unit", "agencies")
        ]
        return words[0] if words else self.columns[0]

    def _find_indicator(self) -> Column | None:
        keys = ("indicator", "kpi") if self.title.field != "item" else ("indicator",)
        found = next((c for key in keys for c in self.columns if c.field == key), None)
        targeted = any(c.field in ("target", "result") for c in self.columns)
        return found if found is not self.title and targeted else None

    def _find_role_column(self) -> Column | None:
        """Return the column whose cells are roles, 目標值 and 實際值, each with a row of its own."""
        if any(column.field in ("target", "result") for column in self.columns):
            return None
        for column in self.columns[:_MOST_STUBS]:
            if self._is_data(column) and column.field != "final":
                break
            read = [read_heading(cell.text).field for _, row in self.rows if (cell := row[column.index])]
            found = [key for key in read if key in DATA]
            if len(set(found)) >= 2 and len(found) * 5 >= len(read) * 3:
                return column
        return None

    def _find_kind(self) -> RecordKind:
        fields = {column.field for column in self.columns}
        if self.roles:
            read = {read_heading(c.text).field for _, row in self.rows if (c := row[self.roles.index])}
            fields = read if "target" in read or "result" in read else (fields - {"final"}) | read
        about_kpi = self.title.field == "kpi" or any(word in self.caption.words for word in _KPI)
        if "item" in fields:
            return "annex"
        if "target" in fields:
            return "kpi" if about_kpi else "measure"
        if (
            "result" in fields
            and fields & {"action", "indicator"}
            and fields & {"agencies", "status", "control_note"}
        ):
            return "kpi" if about_kpi else "measure"
        if fields & {"period", "category"} and "action" in fields:
            return "project"
        return "budget" if fields & {"budget", "final"} or self._is_money() else "row"

    def _is_money(self) -> bool:
        """Say whether figures under years alone are sums of a budget, by the words around the table."""
        words = load_words()
        budget = [word for word, key in words.fields if key in ("budget", "final") and len(word) > 1]
        return self.caption.unit == "元" and any(word in self.caption.words for word in budget)

    def _read_rows(self) -> Iterator[Draft]:
        draft: Draft | None = None
        last: tuple[str, str] = ("", "")
        above: dict[str, Cell] = {}
        for section, row in self.rows:
            own = max((cell.row for cell in row if cell is not None), default=0)
            begin = min((c.starts[0][1] for c in row if c is not None and c.row == own), default=1)
            self._go_on(row, above)
            name = self._name(row)
            if draft is None or (name != last and any(name)) or self.indicator is None:
                if draft:
                    yield draft
                draft, last = self._open(section, row, begin), name
            self._add(draft, section, row)
        if draft:
            yield draft

    def _go_on(self, row: Row, above: dict[str, Cell]) -> None:
        """Let an empty cell of a strategy, its number, or of an agency go on with the one above."""
        for column in self.columns:
            if column.field not in ("strategy", "strategy_no", "goal", "category"):
                continue
            cell = row[column.index]
            if cell is not None and cell.text.strip():
                above[column.label + column.field] = cell
            elif column.label + column.field in above and column is not self.title:
                row[column.index] = above[column.label + column.field]

    def _name(self, row: Row) -> tuple[str, str]:
        title = row[self.title.index]
        numbers = [row[c.index] for c in self.columns if c.field in ("no", f"{self.title.field}_no")]
        no = next((cell.text for cell in numbers if cell is not None and cell.text.strip()), "")
        return no, title.text if title is not None else ""

    def _open(self, section: str, row: Row, line: int) -> Draft:
        no, title = self._name(row)
        own, rest = split_number(title)
        if own and not no:
            no, title = own, rest
        group = next((row[c.index] for c in self.columns if c.field == "strategy_no"), None)
        path = (*self.caption.path, *((section,) if section else ()))
        name = "".join(title.split("\n")) or next(
            (c.text for c in row if c is not None and c.text.strip()), ""
        )
        kind: RecordKind = self.kind
        if names_total(name) and kind not in ("budget",):
            kind = "row"
        return Draft(kind, name, line, line, "".join(no.split()), group.text if group else "", path=path)

    def _add(self, draft: Draft, section: str, row: Row) -> None:
        """Add a row to its entry: a line of figures, and its other cells as fields."""
        line = Line()
        own = max((cell.row for cell in row if cell is not None), default=0)
        for column in self.columns:
            cell = row[column.index]
            if cell is None:
                continue
            field = self._field(column, cell)
            # A cell that goes on from a row above belongs to this one too, but not its lines.
            if cell.row >= own:
                draft.reach(field)
            if column is self.indicator or (self.indicator is None and column is self.title):
                line.indicator = field
                self._read_metric_unit(line, field.text)
            if column.field == "unit":
                unit, scale = read_unit("單位:" + cell.text)
                line.unit, line.scale = unit, scale
            elif self._is_data(column):
                line.data.append(self._make_datum(column, row, field, section))
            if cell.text.strip():
                _put(draft, column, field)
        draft.lines.append(line)

    def _read_metric_unit(self, line: Line, text: str) -> None:
        heading = read_heading(text) if len(text) <= 80 else None
        if heading and heading.unit and not line.unit:
            line.unit, line.scale = heading.unit, heading.scale

    def _field(self, column: Column, cell: Cell) -> Field:
        known = self._fields.get(id(cell))
        if known is None:
            known = self._fields[id(cell)] = self.make_field(column.field or column.label, column.label, cell)
        return known

    def _make_datum(self, column: Column, row: Row, field: Field, section: str) -> Datum:
        title = row[self.title.index]
        key = column.field
        noun = column.noun
        if not key and self.kind == "budget" and self._is_money():
            key = "budget"
        elif key == "value":
            money = self.kind == "budget" and (column.unit == "元" or self._is_money())
            key, noun = ("budget" if money else ""), column.label
        elif not key:
            key = "result" if self.kind in ("row", "measure", "kpi") else ""
        if self.kind == "project" and key in ("target", "result"):
            # What a project's progress is measured in stands in the heading alone.
            noun = column.label
        named = (title, row[self.indicator.index] if self.indicator is not None else None)
        stubs = tuple("".join(cell.text.split()) for cell in named if cell is not None and cell.text.strip())
        return self._with_caption(
            Datum(
                field,
                key,
                column.years or self._caption_years(column),
                column.unit,
                column.scale,
                column.basis,
                column.period,
                noun,
                Headers(
                    tuple("".join(h.text.split()) for h in column.headings),
                    stubs,
                    (section,) if section else (),
                ),
                undated=column.undated,
            )
        )

    def _caption_years(self, column: Column) -> tuple[int, ...]:
        """Return the one year that the words above a table name, for a column that has none."""
        return self.caption.years if len(self.caption.years) == 1 and not column.undated else ()

    def _with_caption(self, datum: Datum) -> Datum:
        """Give a figure without a unit of its own that of the caption, which is about money or about shares."""
        caption = self.caption
        if datum.unit or not caption.unit:
            return datum
        if datum.field == "rate":
            return replace(datum, unit="%")
        headers = replace(datum.headers, note=(caption.note,))
        return replace(
            datum, unit=caption.unit, scale=caption.scale, headers=headers, doubts=("unit from caption",)
        )

    def _read_roles(self) -> Iterator[Draft]:
        """Read a table whose rows are roles: an entry for each group of rows, named beside it or above the table."""
        assert self.roles is not None
        stubs = [c for c in self.columns if c.index < self.roles.index and not self._is_data(c)]
        stubs = [c for c in stubs if self._texts(c)]
        draft: Draft | None = None
        last = ""
        for section, row in self.rows:
            cell = next(
                (found for c in stubs if (found := row[c.index]) is not None and found.text.strip()), None
            )
            name = cell.text if cell else last
            if draft is None or (name and name != last):
                if draft:
                    yield draft
                first = next(c for c in row if c is not None)
                title = name or _name_above(self.caption)
                draft = Draft(
                    self.kind, title, first.starts[0][1], first.starts[0][1], path=self.caption.path
                )
                draft.lines.append(Line(self.make_field("indicator", "", cell) if cell else None))
                self._read_metric_unit(draft.lines[0], title)
                last = name
            self._add_role(draft, section, row)
        if draft:
            yield draft

    def _add_role(self, draft: Draft, section: str, row: Row) -> None:
        assert self.roles is not None
        label = row[self.roles.index]
        if label is None:
            return
        heading = read_heading(label.text)
        for column in self.columns:
            cell = row[column.index]
            if cell is None or column.index <= self.roles.index:
                continue
            field = self.make_field(heading.field or heading.core, "".join(label.text.split()), cell)
            draft.reach(field)
            key = heading.field if heading.field in DATA else ""
            datum = Datum(
                field,
                key,
                column.years or heading.years,
                heading.unit or column.unit,
                heading.scale if heading.unit else column.scale,
                heading.basis,
                column.period or heading.period,
                "" if key else heading.core,
                Headers(
                    tuple("".join(h.text.split()) for h in column.headings),
                    ("".join(label.text.split()),),
                    (section,) if section else (),
                ),
            )
            draft.lines[0].data.append(self._with_caption(datum))


def _put(draft: Draft, column: Column, field: Field) -> None:
    """Keep a cell as a field of its entry; what further rows say is joined below."""
    key = column.field if column.field and column.field != "value" else column.label
    if column.field in DATA and column.years:
        key = f"{column.field} {'-'.join(map(str, column.years[:1]))}"
    known = draft.fields.get(key)
    if known is None:
        draft.fields[key] = field
    elif (
        known is not field
        and field.place.line_start >= known.place.line_start
        and field.text not in known.text
    ):
        draft.fields[key] = join_fields(known, field)


def join_fields(one: Field, other: Field) -> Field:
    """Return two cells as one field, the second below the first, with a border that no number is read over."""
    offset = len(one.text) + len(BELOW)
    starts = (*one.starts, *((offset + start, line) for start, line in other.starts))
    place = replace(one.place, line_end=max(one.place.line_end, other.place.line_end))
    return replace(one, text=one.text + BELOW + other.text, place=place, starts=starts)


def is_number(text: str) -> bool:
    """Say whether a cell holds an entry's number and nothing else: 3, 1-2-3, A-07."""
    bare = text.strip(" .、")
    return (bare.isdecimal() and len(bare) <= 3) or (bool(bare) and split_number(f"{bare} 號")[0] == bare)


def _name_above(caption: Caption) -> str:
    """Return the name of what a table without names is about: what follows the colon of the heading above it."""
    for text in (*reversed(caption.texts), *reversed(caption.path)):
        label, mark, rest = text.partition("：")
        if mark and rest and read_heading(label).field:
            return rest.strip()
    near = [text for text in (*reversed(caption.texts), *reversed(caption.path)) if "單位" not in text]
    return near[0] if near else ""
