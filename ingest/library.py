"""From a file to everything that can be read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from ingest.annex import link_annex
from ingest.assessment import assess_measures, read_kpi_targets
from ingest.catalog import CatalogEntry
from ingest.checks.contradictions import find_contradictions
from ingest.figures.years import read_years
from ingest.glossary import Glossary, load_glossary
from ingest.headings import read_sections
from ingest.labels import use_labels
from ingest.markup import BORDER
from ingest.midterm import read_midterm, recognises_midterm
from ingest.overflow import cut_records
from ingest.pdf.reader import Progress
from ingest.plan import read_plan, recognises_plan
from ingest.records import Document, Problem, Reading, Record
from ingest.sources import read_source
from ingest.title_years import read_title_years
from ingest.unread_tables import find_unread_tables

_LONGEST_YEAR = 12


def read_document(
    path: Path,
    entry: CatalogEntry | None = None,
    glossary: Glossary | None = None,
    *,
    source: Document | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read one file: recognise its layout, make its records, assess its measures.

    A layout that is not recognised gives sections cut at headings and paragraphs. `source` is what
    was read of the file already; `progress` is called with (stage, done, total) for each page of a PDF.
    Raises UnreadableSource for a file that holds no text.
    """
    entry = entry or CatalogEntry(path.stem, path, str(path))
    with use_labels(entry.labels):
        document = source or read_source(
            path, id=entry.id, file=entry.file, password=entry.password, progress=progress
        )
        document = replace(
            document,
            title=entry.title or document.title,
            publisher=entry.publisher,
            date=entry.date,
            edition=entry.edition,
        )
        document, records, problems = read_records(document)
    tables = find_unread_tables(document, records)
    records, long = cut_records(document, records)
    read = [r for r in records if r.kind == "measure"]
    annex, unlinked = link_annex([r for r in records if r.kind == "annex"], read, document.file)
    measures, unread = assess_measures(read, annex, (glossary or _glossary()).canonical, document.file)
    others = tuple(r for r in records if r.kind not in ("measure", "annex"))
    kpis, unread_kpis = read_kpi_targets((r for r in others if r.kind == "kpi"), document.file)
    reading = Reading(
        replace(document, years=_list_years(document, records)),
        tuple(measures),
        (*annex, *others),
        (*document.problems, *problems, *long, *unlinked, *unread, *unread_kpis, *tables),
        kpi_targets=kpis,
    )
    return replace(reading, contradictions=find_contradictions(reading))


def read_records(document: Document) -> tuple[Document, list[Record], list[Problem]]:
    """Read the records of a document in whichever layout it has."""
    if recognises_plan(document):
        return read_plan(document)
    if recognises_midterm(document):
        return read_midterm(document)
    document = replace(document, edition=document.edition or read_title_years(document.title).edition)
    sections = read_sections(document, list(enumerate(document.lines, start=1)))
    return document, sections, []


def _list_years(document: Document, records: Sequence[Record]) -> tuple[int, ...]:
    """Return the years a document says that it covers: of its title, its labels and headings, its edition."""
    fields = [(key, field) for record in records for key, field in record.fields.items()]
    labels = {field.text if key == "columns" else field.label for key, field in fields}
    years = {year.year for label in (*labels, *_list_year_cells(document)) for year in read_years(label)}
    edition = {document.edition} if document.edition else set()
    return tuple(sorted({*read_title_years(document.title).years, *years, *edition}))


def _list_year_cells(document: Document) -> set[str]:
    """Return the cells that hold a year and nothing else, as the headings of columns and rows do."""
    rows = (line.split(BORDER) for line in document.lines if BORDER in line and "年" in line)
    cells = {"".join(cell.split()) for row in rows for cell in row if len(cell) <= _LONGEST_YEAR}
    return {cell for cell in cells if any(year.text == cell for year in read_years(cell))}


@cache
def _glossary() -> Glossary:
    return load_glossary()
