"""Who is in charge of an entry where a line or sentence of its text says so, and no label or column does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ingest.entries.drafts import Draft, cut_field
from ingest.entries.labels import names_support, read_labels
from ingest.records import Field
from ingest.tables.words import load_words
from ingest.targets.agencies import find_agency, read_agencies

_FIELDS = ("text", "action", "result")
_LONGEST = 60
_ENDS = "。！？"


def take_owners(draft: Draft) -> None:
    """Give an entry without agencies those that a line, 承辦機關：警政署, or a sentence of its text names."""
    if "agencies" in draft.fields:
        return
    for text in (draft.fields[key] for key in _FIELDS if key in draft.fields):
        for found in (_read_lines(text), _read_sentence(text)):
            owners = dict(found)
            if "agencies" in owners:
                draft.fields.update(owners)
                return


def _read_lines(text: Field) -> Iterator[tuple[str, Field]]:
    """Yield the agencies of lines that are labelled with their part."""
    start = 0
    for line in text.text.split("\n"):
        labels = read_labels(line) if len(line) <= _LONGEST else []
        if not labels or labels[0].key != "agencies" or line.rstrip()[-1:] in _ENDS:
            return
        for label in labels:
            key = "support" if names_support(label.text) else "agencies"
            cell = cut_field(text, start + label.start, start + label.end)
            yield key, replace(cell, key=key, label=label.text)
        start += len(line) + 1


def _read_sentence(text: Field) -> Iterator[tuple[str, Field]]:
    """Yield the agencies of a first sentence such as 本議題由營建署承辦，各縣市政府協辦。"""
    found = _match_told().match(text.text)
    names = read_agencies(found["lead"])[0] if found else ()
    if not found or not names or not all(find_agency(name, ()) for name in names):
        return
    yield "agencies", replace(cut_field(text, *found.span("lead")), key="agencies")
    if found["support"]:
        yield "support", replace(cut_field(text, *found.span("support")), key="support")


@cache
def _match_told() -> re.Pattern[str]:
    words = load_words()
    lead, support = ("|".join(w for w in part if len(w) > 1) for part in (words.lead, words.support))
    return re.compile(
        rf"\s*本[^，。；由]{{0,4}}由(?P<lead>[^，。；]{{2,40}}?)(?:{lead})"
        rf"(?:，(?P<support>[^，。；]{{2,40}}?)(?:{support}))?[，。；]"
    )
