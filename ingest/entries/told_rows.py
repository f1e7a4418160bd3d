"""Rows whose cells tell targets with their results in sentences, where no column gives a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.entries.drafts import Datum, Draft, Line
from ingest.entries.moments import Setting
from ingest.entries.prose import draft_agencies, draft_lines
from ingest.entries.wording import has_word, plans

_KINDS = ("row", "measure", "kpi")


def read_told_rows(drafts: Sequence[Draft], setting: Setting) -> None:
    """Read the results of entries without a target by their sentences: 原訂巡查120次，實際巡查130次."""
    for draft in drafts:
        if draft.kind not in _KINDS or any(line.of("target") for line in draft.lines):
            continue
        for line in tuple(draft.lines):
            for datum in line.of("result"):
                made = _read(draft, datum, setting)
                if made:
                    line.data = [other for other in line.data if other is not datum]
                    draft.lines += made
                    draft.kind = "measure" if draft.kind == "row" else draft.kind


def _read(draft: Draft, datum: Datum, setting: Setting) -> list[Line]:
    """Return the lines that a cell of results tells, none where it tells no target."""
    text = datum.cell.text
    if not has_word("roles.target", text) and not plans(text):
        return []
    near = replace(setting, near=datum.years[0]) if len(datum.years) == 1 else setting
    lines = draft_lines(datum.cell, near, draft.title, draft_agencies(draft))
    return lines if any(line.of("target") and line.of("result") for line in lines) else []
