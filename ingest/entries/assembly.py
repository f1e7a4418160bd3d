"""From the blocks of a document to its records and observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Paragraph, Table
from ingest.entries.card_labels import Labels
from ingest.entries.context import mark_contents, mark_counted
from ingest.entries.drafts import Draft
from ingest.entries.field_names import name_fields
from ingest.entries.footnotes import follow_notes
from ingest.entries.gathered import Gathering, make_field
from ingest.entries.gathering import keep_text, take_paragraph, take_table
from ingest.entries.making import Identity
from ingest.entries.mentions import observe_text, read_setting
from ingest.entries.observing import observe
from ingest.entries.paragraphs import draft_paragraphs
from ingest.entries.polarity import read_less_signs, read_noted, wants_less
from ingest.entries.recording import (
    list_agencies,
    make_heading_section,
    make_record,
    name_draft,
    number_draft,
    rename_cells,
    title_draft,
)
from ingest.entries.retold import find_retold
from ingest.entries.supplements import join_supplements
from ingest.entries.titles import name_by_headings
from ingest.entries.told_rows import read_told_rows
from ingest.formats.joining import join_cards
from ingest.headings import read_sections
from ingest.records import Document, Observation, Problem, Record, RecordKind
from ingest.tables.heading_years import read_heading_years
from ingest.tables.status import is_absent, read_legend
from ingest.targets.agencies import Canonical
from ingest.title_years import read_title_years

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
    tables: tuple[Table, ...] = ()


def assemble(document: Document, blocks: Sequence[Block], canonical: Canonical | None = None) -> Assembled:
    """Make the records and observations of a document."""
    blocks = mark_counted(mark_contents(join_cards(blocks)))
    edition = document.edition or find_edition((), document)
    labels = Labels()
    labels.learn([block for block in blocks if isinstance(block, Table)], edition)
    gathering = Gathering(document, labels)
    setting = read_setting(document, edition)
    headed = draft_paragraphs(blocks, setting, lambda *parts: make_field(document, *parts))
    for number, block in enumerate(blocks):
        gathering.drafts += headed.drafts.get(number, [])
        if number in headed.taken and isinstance(block, Paragraph):
            gathering.context.read(block)
            gathering.open, gathering.before = None, None
        elif isinstance(block, Paragraph):
            take_paragraph(gathering, block)
        else:
            take_table(gathering, block)
    retold = find_retold(headed.sections, gathering.drafts)
    for number in (number for taken, _ in retold for number in taken):
        keep_text(gathering, blocks[number])
    dropped = {id(draft) for _, draft in retold}
    drafts = join_supplements([draft for draft in gathering.drafts if id(draft) not in dropped])
    name_by_headings(drafts)
    edition = document.edition or find_edition(drafts, document)
    document = replace(document, edition=edition)
    read_told_rows(drafts, read_setting(document, edition))
    follow_notes(drafts, blocks, edition, lambda *parts: make_field(document, *parts))
    # A plan for a stretch of years was made before the first of them.
    planned = read_title_years(document.title).years
    over = edition if edition is not None else min(planned) - 1 if planned else None
    states = [draft.fields["status"].text for draft in drafts if "status" in draft.fields]
    legend, signs = read_legend(document.lines, states), read_less_signs(document.lines)
    tables = tuple(block for block in blocks if isinstance(block, Table) and block.rows > 1)
    assembled = Assembled(document, problems=gathering.problems, tables=tables)
    known = list_agencies(drafts)
    ids: Counter[str] = Counter()
    numbers: Counter[tuple[RecordKind, int]] = Counter()
    names: dict[int, tuple[str, str]] = {}
    for draft in drafts:
        noted = read_noted(draft)
        for line in draft.lines:
            line.less = wants_less(draft, line, noted, signs) or None
        name = name_draft(draft, ids)
        no = number_draft(draft, numbers)
        fields = name_fields(draft.kind, draft.fields, edition)
        identity = Identity(
            document.id,
            draft.kind,
            name,
            draft.no,
            title_draft(draft),
            edition,
            canonical,
            document.file,
            over,
        )
        observed = observe(rename_cells(draft, fields), identity)
        assembled.observations += observed.observations
        assembled.problems += dict.fromkeys(observed.problems)
        names[len(assembled.records)] = (name, draft.no)
        assembled.records.append(make_record(document, draft, name, no, fields, observed, legend, known))
    sections = read_sections(document, sorted(gathering.prose))
    sections += [
        make_heading_section(document, number, columns)
        for number, columns in enumerate(gathering.columns, start=len(sections) + 1)
    ]
    names |= {len(assembled.records) + i: (f"section/{one.no}", "") for i, one in enumerate(sections)}
    assembled.records += sections
    assembled.observations += list(observe_text(document, assembled.records, assembled.observations, names))
    return assembled


def find_edition(drafts: Sequence[Draft], document: Document) -> int | None:
    """Return the year whose results a document reports: the latest of most of its results, else of its title.

    A plan that reports none has the year its title names, and none where that names a stretch of years.
    """
    entries = [draft for draft in drafts if draft.kind in ("measure", "kpi", "annex")]
    results = _latest_years(entries, _REPORTING)
    titled = read_title_years(document.title)
    # Results without a year are of the one that the title names, however few others have one.
    if results and (titled.edition in results or _reports_undated(entries)) and titled.edition is not None:
        return titled.edition
    if results:
        return results.most_common(1)[0][0]
    if titled.years:
        return titled.edition
    counted = _latest_years(drafts, {""})
    if counted:
        return counted.most_common(1)[0][0]
    named = [y for text in document.lines[:_OPENING] for y in read_heading_years(text)]
    targets = {y for draft in drafts for line in draft.lines for d in line.of("target") for y in d.years}
    return named[0] if named else min(targets, default=None)


def _reports_undated(drafts: Sequence[Draft]) -> bool:
    """Say whether some result has no year."""
    data = (datum for draft in drafts for line in draft.lines for datum in line.data)
    return any(datum.field in _REPORTING and not datum.years for datum in data)


def _latest_years(drafts: Sequence[Draft], fields: Collection[str]) -> Counter[int]:
    """Return how many lines have each year as the latest that the headings of some fields name."""
    latest: Counter[int] = Counter()
    for draft in drafts:
        for line in draft.lines:
            told = (d for d in line.data if d.field in fields and not is_absent(d.cell.text))
            dated = [y for d in told for y in d.years]
            latest.update([max(dated)] if dated else [])
    return latest
