"""From the blocks of a document to its records and observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Cell, Paragraph, Table
from ingest.entries.cards import Labels, draft_cards, is_card
from ingest.entries.context import Context
from ingest.entries.drafts import Draft
from ingest.entries.mentions import observe_text, read_setting
from ingest.entries.observing import Identity, Observed, name_fields, observe
from ingest.entries.paragraphs import draft_paragraphs
from ingest.entries.rows import draft_rows, join_fields
from ingest.figures.numerals import read_figures
from ingest.headings import read_sections
from ingest.records import (
    Document,
    Field,
    Measure,
    Observation,
    OfficialStatus,
    Problem,
    Record,
    RecordKind,
)
from ingest.tables.headings import read_heading, read_heading_years
from ingest.tables.reading import HeadedTable, read_headed
from ingest.tables.status import read_legend, read_mark
from ingest.targets.agencies import Canonical, read_agencies
from ingest.targets.status import read_official_status
from ingest.title_years import read_title_years
from ingest.titles import make_title

_LONGEST_LABEL = 16
_COLONS = "：:"
# How many lines of a document may be its title page.
_OPENING = 12
_REPORTING = frozenset({"result", "status", "highlights", "benefit"})


@dataclass(slots=True)
class Assembled:
    """What was made of a document's blocks."""

    document: Document
    records: list[Record] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Gathering:
    """The drafts and the lines of prose, while the blocks are gone through."""

    document: Document
    labels: Labels
    context: Context = field(default_factory=Context)
    drafts: list[Draft] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    open: Draft | None = None
    open_key: str = ""
    before: HeadedTable | None = None


def assemble(document: Document, blocks: Sequence[Block], canonical: Canonical | None = None) -> Assembled:
    """Make the records and observations of a document."""
    labels = Labels()
    labels.learn([block for block in blocks if isinstance(block, Table)])
    gathering = _Gathering(document, labels)
    setting = read_setting(document, document.edition or find_edition((), document))
    headed = draft_paragraphs(blocks, setting, lambda *parts: _make_field(document, *parts))
    for number, block in enumerate(blocks):
        gathering.drafts += headed.drafts.get(number, [])
        if number in headed.taken and isinstance(block, Paragraph):
            gathering.context.read(block)
            gathering.open, gathering.before = None, None
        elif isinstance(block, Paragraph):
            _take_paragraph(gathering, block)
        else:
            _take_table(gathering, block)
    edition = document.edition or find_edition(gathering.drafts, document)
    document = replace(document, edition=edition)
    legend = read_legend(document.lines)
    assembled = Assembled(document, problems=gathering.problems)
    ids: Counter[str] = Counter()
    numbers: Counter[tuple[RecordKind, int]] = Counter()
    names: dict[int, tuple[str, str]] = {}
    for draft in gathering.drafts:
        name = _name(draft, ids)
        no = _number(draft, numbers)
        fields = name_fields(draft.kind, draft.fields, edition)
        identity = Identity(
            document.id, draft.kind, name, draft.no, _title(draft), edition, canonical, document.file
        )
        observed = observe(_rename(draft, edition), identity)
        assembled.observations += observed.observations
        names[len(assembled.records)] = (name, draft.no)
        assembled.records.append(_make_record(document, draft, name, no, fields, observed, legend))
    sections = read_sections(document, sorted(gathering.prose))
    names |= {len(assembled.records) + i: (f"section/{one.no}", "") for i, one in enumerate(sections)}
    assembled.records += sections
    assembled.observations += list(observe_text(document, assembled.records, assembled.observations, names))
    return assembled


def _take_paragraph(gathering: _Gathering, paragraph: Paragraph) -> None:
    heading = gathering.context.read(paragraph)
    if heading:
        gathering.open = None
    elif gathering.open is not None and _take_labelled(gathering, gathering.open, paragraph):
        return
    gathering.before = None
    lines = [(line, text) for line, text in _fragments(paragraph)]
    gathering.prose += lines


def _fragments(paragraph: Paragraph) -> list[tuple[int, str]]:
    ends = [*(offset for offset, _ in paragraph.starts[1:]), len(paragraph.text)]
    pairs = zip(paragraph.starts, ends, strict=True)
    return [(line, paragraph.text[start:end].strip()) for (start, line), end in pairs]


