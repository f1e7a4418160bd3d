"""Why an entry fared as it did: the words of its own note or field, or of the document elsewhere."""

from __future__ import annotations

from ingest.records import Record
from qa.answering.notes import find_noted
from qa.answering.tellings import Telling, rank_telling, says
from qa.finding.subject_ranking import Subject
from qa.inquiry import Inquiry
from qa.understanding.aspects import load_aspects


def find_reason(inquiry: Inquiry, record: Record) -> Telling | None:
    """Return the sentence or cell that surely tells why an entry fell short; None where none does."""
    aspect = load_aspects()["reason"]
    topic = inquiry.topic_of(record.title)
    subject = Subject(record, inquiry.about(record), 1.0, 1.0, 1.0)
    own = rank_telling(inquiry, aspect, topic, [subject])
    for ranked in (own, find_noted(inquiry, aspect, topic, subject)):
        told = next((one for one in ranked if one.told and says(one.text)), None)
        if told is not None:
            return told
    return None
