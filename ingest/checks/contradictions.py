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
from ingest.checks.table_sums import check_table_sums, read_tables
from ingest.checks.tallies import check_tallies
from ingest.checks.verdicts import check_claims
from ingest.facts import Facts
from ingest.figures.numerals import is_number
from ingest.records import Contradiction, Field, Measure, Reading, Record

# What is set, and how a measure is described, states no result.
_UNCHECKED = ("strategy", "action", "agencies")
# A cell as short as this with fewer letters holds a figure and nothing that is said of it.
_SHORT_CELL = 16
_FEWEST_LETTERS = 3


def find_contradictions(reading: Reading) -> tuple[Contradiction, ...]:
    """Return the contradictions of a document in the order of its lines, each stated once.

    To be called when the targets and observations are known. Only what the grammar of a sentence, or the
    headings of a table, tie together is compared; a figure that can be read so that it is right is taken
    to be right.
    """
    facts = Facts(reading)
    annexes: dict[int, list[Record]] = {}
    for record in reading.others:
        if record.measure is not None:
            annexes.setdefault(record.measure, []).append(record)
    found: list[Contradiction] = []
    across: list[Contradiction] = []
    for record in reading.records:
        shapes = {key: read_shape(f) for key, f in record.fields.items() if _holds_words(key, f)}
        findings = list(_check_record(record, shapes))
        if isinstance(record, Measure):
            findings += check_claims(record, facts)
            findings += check_periods(_period_fields(record, annexes.pop(record.no, ())))
        findings.sort(key=lambda finding: (finding.field.place.line_start, finding.start))
        found += [_locate(record, finding) for finding in findings]
        across += [_locate(record, finding) for finding in check_agreement(record, shapes)]
    return _order([*found, *_check_facts(facts), *across])


def _holds_words(key: str, field: Field) -> bool:
    """Say whether a field may hold a sentence about results; a cell of one figure is a fact of its table."""
    return key not in _UNCHECKED and not _is_figure(field)


def _is_figure(field: Field) -> bool:
    return len(field.text) <= _SHORT_CELL and sum(map(str.isalpha, field.text)) < _FEWEST_LETTERS


def _check_facts(facts: Facts) -> Iterator[Contradiction]:
    """Check what tables and sentences give against each other, whichever entries they stand in."""
    tables = list(read_tables(facts))
    yield from check_table_sums(facts, tables)
    yield from check_table_rates(facts)
    yield from check_table_differences(facts, tables)
    yield from check_mentions(facts)
    yield from check_annexes(facts)
    yield from check_told_changes(facts)
    yield from check_told_rates(facts)
    yield from check_marks(facts)
    yield from check_tallies(facts)


def _check_record(record: Record, shapes: Mapping[str, Shape]) -> Iterator[Finding]:
    targets = record.targets if isinstance(record, Measure) else ()
    for key, field in record.fields.items():
        if is_number(field.text):
            continue
        yield from check_dates(field)
        if key not in _UNCHECKED:
            yield from check_formulas(field)
        if key in shapes:
            yield from check_rates(shapes[key], targets, record.edition)
            yield from check_differences(shapes[key])
            yield from check_sums(shapes[key])


def _period_fields(measure: Measure, annexes: Sequence[Record]) -> list[Field]:
    fields = (field for record in (measure, *annexes) for field in record.fields.values())
    return [field for field in fields if not _is_figure(field)]


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