def _take_labelled(gathering: _Gathering, draft: Draft, paragraph: Paragraph) -> bool:
    """Give the entry of the table above what stands below it as 標籤：值."""
    mark = next((i for i, char in enumerate(paragraph.text[: _LONGEST_LABEL + 1]) if char in _COLONS), -1)
    label = paragraph.text[:mark] if mark > 0 else ""
    heading = read_heading(label) if label else None
    if heading is not None and (heading.field or mark == len(paragraph.text) - 1):
        gathering.open_key = heading.field or heading.core
        value = paragraph.text[mark + 1 :]
        if not value.strip():
            return True
        starts = tuple((max(0, start - mark - 1), line) for start, line in paragraph.starts)
        cell = Cell(0, 0, value, starts)
    elif gathering.open_key:
        cell = Cell(0, 0, paragraph.text, paragraph.starts)
    else:
        return False
    made = _make_field(gathering.document, gathering.open_key, label, cell)
    known = draft.fields.get(gathering.open_key)
    draft.fields[gathering.open_key] = join_fields(known, made) if known else made
    draft.reach(made)
    return True


def _take_table(gathering: _Gathering, table: Table) -> None:
    context = gathering.context

    def make(key: str, label: str, cell: Cell) -> Field:
        return _make_field(gathering.document, key, label, cell)

    gathering.open, gathering.open_key = None, ""
    made: list[Draft] = []
    if is_card(table, gathering.labels):
        made = list(draft_cards(table, context.caption(table.caption), gathering.labels, make))
        gathering.before = None
    else:
        headed = read_headed(table) or _go_on(gathering.before, table)
        if headed is not None:
            made = draft_rows(headed, context.caption(table.caption, headed.titles), make)
            gathering.before = headed
            _tell_columns(gathering, headed, made)
            if len(made) == 1 and made[0].kind in ("kpi", "measure"):
                gathering.open = made[0]
    gathering.drafts += made
    if not made:
        _keep_as_text(gathering, table)
    context.close()


def _tell_columns(gathering: _Gathering, headed: HeadedTable, made: Sequence[Draft]) -> None:
    """Say which columns of figures have headings that name neither a year nor what their figures are."""
    unknown = dict.fromkeys(
        d.headers.column[-1]
        for draft in made
        for line in draft.lines
        for d in line.data
        if not d.field and not d.years and d.headers.column and read_figures(d.cell.text)
    )
    if not unknown:
        return
    document = gathering.document
    label = next(iter(unknown))
    message = (
        f"expected headings that say what the figures of {len(headed.columns)} columns are, found "
        f"{', '.join(unknown)} that do not; its {len(made)} rows are kept as {made[0].kind} with these as other; "
        f'to name them write in catalog.toml: [{document.id}.labels] "{label}" = "result"'
    )
    gathering.problems.append(Problem(document.file, headed.table.line_start, message))


def _go_on(before: HeadedTable | None, table: Table) -> HeadedTable | None:
    """Read a table without headings as the rest of the one right before it, of as many columns."""
    if before is None or before.table.columns != table.columns:
        return None
    rows = tuple(("", row) for row in table.grid() if any(cell and cell.text.strip() for cell in row))
    return replace(before, table=table, titles=(), rows=rows) if rows else None


