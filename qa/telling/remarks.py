"""Remarks beside an answer: what target a result belongs to, and which measure is about what a KPI counts."""

from __future__ import annotations

from ingest.checks.links import KpiLink
from ingest.figures.years import ROC_OFFSET
from ingest.records import Measure, Record
from qa.answer import AnswerFigure, Citation
from qa.answering.tellings import Telling
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.wording import Phrasebook, shorten, write_number

_CLOSING = "。；;，, "


def note_targets(phrases: Phrasebook, record: Record, figure: AnswerFigure) -> list[str]:
    """Say what target a result belongs to, its rate and verdict, and what the official note says."""
    if not isinstance(record, Measure) or figure.role != "actual":
        return []
    for target in record.targets:
        if target.target is not None and target.actual == figure.value and target.rate_pct is not None:
            return [
                phrases.say(
                    "note_target",
                    year=target.year,
                    west=target.year + ROC_OFFSET,
                    target=phrases.amount(target.target, target.unit),
                    rate=write_number(target.rate_pct),
                    verdict=phrases.say(f"verdict_{target.verdict}"),
                    official=phrases.say(f"official_{record.official_status}"),
                )
            ]
    return []


def write_reason(reason: Telling, longest: int) -> str:
    """Return the words that tell why an entry fared as it did, on one line."""
    return shorten(" ".join(reason.text.split()).strip(_CLOSING), longest)


def cite_reason(inquiry: Inquiry, reason: Telling, citations: list[Citation]) -> None:
    """Add the citation of what tells why an entry fared as it did."""
    draft = Draft(inquiry.scope.records.documents, citations=citations)
    draft.cite(reason.record, reason.field, reason.start, reason.end)


def note_links(inquiry: Inquiry, kpi: Record) -> list[str]:
    """Say which measures are about the same thing as a KPI, and how the definitions differ."""
    return [_describe_link(inquiry, link) for link in inquiry.links_of(kpi)]


def _describe_link(inquiry: Inquiry, link: KpiLink) -> str:
    """Say which measure is about the same thing, and how the definitions differ."""
    phrases = inquiry.phrases
    measure = inquiry.editions.measure(link.doc, link.no)
    differences = [
        phrases.say(f"differs_{d.name}", kpi=d.kpi, measure=d.measure or "—") for d in link.warnings
    ]
    return phrases.say(
        "kpi_link",
        member=phrases.say("member", no=measure.no, title=phrases.title(measure)),
        differences=phrases.say("kpi_differs", differences=phrases.join(differences))
        if differences
        else phrases.say("kpi_same"),
    )
