"""From the lines of an entry to its targets with results and verdicts, and to observations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.entries.dating import (
    find_part,
    find_result,
    find_status,
    find_years,
    is_rated_less,
    leave_others,
    leave_rates,
    splits_years,
    spread_bases,
    spread_years,
)
from ingest.entries.drafts import ROLES, Datum, Draft, Line
from ingest.entries.items import split_items
from ingest.entries.making import (
    MONEY_ROLES,
    Identity,
    add_precedent,
    cite,
    find_doubts,
    judge_value,
    make_observation,
    make_plain,
    make_target,
    observe_target,
)
from ingest.entries.mentions import judge_told
from ingest.entries.moments import Setting
from ingest.entries.pairs import Observed, Pair, gather_fields, observe_words
from ingest.entries.precedents import find_precedents, find_stated
from ingest.entries.sentences import read_mentions
from ingest.entries.structure import is_denied, name_alike, pair_values
from ingest.entries.values import Value, lists_parts, read_values
from ingest.figures.numerals import read_figures
from ingest.figures.units import is_ratio
from ingest.records import Verdict
from ingest.tables.status import is_absent
from ingest.tables.words import load_words
from ingest.targets.phrases import find_word
from ingest.targets.stated import Statement

_BLANKS = re.compile(r" {2,}")
# Cells longer than these hold sentences, whose figures are told apart by their words.
_LONGEST_TARGET = 120
_LONGEST_RESULT = 90
# A result no longer than this is a figure alone, beside which nothing is said of the year before.
_LONGEST_ALONE = 16
_SUM_ROLES = ("budget", "final", "rate", "difference", "other")
_TOLD_ROLES = ("target",)
_TELLING = ("comparison", "control_note", "highlights", "benefit")


def observe(draft: Draft, identity: Identity) -> Observed:
    """Read every line of an entry."""
    observed = Observed()
    for line in draft.lines:
        dated = [part for datum in line.data for part in spread_years(datum, identity)]
        line.data = [part for datum in dated for part in spread_bases(datum)]
    reported = {
        year for line in draft.lines for datum in line.of("result") for year in find_years(datum, identity)
    }
    for line in draft.lines:
        _observe_line(draft, line, identity, observed, reported)
    return observed


def _observe_line(
    draft: Draft, line: Line, identity: Identity, observed: Observed, reported: set[int]
) -> None:
    years = sorted({y for datum in line.of("target") for y in find_years(datum, identity)})
    rated = [less for year in years if (less := is_rated_less(line, year, identity)) is not None]
    if line.less is None and rated:
        line.less = any(rated)
    taken: set[int] = set()
    for year in years:
        goals = [d for d in line.of("target") if year in find_years(d, identity)]
        results = [d for d in line.of("result") if year in find_years(d, identity)]
        status = find_status(line, year, identity)
        for goal in goals:
            if len(find_years(goal, identity)) > 1 and not splits_years(goal, identity):
                continue
            result = find_result(goal, goals, results)
            # What a target was before it was changed is reported on no more.
            asked = year in reported and not (goal.basis == "original" and len(goals) > 1)
            pair = Pair(draft, line, year, goal, result, identity, asked, status)
            _observe_pair(pair, observed)
            # Of several results of a year the first is the figure; what else was done is told in words.
            part = result.period if result is not None else None
            taken |= {id(goal), *(id(other) for other in results if other.period == part)}
    for datum in line.data:
        if datum.field == "status" and any(is_ratio(f.unit) for f in read_figures(datum.cell.text)):
            # A mark may have the rate of achievement beside it: △（99.5%）.
            _observe_alone(line, replace(datum, field="rate"), identity, observed)
        if id(datum) in taken or datum.field == "status":
            continue
        undated = not datum.years and not datum.offset and datum.period is None
        if datum.field == "result" and years and undated:
            continue
        if datum.field == "target" or datum.field in ROLES or not datum.field:
            _observe_alone(line, datum, identity, observed)
    line.held.clear()


def _observe_pair(pair: Pair, observed: Observed) -> None:
    """Read the targets of a year with their results: by structure, else by their words."""
    goal, text = pair.goal.cell.text, pair.result.cell.text if pair.result else ""
    if is_absent(goal):
        return
    # Where the figures of other years stood there are blanks.
    short = len(_BLANKS.sub("", goal)) <= _LONGEST_TARGET and _is_short(text) and not lists_parts(goal)
    targets = _read_year(pair) if short else []
    told = read_values(pair.result, pair.line) if pair.result and short else []
    dated = leave_others(told, pair.year)
    # A rate of attainment is no result, unless a rate of that name is what the target is for.
    results = leave_rates(dated, pair.year, goal + (pair.line.indicator.text if pair.line.indicator else ""))
    # Where all figures are of another year, the words have none of this year to find.
    worded = not results and len(dated) == len(told) and not is_absent(text)
    if targets and worded and _observe_told(pair, observed):
        return
    # An item that only says in words that it has no figure yet has none of another: (2)尚在追蹤.
    items = {item for item, _, _ in split_items(text) if item}
    silent = (items | {value.item for value in told}) - {value.item for value in dated}
    values = _pair_by_structure(targets, results, silent)
    if values is not None and len(text) > _LONGEST_ALONE and find_word("unavailable", text):
        values = [
            value if value and not is_denied(target, value, text) else None
            for target, value in zip(targets, values, strict=True)
        ]
    if values is None and observe_words(pair, observed):
        return
    if not targets and short:
        observed.targets.append(make_plain(pair.line, pair.goal, pair.result, pair.year, pair.identity))
        return
    _observe_values(pair, list(zip(targets, values or [None] * len(targets), strict=True)), observed)


def _read_year(pair: Pair) -> list[Value]:
    """Return the figures of a target cell, of one for several years that of this year."""
    targets = read_values(pair.goal, pair.line)
    years = pair.goal.years
    targets = [targets[years.index(pair.year)]] if len(years) == len(targets) > 1 else targets
    return _name_other_year(targets, pair.line, (pair.year,), pair.identity)


def _name_other_year(
    values: list[Value], line: Line, years: tuple[int, ...], identity: Identity
) -> list[Value]:
    """Return what is told of another year named as the targets of the year that is reported."""
    edition = identity.edition
    if edition is None or years in ((), (edition,)):
        return values
    same = [d for d in line.of("target") if edition in find_years(d, identity)]
    if len(same) != 1 or len(same[0].cell.text) > _LONGEST_TARGET:
        return values
    name = "".join(line.indicator.text.split()) if line.indicator is not None else ""
    return name_alike(values, read_values(same[0], line), name)


def _pair_by_structure(
    targets: Sequence[Value], results: Sequence[Value], silent: Collection[str]
) -> list[Value | None] | None:
    if not targets:
        return None
    return pair_values(targets, results, silent) if results else [None] * len(targets)


def _observe_told(pair: Pair, observed: Observed) -> bool:
    """Read a result without a figure, which may say in words that the target was reached."""
    told = Observed()
    observe_words(pair, told)
    if not any(target.verdict in ("met", "not_met") for target in told.targets):
        return False
    observed.targets += told.targets
    observed.observations += told.observations
    return True


def _observe_values(pair: Pair, paired: Sequence[tuple[Value, Value | None]], observed: Observed) -> None:
    """Make targets and observations of paired figures, with last year's from the prose beside them."""
    year, identity, status = pair.year, pair.identity, pair.status
    fields, goal = gather_fields(pair), pair.goal.cell
    earlier: Sequence[Statement | None] = [None] * len(paired)
    if any(key in fields for key in _TELLING) or _LONGEST_ALONE < len(fields.get("result", goal).text):
        earlier = find_precedents(fields, year, identity.canonical, list(paired))
    paired = _number_items(paired)
    for (target, value), before in zip(paired, earlier, strict=True):
        told = value or _find_told_later(pair, target)
        part = find_part(value, pair.goal) if value is not None else None
        if value is not None and part is not None:
            # What was done in a part of the year may have reached its target, and never missed it.
            value = replace(value, datum=replace(value.datum, period=part))
            reached = not is_ratio(target.unit) and target.op in (">=", ">")
            told = value if reached and judge_value(target, value, pair.known) == "met" else None
        verdict = judge_value(target, told, pair.known)
        made = make_target(target, told, year, verdict)
        if before is not None:
            made = add_precedent(made, before)
            observed.observations += observe_target(
                made, pair.goal, pair.result, identity, status, ("previous",)
            )
        elif pair.result is not None and len(pair.result.cell.text) > _LONGEST_ALONE:
            stated = find_stated(target, pair.result, year)
            if stated is not None:
                made = replace(
                    made, previous=stated.value, evidence=(*made.evidence, cite(stated, "previous"))
                )
                observed.observations.append(
                    make_observation(stated, "actual", year - 1, identity, None, None)
                )
        observed.targets.append(made)
        marks = _item_status(status, target.item.partition(".")[0])
        observed.observations.append(make_observation(target, "target", year, identity, verdict, marks))
        if value is not None:
            shared = replace(value, metric=target.metric or value.metric, doubts=find_doubts(target, value))
            observed.observations.append(make_observation(shared, "actual", year, identity, None, marks))


