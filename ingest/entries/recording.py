"""Records from drafts: their ids, numbers, titles and fields, and what an office says of them."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.entries.drafts import Datum, Draft, cut_field
from ingest.entries.pairs import Observed
from ingest.records import Document, Field, Measure, OfficialStatus, Record, RecordKind
from ingest.tables.headings import BRACKETS, read_heading
from ingest.tables.status import read_mark
from ingest.tables.words import load_words
from ingest.targets.agencies import read_agencies
from ingest.targets.changes import mark_changes
from ingest.targets.status import read_official_status
from ingest.titles import make_title

_AGENCIES = ("agencies", "support")
_STROKE = re.compile("[/／]")


def title_draft(draft: Draft) -> str:
    return make_title(draft.title) if draft.kind == "measure" else "".join(draft.title.split("\n"))


def name_draft(draft: Draft, ids: Counter[str]) -> str:
    """Return an id that does not repeat: kind and number, or its place among its kind."""
    own = ".".join(part for part in (draft.group_no, draft.no) if part)
    ids[draft.kind] += 1
    name = first = f"{draft.kind}/{own or ids[draft.kind]}"
    while ids[name]:
        ids[first] += 1
        name = f"{first}-{ids[first]}"
    ids[name] += 1
    return name


def number_draft(draft: Draft, numbers: Counter[tuple[RecordKind, int]]) -> int:
    """Return the number of a record: its own where that is one and is free, else the next that is."""
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


def rename_cells(draft: Draft, fields: Mapping[str, Field]) -> Draft:
    """Return a draft whose cells have the keys that its record's `fields` have."""
    names = {(cell.label, cell.place.line_start): key for key, cell in fields.items()}
    for line in draft.lines:
        line.data = [_rename(d, names) for d in line.data]
    return draft


def _rename(datum: Datum, names: Mapping[tuple[str, int], str]) -> Datum:
    key = names.get((datum.cell.label, datum.cell.place.line_start), datum.cell.key)
    return datum if key == datum.cell.key else replace(datum, cell=replace(datum.cell, key=key))


def make_heading_section(document: Document, no: int, columns: Field) -> Record:
    """Return the headings of a table as a section, which is kept and not searched."""
    return Record(
        kind="section",
        doc=document.id,
        no=no,
        title=document.title,
        edition=document.edition,
        place=columns.place,
        fields={columns.key: columns},
    )


def _find_bracketed(fields: dict[str, Field]) -> Field | None:
    """Return who is in charge where a heading says that its cells end in it: 重要措施〔主辦機關〕."""
    for item in fields.values():
        options = read_heading(item.label).options
        named = next((option for option in options if read_heading(option).field == "agencies"), None)
        last = list(BRACKETS.finditer(item.text))[-1:] if named else []
        if last and last[0].end() == len(item.text.rstrip()):
            return dataclasses.replace(cut_field(item, *last[0].span(1)), key="agencies", label=named or "")
    return None


def make_record(
    document: Document,
    draft: Draft,
    identity: str,
    no: int,
    fields: dict[str, Field],
    observed: Observed,
    legend: dict[str, OfficialStatus],
    known: frozenset[str] = frozenset(),
) -> Record:
    """Return the record of a draft; `known` are the agencies that the document names."""
    edition = document.edition
    record = Record(
        kind=draft.kind,
        doc=document.id,
        no=no,
        title=title_draft(draft),
        edition=edition,
        place=document.place(draft.line_start, draft.line_end),
        fields=fields,
        path=draft.path,
        written_no=draft.no,
        id=identity,
    )
    if draft.kind not in ("measure", "kpi"):
        return record
    if "agencies" not in fields and (bracketed := _find_bracketed(fields)):
        record = dataclasses.replace(record, fields={**fields, "agencies": bracketed})
        fields = record.fields
    agencies, lead = _name_agencies(fields, known)
    own = [t for t in observed.targets if edition is None or t.year <= edition]
    later = [t for t in observed.targets if edition is not None and t.year > edition]
    status = fields["status"].text if "status" in fields else ""
    if later or "next_target" in fields:
        now = [t for t in own if t.year == edition]
        after = [t for t in later if edition is not None and t.year == edition + 1]
        later = [*mark_changes(now, after), *(t for t in later if t not in after)]
    official = _read_status(status, legend) if status else _read_note(fields)
    return Measure(
        **{one.name: getattr(record, one.name) for one in dataclasses.fields(Record)},
        agencies=agencies,
        lead_agencies=lead,
        official_status=official,
        targets=tuple(own),
        next_targets=tuple(later),
    )


def list_agencies(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the names that stand in the cells of agencies of a document."""
    cells = {draft.fields[key].text for draft in drafts for key in _AGENCIES if key in draft.fields}
    return frozenset(name for cell in cells for name in read_agencies(cell)[0])


def _name_agencies(
    fields: Mapping[str, Field], known: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the agencies of an entry, and those that lead."""
    cells = [fields[key] for key in _AGENCIES if key in fields]
    parts = [(cell.key, part) for cell in cells for part in _part_roles(cell)]
    read = [read_agencies(part, known) for _, part in parts]
    names = dict.fromkeys(name for found, _ in read for name in found)
    return tuple(names), read[0][1] if parts and parts[0][0] == "agencies" else ()


def _part_roles(cell: Field) -> tuple[str, ...]:
    """Return who leads and who helps apart, where a heading, 主辦／協辦, says that a stroke parts them."""
    words = load_words()
    lead, stroke, support = _STROKE.sub("/", cell.label).partition("/")
    told = (
        stroke and any(word in lead for word in words.lead) and any(word in support for word in words.support)
    )
    return tuple(_STROKE.split(cell.text, maxsplit=1)) if told else (cell.text,)


def _read_note(fields: dict[str, Field]) -> OfficialStatus:
    note, target = (fields[key].text if key in fields else "" for key in ("control_note", "target"))
    return read_official_status(note, target, False)


def note_annex(measures: Sequence[Measure], annex: Sequence[Record]) -> list[Measure]:
    """Return the measures with what an annex of missed targets says of their official status."""
    annexed = {row.measure for row in annex}
    return [
        replace(m, official_status=read_official_status(m.text("control_note"), m.text("target"), True))
        if m.no in annexed and "status" not in m.fields
        else m
        for m in measures
    ]


def _read_status(status: str, legend: dict[str, OfficialStatus]) -> OfficialStatus:
    marks = {read_mark(part, legend) for part in status.split("\n") if part.strip()}
    if len(marks) == 1:
        return marks.pop()
    if "partly_met" in marks or {"met", "not_met"} <= marks:
        return "partly_met"
    order: tuple[OfficialStatus, ...] = ("not_met", "met", "ongoing")
    return next((mark for mark in order if mark in marks), "other")
