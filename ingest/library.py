"""From a file to everything that can be read from it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from ingest.annex import link_annex
from ingest.catalog import CatalogEntry
from ingest.checks.contradictions import find_contradictions
from ingest.entries.assembly import Assembled, assemble
from ingest.entries.recording import note_annex
from ingest.glossary import Glossary, load_glossary
from ingest.labels import use_labels
from ingest.learned import LearnedError
from ingest.overflow import cut_records
from ingest.pdf.reader import Progress
from ingest.records import Measure, Reading, UnreadableSource, refuse_failing
from ingest.sources import Source, read_source
from ingest.title_years import read_title_years

# The roles that say of a year what the document is for; what it mentions of other years in passing does not.
_COVERING = frozenset({"target", "actual", "budget", "final"})


def read_document(
    path: Path,
    entry: CatalogEntry | None = None,
    glossary: Glossary | None = None,
    *,
    source: Source | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read one file: its lines and blocks, their entries, and the observations these give.

    `source` is what was read of the file already; `progress` is called with (stage, done, total) for
    each page of a PDF. Raises UnreadableSource for a file that holds no text.
    """
    entry = entry or CatalogEntry(path.stem, path, str(path))
    with use_labels(entry.labels):
        source = source or read_source(
            path, id=entry.id, file=entry.file, password=entry.password, progress=progress
        )
        try:
            with _without_collecting():
                return _make_reading(source, entry, glossary or _glossary())
        except (UnreadableSource, LearnedError):
            raise
        except Exception as error:
            raise refuse_failing(entry.file, error) from error


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no rings of objects meanwhile: entries make none, and there are millions to go through."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            # What is there by now is old: nothing goes through it for being new.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _make_reading(source: Source, entry: CatalogEntry, glossary: Glossary) -> Reading:
    document = replace(
        source.document,
        title=entry.title or source.document.title,
        publisher=entry.publisher,
        date=entry.date,
        edition=entry.edition,
    )
    made = assemble(document, source.blocks, glossary.canonical)
    records, long = cut_records(made.document, made.records)
    measures = [r for r in records if isinstance(r, Measure) and r.kind == "measure"]
    annex, unlinked = link_annex([r for r in records if r.kind == "annex"], measures, document.file)
    measures = note_annex(measures, annex)
    others = tuple(r for r in records if r.kind not in ("measure", "annex"))
    reading = Reading(
        replace(made.document, years=_list_years(made)),
        tuple(measures),
        (*annex, *others),
        (*document.problems, *made.problems, *long, *unlinked),
        kpi_targets={
            r.no: target
            for r in others
            if isinstance(r, Measure)
            for target in r.targets[:1]
            if r.kind == "kpi"
        },
        observations=tuple(made.observations),
        tables=made.tables,
    )
    return replace(reading, contradictions=find_contradictions(reading))


def _list_years(made: Assembled) -> tuple[int, ...]:
    """Return the years a document covers: those of its title, of its observations, and its edition."""
    observed = {
        one.year
        for one in made.observations
        if one.year is not None and one.role in _COVERING and one.kind != "text"
    }
    edition = {made.document.edition} if made.document.edition is not None else set()
    return tuple(sorted({*read_title_years(made.document.title).years, *observed, *edition}))


@cache
def _glossary() -> Glossary:
    return load_glossary()
