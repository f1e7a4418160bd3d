"""Contradictions between observations, told with the cell or sentence that states what is not right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ingest.checks.findings import Kind
from ingest.checks.tolerance import show_number
from ingest.facts import Facts
from ingest.figures.numbers import EXACT
from ingest.figures.numerals import read_figures
from ingest.markup import bare
from ingest.records import Contradiction, Measure, Observation

_LONGEST_QUOTE = 160
_MOST_TERMS = 6


def contradict(
    facts: Facts,
    one: Observation,
    kind: Kind,
    message: str,
    expected: str,
    operands: Sequence[Observation] = (),
) -> Contradiction:
    """Return the contradiction that an observation is; `operands` are those it was held against."""
    record = facts.records.get(one.id)
    no = (record.no if isinstance(record, Measure) else record.measure) if record else None
    return Contradiction(
        doc=one.doc,
        no=no,
        kind=kind,
        message=message,
        stated=bare(one.as_written),
        expected=expected,
        field=_find_field(facts, one),
        place=one.place,
        quote=_quote(facts, one, operands),
    )


def _find_field(facts: Facts, one: Observation) -> str:
    """Return the key of the field an observation stands in, else its innermost heading."""
    record = facts.records.get(one.id)
    written = bare(one.as_written)
    for key, field in record.fields.items() if record else ():
        inside = field.place.line_start <= one.place.line_start <= field.place.line_end
        if inside and written in bare(field.text):
            return key
    headings = (*one.headers.column[-1:], *one.headers.row[-1:], *one.headers.section[-1:])
    return headings[0] if headings else ""


def _quote(facts: Facts, one: Observation, operands: Sequence[Observation]) -> str:
    """Return the stretch of a line from the first operand to what is stated, else the statement alone."""
    lines = facts.reading.document.lines
    number = one.place.line_start
    if one.kind == "text" or number != one.place.line_end or not 0 < number <= len(lines):
        return one.quote
    line = lines[number - 1]
    spots = [line.find(o.as_written) for o in (*operands, one) if o.place.line_start == number]
    end = line.rfind(one.as_written)
    start = min((spot for spot in spots if spot >= 0), default=end)
    if end < 0:
        return one.quote
    stretch = line[start : end + len(one.as_written)]
    return stretch if 0 <= start <= end and len(stretch) <= _LONGEST_QUOTE else one.as_written


def write_like(value: Decimal, model: Observation) -> str:
    """Return a value in the scale and with the separators of an observation.

    A cell of a table in thousands shows 1,200 for 1200000.
    """
    figure = next(iter(read_figures(model.as_written)), None)
    scaled = value
    if figure is not None and figure.value and model.value:
        scaled = EXACT.divide(value, abs(EXACT.divide(model.value, figure.value)))
    unit = figure.unit if figure is not None else ""
    text = show_number(scaled.normalize() if scaled else scaled)
    whole, _, decimals = text.partition(".")
    if "," in model.as_written or (abs(scaled) >= 1000 and not unit):
        whole = f"{int(whole):,}" if whole.lstrip("-").isdecimal() else whole
    return f"{whole}{'.' + decimals if decimals else ''}{unit}"


def show_terms(terms: Sequence[Observation], sign: str) -> str:
    """Return figures as they are written, joined by a sign; of many the first and the last."""
    shown = [bare(term.as_written) for term in terms]
    if len(shown) > _MOST_TERMS:
        shown = [*shown[: _MOST_TERMS - 1], "…", shown[-1]]
    return f" {sign} ".join(shown)


def name_row(one: Observation) -> str:
    """Return what a figure is called in a message: its row and its column, or its year."""
    heading = next((h for h in reversed(one.headers.column) if h), "")
    row = next((h for h in reversed(one.headers.row) if h), "")
    words = [bare(word) for word in (one.entry, row if row not in one.entry else "", heading) if word]
    return " ".join(dict.fromkeys(words))
