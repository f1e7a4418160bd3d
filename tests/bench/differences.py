"""What differs between the answers that are saved and those of now, and whether it is better or worse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .scoring import Row, carries, is_shown, passes, shows

Judged = Literal["better", "worse", "differs"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was saved and what is found now under one name; None where there is nothing under it."""

    name: str
    judged: Judged
    before: Row | None
    now: Row | None


def compare(
    before: Iterable[Row], now: Iterable[Row], golds: Mapping[str, Row], known: Sequence[str] | None = None
) -> Iterator[Difference]:
    """Yield what differs. `golds` are questions by their ids, `known` quotes that contradict something."""
    saved, found = ({row["name"]: row for row in rows} for rows in (before, now))
    for name in dict.fromkeys([*saved, *found]):
        was, now_is = saved.get(name), found.get(name)
        if was == now_is:
            continue
        command, _, id = name.partition(" ")
        judged: Judged = "differs"
        if command == "ask" and was and now_is and "type" in golds.get(id, {}):
            judged = judge_answers(golds[id], was, now_is)
        elif command == "check" and known is not None and (was is None or now_is is None):
            judged = judge_contradiction(known, was, now_is)
        yield Difference(name, judged, was, now_is)


def judge_answers(gold: Row, before: Row, now: Row) -> Judged:
    """Say which of two answers is nearer to the gold: the right one, else the one that shows it."""
    one, other = ((passes(gold, row), is_shown(gold) and shows(gold, row)) for row in (before, now))
    return "differs" if one == other else "better" if other > one else "worse"


def judge_contradiction(known: Sequence[str], before: Row | None, now: Row | None) -> Judged:
    """Say whether it is well that a contradiction is found or is found no more."""
    row = now or before or {}
    right = any(carries(row["quote"], quote) or carries(quote, row["quote"]) for quote in known)
    return "better" if right == (now is not None) else "worse"


def describe(difference: Difference) -> Iterator[str]:
    """Yield the lines in which a difference is printed: each thing that differs, before and now."""
    before, now = difference.before or {}, difference.now or {}
    asked = now.get("q") or before.get("q") or ""
    yield f"{difference.judged:7} {difference.name}  {asked}".rstrip()
    if not (before and now):
        whole = {key: value for key, value in (before or now).items() if key != "name"}
        yield f"    {'gone' if before else 'new'}: {_shorten(whole)}"
        return
    for key in dict.fromkeys([*before, *now]):
        if before.get(key) != now.get(key):
            yield f"    {key} was: {_shorten(before.get(key))}"
            yield f"    {key} is:  {_shorten(now.get(key))}"


def _shorten(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "…"


def summarise(name: str, rows: Iterable[Row], golds: Mapping[str, Row]) -> str:
    """Return in a line how many questions are answered rightly, and of how many a reader sees the answer."""
    asked = {row["name"].partition(" ")[2]: row for row in rows if row["name"].startswith("ask ")}
    judged = [(golds[id], row) for id, row in asked.items() if "type" in golds.get(id, {})]
    shown = [(gold, row) for gold, row in judged if is_shown(gold)]
    right, seen = sum(passes(*pair) for pair in judged), sum(shows(*pair) for pair in shown)
    return f"{name}: {right}/{len(judged)} right, {seen}/{len(shown)} shown at 3"
