"""Answers, records, targets and the rest as the JSON that other programs read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, get_args

from ingest.coverage import Coverage
from ingest.markup import find_lines
from ingest.records import (
    Contradiction,
    Document,
    Evidence,
    Field,
    Measure,
    Observation,
    Reading,
    Record,
    RecordKind,
    Target,
)
from qa.answer import Answer, AnswerFigure, Citation, Item
from qa.query import write_query
from qa.tables import TargetRow

Json = dict[str, Any]


def number(value: Decimal | None) -> int | float | None:
    """Return a Decimal as JSON writes numbers: whole ones without a decimal point.

    >>> number(Decimal("140000000")), number(Decimal("82.60")), number(None)
    (140000000, 82.6, None)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def answer_json(answer: Answer) -> Json:
    """Return an answer in the form of the machine interface."""
    understood = answer.understood
    return {
        "question": answer.question,
        "kind": answer.kind,
        "answer": answer.answer,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "query": write_query(answer.query) if answer.query is not None else None,
        "not_understood": list(answer.not_understood),
        "measures": list(answer.measures),
        "entries": [{"doc": item.doc, "id": item.id} for item in answer.items if item.id],
        "items": [_item_json(item) for item in answer.items],
        "figures": [_figure_json(figure) for figure in answer.figures],
        "citations": [_citation_json(citation) for citation in answer.citations],
        "notes": list(answer.notes),
        "understood": {
            "kind": understood.kind,
            "language": understood.language,
            "years": list(understood.years),
            "agencies": list(understood.agencies),
            "terms": list(understood.terms),
            "translated": [list(pair) for pair in understood.translated],
        },
    }


def _item_json(item: Item) -> Json:
    return {
        "type": item.type,
        "doc": item.doc,
        "no": item.no,
        "title": item.title,
        "score": round(item.score, 4),
    }


def _figure_json(figure: AnswerFigure) -> Json:
    shown: Json = {
        "value": number(figure.value),
        "unit": figure.unit,
        "as_written": figure.as_written,
        "year": figure.year,
        "role": figure.role,
        "metric": figure.metric,
        "doc": figure.doc,
        "no": figure.no,
        "field": figure.field,
        "scope": figure.scope,
        "citations": [] if figure.citation is None else [figure.citation],
        "doubts": list(figure.doubts),
    }
    if figure.computed_from:
        shown["computed_from"] = list(figure.computed_from)
    return shown


def _citation_json(citation: Citation) -> Json:
    shown: Json = {
        "doc": citation.doc,
        "file": citation.file,
        "no": citation.no,
        "field": citation.field,
        "line_start": citation.line_start,
        "line_end": citation.line_end,
        "page": citation.page,
        "quote": citation.quote,
    }
    if citation.found:
        shown |= {"headings": list(citation.headings), "marks": [list(mark) for mark in citation.marks]}
    return shown


def record_json(record: Record) -> Json:
    """Return a record; a measure with its agencies, targets and official status."""
    shown: Json = {
        "doc": record.doc,
        "kind": record.kind,
        "type": record.kind,
        "id": record.id,
        "no": _written(record),
        "title": record.title,
        "edition": record.edition,
        "line_start": record.place.line_start,
        "line_end": record.place.line_end,
        "page": record.place.page,
        "fields": {key: _field_json(item) for key, item in record.fields.items()},
    }
    if record.measure is not None:
        shown["measure"] = record.measure
    if isinstance(record, Measure):
        shown |= {
            "agencies": list(record.agencies),
            "lead_agencies": list(record.lead_agencies),
            "official_status": record.official_status,
            "targets": [target_json(target) for target in record.targets],
            "next_targets": [target_json(target) for target in record.next_targets],
        }
    return shown


def _written(record: Record) -> int | str:
    """Return the number of a record as its document writes it, a plain one as an integer."""
    no = record.written_no or str(record.no)
    return int(no) if no.isascii() and no.isdecimal() and str(int(no)) == no else no


def _field_json(item: Field) -> Json:
    return {
        "label": item.label,
        "text": item.text,
        "line_start": item.place.line_start,
        "line_end": item.place.line_end,
    }


