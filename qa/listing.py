"""Questions for entries: read as a query, put to the entries of its documents, and told."""

from __future__ import annotations

from qa.answer import Answer
from qa.answering.entries import choose_entries, judge
from qa.inquiry import Inquiry
from qa.query import Is
from qa.telling.entries import tell_entries
from qa.understanding.entries import read_entries


def answer_entries(inquiry: Inquiry) -> Answer | None:
    """Answer with every entry that fits, and how many; None where no entries are asked for, or not all is understood."""
    asked = read_entries(inquiry)
    if asked is None or asked.query.not_understood:
        return None
    parts = []
    for doc in dict.fromkeys(entry.doc for entry in asked.entries):
        entries = [entry for entry in asked.entries if entry.doc == doc]
        chosen = choose_entries(asked.query, entries, asked.setting)
        if chosen.total:
            parts.append((doc, chosen))
    years = asked.setting.years
    if years and not any(judge(Is("year", years), entry, asked.setting).holds for _, c in parts for entry in c.total):
        return None
    full = [part for part in parts if part[1].rows]
    if not full and (not parts or asked.query.about or all(len(c.unjudged) == len(c.total) for _, c in parts)):
        return None
    return tell_entries(inquiry, asked.query, full or parts)