def _keep_as_text(gathering: _Gathering, table: Table) -> None:
    """Keep the lines of a table that was not understood, and say so."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        for start, line in cell.starts:
            rows.setdefault(line, []).append(cell.text if not start else "")
    gathering.prose += [(line, "\t".join(filter(None, texts))) for line, texts in rows.items() if any(texts)]
    first = [cell.text for cell in table.cells if cell.row == 0][:6]
    message = (
        f"expected headings over or beside a table of {table.rows} rows and {table.columns} columns, found "
        f"{' | '.join(text[:12] for text in first)}; kept as text"
    )
    gathering.problems.append(Problem(gathering.document.file, table.line_start, message))


def _make_field(document: Document, key: str, label: str, cell: Cell) -> Field:
    lines = [line for _, line in cell.starts]
    return Field(key, label, cell.text, document.place(min(lines), max(lines)), cell.starts)


def find_edition(drafts: Sequence[Draft], document: Document) -> int | None:
    """Return the year whose results a document reports: the latest of most of its results, else of its title.

    A plan that reports none has the year its title names, and none where that names a stretch of years.
    """
    latest: Counter[int] = Counter()
    for draft in drafts:
        if draft.kind in ("measure", "kpi", "annex"):
            for line in draft.lines:
                dated = [y for d in line.data if d.field in _REPORTING for y in d.years]
                latest.update([max(dated)] if dated else [])
    if latest:
        return latest.most_common(1)[0][0]
    titled = read_title_years(document.title)
    if titled.years:
        return titled.edition
    named = [y for text in document.lines[:_OPENING] for y in read_heading_years(text)]
    targets = Counter(
        y for draft in drafts for line in draft.lines for d in line.of("target") for y in d.years
    )
    return named[0] if named else min(targets, default=None)


def _title(draft: Draft) -> str:
    return make_title(draft.title) if draft.kind == "measure" else "".join(draft.title.split("\n"))


def _name(draft: Draft, ids: Counter[str]) -> str:
    """Return an id that does not repeat: kind and number, or its place among its kind."""
    own = ".".join(part for part in (draft.group_no, draft.no) if part)
    ids[draft.kind] += 1
    name = f"{draft.kind}/{own or ids[draft.kind]}"
    ids[name] += 1
    return name if ids[name] == 1 else f"{name}-{ids[name]}"


def _number(draft: Draft, numbers: Counter[tuple[RecordKind, int]]) -> int:
    """Return the number of a record: its own where that is one and was not met, else the next that is free."""
    digits = draft.no.strip(" .、()（）")
    if (
        digits.isdecimal()
        and len(digits) <= 6
        and not draft.group_no
        and not numbers[draft.kind, int(digits)]
    ):
        number = int(digits)
    else:
        number = numbers[draft.kind, -1] + 1
    numbers[draft.kind, number] += 1
    numbers[draft.kind, -1] = max(numbers[draft.kind, -1], number)
    return number


def _rename(draft: Draft, edition: int | None) -> Draft:
    """Return a draft whose cells have the keys that its record's fields have."""
    names: dict[tuple[str, int], str] = {}
    for key, cell in name_fields(draft.kind, draft.fields, edition).items():
        names[cell.label, cell.place.line_start] = key
    for line in draft.lines:
        line.data = [
            replace(
                d, cell=replace(d.cell, key=names.get((d.cell.label, d.cell.place.line_start), d.cell.key))
            )
            for d in line.data
        ]
    return draft


def _make_record(
    document: Document,
    draft: Draft,
    identity: str,
    no: int,
    fields: dict[str, Field],
    observed: Observed,
    legend: dict[str, OfficialStatus],
) -> Record:
    edition = document.edition
    place = document.place(draft.line_start, draft.line_end)
    if draft.kind not in ("measure", "kpi"):
        return Record(
            kind=draft.kind,
            doc=document.id,
            no=no,
            title=_title(draft),
            edition=edition,
            place=place,
            fields=fields,
            path=draft.path,
            written_no=draft.no,
            id=identity,
        )
    agencies, lead = read_agencies(fields["agencies"].text) if "agencies" in fields else ((), ())
    if "support" in fields:
        supporting, _ = read_agencies(fields["support"].text)
        agencies = tuple(dict.fromkeys((*agencies, *supporting)))
    own = [t for t in observed.targets if edition is None or t.year <= edition]
    later = [t for t in observed.targets if edition is not None and t.year > edition]
    status = fields["status"].text if "status" in fields else ""
    note = fields["control_note"].text if "control_note" in fields else ""
    official = _read_status(status, legend) if status else read_official_status(note, "", False)
    return Measure(
        kind=draft.kind,
        doc=document.id,
        no=no,
        title=_title(draft),
        edition=edition,
        place=place,
        fields=fields,
        path=draft.path,
        written_no=draft.no,
        id=identity,
        agencies=agencies,
        lead_agencies=lead,
        official_status=official,
        targets=tuple(own),
        next_targets=tuple(later),
    )


def _read_status(status: str, legend: dict[str, OfficialStatus]) -> OfficialStatus:
    marks = {read_mark(part, legend) for part in status.split("\n") if part.strip()}
    if len(marks) == 1:
        return marks.pop()
    if "partly_met" in marks or {"met", "not_met"} <= marks:
        return "partly_met"
    order: tuple[OfficialStatus, ...] = ("not_met", "met", "ongoing")
    return next((mark for mark in order if mark in marks), "other")
