"""Observations as SDMX-CSV 2.0: components named as SDMX names them, where it has a name for them.

A row's dimensions are its key: two mentions of one fact differ in MENTION alone. What is not limited to a
part has `_T`, what does not apply `_Z`. A mention of no year has no key and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ingest.figures.years import ROC_OFFSET
from qa.contract import Json

STRUCTURE, STRUCTURE_ID, ACTION = "dataflow", "PLANCITE:OBSERVATIONS(1.0)", "I"
_ALL, _NONE = "_T", "_Z"
_ANNUAL, _OTHER = "A", "_O"
DIMENSIONS = (
    "FREQ", "DOCUMENT", "ENTRY", "INDICATOR", "ROLE", "SCOPE", "BASIS", "PERIOD", "MENTION", "TIME_PERIOD",
)  # fmt: skip
ATTRIBUTES = (
    "UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "OBS_STATUS", "CONF_STATUS", "UPPER_VALUE", "OPERATOR",
    "VERDICT", "OFFICIAL_STATUS", "AS_WRITTEN", "TITLE", "SERIES", "COMMENT_OBS", "SOURCE", "LINE_START",
    "LINE_END", "PAGE", "QUOTE",
)  # fmt: skip
HEADINGS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)
Cell = str | int | float | None


def list_rows(shown: Iterable[Json]) -> Iterator[list[Cell]]:
    """Yield the row of each observation, as the contract writes it, that is of a year."""
    met: Counter[tuple[Cell, ...]] = Counter()
    for one in shown:
        if one["year"] is None:
            continue
        key = _write_key(one)
        met[key] += 1
        dimensions = [*key[:-1], met[key], key[-1]]
        yield [STRUCTURE, STRUCTURE_ID, ACTION, *dimensions, one["value"], *_write_attributes(one)]


def _write_key(one: Json) -> tuple[Cell, ...]:
    return (
        _OTHER if one["period"] else _ANNUAL,
        one["doc"],
        one["id"],
        one["metric"] or _NONE,
        one["role"],
        one["scope"] or _ALL,
        one["basis"] or _NONE,
        one["period"] or _ALL,
        one["year"] + ROC_OFFSET,
    )


def _write_attributes(one: Json) -> list[Cell]:
    return [
        one["unit"] or _NONE,
        0,
        _count_decimals(one["value"]),
        _judge(one),
        "F",
        one["upper"],
        one["op"],
        one["verdict"],
        one["status"],
        one["as_written"],
        one["entry"],
        one["series"],
        "；".join(one["doubts"]),
        one["file"],
        one["line_start"],
        one["line_end"],
        one["page"],
        one["quote"],
    ]


def _count_decimals(value: float) -> int:
    """Return how many places a value has behind its decimal point.

    >>> _count_decimals(140000000), _count_decimals(82.6), _count_decimals(1e-07)
    (0, 1, 7)
    """
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _judge(one: Json) -> str:
    """Return the code of CL_OBS_STATUS: normal (A), estimated (E), or of low reliability (U)."""
    return "U" if one["doubts"] else "E" if one["approximate"] else "A"
