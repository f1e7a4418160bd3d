"""What a document says of an entry outside it: in the notes under tables and in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.tokens import cut_token_set
from ingest.markup import bare
from ingest.records import Record
from ingest.tables.words import load_words
from qa.answering.tellings import Telling, rank_telling
from qa.concepts import Topic
from qa.finding.subject_ranking import Subject
from qa.inquiry import Inquiry
from qa.understanding.aspects import Aspect

# How much of what names an entry a sentence holds that speaks of it.
_NAMED = 0.6
# The fields whose headings' words stand before the number of an entry, where it alone would be any.
_NUMBERED = ("no", "action", "indicator", "kpi")


def find_noted(inquiry: Inquiry, aspect: Aspect, topic: Topic, subject: Subject) -> list[Telling]:
    """Return the sentences elsewhere in an entry's document that tell an aspect of it, best first.

    A sentence speaks of the entry where it has its number as written, 編號4-1, or the words that name it:
    those with its number stand first, since many speak of what bears a name, and of other things of it.
    """
    number = _match_number(subject.record.written_no)
    found = []
    for record in _list_beside(inquiry, subject.record):
        around = replace(subject, record=record, tokens=frozenset())
        for telling in rank_telling(inquiry, aspect, topic, [around]):
            numbered = number is not None and number.search(bare(telling.text)) is not None
            told = telling.told or (numbered and aspect.is_hindered(telling.text))
            if told and (numbered or topic.share(cut_token_set(telling.text)) >= _NAMED):
                found.append(replace(telling, subject=subject, told=True, numbered=numbered))
    return sorted(found, key=lambda one: (not one.numbered, -one.score))


def _list_beside(inquiry: Inquiry, record: Record) -> Iterator[Record]:
    """Yield the records of running text in a document, but for one of them."""
    head = inquiry.scope.records.heads[record.doc]
    for number in range(head.first, head.last):
        other = inquiry.scope.records.record(number)
        if other != record and "text" in other.fields:
            yield other


def _match_number(number: str) -> re.Pattern[str] | None:
    """Return what finds an entry's number in a text: one of several steps alone, another behind its noun.

    >>> _match_number("B-1-3").search("註3：B-1-3因花蓮地震"), _match_number("3").search("第3次會議")
    (<re.Match object; span=(3, 8), match='B-1-3'>, None)
    """
    if not number:
        return None
    if number.isdecimal() or not number.isascii():
        words = (re.escape(word) for word, field in load_words().fields if field in _NUMBERED)
        return re.compile(rf"(?:{'|'.join(words)})\s*{re.escape(bare(number))}(?![\d-])")
    return re.compile(rf"(?<![A-Za-z\d-]){re.escape(bare(number))}(?![\d-])")
