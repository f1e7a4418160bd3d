"""Which entries and sections a look-up is about: by number, by the words that name them, by all they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.figures.years import blank_years
from ingest.records import Measure, Record
from qa.concepts import Topic
from qa.finding.ranking import docs_of
from qa.finding.subjects import NamedRecord
from qa.inquiry import Inquiry
from qa.question import list_codes

MOST = 12
_NAMED, _HELD = 0.6, 0.5
_YEAR, _OTHER_YEAR, _LATEST, _MISSED, _OF_SECTION, _BESIDE = 0.08, 0.12, 0.04, 0.05, 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Subject:
    """A record a question may be about: how much of the question names it, how much it holds, its score."""

    record: Record
    tokens: frozenset[str]
    named: float
    held: float
    score: float


def rank_subjects(inquiry: Inquiry, topic: Topic, plain: str = "", *, missed: bool = False) -> list[Subject]:
    """Return what a question with this topic may be about, best first; named by number, those alone.

    `missed` says that what it asks of was missed.
    """
    docs = docs_of(inquiry)
    every = inquiry.subjects.of(docs)
    written = {*map(str, inquiry.question.numbers), *list_codes(inquiry.question.plain)}
    numbered = [one for one in every if _is_numbered(one.record, written)]
    # What a row of an annex says of a measure is told with the measure.
    chosen = numbered or [one for one in every if one.record.kind != "annex" or one.record.measure is None]
    held = inquiry.share_records([one.number for one in chosen], topic) if chosen else ()
    titles = {doc: inquiry.title_tokens(doc) for doc in docs}
    latest, beside = _latest(inquiry, docs), _beside(inquiry, docs)
    likeness = _compare_english(inquiry, plain, chosen)
    vocabulary = frozenset(topic.tokens)
    kept = {doc: vocabulary & title for doc, title in titles.items()}
    scored = []
    for one, share, alike in zip(chosen, held, likeness, strict=True):
        # Hundreds of entries are compared by the few words of the question that they hold.
        named = max(topic.share_kept((one.tokens & vocabulary) | kept[one.record.doc]), alike)
        score = _NAMED * named + _HELD * float(share)
        if score or numbered:
            score += _weigh(inquiry, one.record, latest, beside, missed)
            score -= _OF_SECTION if one.record.kind == "section" and not numbered else 0.0
            scored.append((score, 1.0 if numbered else named, float(share), one))
    scored.sort(key=lambda entry: -entry[0])
    return [
        Subject(one.record, one.tokens | titles[one.record.doc], named, share, score)
        for score, named, share, one in scored[:MOST]
    ]


def _compare_english(inquiry: Inquiry, plain: str, records: Sequence[NamedRecord]) -> Sequence[float]:
    """Return how much of an English question the names of entries hold, word by word across the languages."""
    if inquiry.question.language != "en" or not plain or not records:
        return [0.0] * len(records)
    bridge = inquiry.bridge()
    units = bridge.read_units(blank_years(plain), inquiry.translations)
    names = bridge.read_names([_name_of(one.record) for one in records])
    held: list[float] = bridge.compare(units, names).held.tolist()
    return held


def _name_of(record: Record) -> tuple[str, str]:
    """Return what an entry is called and what stands around it; a section's text is no name."""
    around = (record.text("indicator"), record.text("action"), record.text("goal"))
    return record.title, "\n".join(around)


def _is_numbered(record: Record, written: set[str]) -> bool:
    return record.kind != "annex" and record.written_no.strip().lower() in written


def _latest(inquiry: Inquiry, docs: Sequence[str]) -> frozenset[str]:
    """Return the documents that are the latest edition of their plan, or of none."""
    latest = set()
    for doc in docs:
        plan = inquiry.editions.plan_of(doc)
        editions = [d for d in inquiry.editions.by_year(plan).values() if d in docs] if plan else [doc]
        latest.update(editions[-1:])
    return frozenset(latest)


def _beside(inquiry: Inquiry, docs: Sequence[str]) -> frozenset[str]:
    """Return the editions beside one that reports on a year asked about."""
    beside = set()
    for doc in docs:
        plan = inquiry.editions.plan_of(doc)
        by_year = inquiry.editions.by_year(plan) if plan else {}
        reporting = {by_year[year] for year in inquiry.question.years if year in by_year}
        if reporting and doc not in reporting:
            beside.add(doc)
    return frozenset(beside)


def _weigh(
    inquiry: Inquiry, record: Record, latest: frozenset[str], beside: frozenset[str], missed: bool
) -> float:
    years = inquiry.question.years
    weight = -_BESIDE if record.doc in beside else 0.0
    if years and record.edition is not None:
        weight += _YEAR if record.edition in years else -_OTHER_YEAR
    elif not years and record.doc in latest:
        weight += _LATEST
    if missed and is_missed(record):
        weight += _MISSED
    return weight


def is_missed(record: Record) -> bool:
    """Say whether a measure missed one of its targets."""
    return isinstance(record, Measure) and any(t.verdict == "not_met" for t in record.targets)
