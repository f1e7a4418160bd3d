"""The data everybody shares: documents, records, figures, targets, problems.

Everything is frozen, and everything that was read from a text knows its place in it.
This module imports nothing of ours but what documents are made of.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePath
from sys import maxsize
from typing import Literal

from ingest.blocks import Table

RecordKind = Literal["measure", "annex", "kpi", "project", "budget", "row", "section"]
ObservationRole = Literal["target", "actual", "budget", "final", "rate", "difference", "other"]
Verdict = Literal["met", "not_met", "not_reported", "qualitative"]
OfficialStatus = Literal["met", "not_met", "partly_met", "ongoing", "no_target", "other"]
Change = Literal["raised", "lowered", "same", "new", "dropped", "reworded"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a document and its first and last line, counted from 1."""

    doc: str
    line_start: int
    line_end: int
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.doc}:{self.line_start}"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a line stands on a page of a PDF, in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class UnreadableSource(ValueError):
    """A file that cannot be read as a text; the message says what was expected, found, and to do."""


def refuse_failing(name: str, error: Exception) -> UnreadableSource:
    """Return the one line that says that plancite fails at a file, and where: it costs no other file."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return UnreadableSource(
        f"{name}: expected a file that can be read, found one that plancite fails at "
        f"({type(error).__name__}{where}); save it in another format, and report the failure"
    )


class LockedSource(UnreadableSource):
    """A file that wants a password, none or another one having been given."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that could not be read as it stands; printed `file:line: message`.

    The message says what was expected and what was found.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read. `lines[0]` is line 1.

    Of a PDF, `pages[i]` is the page of `lines[i]` and `boxes[i]` where the line stands on it;
    `wrapped` holds the numbers of lines that only the width of their column parted from the line
    before; `left_out` holds running heads, page numbers and repeated heading rows, which stand in
    no line. `problems` are those of the lines and pages themselves, known before any layout is.
    `edition` is the year whose results it reports, `years` are all that its title and the labels of its
    cells name: those it covers, as far as it says.
    """

    id: str
    title: str
    edition: int | None
    file: str
    sha256: str
    lines: tuple[str, ...]
    pages: tuple[int, ...] = ()
    publisher: str = ""
    date: str = ""
    boxes: tuple[Box, ...] = ()
    wrapped: frozenset[int] = frozenset()
    left_out: tuple[tuple[Box, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    years: tuple[int, ...] = ()

    def place(self, line_start: int, line_end: int) -> Place:
        """Return the place of the lines from line_start to line_end."""
        page = self.pages[line_start - 1] if self.pages else None
        return Place(self.id, line_start, line_end, page)


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled cell of a record: its text without tags, joined over line and page breaks.

    `starts` holds (offset in text, line) for each source line the text was joined from,
    ascending, so that any stretch of the text can be led back to its lines.
    """

    key: str
    label: str
    text: str
    place: Place
    starts: tuple[tuple[int, int], ...]

    def locate(self, start: int, end: int) -> Place:
        """Return the place of text[start:end]."""
        last = self.line_of(max(start, end - 1))
        return Place(self.place.doc, self.line_of(start), last, self.place.page)

    def line_of(self, at: int) -> int:
        """Return the line that a place in the text stands in."""
        return self.starts[max(0, bisect_right(self.starts, (at, maxsize)) - 1)][1]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a text states, in its base unit, with the words it was read from.

    `text` is text[start:end] of the text read. For a range, `value` is its lower and
    `upper` its upper end. `bound` is the comparison its own words imply (以上 is >=, 以下 is <=),
    `approximate` is true for 約, 餘, 近 and the like.
    """

    value: Decimal
    unit: str
    text: str
    start: int
    end: int
    upper: Decimal | None = None
    bound: Literal["=", ">=", "<=", ">", "<"] = "="
    approximate: bool = False

    def shift(self, by: int) -> Figure:
        """Return it as it stands in a longer text, so many characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a value of a target was read from, and where they stand; `written` is the figure itself."""

    role: Literal["target", "actual", "previous", "rate", "statement"]
    field: str
    place: Place
    quote: str
    written: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headings, outermost first, and the caption or unit note that gave a number its meaning."""

    column: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One number, or stated state, that a document gives of an entry for a year in a role.

    One observation is one mention. `value` is in the base unit, with every multiplier applied; a range
    goes from `value` to `upper`. `no` is the entry's number as the document writes it; `as_written`
    stands whole in the cited lines. `doubts` says what is not certain.
    """

    doc: str
    kind: str
    id: str
    no: str
    entry: str
    metric: str
    series: str
    year: int | None
    role: ObservationRole
    value: Decimal
    unit: str
    as_written: str
    place: Place
    quote: str
    upper: Decimal | None = None
    period: str | None = None
    basis: Literal["original", "revised"] | None = None
    scope: str | None = None
    op: Literal[">=", ">", "<=", "<", "=", "range"] | None = None
    approximate: bool = False
    cumulative: bool = False
    verdict: Verdict | None = None
    status: str | None = None
    headers: Headers = Headers()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One single target, paired with its result where the text gives one.

    `target` is None for a target without a number. `actual` is None when the text does not
    report it, never a number about something else; `doubts` says what is not certain of it. `change`
    is set on a following year's target only, against the target of the edition's own year.
    """

    year: int
    item: str
    text: str
    metric: str
    target: Decimal | None
    unit: str
    op: Literal[">=", "<=", "=", "qualitative"]
    actual: Decimal | None = None
    actual_unit: str | None = None
    previous: Decimal | None = None
    rate_pct: Decimal | None = None
    verdict: Verdict | None = None
    change: Change | None = None
    agency: str | None = None
    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a text says about one thing: a measure, an annex row, a KPI, a project, a section.

    `no` is the number the text gives it, or its position among its kind; `written_no` is the number as
    the text writes it and `id` names the entry within its document. `fields` keeps the order of the
    source. `path` holds the headings it stands under; `measure` is the number of
    the measure an annex row speaks about.
    """

    kind: RecordKind
    doc: str
    no: int
    title: str
    edition: int | None
    place: Place
    fields: dict[str, Field]
    path: tuple[str, ...] = ()
    measure: int | None = None
    written_no: str = ""
    id: str = ""

    def text(self, key: str) -> str:
        """Return the text of a field, empty where the record has no such field."""
        found = self.fields.get(key)
        return found.text if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """A measure with what was computed from its fields."""

    agencies: tuple[str, ...] = ()
    lead_agencies: tuple[str, ...] = ()
    official_status: OfficialStatus = "other"
    targets: tuple[Target, ...] = ()
    next_targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of a text that cannot both be right, with what follows from its own figures."""

    doc: str
    no: int | None
    kind: Literal["arithmetic", "status", "cross_field", "date"]
    message: str
    stated: str
    expected: str
    field: str
    place: Place
    quote: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with measures and the documents that are its editions, the earliest first."""

    name: str
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """One measure of a plan in two of its editions: its number in each.

    `before` is None for a measure that is new in the later edition, `after` for one that was dropped.
    `likeness` says how surely the two are one measure, from 0 to 1.
    """

    earlier: str
    later: str
    before: int | None
    after: int | None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document, and what could not be; `tables` are those of two rows and more."""

    document: Document
    measures: tuple[Measure, ...] = ()
    others: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    kpi_targets: dict[int, Target] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record of the document, measures first."""
        return (*self.measures, *self.others)

    def of_kind(self, kind: RecordKind) -> tuple[Record, ...]:
        """Return the records of one kind in the order of the source."""
        return tuple(r for r in self.records if r.kind == kind)
