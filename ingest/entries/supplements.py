"""Rows that say more of an entry that another table gives: the reasons of what fell short, by its number."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.entries.drafts import Draft
from ingest.figures.numerals import read_figures

_KINDS = ("measure", "kpi", "row")
_GIVEN = ("target", "result", "budget", "final")
# What an entry of its own would have; a row without any of it says something of another.
_OWN = frozenset({"action", "name", "indicator", "kpi", "item", "result", "goal"})


def join_supplements(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with each that only supplements an earlier one of the same number joined to that."""
    kept: list[Draft] = []
    first: dict[str, Draft] = {}
    names: dict[tuple[str, str], str] = {}
    for draft in drafts:
        known = first.get(draft.no) if draft.no else None
        if known is not None and _supplements(draft):
            _add_fields(known, draft, names)
            continue
        kept.append(draft)
        if draft.no and draft.kind in ("measure", "kpi"):
            first.setdefault(draft.no, draft)
    return kept


def _supplements(draft: Draft) -> bool:
    data = (datum for line in draft.lines for datum in line.data if datum.field in _GIVEN)
    told = any(read_figures(datum.cell.text) for datum in data)
    return draft.kind in _KINDS and not _OWN & draft.fields.keys() and not told


def _add_fields(known: Draft, draft: Draft, names: dict[tuple[str, str], str]) -> None:
    """Add the fields of a draft to another; `names` are those last given to a number's fields of a key."""
    for key, field in draft.fields.items():
        if key == "no":
            continue
        # One of thousands of rows begins where the row before it ended.
        name = names.get((known.no, key), key)
        while name in known.fields:
            name += "_"
        known.fields[name] = field
        names[known.no, key] = name
