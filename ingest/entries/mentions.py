"""Numbers in sentences as observations of kind text: those that no target of an entry took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.entries.counted import name_unit
from ingest.entries.moments import Setting, find_plain_years
from ingest.entries.naming import Known, note_targets
from ingest.entries.results import choose_results
from ingest.entries.sentences import read_mentions
from ingest.entries.structure import judge
from ingest.entries.titles import split_agencies, split_number
from ingest.entries.told import Mention
from ingest.entries.values import read_op
from ingest.entries.wording import has_word, last_role, tells_outcome
from ingest.figures.units import convert_unit
from ingest.figures.years import read_years
from ingest.markup import BELOW, BORDER
from ingest.records import Document, Field, Headers, Observation, ObservationRole, Record, Verdict
from ingest.tables.words import load_words
from ingest.targets.agencies import read_agencies
from ingest.targets.phrases import find_word

_SHORTEST = 16
_DATE_LINES = 30
_LONGEST_DATE = 24
_SKIPPED = frozenset({"no", "strategy_no", "heading", "columns", "agencies", "support", "period", "unit"})
_NAMING = frozenset({"action", "strategy", "goal", "indicator", "kpi", "item"})
_SCALES = frozenset("萬億兆")
_MARKS = "，。；"
# A text of more numbers tells of too much to be judged.
_MOST_JUDGED = 120
_DIGITS = frozenset("0123456789０１２３４５６７８９")
Taken = Counter[tuple[int, str]]


def read_setting(document: Document, edition: int | None) -> Setting:
    """Return of which years a document speaks: that of its results, and that of the date it bears."""
    dated = None
    for line in document.lines[:_DATE_LINES]:
        text = line.strip()
        if "月" in text and len(text) <= _LONGEST_DATE:
            years = read_years(text)
            dated = years[0].year if years else dated
    own = any(has_word("years.edition", line) for line in document.lines)
    now = any(has_word("years.this", line) for line in document.lines)
    return Setting(edition, dated, own=own and not now)


def observe_text(
    document: Document,
    records: Sequence[Record],
    observations: Sequence[Observation],
    names: Mapping[int, tuple[str, str]],
) -> Iterator[Observation]:
    """Yield an observation for each number of running text that no other observation took.

    `names` gives the id and the number, as written, of the record at a position of `records`.
    """
    setting = read_setting(document, document.edition)
    reports = has_word("reports.words", document.title) or any(
        o.role == "actual" and o.kind in ("measure", "kpi", "annex") for o in observations
    )
    entries = note_targets(observations)
    taken: Taken = Counter((o.place.line_start, o.as_written) for o in observations)
    for position, record in enumerate(records):
        agencies = read_agencies(record.text("agencies"))[0]
        # The nearest heading that names one year speaks for the text under it.
        named = (find_plain_years(text) for text in (record.title, *reversed(record.path)))
        heading: Collection[int] = next((years for years in named if len(years) == 1), ())
        for key, field in record.fields.items():
            if not _is_prose(record, key, field):
                continue
            topic = split_agencies(split_number(record.title)[1])[0]
            near = replace(setting, near=min(heading)) if len(heading) == 1 else setting
            known = entries.get(names[position][0], Known())
            mentions = known.name(field, read_mentions(field.text, near, agencies, topic), topic)
            verdicts = judge_told(field.text, mentions)
            for place, mention in enumerate(mentions):
                if mention.role in ("rate", "other") and _is_indicator(mention, known.metrics):
                    mention = replace(mention, role="actual")
                made = _observe(record, names[position], field, mention, near, reports)
                mark = (made.place.line_start, made.as_written)
                if taken[mark]:
                    taken[mark] -= 1
                elif not (_says_nothing(mention, known) or _is_part(field.text, mention.figure.start)):
                    yield replace(made, verdict=verdicts.get(place)) if made.role == "target" else made


def judge_told(text: str, mentions: Sequence[Mention], *, said: bool = True) -> dict[int, Verdict]:
    """Return whether each target that a sentence calls one was reached, where a number is told as its result.

    Where a label says that a text tells results the sentence need not: not `said`.

    >>> text = "新辦防災士培訓，原訂培訓80人，實際完成94人；另預計補助5案。"
    >>> judge_told(text, read_mentions(text, Setting(113)))
    {0: 'met'}
    """
    if len(mentions) > _MOST_JUDGED or not any(m.role == "target" and m.said for m in mentions):
        return {}
    found: dict[int, Verdict] = {}
    for told in choose_results(text, mentions):
        goal, result = mentions[told.target], mentions[told.result] if told.result is not None else None
        if result is None or told.doubts or goal.number != result.number or not goal.said:
            continue
        between = text[goal.figure.end : result.figure.start]
        if said and not result.said and not tells_outcome(between):
            continue
        measured = convert_unit(result.figure.value, result.figure.unit, goal.figure.unit)
        op = read_op(goal.figure, text[goal.clause[0] : goal.figure.start])
        reached = judge(op, goal.figure.value, goal.figure.upper, measured, result.figure.upper)
        found[told.target] = "met" if reached else "not_met"
    return found


def _is_prose(record: Record, key: str, field: Field) -> bool:
    """Say whether a field holds sentences; tables that were kept as text hold none, nor do names."""
    if key in _SKIPPED or BORDER in field.text.replace(BELOW, ""):
        return False
    if key in _NAMING:
        return bool(field.label) and field.text.rstrip().endswith("。")
    return (
        record.kind == "section" or len(field.text) >= _SHORTEST or any(mark in field.text for mark in _MARKS)
    )


def _is_part(text: str, start: int) -> bool:
    """Say whether a figure begins within a longer number: 5 of the item 2.27.5."""
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] in ".．" and before[0] in _DIGITS and text[start] in _DIGITS


def _says_nothing(mention: Mention, known: Known) -> bool:
    """Say whether a number states nothing: without unit and role, or only the 三 of 三家總院.

    A number in the unit of a target of its entry does state something: 110年僅辦理五場次.
    """
    figure = mention.figure
    if mention.said or (mention.moment.said and figure.unit in known.units):
        return False
    small = not _DIGITS & set(figure.text) and figure.value < 10 and figure.unit != "%"
    return small or not (figure.unit or _SCALES & set(figure.text))


def _observe(
    record: Record, name: tuple[str, str], field: Field, mention: Mention, setting: Setting, reports: bool
) -> Observation:
    figure = mention.figure
    year = mention.year
    role: ObservationRole = mention.role
    later = setting.edition is not None and year is not None and year > setting.edition
    if role in ("actual", "other") and later and (mention.planned or _sets_targets(record, field)):
        role = "target"
    elif role == "actual" and not _is_fact(mention, setting, reports):
        role = "other"
    doubts = () if mention.moment.said or year is None or setting.near is not None else ("year from title",)
    if not mention.named:
        doubts = (*doubts, "counted thing from the words before")
    if mention.carried:
        doubts = (*doubts, "a target or a result")
    start, end = mention.sentence
    unit = figure.unit or name_unit(mention.metric)
    if not unit and find_word("money", mention.metric) and _SCALES & set(figure.text):
        unit = "元"
    if unit and not figure.unit:
        doubts = (*doubts, "unit from indicator")
    return Observation(
        doc=field.place.doc,
        kind="text",
        id=name[0],
        no=name[1],
        entry=record.title,
        metric=mention.metric or record.title,
        series=f"{mention.metric or record.title}|{unit}",
        year=year,
        period=mention.moment.period,
        role=role,
        scope=mention.scope,
        value=figure.value,
        upper=figure.upper,
        unit=unit,
        op=read_op(figure, field.text[mention.clause[0] : figure.start]) if role == "target" else None,
        as_written=figure.text,
        place=field.locate(figure.start, figure.end),
        quote=field.text[start:end].strip(),
        approximate=figure.approximate,
        cumulative=mention.cumulative,
        headers=Headers(section=(*record.path, record.title)),
        doubts=doubts,
    )


def _sets_targets(record: Record, field: Field) -> bool:
    """Say whether a heading over a text, or its label, says that what follows are targets or plans."""
    planned = has_word("plans.words", field.label) or has_word("plans.labels", field.label)
    headed = any(has_word("plans.labels", text) for text in (*record.path[-1:], record.title))
    return planned or headed or any("目標" in text for text in (*record.path, record.title, field.label))


def _is_indicator(mention: Mention, metrics: Sequence[str]) -> bool:
    """Say whether a rate is itself what the entry has a target for, and not how far a target was reached."""
    if not mention.named or len(mention.metric) < 2:
        return False
    # 鏈結量達成率 tells how far 鏈結量 reached its target; 預算執行率 may be what there is a target for.
    attained = _tells_attainment(mention.metric)
    own = [metric for metric in metrics if metric and (not attained or _tells_attainment(metric))]
    return any(mention.metric in metric or metric in mention.metric for metric in own)


def _tells_attainment(metric: str) -> bool:
    """Say whether a name is that of a rate at which something was reached, or of what was to be."""
    rates = tuple(word for word, key in load_words().fields if key == "rate")
    return metric.endswith(rates) or last_role(metric)[0] in ("rate", "target")


def _is_fact(mention: Mention, setting: Setting, reports: bool) -> bool:
    """Say whether a number tells what was: of a year that is over, and no rule or plan.

    Where the sentence names no year it does so only in a document that reports.
    """
    year = mention.year
    latest = max((y for y in (setting.edition, setting.dated) if y is not None), default=None)
    if mention.planned or year is None or (latest is not None and year > latest):
        return False
    stated = mention.moment.said or year == setting.near
    return stated or (reports and (mention.said or not mention.ruled))
