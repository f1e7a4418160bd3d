"""Look-ups: the entries a question asks for aspects of, and the sentence or cell that tells each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.tokens import cut_token_set
from ingest.records import Measure, Record
from qa.answering.notes import find_noted
from qa.answering.tellings import INTENTIONS, Telling, extend, rank_telling, says
from qa.concepts import Topic
from qa.finding.ranking import read_wanted
from qa.finding.subject_ranking import Subject, is_missed, rank_subjects
from qa.finding.weights import share_known
from qa.inquiry import Inquiry, once
from qa.understanding.aspects import AskedAspects, Aspect

# How much of a question names an entry surely meant, one likely meant, one that is said to lack something.
_SURE, _LIKELY, _LACKING = 0.62, 0.4, 0.8
# How much of it one holds that alone does, how far before the others, and how much of it the texts know.
_HELD_WHOLE, _APART, _KNOWN = 0.8, 0.2, 0.6
# Entries that fit about alike; an edition that holds as much as another; an entry as good as the best.
_CLOSE, _AS_MUCH, _BEHIND = 0.16, 0.15, 0.06
# How much of a question is left for a second entry, and how much of that names it.
_REST, _NAMED_REST = 0.25, 0.7
_BESIDE = 3
# How much worse the words of a sentence may fit that tells what is asked.
_NEARLY = 0.3
_JOINED = re.compile(r"[與和及跟、]|\band\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """What tells each aspect of one thing asked about, and the aspects that its entry does not have."""

    subject: Subject
    telling: tuple[Telling, ...]
    lacking: tuple[Aspect, ...] = ()
    certain: bool = False
    beside: tuple[Telling, ...] = ()


@once
def find_telling(inquiry: Inquiry, asked: AskedAspects) -> tuple[Finding, ...]:
    """Return what tells the aspects asked for, for each thing a question is about, if any."""
    wanted = read_wanted(inquiry, inquiry.question.plain)
    topic = wanted.topic if wanted.subject != wanted.plain else inquiry.topic_of(asked.rest)
    missed = "reason" in asked.names and "fell_short" in inquiry.question.sets
    first = _find_one(inquiry, asked, topic, missed)
    if first is None:
        return ()
    rest = topic.beyond(first.subject.tokens | cut_token_set(_text_of(first.subject.record)))
    if topic.total and rest.total >= _REST * topic.total and _JOINED.search(asked.rest):
        second = _find_one(inquiry, asked, rest, missed)
        if (
            second
            and second.certain
            and second.subject.named >= _NAMED_REST
            and second.subject.record.doc == first.subject.record.doc
            and second.subject.record != first.subject.record
        ):
            return first, second
    numbers = inquiry.question.numbers
    if len(numbers) > 1 and first.subject.record.no in numbers:
        return _find_numbered(inquiry, asked, topic, first)
    return (first,)


def _find_numbered(
    inquiry: Inquiry, asked: AskedAspects, topic: Topic, first: Finding
) -> tuple[Finding, ...]:
    """Return what tells of each entry a question names by number, all of the first one's document."""
    findings = [first]
    for subject in rank_subjects(inquiry, topic, asked.rest):
        record = subject.record
        told = {finding.subject.record.no for finding in findings}
        if record.doc == first.subject.record.doc and record.no not in told:
            findings.append(_tell(inquiry, asked, topic, [subject]))
    return tuple(findings)


def _find_one(inquiry: Inquiry, asked: AskedAspects, topic: Topic, missed: bool) -> Finding | None:
    subjects = rank_subjects(inquiry, topic, asked.rest, missed=missed)
    return _tell(inquiry, asked, topic, subjects) if subjects else None


def _tell(inquiry: Inquiry, asked: AskedAspects, topic: Topic, subjects: Sequence[Subject]) -> Finding:
    """Return what the best of some subjects tell of each aspect."""
    near = _drop_earlier(inquiry, [one for one in subjects if one.score >= subjects[0].score - _CLOSE])
    chosen: list[Telling] = []
    lacking: list[Aspect] = []
    beside: list[Telling] = []
    others: list[Telling] = []
    for aspect in asked.aspects or (None,):
        ranked = rank_telling(inquiry, aspect, topic, near if not chosen else _put_first(near, chosen[0]))
        ranked = [one for one in ranked if _has(aspect, one.record)]
        if near[0].named >= _SURE:
            ranked = _put_told(ranked, near[0])
        if aspect is not None and not aspect.cell and near[0].named >= _LACKING:
            ranked = _add_noted(ranked, find_noted(inquiry, aspect, topic, near[0]))
        silent = aspect is not None and bool(ranked) and not ranked[0].told and _is_silent(aspect, near[0])
        if ranked and not silent and (ranked[0].told or aspect is None or not aspect.cell):
            chosen.append(extend(ranked))
            others += ranked if aspect is not None else []
            rest = [one for one in ranked[1:] if one.field.key not in INTENTIONS]
            beside += rest[:_BESIDE] if aspect is None or not aspect.cell else []
        elif aspect is not None:
            lacking.append(aspect)
    subject = chosen[0].subject if chosen else near[0]
    entry = subject.record.kind not in ("section", "annex")
    alone = subject.named >= _LIKELY and not any(
        one.told and not _is_same(inquiry, one.subject.record, subject.record) for one in others
    )
    certain = all(one.told for one in chosen) and (alone or _is_sure(inquiry, subjects, subject, topic))
    first = _is_same(inquiry, near[0].record, subject.record) or near[0].score - subject.score <= _BEHIND
    certain = certain and first and (not lacking or subject.named >= _LACKING)
    return Finding(subject, tuple(chosen), tuple(lacking), certain and (entry or not lacking), tuple(beside))


