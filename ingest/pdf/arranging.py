"""From the pages of a PDF to its blocks by their shape alone: tables, with rules or without, and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.pdf.alignment import grow, read_regions, trim
from ingest.pdf.banding import make_table
from ingest.pdf.blocks import Block, Paragraphs, Table, make_box
from ingest.pdf.furniture import find_furniture
from ingest.pdf.grids import find_tables
from ingest.pdf.judging import is_prose, is_table
from ingest.pdf.pages import Page
from ingest.pdf.regions import Region, Span, TextLine, make_text_lines, settle
from ingest.pdf.strips import Strip, make_strips
from ingest.pdf.upright import lift_marks, read_downwards, tell_aslant
from ingest.records import Box

_RECURS = 2
_LONGEST_LABEL = 40
_WIDE_RULE = 0.5
_ALIKE = 0.5
# Running text reaches at least this far over a page, though a page may hold only short lines.
_LEAST_REACH = 0.7


@dataclass(slots=True)
class Arrangement:
    """The blocks of a PDF page after page, what stands on its pages but is none of its text, and problems."""

    blocks: list[Block] = field(default_factory=list)
    left_out: list[tuple[Box, str]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A page while its blocks are found: its ruled tables, its other lines, its level rules."""

    page: Page
    tables: list[Table]
    strips: list[Strip]
    rules: list[float]
    downwards: bool = False


def arrange(pages: Sequence[Page]) -> Arrangement:
    """Find the tables and the running text of the pages, and leave out what is repeated on them."""
    arrangement = Arrangement()
    sheets = [_read_sheet(page, arrangement) for page in pages]
    judge = _Judge(sheets)
    protected = [_in_tables(sheet, judge) | _strips_between(sheet.strips, sheet.tables) for sheet in sheets]
    furniture = find_furniture(
        [(sheet.page.height, sheet.strips) for sheet in sheets],
        protected,
        sum(len(page.glyphs) for page in pages),
    )
    for sheet, out in zip(sheets, furniture, strict=True):
        left_out = [sheet.strips[index] for index in sorted(out)]
        arrangement.left_out += [(make_box(strip, sheet.page.number), strip.text) for strip in left_out]
        sheet.strips = [strip for index, strip in enumerate(sheet.strips) if index not in out]
    _Arranger(sheets, judge).arrange(arrangement)
    return arrangement


def _read_sheet(page: Page, arrangement: Arrangement) -> _Sheet:
    aslant = [*page.aslant, *lift_marks(page)]
    if any(glyph.text.strip() for glyph in aslant):
        strip = Strip(list(aslant))
        arrangement.problems.append((page.number, tell_aslant(aslant)))
        arrangement.left_out.append((make_box(strip, page.number), "".join(g.text for g in aslant).strip()))
    tables, outside = find_tables(page)
    columns = read_downwards(outside) if not tables else None
    if columns is not None:
        arrangement.problems.append(
            (
                page.number,
                "expected text that runs from left to right, found text that runs downwards; read column by "
                "column, its tables as text; compare it with the page",
            )
        )
        return _Sheet(page, [], columns, [], True)
    strips = make_strips(outside)
    return _Sheet(page, tables, strips, _level_rules(page, tables))


def _level_rules(page: Page, tables: Sequence[Table]) -> list[float]:
    """Return the heights of the level rules outside of ruled tables that are long enough to part rows."""
    heights: list[float] = []
    drawn: Counter[int] = Counter()
    for rule in page.rules:
        if rule.is_horizontal and not any(t.top - 3 <= rule.top <= t.bottom + 3 for t in tables):
            drawn[round(rule.top)] += round(rule.right - rule.left)
    reach = max(drawn.values(), default=0)
    for height, length in sorted(drawn.items()):
        if length >= _WIDE_RULE * reach and (not heights or height - heights[-1] > 3):
            heights.append(float(height))
    return heights


class _Judge:
    """Judges what aligns by what stands in the whole document: labels and headings that recur."""

    def __init__(self, sheets: Sequence[_Sheet]) -> None:
        self._pages = len(sheets)
        self.labels = _find_labels(sheets)
        self._heads: Counter[tuple[str, ...]] = Counter()
        for sheet in sheets:
            self._heads.update({_head(region) for _, _, region in _regions(sheet)})

    def is_table(self, region: Region, rules: Sequence[float]) -> bool:
        """Say whether a region is a table; a heading of three columns that recurs is that of one."""
        if is_table(region, rules, self.labels, self._pages):
            return True
        return len(region.columns) > 2 and self._heads[_head(region)] > 1


def _head(region: Region) -> tuple[str, ...]:
    return tuple(part.text for part in region.lines[0].parts)


def _regions(sheet: _Sheet) -> list[tuple[int, int, Region]]:
    return [] if sheet.downwards else list(read_regions(make_text_lines(sheet.strips), sheet.rules))


def _find_labels(sheets: Sequence[_Sheet]) -> set[str]:
    """Return what stands again and again at the beginning of lines of several parts: labels of cards."""
    found: Counter[tuple[int, str]] = Counter()
    for sheet in sheets:
        for line in [] if sheet.downwards else make_text_lines(sheet.strips):
            first = line.parts[0]
            if len(line.parts) > 1 and 1 < len(first.text) <= _LONGEST_LABEL:
                found[round(first.left / 4), first.text] += 1
    return {text for (_, text), count in found.items() if count >= _RECURS and not text.isdecimal()}


