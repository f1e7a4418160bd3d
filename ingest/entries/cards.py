"""Entries from cards: tables of labels and values, whose labels are whatever recurs across the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Cell, Table
from ingest.entries.card_grids import NAMING, Grid, join_line, names_entries, read_grid
from ingest.entries.card_labels import MANY_FIELDS, Labels, part_cards
from ingest.entries.card_pairs import (
    Pair,
    heads_columns,
    is_figure,
    name_field,
    pair_rows,
    stand_beside,
)
from ingest.entries.card_titles import Title, part_label, part_titled
from ingest.entries.context import Caption
from ingest.entries.drafts import Datum, Draft, Line, MakeField, join_fields, take_standard
from ingest.entries.label_fields import find_years
from ingest.entries.labels import names_support
from ingest.entries.layout import is_number
from ingest.labels import fold_label
from ingest.markup import fragments
from ingest.records import Field, Headers, RecordKind
from ingest.tables.headings import DATA, Heading, read_heading, read_unit
from ingest.tables.inner import part_grids
from ingest.tables.status import is_absent
from ingest.targets.phrases import find_word
from ingest.titles import split_number

_LONGEST_LABEL = 40
_LEAST_FIELDS = 2
# How many rows tell whether a table is one of cards.
_MOST_READ = 300
# Among how many rows the headings of columns may stand.
_MOST_ABOVE = 8
# The fields that name an entry, the surest first.
_NAMES = ("item", "action", "kpi", "indicator", "goal", "strategy")


def is_card(table: Table, labels: Labels) -> bool:
    """Say whether a table pairs labels with values: most labels name fields or recur in the document.

    A row above them may name the entry; of several cards in a table all have such a row.
    """
    return all(_is_card(body, labels, title is not None) for title, body in part_titled(table))


def _is_card(table: Table, labels: Labels, titled: bool) -> bool:
    parted = part_grids(table)
    table = parted.rest
    pairs = [(label, value) for label, value in pair_rows(table) if label and label.text.strip()]
    pairs = pairs[:_MOST_READ]
    if len(pairs) < _LEAST_FIELDS or any(len(label.text) > _LONGEST_LABEL * 2 for label, _ in pairs):
        return False
    if sum(is_absent(label.text) or is_figure(label.text) for label, _ in pairs) * 4 > len(pairs):
        return False
    if table.columns > 2 and not stand_beside(table.grid()[0]) and _is_headed(table):
        return False
    read = [labels.read(label.text)[0] for label, _ in pairs]
    known = [
        h
        for h, (label, _) in zip(read, pairs, strict=True)
        if h.field or labels.counts[fold_label(label.text)] > 2
    ]
    fields = {h.field for h in read} - {""}
    if not titled and not fields & NAMING and any(map(names_entries, parted.grids)):
        return False
    named = [found for _, value in pairs if (found := read_heading(value.text).field)]
    if len(named) * 2 > len(pairs) and len(set(named)) > 1:
        return False
    return len(fields) >= MANY_FIELDS or (len(fields) >= _LEAST_FIELDS and len(known) * 2 >= len(pairs))


def _is_headed(table: Table) -> bool:
    """Say whether the first row, or a full one further down, names fields alone and so heads columns."""
    first, *others = table.grid()[:_MOST_ABOVE]
    full = [row for row in others if len({id(c) for c in row if c and c.text.strip()}) == table.columns]
    return heads_columns(first) or any(
        heads_columns(row) and len(set(map(name_field, row)) - {""}) > 2 for row in full
    )


def draft_cards(table: Table, caption: Caption, labels: Labels, make_field: MakeField) -> Iterator[Draft]:
    """Yield the cards of a table, each with the small grids between its first label and the next."""
    for title, body in part_titled(table):
        yield from _draft_body(body, title, caption, labels, make_field)


def _draft_body(
    table: Table, title: Title | None, caption: Caption, labels: Labels, make_field: MakeField
) -> Iterator[Draft]:
    """Yield the cards under one title, or of a table without titles."""
    parted = part_grids(table)
    pairs = pair_rows(parted.rest)
    waiting = list(parted.grids)
    cards = list(part_cards(pairs))
    for card, following in zip(cards, [*cards[1:], []], strict=True):
        end = following[0][1].starts[0][1] if following else table.line_end + 1
        own = [grid for grid in waiting if grid.line_start < end]
        waiting = waiting[len(own) :]
        grids = [read_grid(grid, caption, make_field) for grid in own]
        yield _make_card(card, grids, caption, make_field, pairs[0][0], labels, title)


def _make_card(
    pairs: Sequence[Pair],
    grids: Sequence[Grid],
    caption: Caption,
    make_field: MakeField,
    opening: Cell | None,
    labels: Labels,
    title: Title | None = None,
) -> Draft:
    """Return the entry of a card; `opening` is the label that the first card of its table begins with."""
    label, value = pairs[0]
    start = (label or value).starts[0][1]
    card = _Card(Draft("measure", "", start, start, path=caption.path), make_field, labels.edition)
    if title is not None:
        card.take_title(title, labels)
    numbered = opening is not None and read_heading(opening.text).field == "no"
    if opening and label and numbered and read_heading(label.text).field != "no":
        card.draft.told.append((start, f"expected {opening.text} before {label.text}, found none"))
    read = [
        (*(labels.read(label.text) if label else (Heading(""), "")), label, value) for label, value in pairs
    ]
    targeted = any(heading.field == "target" for heading, _, _, _ in read)
    for heading, number, label, value in read:
        # Without a target of its own a card's goal is one.
        key = "target" if heading.field == "goal" and not targeted else heading.field
        card.count(number)
        card.take(key, heading, label, value)
    card.count("")
    for grid in grids:
        card.take_grid(grid)
    return card.close(caption)


class _Card:
    """A card while its labels are read."""

    def __init__(self, draft: Draft, make_field: MakeField, edition: int | None) -> None:
        self.draft, self.make_field, self.edition = draft, make_field, edition
        self.line = Line()
        # Indicators of their own that a grid within the card names.
        self.lines: list[Line] = []
        self.number, self.counted = "", dict[str, Line]()
        self.held: dict[str, list[Field]] = {}

    def count(self, number: str) -> None:
        """Let what follows be of the indicator of a number: 目標值2 is that of 指標2."""
        if number != self.number:
            self.counted[self.number], self.number = self.line, number
            self.line = self.counted.get(number, Line())

    def take_title(self, title: Title, labels: Labels) -> None:
        """Take what the row above the labels says: the number and name of the entry, and who is in charge."""
        if title.no is not None:
            number = self.make_field("no", "", title.no)
            self.draft.reach(number)
            self._take_number(number)
        self.take("action", Heading(""), None, title.name)
        for label, cell in title.pairs:
            words, value = (label.text, cell) if label is not None else part_label(cell)
            heading, _ = labels.read(words)
            self.take(heading.field, heading, label or replace(cell, text=words), value)

    def take(self, key: str, heading: Heading, label: Cell | None, value: Cell) -> None:
        """Add what stands under a label."""
        name = "".join(label.text.split()) if label else ""
        cell = _reach_label(self.make_field(key or name, name, value), label)
        self.draft.reach(cell)
        if key == "no":
            self._take_number(cell)
            return
        if key == "agencies":
            key = "support" if names_support(name) else "agencies"
        if key == "indicator":
            self._take_indicator(cell)
        if key == "unit":
            self.line.unit, self.line.scale = read_unit("單位:" + cell.text)
        if key in DATA:
            self.line.data.append(_make_datum(heading, key, name, cell))
            years = heading.years or find_years(heading, self.edition)
            key = f"{key} {years[0]}" if years else key
        known = self.held.get(key)
        if known and key in NAMING and fold_label(known[0].label) != fold_label(name):
            # Of two labels for what is done the first names the entry, 重點措施 before 工作重點.
            key = name
        self._keep(key or name, cell)

    def _take_indicator(self, cell: Field) -> None:
        """Let the figures that follow be those of an indicator; a further one begins a line of its own."""
        if self.line.data:
            self.lines.append(self.line)
            self.line = Line(unit=self.line.unit, scale=self.line.scale)
        self.line.indicator = cell if self.line.indicator is None else join_fields(self.line.indicator, cell)

    def take_grid(self, grid: Grid) -> None:
        """Add the figures of a small grid, after the labels that say what it counts."""
        join_line(self.line, grid)
        self.lines += grid.lines
        for key, cell in grid.cells:
            self.draft.reach(cell)
            self.held.setdefault(key, []).append(cell)

    def _take_number(self, cell: Field) -> None:
        """Take the number of the entry; a text that stands below it has no label."""
        parts = [(line, text.strip()) for line, text in fragments(cell.text, cell.starts) if text.strip()]
        if len(parts) < 2 or not is_number(parts[0][1]):
            self.draft.no = "".join(cell.text.split())
            return
        self.draft.no = parts[0][1]
        offset, line = cell.starts[1][0], cell.starts[1][1]
        starts = tuple((start - offset, number) for start, number in cell.starts[1:])
        place = replace(cell.place, line_start=line)
        self._keep("text", Field("text", "", cell.text[offset:], place, starts))
        message = "expected a label before this text, found none; kept as plain text"
        self.draft.told.append((line, message))

    def _keep(self, key: str, cell: Field) -> None:
        cells = self.held.setdefault(key, [])
        if cell.label and not self.lines and any(known.label == cell.label for known in cells):
            message = f"expected {cell.label!r} once, found it again; kept below the first"
            self.draft.told.append((cell.place.line_start, message))
        cells.append(cell)

    def close(self, caption: Caption) -> Draft:
        """Return the entry."""
        draft, line = self.draft, self.line
        draft.fields = {key: join_fields(*cells) for key, cells in self.held.items()}
        self.lines += [one for number, one in self.counted.items() if number]
        if not self.lines:
            line.indicator = draft.fields.get("indicator") or draft.fields.get("kpi")
        if any(one.of("target") for one in self.lines) and not line.of("target"):
            # Where a grid gives the results, what else was done is told in words and is no result of its own.
            line.data = [datum for datum in line.data if datum.field != "result" or not _tells(datum.cell)]
        if "standard" in draft.fields:
            take_standard(line, draft.fields["standard"])
        draft.lines += [*self.lines, line]
        no, title = split_number(_find_title(draft))
        draft.no, draft.title = draft.no or no, title
        draft.unnamed = draft.fields.keys().isdisjoint(_NAMES)
        draft.kind = _find_kind(draft, caption)
        return draft


def _tells(cell: Field) -> bool:
    """Say whether a cell tells in sentences what was done."""
    return cell.text.rstrip().endswith("。") or len(cell.text) > _LONGEST_LABEL


def _reach_label(cell: Field, label: Cell | None) -> Field:
    """Let a field stand on the lines of its label too, whose parts a break may have torn apart."""
    lines = [line for _, line in label.starts] if label is not None else []
    first, last = min([*lines, cell.place.line_start]), max([*lines, cell.place.line_end])
    return replace(cell, place=replace(cell.place, line_start=first, line_end=last))


def _make_datum(heading: Heading, key: str, name: str, cell: Field) -> Datum:
    return Datum(
        cell,
        key,
        heading.years,
        heading.unit,
        heading.scale,
        heading.basis,
        heading.period,
        "",
        Headers((), (name,)),
        offset=heading.offset,
    )


def _find_title(draft: Draft) -> str:
    for key in _NAMES:
        if key in draft.fields and draft.fields[key].text.strip():
            return draft.fields[key].text
    # A label that no list knows names the entry sooner than its agencies or figures do.
    unknown = (cell.text for key, cell in draft.fields.items() if key == cell.label and cell.text.strip())
    known = (cell.text for cell in draft.fields.values() if cell.text.strip())
    return next(unknown, "") or next(known, "")


def _find_kind(draft: Draft, caption: Caption) -> RecordKind:
    if "item" in draft.fields:
        return "annex"
    fields = {datum.field for line in draft.lines for datum in line.data}
    if "kpi" in draft.fields and "action" not in draft.fields:
        return "kpi"
    if fields & {"target", "result", "status"}:
        return "kpi" if find_word("kpi", caption.words) and "action" not in draft.fields else "measure"
    if "action" in draft.fields and ("period" in draft.fields or fields & {"budget", "final"}):
        return "project"
    return "row"
