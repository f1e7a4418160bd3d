"""What the responsible agency says officially about a measure's target."""

from __future__ import annotations

import re

from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.records import OfficialStatus
from ingest.targets.goals import is_empty
from ingest.targets.phrases import word_pattern

_CLAUSE = re.compile(r"[。；;，,\n]")
_SHORT_NOTE = 20


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
    if word_pattern("status.partly").search(note):
        return True, True
    met = missed = False
    years = [year.year for year in read_years(note)]
    for clause in _CLAUSE.split(note):
        named = [year.year for year in read_years(clause)]
        if named and max(named) < max(years):
            continue
        about = (
            clause.startswith(("餘", "其餘"))
            or "目標" in clause
            or "指標" in clause
            or len(note) <= _SHORT_NOTE
        )
        rates = [f for f in read_figures(clause) if f.unit == "%" and "達成" in clause[: f.start]]
        if word_pattern("status.not_met").search(clause) and (about or rates):
            missed = True
        elif rates:
            met, missed = met or rates[0].value >= 100, missed or rates[0].value < 100
        elif about and word_pattern("status.met").search(clause):
            met = True
    return met, missed