def _in_tables(sheet: _Sheet, judge: _Judge) -> set[int]:
    """Return the strips of tables without rules, which no repetition makes furniture."""
    if sheet.downwards:
        return set(range(len(sheet.strips)))
    where = {id(strip): index for index, strip in enumerate(sheet.strips)}
    found: set[int] = set()
    for _, _, region in _regions(sheet):
        if judge.is_table(region, sheet.rules):
            found |= {where[id(strip)] for line in region.lines for strip in line.strips}
    return found


class _Arranger:
    """Puts page after page into blocks, and knows which tables there have been."""

    def __init__(self, sheets: Sequence[_Sheet], judge: _Judge) -> None:
        self._sheets, self._judge = sheets, judge
        self._right = _body_right([sheet.strips for sheet in sheets], [sheet.page for sheet in sheets])
        self._known: list[list[Span]] = []
        self._open: list[Span] | None = None

    def arrange(self, arrangement: Arrangement) -> None:
        """Add the blocks of every page."""
        for sheet in self._sheets:
            for _, _, region in _regions(sheet):
                if self._judge.is_table(region, sheet.rules):
                    self._known.append(region.columns)
        for sheet in self._sheets:
            arrangement.blocks += self._interleave(sheet)

    def _interleave(self, sheet: _Sheet) -> Iterator[Block]:
        rest = list(sheet.strips)
        for table in [*sheet.tables, None]:
            above = [s for s in rest if table is None or (s.top + s.bottom) / 2 < table.top]
            rest = rest[len(above) :]
            yield from self._split(sheet, above)
            if table is not None:
                self._open = None
                yield table

    def _split(self, sheet: _Sheet, strips: Sequence[Strip]) -> Iterator[Block]:
        """Yield the tables without rules among strips, and the text between them."""
        if sheet.downwards:
            self._open = None
            yield _downwards(sheet.page.number, strips)
            return
        lines = make_text_lines(strips)
        right = self._right.get(round(sheet.page.width), sheet.page.width)
        start = 0
        if self._open is not None and lines:
            region = grow(lines, 0, sheet.rules, self._open)
            trim(region, sheet.rules, self._judge.labels)
            if _goes_on(region):
                settle(region)
                yield make_table(region, sheet.page.number, right, sheet.rules)
                start = len(region.lines)
        if start < len(lines):
            self._open = None
        done = start
        for first, end, region in read_regions(lines[start:], sheet.rules):
            known = any(_is_like(columns, region.columns) for columns in self._known)
            if self._judge.is_table(region, sheet.rules) or (known and len(region.columns) > 1):
                yield from self._text(sheet, lines[done : start + first], right)
                yield make_table(region, sheet.page.number, right, sheet.rules)
                self._open = region.columns if start + end == len(lines) else None
            elif is_prose(region):
                yield from self._text(sheet, lines[done : start + first], right)
                yield from _columns(region, sheet.page.number)
            else:
                continue
            done = start + end
        yield from self._text(sheet, lines[done:], right)

    def _text(self, sheet: _Sheet, lines: Sequence[TextLine], right: float) -> Iterator[Paragraphs]:
        strips = [strip for line in lines for strip in line.strips]
        if strips:
            left = min(strip.left for strip in strips)
            yield Paragraphs(sheet.page.number, strips[0].top, strips[-1].bottom, left, right, strips)


def _goes_on(region: Region) -> bool:
    """Say whether lines at the top of a page stand in the columns of the table that ended the page before."""
    return any(len(line.parts) > 1 or region.column_of(line.parts[0])[0] > 0 for line in region.lines)


def _is_like(columns: Sequence[Span], others: Sequence[Span]) -> bool:
    """Say whether columns stand where those of another table stand."""
    if len(columns) != len(others):
        return False
    pairs = zip(columns, others, strict=True)
    return all(min(a[1], b[1]) - max(a[0], b[0]) >= _ALIKE * min(a[1] - a[0], b[1] - b[0]) for a, b in pairs)


def _columns(region: Region, page: int) -> Iterator[Paragraphs]:
    """Yield the two columns of running text one after the other."""
    for column, (left, right) in enumerate(region.columns):
        strips = region.in_column(column)
        yield Paragraphs(page, strips[0].top, strips[-1].bottom, left, right, strips)


def _downwards(page: int, strips: Sequence[Strip]) -> Paragraphs:
    top, bottom = min(strip.top for strip in strips), max(strip.bottom for strip in strips)
    # No line is full, so that each column of characters stays a line.
    return Paragraphs(page, top, bottom, 0.0, float("inf"), list(strips))


def _strips_between(strips: Sequence[Strip], tables: Sequence[Table]) -> set[int]:
    """Return the strips that stand below one table and above another: no edge of the page."""
    if not tables:
        return set()
    first, last = min(t.bottom for t in tables), max(t.top for t in tables)
    return {i for i, strip in enumerate(strips) if first <= strip.top and strip.bottom <= last}


def _body_right(text: Sequence[Sequence[Strip]], pages: Sequence[Page]) -> dict[int, float]:
    """Return how far running text reaches to the right, by the width of the page."""
    reach: dict[int, list[float]] = {}
    for page, strips in zip(pages, text, strict=True):
        reach.setdefault(round(page.width), []).extend(strip.right for strip in strips)
    edges = {width: sorted(found)[int(len(found) * 0.97)] for width, found in reach.items() if found}
    return {width: max(edge, _LEAST_REACH * width) for width, edge in edges.items()}
