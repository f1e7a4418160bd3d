"""The contradictions a text contains: what it states, and what follows from its own figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.checks.agreement import check_agreement
from ingest.checks.differences import check_differences
from ingest.checks.fact_mentions import check_annexes, check_mentions, check_told_changes, check_told_rates
from ingest.checks.findings import Finding
from ingest.checks.formulas import check_formulas
from ingest.checks.marks import check_marks
from ingest.checks.periods import check_dates, check_periods
from ingest.checks.rates import check_rates
from ingest.checks.shapes import Shape, read_shape
from ingest.checks.sums import check_sums
from ingest.checks.table_rates import check_table_differences, check_table_rates
from ingest.checks.table_sums import check_table_sums
from ingest.checks.tallies import check_tallies
from ingest.checks.verdicts import check_claims
from ingest.facts import Facts
from ingest.records import Contradiction, Field, Measure, Reading, Record

# What is set, and how a measure is described, states no result.
_UNCHECKED = ("strategy", "action", "agencies")


def find_contradictions(reading: Reading) -> tuple[Contradiction, ...]:
    """Return the contradictions of a document in the order of its lines, each stated once.

    To be called when the targets of the measures are known. Only what the grammar of a sentence ties
    together is compared; a figure that can be read so that it is right is taken to be right.
    """
    facts = Facts(reading)
    annexes: dict[int, list[Record]] = {}
    for record in reading.others:
        if record.measure is not None:
            annexes.setdefault(record.measure, []).append(record)
    found: list[Contradiction] = []
    across: list[Contradiction] = []
    for record in reading.records:
        shapes = {key: read_shape(field) for key, field in record.fields.items() if key not in _UNCHECKED}
        findings = list(_check_record(record, shapes))
        if isinstance(record, Measure):
            findings += check_claims(record, facts)
            findings += check_periods(_period_fields(record, annexes.pop(record.no, ())))
        findings.sort(key=lambda finding: (finding.field.place.line_start, finding.start))
        found += [_locate(record, finding) for finding in findings]
        across += [_locate(record, finding) for finding in check_agreement(record, shapes)]
    found += check_table_sums(facts)
    found += check_table_rates(facts)
    found += check_table_differences(facts)
    found += check_mentions(facts)
    found += check_annexes(facts)
    found += check_told_changes(facts)
    found += check_told_rates(facts)
    found += check_marks(facts)
    found += check_tallies(facts)
    return _order([*found, *across])


def _check_record(record: Record, shapes: Mapping[str, Shape]) -> Iterator[Finding]:
    targets = record.targets if isinstance(record, Measure) else ()
    for key, field in record.fields.items():
        yield from check_dates(field)
        if key not in shapes:
            continue
        shape = shapes[key]
        yield from check_formulas(field)
        yield from check_rates(shape, targets, record.edition)
        yield from check_differences(shape)
        yield from check_sums(shape)


def _period_fields(measure: Measure, annexes: Sequence[Record]) -> list[Field]:
    return [field for record in (measure, *annexes) for field in record.fields.values()]


def _locate(record: Record, finding: Finding) -> Contradiction:
    field = finding.field
    return Contradiction(
        doc=record.doc,
        no=record.no if isinstance(record, Measure) else record.measure,
        kind=finding.kind,
        message=finding.message,
        stated=finding.stated,
        expected=finding.expected,
        field=field.key,
        place=field.locate(finding.start, finding.end),
        quote=field.text[finding.start : finding.end],
    )


def _order(found: Sequence[Contradiction]) -> tuple[Contradiction, ...]:
    """Put contradictions in the order of the lines, and keep one where several rules found the same."""
    kept: dict[tuple[str, int, str, str], Contradiction] = {}
    for one in found:
        kept.setdefault((one.doc, one.place.line_start, one.stated, one.expected), one)
    return tuple(sorted(kept.values(), key=lambda c: (c.place.line_start, c.place.line_end)))