def _find_told_later(pair: Pair, target: Value) -> Value | None:
    """Return the result of a target without one that the next year's result states beside its own."""
    if pair.result is not None:
        return None
    after = [d for d in pair.line.of("result") if pair.year + 1 in find_years(d, pair.identity)]
    return find_stated(target, after[0], pair.year + 1) if after else None


def _is_short(text: str) -> bool:
    return all(end - start <= _LONGEST_RESULT for _, start, end in split_items(text))


def _item_status(status: str, item: str) -> str | None:
    for number, start, end in split_items(status):
        if number == item:
            return status[start:end].strip() or None
    return status.strip() or None


def _number_items(paired: Sequence[tuple[Value, Value | None]]) -> list[tuple[Value, Value | None]]:
    """Return pairs in which the targets of one item have numbers of their own: 1.1, 1.2."""
    counts = Counter(target.item for target, _ in paired)
    seen: Counter[str] = Counter()
    numbered: list[tuple[Value, Value | None]] = []
    for target, value in paired:
        seen[target.item] += 1
        several = counts[target.item] > 1
        item = f"{target.item or 1}.{seen[target.item]}" if several else target.item
        numbered.append((target if item == target.item else replace(target, item=item), value))
    return numbered


def _observe_alone(line: Line, datum: Datum, identity: Identity, observed: Observed) -> None:
    """Read a cell that is paired with none: a budget, a rate, a figure under a year."""
    if is_absent(datum.cell.text) or len(datum.cell.text) > _LONGEST_TARGET:
        return
    role = ROLES.get(datum.field, "other")
    years = find_years(datum, identity)
    if not datum.field and datum.years:
        # Under a year alone stands what was counted, and of a year to come nothing was.
        later = identity.over is not None and min(datum.years) > identity.over
        wanted = any(word in text for text in datum.headers.column for word in load_words().expected)
        role = "other" if later or wanted else "actual"
    year = years[0] if len(years) == 1 else None
    values = read_values(datum, line)
    if role in ("actual", "target"):
        values = _name_other_year(values, line, years, identity)
    said = _read_said(datum, year, identity) if len(values) > 1 else {}
    for index, value in enumerate(values):
        own = years[index] if 1 < len(years) == len(values) else year
        told, verdict = said.get(value.start, (role, None))
        observed.observations.append(
            make_observation(value, told, own, identity, verdict, None)  # type: ignore[arg-type]
        )


def _read_said(datum: Datum, year: int | None, identity: Identity) -> dict[int, tuple[str, Verdict | None]]:
    """Return the roles that the words of a cell give its figures: 核定…，實支…; 承諾50處，完成52處."""
    known = _SUM_ROLES if datum.field in MONEY_ROLES else _TOLD_ROLES if datum.field == "result" else ()
    if not known:
        return {}
    mentions = read_mentions(datum.cell.text, Setting(identity.edition, near=year))
    verdicts = judge_told(datum.cell.text, mentions, said=False) if datum.field == "result" else {}
    return {
        m.figure.start: (m.role, verdicts.get(place))
        for place, m in enumerate(mentions)
        if m.said and m.role in known
    }
