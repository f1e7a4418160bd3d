"""Why an entry fared as it did: the words of its own note or field, or of the document elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from ingest.figures.years import read_years
from ingest.markup import strip_numbering
from ingest.records import Record
from qa.answering.notes import find_noted
from qa.answering.tellings import Telling, rank_telling, says
from qa.asked_years import names_last_year
from qa.finding.subject_ranking import Subject
from qa.inquiry import Inquiry
from qa.understanding.aspects import Aspect, load_aspects

# The fields in which an entry says why; others tell much else besides.
_OWN = ("control_note", "note")
_LONGEST_LABEL, _STOPS = 16, "，。；、,;"


def find_reason(inquiry: Inquiry, record: Record, years: Collection[int | None]) -> Telling | None:
    """Return the sentence or cell that surely tells why an entry fell short in some years; None without one.

    What speaks of other years alone tells why these were as they were: 110年受疫情影響 is no reason of 113.
    Which year 去年 is a report may leave open: what says no more of years comes last.
    """
    aspect = load_aspects()["reason"]
    topic = inquiry.topic_of(record.title)
    subject = Subject(record, inquiry.about(record), 1.0, 1.0, 1.0)
    own = rank_telling(inquiry, aspect, topic, [subject])
    found = [
        one
        for one in (*own, *find_noted(inquiry, aspect, topic, subject))
        # A rate beside what fell short, and why, takes nothing from that.
        if (one.told or aspect.is_missed(one.text))
        and _explains(one, aspect)
        and _is_of(one, record, years, aspect)
    ]
    return min(found, key=lambda one: names_last_year(one.text), default=None)


def _is_of(one: Telling, record: Record, years: Collection[int | None], aspect: Aspect) -> bool:
    """Say whether words are of some years: they name one of these, or none that the document reports.

    To a year that is yet to come something was put off: 遞延至114年2月.
    """
    edition = record.edition
    named = {year.year for year in read_years(strip_numbering(one.text))}
    ahead = {year for year in named if edition is not None and year > edition}
    if named and named == ahead:
        return aspect.is_hindered(one.text)
    return not named or bool(named & {*years})


def _explains(one: Telling, aspect: Aspect) -> bool:
    """Say whether words tell why something fell short: not only that it did, nor what else has a cause.

    That 綠色運輸因含捷運建設，占比最高 names a cause is not enough where the words stand apart.
    """
    text = one.text.strip()
    heads = len(text) <= _LONGEST_LABEL and aspect.is_labelled(text) and not any(c in text for c in _STOPS)
    if not says(text) or heads:
        return False
    own = one.field.key in _OWN or aspect.is_labelled(one.field.label)
    caused = aspect.show(text) > 0
    return aspect.is_hindered(text) or (caused and (own or one.numbered or aspect.is_missed(text)))
