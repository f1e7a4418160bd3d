"""From a file to everything that can be read from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.agencies import read_agencies
from ingest.annex import link_annex
from ingest.catalog import CatalogEntry
from ingest.headings import read_sections
from ingest.midterm import read_midterm, recognises_midterm
from ingest.plan import read_plan, recognises_plan
from ingest.records import Document, Measure, Problem, Reading, Record
from ingest.sources import read_source


def read_document(path: Path, entry: CatalogEntry | None = None) -> Reading:
    """Read one file: recognise its layout, make its records, assess its measures.

    A layout that is not recognised gives sections cut at headings and paragraphs.
    Raises ingest.sources.UnreadableSource for a file that holds no text.
    """
    document = read_source(path, id=entry.id if entry else None, file=entry.file if entry else None)
    if entry:
        document = replace(
            document,
            title=entry.title or document.title,
            publisher=entry.publisher,
            date=entry.date,
            edition=entry.edition,
        )
    document, records, problems = read_records(document)
    measures = tuple(_to_measure(r) for r in records if r.kind == "measure")
    annex, unlinked = link_annex([r for r in records if r.kind == "annex"], measures, document.file)
    others = tuple(r for r in records if r.kind not in ("measure", "annex"))
    return Reading(document, measures, (*annex, *others), (*problems, *unlinked))


def read_records(document: Document) -> tuple[Document, list[Record], list[Problem]]:
    """Read the records of a document in whichever layout it has."""
    if recognises_plan(document):
        return read_plan(document)
    if recognises_midterm(document):
        return read_midterm(document)
    sections = read_sections(document, list(enumerate(document.lines, start=1)))
    return document, sections, []


def _to_measure(record: Record) -> Measure:
    agencies, lead = read_agencies(record.text("agencies"))
    return Measure(
        agencies=agencies,
        lead_agencies=lead,
        kind="measure",
        doc=record.doc,
        no=record.no,
        title=record.title,
        edition=record.edition,
        place=record.place,
        fields=record.fields,
        path=record.path,
    )
