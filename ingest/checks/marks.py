"""Checks of marks: what a document says of a target by a mark, against its figures and its other marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.checks.observed import contradict, name_row
from ingest.facts import Facts, find_results
from ingest.figures.units import convert_unit
from ingest.markup import bare
from ingest.records import Contradiction, Observation, OfficialStatus, Record
from ingest.tables.status import is_absent, is_status, read_legend, read_mark

# A result ten times the target, or a tenth of it, is a doubt about what was paired with it.
_ABSURD = Decimal(10)
_FEWEST = 3  # entries that are counted by their marks
_EXPLAINING = ("control_note", "note", "reason")

Legend = Mapping[str, OfficialStatus]


def check_marks(facts: Facts) -> Iterator[Contradiction]:
    """Yield the marks that the figures beside them deny, and counts of marks that the tables do not have."""
    marked = [one for one in facts.tabled if one.status]
    listed = [record for record in facts.reading.records if "status" in record.fields]
    if not marked and not listed:
        return
    # Only signs need a legend, and only lines that hold one can give it.
    texts = [one.status or "" for one in marked] + [record.text("status") for record in listed]
    legend = read_legend(facts.reading.document.lines, texts)
    yield from _check_verdicts(facts, marked, legend)
    yield from _check_repeated(facts, marked, listed, legend)
    yield from _check_counts(facts, marked, listed, legend)


def _check_verdicts(facts: Facts, marked: Sequence[Observation], legend: Legend) -> Iterator[Contradiction]:
    """Check each mark against all targets it is of; one for a part says nothing of the rest."""
    shared: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in marked:
        if one.role == "target" and one.verdict is not None:
            shared[one.id, one.year, one.status, one.headers.row].append(one)
    for targets in shared.values():
        mark = read_mark(targets[0].status or "", legend)
        verdicts = {target.verdict for target in targets}
        if mark == "met" and "not_met" in verdicts:
            wrong = [target for target in targets if target.verdict == "not_met"]
        elif mark == "not_met" and verdicts == {"met"}:
            wrong = targets
        else:
            continue
        pairs = [(target, actual) for target in wrong if (actual := _find_actual(facts, target))]
        if len(pairs) == len(wrong) and not _is_explained(facts, wrong[0], mark):
            yield _tell_mark(facts, pairs)


def _find_actual(facts: Facts, target: Observation) -> Observation | None:
    """Return the result of a target where it is surely its own.

    Of an index without a unit it is not sure which way is better.
    """
    found = find_results(target, facts.by_entry.get(target.id, ()))
    if len(found) != 1 or not target.value or not target.unit:
        return None
    if "paired by position only" in (*found[0].doubts, *target.doubts):
        return None
    measured = convert_unit(found[0].value, found[0].unit, target.unit)
    return found[0] if target.value / _ABSURD <= measured <= target.value * _ABSURD else None


def _is_explained(facts: Facts, target: Observation, mark: OfficialStatus) -> bool:
    """Say whether a note may say why a mark is as it is: one at the figures, or a reason beside a met one."""
    record = facts.records.get(target.id)
    cells = [record.text(key) for key in ("target", "result", "actual", "status")] if record else []
    if any("註" in text for text in (*cells, target.quote)):
        return True
    return mark == "met" and record is not None and any(not is_absent(record.text(k)) for k in _EXPLAINING)


def _tell_mark(facts: Facts, pairs: Sequence[tuple[Observation, Observation]]) -> Contradiction:
    target, actual = pairs[0]
    shown = "; ".join(f"{bare(t.as_written)}: {bare(a.as_written)}" for t, a in pairs)
    said = bare(target.status or "")
    reaches = target.verdict == "met"
    message = (
        f"stated {said}, but the result of {shown} reaches it"
        if reaches
        else f"stated {said}, but of {shown} is reported"
    )
    expected = f"{'met' if reaches else 'not met'}: {shown}"
    return replace(contradict(facts, actual, "status", message, expected, (target,)), stated=said)


def _check_repeated(
    facts: Facts, marked: Sequence[Observation], listed: Sequence[Record], legend: Legend
) -> Iterator[Contradiction]:
    """Check the mark of a summary against the one in the entry of the same name."""
    edition = facts.reading.document.edition
    own = {one.entry: one for one in marked if one.role == "target" and one.year == edition}
    for record in listed:
        one = own.get(record.title)
        field = record.fields["status"]
        if one is None or one.id == record.id or not is_status(field.text) or not one.status:
            continue
        marks = read_mark(field.text, legend), read_mark(one.status, legend)
        if "other" not in marks and marks[0] != marks[1]:
            stated, expected = bare(field.text), bare(one.status)
            message = f"{record.title} stated {stated}, but {expected} in {name_row(one)}"
            yield Contradiction(
                record.doc, None, "cross_field", message, stated, expected, field.key, field.place, field.text
            )


def _check_counts(
    facts: Facts, marked: Sequence[Observation], listed: Sequence[Record], legend: Legend
) -> Iterator[Contradiction]:
    """Check 綠燈8項、黃燈2項 against the marks of each table and of the entries of the edition."""
    counted = _count_marks(facts, marked, listed, legend)
    sentences: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in facts.told:
        if is_status(one.metric):
            sentences[one.id, one.quote].append(one)
    for told in sentences.values():
        stated = [(one, read_mark(one.metric, legend)) for one in told]
        if len({mark for _, mark in stated}) < 2 or len(stated) != len({mark for _, mark in stated}):
            continue
        wrong = [
            [(one, marks[mark]) for one, mark in stated if marks[mark] != one.value] for marks in counted
        ]
        nearest = min(wrong, key=len, default=[])
        if nearest and len(nearest) <= 2 and len(nearest) < len(stated):
            for one, number in nearest:
                message = f"count of {one.metric} stated {bare(one.as_written)}, but {number} are listed"
                yield contradict(facts, one, "cross_field", message, f"{number}{one.unit}")


def _count_marks(
    facts: Facts, marked: Sequence[Observation], listed: Sequence[Record], legend: Legend
) -> list[Counter[OfficialStatus]]:
    """Return the marks of each table, and those the entries have for the edition, counted."""
    tables: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for record in listed:
        if is_status(record.text("status")):
            tables[record.kind, record.path].append(record.text("status"))
            tables[(record.kind,)].append(record.text("status"))
    for one in marked:
        if one.role == "target" and one.year == facts.reading.document.edition:
            tables["target", one.kind].append(one.status or "")
    counted = [Counter(read_mark(mark, legend) for mark in marks) for marks in tables.values()]
    return [marks for marks in counted if marks.total() >= _FEWEST]
