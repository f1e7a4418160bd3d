"""Dates and times of a workbook as its cells show them, in western years or in those of the Republic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

_RUN = re.compile(r"e+|g+|y+|m+|d+|h+|s+|a{3,4}|am/pm|a/p|上午/下午|.", re.IGNORECASE | re.DOTALL)
_DATE_MARKS = frozenset("ymdhsge")
# The calendars of Taiwan in a format's locale: the years of the Republic.
_REPUBLIC = re.compile(r"\$[^-]*-(?:\w*0404|404)\b", re.IGNORECASE)
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_FIRST_YEAR = 1911
_WEEKDAYS = "一二三四五六日"
_HALVES = ("上午", "下午")
_ERAS = {1: "民", 2: "民國", 3: "中華民國"}
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Piece = tuple[str, str]


def asks_for_date(section: Sequence[Piece]) -> bool:
    """Say whether the pieces of a format's code ask for a part of a date or time.

    >>> [asks_for_date([("mark", mark) for mark in code]) for code in ("e/m/d", "0.0E+0")]
    [True, False]
    """
    marks = {piece.lower() for kind, piece in section if kind == "mark"}
    elapsed = any(kind == "bracket" and _ELAPSED.fullmatch(piece) for kind, piece in section)
    return elapsed or bool(marks & set("ymdhs")) or ("e" in marks and not marks & set("0#?"))


def _is_part(mark: str) -> bool:
    return mark.lower() in _DATE_MARKS


def show_date(value: Decimal, section: Sequence[Piece], *, since_1904: bool) -> str | None:
    """Return a stored number as a date by the pieces of a code; None for one that is no date."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    try:
        moment = start + timedelta(seconds=round(float(value) * 86400))
    except OverflowError:
        return None
    if value < 0:
        return None
    brackets = [piece for kind, piece in section if kind == "bracket"]
    republic = any(_REPUBLIC.match(piece) for piece in brackets)
    runs = _find_runs(section)
    halves = any("/" in run and len(run) > 1 for kind, run in runs if kind == "mark")
    written = ""
    previous = ""
    for index, (kind, run) in enumerate(runs):
        if kind == "elapsed":
            written += _show_elapsed(value, run)
            previous = run[0].lower()
        elif kind != "mark" or not (_is_part(run[0]) or "/" in run or run.lower() in ("aaa", "aaaa")):
            written += run
        else:
            following = next((r for k, r in runs[index + 1 :] if k == "mark" and _is_part(r[0])), "")
            minutes = run[0].lower() == "m" and (previous == "h" or following[:1].lower() == "s")
            written += _show_part(moment, run, republic, minutes, halves)
            previous = run[0].lower()
    return written.strip()


def _find_runs(section: Sequence[Piece]) -> list[Piece]:
    """Join the characters of a code that stand for one part of a date; [h] counts on over days."""
    runs: list[Piece] = []
    marks = ""
    for kind, piece in [*section, ("end", "")]:
        if kind == "mark":
            marks += piece
            continue
        runs += [("mark", run) for run in _RUN.findall(marks)]
        marks = ""
        if kind == "text":
            runs.append(("text", piece))
        elif kind == "bracket" and _ELAPSED.fullmatch(piece):
            runs.append(("elapsed", piece))
    return runs


def _show_elapsed(value: Decimal, run: str) -> str:
    seconds = {"h": 3600, "m": 60, "s": 1}[run[0].lower()]
    return f"{round(value * 86400) // seconds:0{len(run)}d}"


def _show_part(moment: datetime, run: str, republic: bool, minutes: bool, halves: bool) -> str:
    mark, width = run[0].lower(), len(run)
    if run.lower() in ("aaa", "aaaa"):
        return ("週" if width == 3 else "星期") + _WEEKDAYS[moment.weekday()]
    if "/" in run:
        return run if width == 1 else _HALVES[moment.hour >= 12]
    if mark == "g":
        return _ERAS.get(width, "") if republic else ""
    if mark in "ye":
        return _show_year(moment.year, mark, width, republic)
    if mark == "m" and not minutes:
        return _NAMES[moment.month - 1] if width >= 3 else f"{moment.month:0{width}d}"
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    number = {"m": moment.minute, "d": moment.day, "h": hour, "s": moment.second}[mark]
    if mark == "d" and width >= 3:
        return f"星期{_WEEKDAYS[moment.weekday()]}"
    return f"{number:0{width}d}"


def _show_year(year: int, mark: str, width: int, republic: bool) -> str:
    if republic and mark == "e":
        return f"{year - _FIRST_YEAR:0{width}d}"
    return f"{year % 100:02d}" if mark == "y" and width <= 2 else f"{year:04d}"
