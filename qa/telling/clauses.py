"""A figure of a sentence with the words of its clause, as they stand in the text."""

from __future__ import annotations

import re

from ingest.records import Observation

_LEAD, _SHORT, _TRAIL, _SENTENCE = 40, 4, 24, 60
_SENTENCE_ENDS = "。！？；\n"
_ENDS = "，；。：:;！？\n"
_MARKS = " \n,，、;；:：.。"
_ITEM = re.compile(r"^\W*[\d一二三四五六七八九十]{1,2}[.、)）]\s*")
_OPEN, _CLOSE = "（(「『《", "）)」』》"


def quote_clause(fact: Observation) -> str:
    """Return the sentence a figure stands in, or of a long one its clause.

    The clause before goes with it where its own says little.

    >>> from ingest.records import Place
    >>> one = dict(doc="", kind="text", id="", no="", entry="", metric="人", year=1, role="actual", value=1,
    ...     unit="人", series="", place=Place("", 1, 1))
    >>> quote_clause(Observation(quote="前言。全年起訴8案，被告共12人。後語。", as_written="12人", **one))
    '全年起訴8案，被告共12人'
    >>> long = "全年起訴8案，被告共12人，" + "另由各地方檢察署會同有關機關續行追查其餘涉案人員" * 2 + "。"
    >>> quote_clause(Observation(quote=long, as_written="12人", **one))
    '全年起訴8案，被告共12人'
    """
    at = fact.quote.find(fact.as_written)
    if at < 0:
        return f"{fact.metric}{fact.as_written}"
    end = at + len(fact.as_written)
    whole = _find_sentence(fact.quote, at, end)
    if len(whole) <= _SENTENCE:
        return _close(whole)
    lead = _cut_lead(fact.quote[:at])
    trail = fact.quote[end : end + _TRAIL]
    stop = min((found for mark in _ENDS if (found := trail.find(mark)) >= 0), default=len(trail))
    # What does not end within reach is left out: half a word says less than none.
    trail = trail[:stop] if stop < _TRAIL else ""
    return _close(f"{lead}{fact.as_written}{trail.rstrip(_MARKS)}")


def _find_sentence(quote: str, start: int, end: int) -> str:
    """Return the sentence around a stretch of a quote."""
    # What follows a colon is said by itself: 說明如下：1. …
    before = max(quote.rfind(mark, 0, start) for mark in f"{_SENTENCE_ENDS}：") + 1
    behind = [at for mark in _SENTENCE_ENDS if (at := quote.find(mark, end)) >= 0]
    sentence = quote[before : min(behind, default=len(quote))]
    return _ITEM.sub("", sentence.lstrip(_MARKS)).strip(_MARKS)


def _cut_lead(before: str) -> str:
    """Return the words of the clause before a figure, or those of the clause before too."""
    start = 0
    for at in range(len(before) - 1, -1, -1):
        if before[at] in _ENDS and len(before[at:].strip(_MARKS)) >= _SHORT:
            start = at + 1
            break
    lead = _ITEM.sub("", "".join(before[start:].split("\n")).lstrip(_MARKS))
    if len(lead) <= _LEAD:
        return lead
    kept = lead[-_LEAD:]
    cut = max(kept.find(mark) for mark in _MARKS)
    return kept[cut + 1 :] if 0 <= cut < _LEAD - _SHORT else kept


def _close(text: str) -> str:
    """Return a text without brackets that have no other half in it."""
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        while text.count(closing) > text.count(opening):
            text = text.replace(closing, "", 1)
        while text.count(opening) > text.count(closing):
            text = text.replace(opening, "", 1)
    return text
