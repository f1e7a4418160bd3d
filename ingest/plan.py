"""The layout of the action plans: one two-column table a measure, and the annex of missed targets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from ingest.cells import Cell, Row, read_rows
from ingest.headings import heading_level, read_sections
from ingest.labels import LabelMatch, LabelSet, load_labels
from ingest.markup import BORDER, strip_numbering, strip_tags
from ingest.records import Document, Field, Problem, Record, RecordKind
from ingest.title_years import read_title_years

_LONGEST_UNKNOWN_LABEL = 20
_TITLE_LENGTH = 40
_SHORTEST_TITLE = 8
_LONGEST_NUMBER = 6


@dataclass(slots=True)
class _Draft:
    """A record while its rows are being read."""

    kind: RecordKind
    labels: LabelSet
    number: str
    line: int
    cells: list[Cell] = field(default_factory=list)


def recognises_plan(document: Document) -> bool:
    """Say whether the document holds at least one measure table."""
    labels = load_labels("measure")
    known = 0
    for row in read_rows(document, (labels,)):
        match = labels.match(row.label) if row.label else None
        known += match is not None and match.complete
    return known >= 4


class PlanReader:
    """Reads the rows of one plan document into drafts, prose lines and problems."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.measure, self.annex = load_labels("measure"), load_labels("annex")
        self.drafts: list[_Draft] = []
        self.prose: list[tuple[int, str]] = []
        self.problems: list[Problem] = []
        self._draft: _Draft | None = None

    def read(self) -> None:
        """Read every row."""
        rows = list(read_rows(self.document, (self.measure, self.annex)))
        position = 0
        while position < len(rows):
            row = rows[position]
            following = rows[position + 1] if position + 1 < len(rows) else None
            joined = self._join_torn_label(row, following)
            self._read_row(joined or row)
            position += 2 if joined else 1

    def _join_torn_label(self, row: Row, following: Row | None) -> Row | None:
        """Put a label together whose first part stands on a plain line of its own."""
        if self._draft is None or row.label is not None or following is None or not following.label:
            return None
        labels = self._draft.labels
        whole = labels.match(row.value.strip() + following.label)
        alone = labels.match(following.label)
        if whole and whole.complete and not (alone and alone.complete):
            return Row(following.line, row.value.strip() + following.label, following.value)
        return None

    def _read_row(self, row: Row) -> None:
        if row.label is None:
            if not self._read_number_below(row):
                self._read_plain(row)
        elif self.measure.starts_record(row.label):
            self._start("measure", self.measure, row)
        elif self.annex.starts_record(row.label):
            self._start("annex", self.annex, row)
        elif self._draft is None:
            self.prose.append((row.line, self.document.lines[row.line - 1]))
        elif not row.label:
            self._continue(row)
        else:
            self._read_labelled(row, self._draft)

    def _read_plain(self, row: Row) -> None:
        if self._draft is None or heading_level(row.value) == 0:
            self._draft = None
            self.prose.append((row.line, row.value))
        else:
            self._continue(row)

    def _read_number_below(self, row: Row) -> bool:
        """Take the number of a record that stands on the line below its label."""
        value = row.value.strip()
        if self._draft is None or self._draft.number or self._draft.cells or not value.isdecimal():
            return False
        self._draft.number = value[:_LONGEST_NUMBER]
        return True

    def _start(self, kind: RecordKind, labels: LabelSet, row: Row) -> None:
        self._draft = _Draft(kind, labels, strip_tags(row.value), row.line)
        self.drafts.append(self._draft)

    def _continue(self, row: Row) -> None:
        if self._draft is None or not self._draft.cells:
            self._report(row.line, "expected a label before this text, found none; kept as plain text")
            self.prose.append((row.line, self.document.lines[row.line - 1]))
        else:
            self._draft.cells[-1].add(row)

    def _read_labelled(self, row: Row, draft: _Draft) -> None:
        label = row.label or ""
        last = draft.cells[-1] if draft.cells else None
        if last and (not last.complete or draft.labels.match(label) is None):
            whole = draft.labels.match(last.label + strip_tags(label))
            if whole and (whole.complete or not last.complete):
                last.extend_label(row, whole)
                last.add(row)
                return
        match = draft.labels.match(label)
        if match is None:
            self._read_unknown(row, draft)
        elif (
            match.key == "strategy"
            and any(c.key == "strategy" for c in draft.cells)
            and draft.kind == "measure"
        ):
            self._report(row.line, "expected 序次 before 具體策略, found none; numbered after the one before")
            self._start("measure", draft.labels, Row(row.line, "", ""))
            self._read_labelled(row, self.drafts[-1])
        else:
            self._open_cell(row, draft, match)

    def _open_cell(self, row: Row, draft: _Draft, match: LabelMatch) -> None:
        last = draft.cells[-1] if draft.cells else None
        if last and match.complete and last.key == match.key and last.years == match.years:
            last.label_lines.append(row.line)
        else:
            label = strip_tags(row.label or "")
            draft.cells.append(Cell(match.key, label, match.years, match.complete, label_lines=[row.line]))
        draft.cells[-1].add(row)

    def _read_unknown(self, row: Row, draft: _Draft) -> None:
        label = strip_tags(row.label or "")
        if draft.cells and (len(label) > _LONGEST_UNKNOWN_LABEL or label[-1:] in "。，；："):
            self._continue(Row(row.line, None, f"{label}{BORDER}{row.value}"))
            return
        self._report(row.line, f"expected a known label, found {label!r}; kept under that name")
        self._open_cell(row, draft, LabelMatch(label, (), True))

    def _report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.document.file, line, message))


