"""Under which keys a record keeps its fields: what the machine interface calls them, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ingest.entries.drafts import ROLES
from ingest.records import Field, RecordKind

# What the machine interface calls the fields of some kinds of entries.
_OWN_KEYS: dict[str, dict[str, str]] = {
    "kpi": {"strategy": "goal", "strategy_no": "goal_no", "kpi": "name", "kpi_no": "name_no"},
    "project": {"strategy": "outline", "action": "name"},
    "annex": {"result": "actual"},
}


def name_fields(kind: RecordKind, fields: Mapping[str, Field], edition: int | None) -> dict[str, Field]:
    """Return fields under the keys a record of a kind has, those of the edition without their year.

    The target of the year after is next_target; a field of another year carries it: target_113.
    """
    named: dict[str, Field] = {}
    for key, cell in fields.items():
        base, _, year = key.partition(" ")
        name = key
        if year.isdecimal() and base in ROLES | {"status": ""}:
            number = int(year)
            if edition is None or number == edition:
                name = base
            elif number == edition + 1 and base == "target":
                name = "next_target"
            else:
                name = f"{base}_{year}"
        name = _OWN_KEYS.get(kind, {}).get(name, name)
        while name in named:
            name += "_"
        named[name] = cell if cell.key == name else replace(cell, key=name)
    return named
