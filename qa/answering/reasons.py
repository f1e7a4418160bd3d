"""Why an entry fared as it did: the words of its own note or field, or of the document elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from ingest.figures.years import read_years
from ingest.records import Record
from qa.answering.notes import find_noted
from qa.answering.tellings import Telling, rank_telling, says
from qa.finding.subject_ranking import Subject
from qa.inquiry import Inquiry
from qa.understanding.aspects import load_aspects


def find_reason(inquiry: Inquiry, record: Record, years: Collection[int | None]) -> Telling | None:
    """Return the sentence or cell that surely tells why an entry fell short in some years; None without one.

    What speaks of other years alone tells why these were as they were: 110年受疫情影響 is no reason of 113.
    """
    aspect = load_aspects()["reason"]
    topic = inquiry.topic_of(record.title)
    subject = Subject(record, inquiry.about(record), 1.0, 1.0, 1.0)
    own = rank_telling(inquiry, aspect, topic, [subject])
    for ranked in (own, find_noted(inquiry, aspect, topic, subject)):
        for one in ranked:
            named = {year.year for year in read_years(one.text)}
            if one.told and says(one.text) and (not named or named & {*years}):
                return one
    return None