def read_plan(document: Document) -> tuple[Document, list[Record], list[Problem]]:
    """Read a plan: its measures, annex rows and sections, and what could not be read.

    The document comes back with the edition its measures report results of.
    """
    reader = PlanReader(document)
    reader.read()
    edition = document.edition or _find_edition(reader.drafts) or read_title_years(document.title).edition
    document = replace(document, edition=edition)
    records: list[Record] = []
    numbers: Counter[tuple[str, int]] = Counter()
    for draft in reader.drafts:
        no = _read_number(draft, numbers, document, reader.problems)
        record = _finish(draft, no, document, reader.problems)
        if record:
            records.append(record)
        else:
            reader.prose.append((draft.line, document.lines[draft.line - 1]))
    records += read_sections(document, sorted(reader.prose))
    return document, records, reader.problems


def _find_edition(drafts: list[_Draft]) -> int | None:
    years: Counter[int] = Counter()
    for draft in drafts:
        for cell in draft.cells:
            if cell.key in ("result", "highlights", "benefit", "actual") and cell.years:
                years[cell.years[0]] += 1
    if not years:
        years.update(min(named) for draft in drafts if (named := _target_years(draft)))
    return years.most_common(1)[0][0] if years else None


def _target_years(draft: _Draft) -> list[int]:
    return [cell.years[0] for cell in draft.cells if cell.key == "target" and cell.years]


def _read_number(
    draft: _Draft, numbers: Counter[tuple[str, int]], document: Document, problems: list[Problem]
) -> int:
    # Under -1 stands the highest number so far.
    highest = numbers[draft.kind, -1]
    digits = draft.number.strip(" .、")
    known = digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    no = int(digits) if known else highest + 1
    if draft.number and not known:
        message = f"expected a number as 序次, found {draft.number[:30]!r}; numbered {no}"
        problems.append(Problem(document.file, draft.line, message))
    if numbers[draft.kind, no]:
        message = f"expected each number once, found {no} again; both are kept"
        problems.append(Problem(document.file, draft.line, message))
    numbers[draft.kind, no] += 1
    numbers[draft.kind, -1] = max(highest, no)
    return no


def _finish(draft: _Draft, no: int, document: Document, problems: list[Problem]) -> Record | None:
    fields: dict[str, Field] = {}
    repeated: Counter[str] = Counter()
    for cell in draft.cells:
        if not cell.key:
            message = f"expected a whole label, found only {cell.label!r}; kept under that name"
            problems.append(Problem(document.file, cell.label_lines[0], message))
        if cell.key == "target" and draft.kind == "measure":
            cell.key = _target_key(cell, fields, document.edition)
        key = cell.key or cell.label
        if key in fields:
            message = f"expected {cell.label!r} once, found it again; kept as a second field"
            problems.append(Problem(document.file, cell.label_lines[0], message))
            repeated[key] += 1
            key = cell.key = f"{key}_{repeated[key] + 1}"
        fields[key] = cell.to_field(document)
    if not fields:
        message = "expected cells after the number, found none; kept as plain text"
        problems.append(Problem(document.file, draft.line, message))
        return None
    last = max(f.place.line_end for f in fields.values())
    title_key = "action" if draft.kind == "measure" else "item"
    return Record(
        kind=draft.kind,
        doc=document.id,
        no=no,
        title=make_title(fields[title_key].text if title_key in fields else draft.number),
        edition=document.edition,
        place=document.place(draft.line, last),
        fields=fields,
    )


def _target_key(cell: Cell, fields: dict[str, Field], edition: int | None) -> str:
    """Tell this year's target from the next by the year in the label, else by their order."""
    if not cell.years or edition is None:
        return "next_target" if "target" in fields else "target"
    if cell.years[0] == edition:
        return "target"
    return "next_target" if cell.years[0] == edition + 1 else f"target_{cell.years[0]}"


def make_title(action: str) -> str:
    """Return a short title: the first sentence without its numbering, cut at a comma when long.

    >>> make_title("(七) 強化追緝外逃重大犯罪歸案，以維司法威信。")
    '強化追緝外逃重大犯罪歸案，以維司法威信'
    """
    sentence = strip_numbering(action).split("。")[0].split("\n")[0].strip()
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = max(sentence.rfind(mark, 0, _TITLE_LENGTH) for mark in "，；、")
    return _drop_opened(sentence[: cut if cut >= _SHORTEST_TITLE else _TITLE_LENGTH])


def _drop_opened(title: str) -> str:
    """Return a title up to a bracket that was cut off before it closed."""
    for opening, closing in ("()", "（）", "[]", "【】", "「」", "《》"):
        start = title.rfind(opening)
        if start >= _SHORTEST_TITLE and title.find(closing, start) < 0:
            title = title[:start].rstrip("，；、 ")
    return title
