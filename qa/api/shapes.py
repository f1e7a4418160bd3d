"""The contract's JSON as types: what the schemas of the HTTP interface and of the tools are made from.

`qa.contract` writes it; a test holds what that writes to what stands here. A key that is not there is none.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from ingest.records import Change, ObservationRole, OfficialStatus, RecordKind, Verdict
from qa.answer import AnswerKind, Language, Role

Number = int | float
_WHOLE = ConfigDict(extra="forbid")


@with_config(_WHOLE)
class Named(TypedDict):
    """An entry that an answer rests on: `id` is unique in its document."""

    doc: str
    id: str


@with_config(_WHOLE)
class Item(TypedDict):
    """An entry, section or passage that an answer names, best first."""

    type: str
    doc: str
    no: int | str | None
    title: str
    score: Number


@with_config(_WHOLE)
class Figure(TypedDict):
    """A figure of an answer, in base units; `citations` and `computed_from` are positions in its lists."""

    value: Number
    unit: str
    as_written: str | None
    year: int | None
    role: Role | ObservationRole
    metric: str
    doc: str
    no: int | str | None
    field: str | None
    scope: str | None
    citations: list[int]
    doubts: list[str]
    computed_from: NotRequired[list[int]]


@with_config(_WHOLE)
class Cited(TypedDict):
    """Words of a document and the lines they stand in, counted from 1; `page` is that of a PDF."""

    doc: str
    file: str
    no: int | str | None
    field: str | None
    line_start: int
    line_end: int
    page: int | None
    quote: str
    headings: NotRequired[list[str]]
    marks: NotRequired[list[list[int]]]


@with_config(_WHOLE)
class Understood(TypedDict):
    """What the words of a question were read as."""

    kind: AnswerKind
    language: Language
    years: list[int]
    agencies: list[str]
    terms: list[str]
    translated: list[list[str]]


@with_config(_WHOLE)
class Answer(TypedDict):
    """An answer: its sentence, what it rests on, and the query it was read as.

    Where the texts do not hold what was asked, `abstained` is true and `reason` says what is missing.
    """

    question: str
    kind: AnswerKind
    answer: str
    abstained: bool
    reason: str | None
    query: dict[str, Any] | None
    not_understood: list[str]
    measures: list[int | str]
    entries: list[Named]
    items: list[Item]
    figures: list[Figure]
    citations: list[Cited]
    notes: list[str]
    understood: Understood
    explained: NotRequired[list[str]]


@with_config(_WHOLE)
class Headings(TypedDict):
    """The headings that gave a number its meaning, outermost first."""

    column: list[str]
    row: list[str]
    section: list[str]
    note: list[str]


@with_config(_WHOLE)
class Observation(TypedDict):
    """One number that a document gives: what it counts, for which ROC year, in which role, and where."""

    doc: str
    kind: str
    id: str
    no: str
    entry: str
    metric: str
    series: str
    year: int | None
    period: str | None
    role: ObservationRole
    basis: Literal["original", "revised"] | None
    scope: str | None
    value: Number
    upper: Number | None
    unit: str
    op: Literal[">=", ">", "<=", "<", "=", "range"] | None
    as_written: str
    approximate: bool
    cumulative: bool
    verdict: Verdict | None
    status: str | None
    headers: Headings
    file: str
    line_start: int
    line_end: int
    page: int | None
    quote: str
    doubts: list[str]


@with_config(_WHOLE)
class Cell(TypedDict):
    """One labelled text of an entry, as its document has it."""

    label: str
    text: str
    line_start: int
    line_end: int


@with_config(_WHOLE)
class Evidence(TypedDict):
    """Words that a target or its result was read from."""

    role: str
    field: str
    line_start: int
    line_end: int
    quote: str


@with_config(_WHOLE)
class Target(TypedDict):
    """A target with its result, as far as there is one, and the verdict their figures give."""

    year: int
    item: str
    text: str
    metric: str
    agency: str | None
    target: Number | None
    unit: str
    op: Literal[">=", "<=", "=", "qualitative"]
    actual: Number | None
    actual_unit: str | None
    previous: Number | None
    rate_pct: Number | None
    verdict: Verdict | None
    change: Change | None
    evidence: list[Evidence]


@with_config(_WHOLE)
class Record(TypedDict):
    """An entry of a document: a measure, KPI, project, line of a budget or of an annex, or a row."""

    doc: str
    kind: RecordKind
    type: RecordKind
    id: str
    no: int | str
    title: str
    edition: int | None
    line_start: int
    line_end: int
    page: int | None
    fields: dict[str, Cell]
    measure: NotRequired[int | str]
    agencies: NotRequired[list[str]]
    lead_agencies: NotRequired[list[str]]
    official_status: NotRequired[OfficialStatus | None]
    targets: NotRequired[list[Target]]
    next_targets: NotRequired[list[Target]]


@with_config(_WHOLE)
class Indexed(TypedDict):
    """A document that is indexed; its `id` is what limits a question to it."""

    id: str
    title: str
    publisher: str
    date: str
    edition: int | None
    years: list[int]
    file: str
    sha256: str
    lines: int
    counts: dict[RecordKind, int]
    problems: list[str]


@with_config(_WHOLE)
class Line(TypedDict):
    """A line of a document, by its number."""

    line: int
    text: str


@with_config(_WHOLE)
class Source(TypedDict):
    """Lines of a document as it was read; `next` is where to go on where these are not all."""

    doc: str
    file: str
    lines_total: int
    lines: list[Line]
    next: int | None


@with_config(_WHOLE)
class Citation(TypedDict):
    """A citation of some lines, ready to paste in each form; `sha256` is that of the document's file."""

    doc: str
    file: str
    sha256: str
    line_start: int
    line_end: int
    page: int | None
    quote: str
    forms: dict[str, str]


@with_config(_WHOLE)
class Observations(TypedDict):
    """Some of the observations that were asked for: how many there are, and where the rest goes on."""

    total: int
    next: int | None
    observations: list[Observation]


@with_config(_WHOLE)
class Error(TypedDict):
    """What is wrong, in one line: what was expected, what was found."""

    error: str


@with_config(_WHOLE)
class Documents(TypedDict):
    """What is indexed."""

    documents: list[Indexed]