def target_json(target: Target) -> Json:
    """Return a target with its result, verdict and evidence."""
    return {
        "year": target.year,
        "item": target.item,
        "text": target.text,
        "metric": target.metric,
        "agency": target.agency,
        "target": number(target.target),
        "unit": target.unit,
        "op": target.op,
        "actual": number(target.actual),
        "actual_unit": target.actual_unit,
        "previous": number(target.previous),
        "rate_pct": number(target.rate_pct),
        "verdict": target.verdict,
        "change": target.change,
        "evidence": [_evidence_json(evidence) for evidence in target.evidence],
    }


def target_row_json(row: TargetRow) -> Json:
    """Return a target with the measure it belongs to."""
    measure = row.measure
    return {
        "doc": measure.doc,
        "no": measure.no,
        "title": measure.title,
        "strategy": measure.text("strategy"),
        "agencies": list(measure.agencies),
        "lead_agencies": list(measure.lead_agencies),
        "official_status": measure.official_status,
        **target_json(row.target),
    }


def _evidence_json(evidence: Evidence) -> Json:
    return {
        "role": evidence.role,
        "field": evidence.field,
        "line_start": evidence.place.line_start,
        "line_end": evidence.place.line_end,
        "quote": evidence.quote,
    }


def observation_json(observation: Observation, document: Document) -> Json:
    """Return one number that a document gives, with all that says what it is and the lines of its quote."""
    headers, place = observation.headers, observation.place
    first, last = find_lines(document.lines, place.line_start, place.line_end, observation.quote)
    return {
        "doc": observation.doc,
        "kind": observation.kind,
        "id": observation.id,
        "no": observation.no,
        "entry": observation.entry,
        "metric": observation.metric,
        "series": observation.series,
        "year": observation.year,
        "period": observation.period,
        "role": observation.role,
        "basis": observation.basis,
        "scope": observation.scope,
        "value": number(observation.value),
        "upper": number(observation.upper),
        "unit": observation.unit,
        "op": observation.op,
        "as_written": observation.as_written,
        "approximate": observation.approximate,
        "cumulative": observation.cumulative,
        "verdict": observation.verdict,
        "status": observation.status,
        "headers": {
            "column": list(headers.column),
            "row": list(headers.row),
            "section": list(headers.section),
            "note": list(headers.note),
        },
        "file": document.file,
        "line_start": first,
        "line_end": last,
        "page": place.page,
        "quote": observation.quote,
        "doubts": list(observation.doubts),
    }


def contradiction_json(contradiction: Contradiction) -> Json:
    """Return a contradiction with its quote and place."""
    return {
        "doc": contradiction.doc,
        "no": contradiction.no,
        "kind": contradiction.kind,
        "message": contradiction.message,
        "stated": contradiction.stated,
        "expected": contradiction.expected,
        "field": contradiction.field,
        "line_start": contradiction.place.line_start,
        "line_end": contradiction.place.line_end,
        "page": contradiction.place.page,
        "quote": contradiction.quote,
    }


def coverage_json(coverage: Coverage) -> Json:
    """Return how much of a source stands in records, and the lines with text that stands in none."""
    return {
        "doc": coverage.doc,
        "characters": coverage.characters,
        "entries": coverage.entries,
        "in_records": coverage.in_records,
        "in_entries": coverage.in_entries,
        "text_only": coverage.text_only,
        "structure": coverage.structure,
        "share": round(coverage.share, 6),
        "missing": [{"line": place.line_start, "text": text} for place, text in coverage.missing],
    }


def source_json(document: Document, lines: Iterable[tuple[int, str]]) -> Json:
    """Return numbered lines of a document, which citations speak of."""
    return {
        "doc": document.id,
        "file": document.file,
        "lines_total": len(document.lines),
        "lines": [{"line": line, "text": text} for line, text in lines],
    }


def document_json(reading: Reading) -> Json:
    """Return what is indexed of one document."""
    document: Document = reading.document
    kinds = get_args(RecordKind)
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "date": document.date,
        "edition": document.edition,
        "years": list(document.years),
        "file": document.file,
        "sha256": document.sha256,
        "lines": len(document.lines),
        "counts": {kind: len(reading.of_kind(kind)) for kind in kinds},
        "problems": [str(problem) for problem in reading.problems],
    }
