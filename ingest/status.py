"""What the responsible agency says officially about a measure's target."""

from __future__ import annotations

import re

from ingest.goals import is_empty
from ingest.numerals import read_figures
from ingest.phrases import word_pattern
from ingest.records import OfficialStatus

_SENTENCE = re.compile(r"[。；;\n]")


def read_official_status(control_note: str, target_text: str, annex: bool) -> OfficialStatus:
    """Return what the control note says of the targets; `annex` is true where the annex lists them as missed.

    The annex decides where the note itself claims nothing, and it makes a note that claims success
    for some targets only a partial one.

    >>> read_official_status("已達績效目標值。", "15案", False)
    'met'
    >>> read_official_status("未達成績效目標值，惟達成率為 88.57%。", "35件", True)
    'not_met'
    >>> read_official_status("配合刑法研修進度持續辦理。", "擬具草案。", False)
    'ongoing'
    """
    note = "".join(control_note.split())
    met, missed = _read_claims(note)
    if met and missed:
        return "partly_met"
    if missed:
        return "not_met"
    if annex:
        return "partly_met" if met else "not_met"
    if met:
        return "met"
    if word_pattern("status.no_target").search(note) or (is_empty(note) and is_empty(target_text)):
        return "no_target"
    short = len(note) <= 60
    return "ongoing" if short and word_pattern("status.ongoing").search(note) else "other"


def _read_claims(note: str) -> tuple[bool, bool]:
    """Return whether a note says of some target that it was met, and of some that it was not."""
    met = missed = False
    for sentence in _SENTENCE.split(note):
        about = "目標" in sentence or "指標" in sentence or len(sentence) <= 16
        rates = [f for f in read_figures(sentence) if f.unit == "%" and "達成" in sentence[: f.start]]
        denied = word_pattern("status.not_met").search(sentence)
        if denied and (about or rates):
            missed = True
        elif rates and "績效目標" not in sentence[: rates[0].start][-6:]:
            met, missed = met or rates[0].value >= 100, missed or rates[0].value < 100
        elif about and word_pattern("status.met").search(sentence):
            met = True
    return met, missed
