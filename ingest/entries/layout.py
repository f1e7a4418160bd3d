"""What each column of a table is for: which names entries, which holds indicators, roles, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, cut_starts
from ingest.entries.card_pairs import is_figure
from ingest.entries.context import Caption
from ingest.entries.numbered_parts import head_parts
from ingest.figures.numerals import read_figures
from ingest.records import RecordKind
from ingest.tables.column import Column
from ingest.tables.dates import heads_dates, read_dated
from ingest.tables.headings import BRACKETS, DATA, names_total, read_heading
from ingest.tables.reading import HeadedTable
from ingest.tables.status import is_absent
from ingest.tables.words import load_words
from ingest.targets.phrases import find_word
from ingest.titles import split_number

# The fields that may name an entry, the surest first.
_TITLES = ("item", "action", "kpi", "indicator", "goal", "strategy", "category")
# Of these the ones that may group rows, each of which has a name of its own.
_GROUPS = frozenset({"goal", "strategy", "category"})
_NUMBERED = frozenset({"strategy", "goal", "kpi", "action", "indicator"})
_LEADING_NUMBER = re.compile(r"(?P<no>[0-9]{1,2})[ 　]+(?=\S)")
_MOST_STUBS = 4
# How many rows tell what the columns of a table are for.
_MOST_READ = 300


class Layout:
    """The columns of a table by what they are for, and the kind of entries its rows make.

    `roles` is the column whose cells are roles, 目標值 and 實際值, where each has a row of its own.
    """

    def __init__(self, headed: HeadedTable, caption: Caption, *, within: bool = False) -> None:
        self.caption = caption
        headed = head_parts(headed)
        # In a grid within a card one row that is a role is enough.
        self.least_roles = 1 if within else 2
        self.rows = headed.rows
        self.columns = self._part_numbers(self._settle(headed.columns))
        self.dates = self._find_dates()
        read = [read_dated(text) for text in self.texts(self.dates)] if self.dates is not None else []
        self.holds_years = any(dated is not None and dated.year is not None for dated in read)
        self.group: Column | None = None
        self.title = self._find_title()
        if (finer := self._find_finer()) is not None:
            self.group, self.title = self.title, finer
        self.indicator = self._find_part(self._find_indicator())
        self.roles = self._find_role_column()
        self.kind = self._find_kind()
        self.several = self._tells_several()

    def _settle(self, columns: Sequence[Column]) -> list[Column]:
        """Tell numbers from the texts they number, and figures without a heading of their own from words."""
        settled: list[Column] = []
        for column in columns:
            texts = self.texts(column)
            twin = next(
                (c for c in columns if c.index == column.index + 1 and c.headings == column.headings), None
            )
            if (
                twin
                and twin.headings
                and not column.is_data
                and texts
                and all(is_number(text) for text in texts)
            ):
                column = replace(column, field=f"{column.field or 'row'}_no")
            elif not column.field and not column.years:
                figured = [text for text in texts if read_figures(text) and len(text) <= 30]
                if texts and len(figured) * 2 > len(texts) and (settled or len(columns) == 1):
                    column = replace(column, field="value")
            settled.append(column)
        return [self._name_total(column, settled) for column in settled]

    def _name_total(self, column: Column, columns: Sequence[Column]) -> Column:
        """Give a column that adds up those before it the role that these have: 合計 beside 經費需求."""
        added = [c for c in columns if c.index < column.index and c.is_data]
        fields = {c.field for c in added}
        total = column.field in ("", "value") and column.undated and names_total(column.label)
        if not total or fields not in ({"budget"}, {"final"}):
            return column
        # The heading over all that it adds up says what the sum is of.
        outer = {c.headings[0] for c in added if len(c.headings) > 1 and not c.headings[0].years}
        shared = tuple(outer) if len(outer) == 1 and len(column.headings) == 1 else ()
        return replace(column, field=fields.pop(), headings=(*shared, *column.headings))

    def _part_numbers(self, columns: list[Column]) -> list[Column]:
        """Give the numbers that share the cells of all the texts they number a column of their own."""
        shared = [
            column
            for column in columns
            if column.field in _NUMBERED
            and all(f"{column.field}_no" != other.field for other in columns)
            and len(texts := self.texts(column)) > 0
            and all(_LEADING_NUMBER.match(text) for text in texts)
        ]
        for column in shared:
            parted: dict[int, tuple[Cell, Cell]] = {}
            for _, row in self.rows:
                cell = row[column.index]
                if cell is not None:
                    number, row[column.index] = parted.setdefault(id(cell), _part_number(cell))
                row.append(number if cell is not None else None)
        width = max((column.index for column in columns), default=0) + 1
        numbers = [
            replace(column, index=width + place, field=f"{column.field}_no")
            for place, column in enumerate(shared)
        ]
        return [*columns, *numbers]

    def texts(self, column: Column) -> list[str]:
        """Return what stands in a column, each cell once, as far as it gives anything."""
        cells = {id(cell): cell for _, row in self.rows if (cell := row[column.index]) is not None}
        return [cell.text for cell in cells.values() if not is_absent(cell.text)]

    def is_data(self, column: Column) -> bool:
        """Say whether the cells of a column are figures or states."""
        return column.is_data or column.field == "value"

    def _find_dates(self) -> Column | None:
        """Return the column whose cells are the years, or parts of a year, that their rows are of."""
        for column in self.columns[:_MOST_STUBS]:
            texts = self.texts(column)
            named = any(heads_dates(heading.text) for heading in column.headings)
            alone = not column.headings and len(set(texts)) > 1
            dated = [text for text in texts if not names_total(text)]
            if (named or alone) and dated and all(map(read_dated, dated)):
                return column
        return None

    def _find_title(self) -> Column:
        """Return the column that names entries: by its field, else the first that holds words."""
        columns = [column for column in self.columns if column is not self.dates]
        named = {column.field: column for column in reversed(columns) if not self.is_data(column)}
        for key in _TITLES:
            if key == "kpi" and "action" in named:
                continue
            if key in named and self.texts(named[key]):
                return named[key]
        words = [c for c in columns if not self.is_data(c) and c.field not in ("no", "unit", "agencies")]
        words = words or ([self.dates] if self.dates is not None else [])
        return words[0] if words else self.columns[0]

    def _find_finer(self) -> Column | None:
        """Return the column that names each row, where the one whose field names them groups several."""
        targeted = any(column.field in ("target", "result") for column in self.columns)
        if (twin := self._find_twin()) is not None:
            return twin
        if self.title.field not in (_GROUPS if targeted else _GROUPS | {"", "action"}):
            return None
        fields = ("",) if targeted else ("", "agencies", self.title.field)
        named = [row[self.title.index] for _, row in self.rows]
        names = {id(cell) if cell.row_span > 1 else cell.text for cell in named if cell and cell.text.strip()}
        if len(names) == len(self.rows):
            return None
        for column in self.columns:
            if column.index > self.title.index and self.is_data(column):
                return None
            if column.index > self.title.index and column.field in fields and column.headings:
                cells = {id(cell) for _, row in self.rows if (cell := row[column.index]) is not None}
                texts = self.texts(column)
                if any(map(is_figure, texts)):
                    return None
                parts = len(set(texts)) == len(texts) or len(self.texts(self.title)) * 2 <= len(texts)
                return column if len(cells) * 5 >= len(self.rows) * 4 and parts and texts else None
        return None

    def _find_twin(self) -> Column | None:
        """Return the second column under the heading of names, where the first groups its rows.

        Without a column of indicators the second parts what the first names.
        """
        if not any(c.field in ("indicator", "kpi") and c is not self.title for c in self.columns):
            return None
        at = self.title.index
        twin = next(
            (c for c in self.columns if c.index == at + 1 and c.headings == self.title.headings), None
        )
        if twin is None or self.is_data(twin) or not self.title.headings:
            return None
        groups = {id(row[at]) for _, row in self.rows}
        named = {id(row[twin.index]) for _, row in self.rows if row[twin.index] is not row[at]}
        return twin if len(groups) < len(named) else None

    def _find_indicator(self) -> Column | None:
        keys = ("indicator", "kpi") if self.title.field != "item" else ("indicator",)
        found = next((c for key in keys for c in self.columns if c.field == key), None)
        targeted = any(c.field in ("target", "result") for c in self.columns)
        return found if found is not self.title and targeted else None

    def _find_part(self, indicator: Column | None) -> Column | None:
        """Return the column that parts what an indicator's names, where their heading spans both."""
        named = indicator or self.title
        targeted = any(column.field in ("target", "result") for column in self.columns)
        for column in self.columns if targeted and named.headings else ():
            if (
                column.index == named.index + 1
                and column.headings == named.headings
                and not self.is_data(column)
            ):
                return column
        return indicator

    def _find_role_column(self) -> Column | None:
        """Return the column whose cells are roles, 目標值 and 實際值, each with a row of its own."""
        if any(column.field in ("target", "result") for column in self.columns):
            return None
        for column in self.columns[:_MOST_STUBS]:
            if self.is_data(column) and column.field != "final":
                break
            rows = self.rows[:_MOST_READ]
            read = [read_heading(cell.text).field for _, row in rows if (cell := row[column.index])]
            found = [key for key in read if key in DATA]
            if len(set(found)) >= self.least_roles and len(found) * 5 >= len(read) * 3:
                return column
        return None

    def _find_kind(self) -> RecordKind:
        fields = {column.field for column in self.columns}
        if self.roles:
            rows = self.rows[:_MOST_READ]
            read = {read_heading(c.text).field for _, row in rows if (c := row[self.roles.index])}
            fields = read if "target" in read or "result" in read else (fields - {"final"}) | read
        about_kpi = ("kpi" in fields and "action" not in fields) or find_word("kpi", self.caption.words)
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
        return "budget" if fields & {"budget", "final"} or self.is_money() else "row"

    def adds_parts(self, column: Column) -> bool:
        """Say whether a column adds up parts of one year: months, quarters, or sums without a year."""
        if not _adds_up(column):
            return False
        if any(c.period and not c.years for c in self.columns):
            return True
        added = [c for c in self.columns if self.is_data(c) and not _adds_up(c)]
        return bool(added) and not any(c.years or c.offset or c.undated for c in added)

    def _tells_several(self) -> bool:
        """Say whether the headings alone tell the targets of one year apart: progress beside what is done."""
        targets = [(c.years, c.basis, c.period, c.offset) for c in self.columns if c.field == "target"]
        return self.indicator is None and (self.kind == "project" or len(set(targets)) < len(targets))

    def is_money(self) -> bool:
        """Say whether figures under years alone are sums of a budget, by the words around the table."""
        words = load_words()
        budget = [word for word, key in words.fields if key in ("budget", "final") and len(word) > 1]
        return self.caption.unit == "元" and any(word in self.caption.words for word in budget)


