"""Rows at the foot of a table that are notes on it: a word where the others have numbers, and a text."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.entries.drafts import Draft

_LEAST_ENTRIES = 2


def find_feet(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the last rows of a table that have neither number nor figures, and few cells beside those above.

    >>> rows = [Draft("measure", "宣導", 2, 2, "A-1", fields=dict.fromkeys("abcd")) for _ in range(2)]
    >>> foot = Draft("measure", "資料至年底止", 4, 4, "備註", fields=dict.fromkeys("ab"))
    >>> [draft.no for draft in find_feet([*rows, foot])], find_feet(rows)
    (['備註'], [])
    """
    count = len(drafts)
    while count and _is_note(drafts[count - 1]):
        count -= 1
    feet, entries = list(drafts[count:]), drafts[:count]
    if not feet or len(entries) < _LEAST_ENTRIES:
        return []
    cells = max(len(draft.fields) for draft in feet)
    whole = all(_is_numbered(draft) and len(draft.fields) >= 2 * cells for draft in entries)
    return feet if whole else []


def _is_note(draft: Draft) -> bool:
    """Say whether a word stands in the place of a number, and no figure or state beside it."""
    given = any(datum.cell.text.strip() for line in draft.lines for datum in line.data)
    return draft.no != "" and not _is_numbered(draft) and not given


def _is_numbered(draft: Draft) -> bool:
    return any(char.isnumeric() for char in draft.no)
