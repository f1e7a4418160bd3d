"""From a file to everything that can be read from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from ingest.annex import link_annex
from ingest.assessment import assess_measures, read_kpi_targets
from ingest.catalog import CatalogEntry
from ingest.checks.contradictions import find_contradictions
from ingest.glossary import Glossary, load_glossary
from ingest.headings import read_sections
from ingest.labels import use_labels
from ingest.midterm import read_midterm, recognises_midterm
from ingest.overflow import cut_records
from ingest.pdf.reader import Progress
from ingest.plan import read_plan, recognises_plan
from ingest.records import Document, Problem, Reading, Record
from ingest.sources import read_source


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
    records, long = cut_records(document, records)
    read = [r for r in records if r.kind == "measure"]
    annex, unlinked = link_annex([r for r in records if r.kind == "annex"], read, document.file)
    measures, unread = assess_measures(read, annex, (glossary or _glossary()).canonical, document.file)
    others = tuple(r for r in records if r.kind not in ("measure", "annex"))
    kpis, unread_kpis = read_kpi_targets((r for r in others if r.kind == "kpi"), document.file)
    reading = Reading(
        document,
        tuple(measures),
        (*annex, *others),
        (*document.problems, *problems, *long, *unlinked, *unread, *unread_kpis),
        kpi_targets=kpis,
    )
    return replace(reading, contradictions=find_contradictions(reading))


def read_records(document: Document) -> tuple[Document, list[Record], list[Problem]]:
    """Read the records of a document in whichever layout it has."""
    if recognises_plan(document):
        return read_plan(document)
    if recognises_midterm(document):
        return read_midterm(document)
    sections = read_sections(document, list(enumerate(document.lines, start=1)))
    return document, sections, []


@cache
def _glossary() -> Glossary:
    return load_glossary()