def _adds_up(column: Column) -> bool:
    """Say whether the innermost heading of a column ends in a word for a total: 預算數合計(c=a+b)."""
    words = BRACKETS.sub("", column.headings[-1].text).strip() if column.headings else ""
    return words.endswith(tuple(load_words().totals))


def _part_number(cell: Cell) -> tuple[Cell, Cell]:
    """Return the number a cell begins with and the rest as cells; no number where it has none."""
    match = _LEADING_NUMBER.match(cell.text)
    if match is None:
        return replace(cell, text="", starts=cell.starts[:1]), cell
    begin = match.end()
    starts = cut_starts(cell.starts, begin, len(cell.text))
    return replace(cell, text=match["no"], starts=cell.starts[:1]), replace(
        cell, text=cell.text[begin:], starts=starts
    )


def is_number(text: str) -> bool:
    """Say whether a cell holds an entry's number and nothing else: 3, 1-2-3, A-07."""
    bare = text.strip(" .、")
    return (bare.isdecimal() and len(bare) <= 3) or (bool(bare) and split_number(f"{bare} 號")[0] == bare)


def is_code(text: str) -> bool:
    """Say whether a text is the code of an entry and nothing else, no mere number.

    >>> is_code("組編-01"), is_code("A-3"), is_code("12"), is_code("員額總量")
    (True, True, False, False)
    """
    return is_number(text) and not text.strip().isdecimal()