def _add_noted(ranked: list[Telling], noted: list[Telling]) -> list[Telling]:
    """Return what tells an aspect, with what is told elsewhere where the entry itself does not tell it."""
    return noted if noted and not (ranked and ranked[0].told) else ranked


def _put_told(ranked: list[Telling], subject: Subject) -> list[Telling]:
    """Return what tells an aspect; where the first does not tell it, with what does of one subject first."""
    told = [
        one
        for one in ranked
        if one.told and one.subject is subject and one.score >= ranked[0].score - _NEARLY
    ]
    return ranked if not told or ranked[0].told else [*told, *(one for one in ranked if one not in told)]


def _is_silent(aspect: Aspect, subject: Subject) -> bool:
    """Say whether an entry surely meant has a field for an aspect in which it says nothing, as －."""
    kept = [item for item in subject.record.fields.values() if item.key in aspect.fields[:1]]
    return subject.named >= _LACKING and bool(kept) and not any(says(item.text) for item in kept)


def _drop_earlier(inquiry: Inquiry, near: Sequence[Subject]) -> list[Subject]:
    """Return some subjects without those of an earlier edition than another that holds about as much.

    A question why something fell short is of an edition in which it did.
    """
    if inquiry.question.years:
        return list(near)
    missed = "fell_short" in inquiry.question.sets

    def is_left(one: Subject) -> bool:
        plan = inquiry.editions.plan_of(one.record.doc)
        return plan is not None and any(
            inquiry.editions.plan_of(other.record.doc) == plan
            and (other.record.edition or 0) > (one.record.edition or 0)
            and other.held >= one.held - _AS_MUCH
            and other.named >= one.named - _AS_MUCH
            and (not missed or is_missed(other.record))
            for other in near
        )

    return [one for one in near if not is_left(one)]


def _has(aspect: Aspect | None, record: Record) -> bool:
    """Say whether a record names supporting agencies, where they are asked for."""
    named = "support" in record.fields or bool(list_agencies(record)[1])
    return aspect is None or aspect.name != "support" or named


def _put_first(near: Sequence[Subject], telling: Telling) -> list[Subject]:
    """Return the subjects that tell a second aspect: that of the first alone, where it is an entry."""
    return [telling.subject] if telling.subject.record.kind != "section" else list(near)


def _is_sure(inquiry: Inquiry, subjects: Sequence[Subject], subject: Subject, topic: Topic) -> bool:
    """Say whether an entry is surely the one meant: named, or alone in holding what is asked."""
    if subject.named >= _SURE:
        return True
    rivals = [one.score for one in subjects if not _is_same(inquiry, one.record, subject.record)]
    known = share_known(topic)
    whole = known >= _KNOWN and subject.held >= _HELD_WHOLE * known
    return whole and max(rivals, default=0.0) <= subject.score - _APART


def _is_same(inquiry: Inquiry, one: Record, other: Record) -> bool:
    """Say whether two records are one entry, of one edition or two, or one a row of an annex about it."""
    if one.title == other.title:
        return True
    if one.doc != other.doc:
        plan = inquiry.editions.plan_of(one.doc)
        return plan is not None and plan == inquiry.editions.plan_of(other.doc)
    numbers = [record.measure if record.kind == "annex" else record.no for record in (one, other)]
    kinds = {one.kind, other.kind} <= {"measure", "annex"}
    return one == other or (kinds and numbers[0] == numbers[1])


def _text_of(record: Record) -> str:
    return "\n".join(item.text for item in record.fields.values())


def list_agencies(record: Record) -> tuple[str, str]:
    """Return the agencies that lead and those that support, as written; empty where there are none.

    In a column for both, as 主(協)辦機關, those in the last parenthesis support.
    """
    item = record.fields.get("agencies")
    if item is None:
        return "", ""
    text = " ".join(item.text.split())
    if "協" in item.label and (
        found := re.search(r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]\s*$", text)
    ):
        return text[: found.start()].strip(), found[1].strip()
    parts = re.split(r"(?:主辦|協辦)(?:機關|單位)?\s*[：:]\s*", text)
    if len(parts) > 2:
        return parts[1].strip(" 。；;、"), parts[2].strip(" 。；;、")
    leads = record.lead_agencies if isinstance(record, Measure) else ()
    if leads and "協辦" in text:
        others = [name for name in record.agencies if name not in leads]  # type: ignore[attr-defined]
        return "、".join(leads), "、".join(others)
    return text, ""
