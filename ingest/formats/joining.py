"""Cards that breaks tore into several tables, put together again: a table goes on with the card above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.blocks import Block, Cell, Paragraph, Table
from ingest.formats.cards import Item, gather
from ingest.headings import heading_level
from ingest.labels import fold_label, label_years
from ingest.markup import fragments, is_rule, strip_tags

# How many paragraphs a break may leave between two parts of a card.
_MOST_LOOSE = 40


def join_cards(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in which a card that breaks tore into several tables is one again.

    A table goes on with the card above where it does not begin with the label that cards begin with,
    and has none that stands in that card already; a label torn in two may stand partly between them.
    """
    known = Counter(
        fold_label(label)
        for block in blocks
        if _is_plain(block)
        for _, label, _ in _read_rows(block)
        if label
    )
    joined: list[Block] = []
    run = _Run(known)
    for block in blocks:
        if not run.take(block):
            joined += run.close()
            run = _Run(known)
            if not run.take(block):
                joined.append(block)
    return joined + run.close()


def _is_plain(block: Block) -> bool:
    """Say whether a block is a table of labels and values of which none spans rows or columns."""
    return (
        isinstance(block, Table)
        and block.columns == 2
        and all(cell.row_span == cell.column_span == 1 for cell in block.cells)
    )


def _is_loose(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.level is None and heading_level(block.text) is None


def _read_rows(block: Block) -> list[Item]:
    """Return the rows of a plain table, or the lines of a paragraph, as items."""
    if isinstance(block, Paragraph):
        return [(line, None, [(line, text)]) for line, text in fragments(block.text, block.starts)]
    rows: dict[int, dict[int, Cell]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    items: list[Item] = []
    for row in rows.values():
        first = row.get(0) or row[1]
        label = strip_tags(row[0].text) if 0 in row else ""
        parts = (
            [(n, strip_tags(text)) for n, text in fragments(row[1].text, row[1].starts)] if 1 in row else []
        )
        items.append(
            (
                first.starts[0][1],
                "" if is_rule(label) else label,
                [p for p in parts if p[1] and not is_rule(p[1])],
            )
        )
    return items


class _Run:
    """A table with the tables that go on with its last card, and what stands loose between them."""

    def __init__(self, known: Counter[str]) -> None:
        self._known = known
        self._tables: list[list[Block]] = []
        self._loose: list[Block] = []
        self._start = self._last = ""
        self._held: set[tuple[str, tuple[int, ...]]] = set()

    def take(self, block: Block) -> bool:
        """Take a block that goes on with the run; False for one that does not."""
        if isinstance(block, Paragraph):
            if self._tables and _is_loose(block) and len(self._loose) < _MOST_LOOSE:
                self._loose.append(block)
                return True
            return False
        labels = [label or "" for _, label, _ in _read_rows(block)] if _is_plain(block) else []
        if not labels or (self._tables and not self._goes_on(labels)):
            return False
        self._start = self._start or fold_label(labels[0])
        self._tables.append([*self._loose, block])
        self._loose = []
        for label in labels:
            if fold_label(label) == self._start:
                self._held.clear()
            self._held.add(_key(label))
            self._last = label
        return True

    def _goes_on(self, labels: Sequence[str]) -> bool:
        folded = [fold_label(label) for label in labels]
        more = labels[: folded.index(self._start)] if self._start in folded else labels
        if self._known[self._start] < 2 or not more:
            return False
        between = "".join(block.text for block in self._loose if isinstance(block, Paragraph))
        torn = [fold_label(head + labels[0]) for head in (between, self._last + between)]
        if labels[0] and any(whole != folded[0] and self._known[whole] for whole in torn):
            more = more[1:]
        recurring = all(self._known[fold_label(label)] > 1 for label in more if label)
        return recurring and not any(_key(label) in self._held for label in more if label)

    def close(self) -> list[Block]:
        """Return the blocks of the run, its tables in one."""
        if len(self._tables) < 2:
            return [*(block for blocks in self._tables for block in blocks), *self._loose]
        items = [item for blocks in self._tables for block in blocks for item in _read_rows(block)]
        return [*gather(items, self._known), *self._loose]


def _key(label: str) -> tuple[str, tuple[int, ...]]:
    """Return what tells a label from others of its card: its words and its years."""
    return fold_label(label), label_years(label)
