"""From the fields of a record to what is computed of them: agencies, targets, verdicts, status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.records import Field, Measure, Problem, Record, Target
from ingest.targets.agencies import Canonical, read_agencies
from ingest.targets.reading import read_targets
from ingest.targets.status import read_official_status


def assess_measures(
    records: Iterable[Record], annex: Sequence[Record], canonical: Canonical, file: str
) -> tuple[list[Measure], list[Problem]]:
    """Return the measures with their agencies, targets and official status, and what could not be read."""
    annexed = {row.measure for row in annex}
    measures: list[Measure] = []
    problems: list[Problem] = []
    for record in records:
        agencies, lead = read_agencies(record.text("agencies"))
        found = read_targets(record.fields, record.edition or 0, canonical=canonical, file=file)
        problems += found.problems
        measures.append(
            Measure(
                kind="measure",
                doc=record.doc,
                no=record.no,
                title=record.title,
                edition=record.edition,
                place=record.place,
                fields=record.fields,
                path=record.path,
                agencies=agencies,
                lead_agencies=lead,
                official_status=read_official_status(
                    record.text("control_note"), record.text("target"), record.no in annexed
                ),
                targets=found.targets,
                next_targets=found.next_targets,
            )
        )
    return measures, problems


def read_kpi_targets(records: Iterable[Record], file: str) -> tuple[dict[int, Target], list[Problem]]:
    """Return the target of each KPI by its number; a mid-term plan reports no results."""
    targets: dict[int, Target] = {}
    problems: list[Problem] = []
    for record in records:
        fields: dict[str, Field] = {k: f for k, f in record.fields.items() if k == "target"}
        # A KPI's cell holds the bare figure; what it counts is its name.
        if "name" in record.fields:
            fields["indicator"] = record.fields["name"]
        found = read_targets(fields, record.edition or 0, file=file)
        problems += found.problems
        if found.targets:
            targets[record.no] = found.targets[0]
    return targets, problems
