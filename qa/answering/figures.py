"""Answers from facts: the figures of one metric in the roles and years asked for, compared where asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from index.tokens import cut_token_set
from ingest.entries.counted import name_unit
from ingest.entries.items import split_items
from ingest.entries.structure import judge
from ingest.facts import TOLD
from ingest.figures.units import compatible_units, convert_unit
from ingest.markup import bare
from ingest.records import Field, Observation, Place, Record
from ingest.tables.status import is_pending
from qa.answering.choosing import (
    choose_roles,
    choose_series,
    choose_years,
    is_ahead,
    is_beside,
    list_roles,
    narrow_units,
)
from qa.answering.sentences import holds_ordinals
from qa.asked_years import names_school_year
from qa.figures import unit_fits
from qa.finding.beside import fits_units
from qa.finding.facts import Series
from qa.finding.ranking import rank_series, read_asked_roles
from qa.finding.weights import load_weights
from qa.inquiry import Inquiry
from qa.question import find_units, split_asks
from qa.understanding.roles import Asked, names_role, read_asked

_LONGEST_CELL = 200
_LONGEST_WORDS = 100
_EACH = "各"
_SCHOOL_YEAR = "學年"
_MONEY, _COUNTED = "元", "how many"
_SHARES = ("%", "百分點", "個百分點")
_LONGEST_NOUN, _LONGEST_NAME = 6, 16
_NAME = re.compile(r"[\u3400-\u9fff]{2,}")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says where it gives no figure, as 尚待彙整, with its place."""

    year: int | None
    role: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts an answer states, in the order asked, and what is computed of them.

    `missing` are the (year, role) asked for that the texts do not give, `words` what they say in place of
    a figure. `change` is what lies between
    two of the facts, as (value, unit): the second less the first, and `growth` that in percent of the first.
    `certain` says that
    the series is surely the one meant and that nothing is missing, `likely` that it may well be meant.
    """

    series: Series
    asked: Asked
    facts: tuple[Observation, ...]
    missing: tuple[tuple[int | None, str], ...] = ()
    words: tuple[Words, ...] = ()
    change: tuple[Decimal, str] | None = None
    growth: Decimal | None = None
    verdict: bool | None = None
    rate: Decimal | None = None
    certain: bool = False
    likely: bool = False
    meant: bool = False

    @property
    def denied(self) -> bool:
        """Whether the series is surely the one meant, and gives nothing of what is asked."""
        told = self.series.told or _is_prose(self.series)
        return not self.facts and not self.words and self.meant and not told

    @property
    def near(self) -> tuple[Observation, ...]:
        """The facts nearest to the missing: of the same year, else in the same role the year beside it."""
        if not self.missing:
            return ()
        year, role = self.missing[0]
        same = [fact for fact in self.series.facts if fact.year == year]
        others = [fact for fact in self.series.facts if fact.role == role and fact.year is not None]
        others.sort(key=lambda fact: abs((fact.year or 0) - (year or 0)))
        return tuple((same or others)[:2])


def find_part(inquiry: Inquiry, plain: str) -> Evidence | None:
    """Return the facts that answer a question, or a part of it, for one thing; None if none is meant."""
    ranked = rank_series(inquiry, plain)
    if not ranked:
        return None
    asked = read_asked_roles(inquiry, plain)
    chosen = choose_series(inquiry, asked, ranked)
    asked = read_asked_roles(inquiry, plain, chosen.series.folded)
    asked = replace(asked, roles=tuple(role for role in asked.roles if not _is_own(chosen.series, role)))
    years = choose_years(inquiry, asked, chosen.series)
    # Few questions ask for what the chosen series does not give.
    beside = cache(lambda: [one.series for one in ranked if one is not chosen and is_beside(one, chosen)])
    past = bool(inquiry.question.wants & {"past", "actual"})
    series = narrow_units(chosen.series, find_units(plain))
    evidence = gather(series, years, asked, wants_past=past, beside=beside)
    learned = load_weights(inquiry.question.language == "en")
    fits = _fits(inquiry, plain, evidence)
    meant = chosen.belief >= learned.sure
    # What lies between two figures is not told by one of them, unless words stand in the place of the other.
    alone = len(evidence.facts) == 1 and not evidence.missing and not evidence.words
    fits = fits and not (_compares(inquiry, plain, asked) and alone)
    likely = chosen.belief >= learned.likely and bool(evidence.facts or evidence.words) and fits
    # 各幾件 asks of several things.
    whole = not evidence.missing and not (_EACH in plain and len(evidence.facts) < 2)
    whole = whole and not ("rate" in asked.roles and len(years) > 1 and not _holds_rates(evidence))
    denied = chosen.named >= learned.sure and fits
    return replace(evidence, certain=meant and fits and whole, likely=likely, meant=meant or denied)


def _compares(inquiry: Inquiry, plain: str, asked: Asked) -> bool:
    """Say whether a question, and not a part of it, is for what lies between figures: 占比 compares none."""
    question = inquiry.question
    whole = question.kind == "compare" and plain == question.plain
    compared = len(question.years) > 1 or any(one.sort == "comparison" for one in inquiry.parts_of(plain))
    return asked.difference or (whole and compared)


def _fits(inquiry: Inquiry, plain: str, evidence: Evidence) -> bool:
    """Say whether facts can be what is asked for: of whom, in what unit, by which name."""
    series = evidence.series
    fits = _is_whose(inquiry, series) and _holds_names(inquiry, series)
    of_school = all(f"{fact.year}{_SCHOOL_YEAR}" in bare(fact.quote) for fact in evidence.facts)
    if names_school_year(inquiry.question.plain) and not of_school:
        # A school year begins in one year and is reported in the next.
        return False
    asked = evidence.asked
    # A rate of a budget is asked for in no money, by how much something grew in its own unit.
    measured = set(asked.roles) - {"target", "actual"} == {"rate"} or asked.difference
    fits = fits and (measured or _counts(plain, series))
    # English nouns only suggest a unit.
    named = measured or inquiry.question.language == "en"
    fits = fits and (named or _answers_units(find_units(plain), evidence))
    fits = fits and (named or _answers_each(inquiry, plain, evidence))
    return fits and (bool(inquiry.agencies) or not _is_shared(inquiry, series))


def fit_chosen(inquiry: Inquiry, evidence: Sequence[Evidence]) -> bool:
    """Say whether figures that were chosen can be what is asked for: of whom, in what units and roles."""
    plain = inquiry.question.plain
    if not all(_is_whose(inquiry, one.series) and _holds_names(inquiry, one.series) for one in evidence):
        return False
    if not holds_ordinals(plain, "\n".join(map(_spell, evidence))):
        return False
    facts = [fact for one in evidence for fact in one.facts]
    asked = read_asked(plain)
    roles = {fact.role for fact in facts if fact.kind != TOLD}
    if asked.roles and roles and not any(fact.kind == TOLD for fact in facts) and not roles & {*asked.roles}:
        return False
    units = [unit for unit in find_units(plain) if unit not in _SHARES]
    named = inquiry.question.language != "en" and not asked.difference and "rate" not in asked.roles
    own = {fact.unit for fact in facts}
    return not (named and units) or any(not unit or fits_units(tuple(units), (unit,)) for unit in own)


def _spell(one: Evidence) -> str:
    """Return all that is written of a series: its metric, what it stands under, and its record."""
    fields = one.series.record.fields.values() if one.series.record is not None else ()
    return "\n".join((one.series.metric, one.series.around, *one.series.path, *(f.text for f in fields)))


def _is_shared(inquiry: Inquiry, series: Series) -> bool:
    """Say whether several agencies report on an entry, each with figures of its own below its name."""
    result = series.record.fields.get("result") if series.record is not None else None
    if result is None:
        return False
    heads = (head[-_LONGEST_NAME:] for head in result.text.split("：")[:-1])
    named = [inquiry.agencies_in(head) for head in heads]
    return len(frozenset().union(*named)) > 1


def _holds_names(inquiry: Inquiry, series: Series) -> bool:
    """Say whether a series has a word of each Chinese name that an English question gives as it is."""
    if inquiry.question.language != "en":
        return True
    held = series.tokens | cut_token_set("\n".join(series.agencies))
    return all(held & cut_token_set(name) for name in _NAME.findall(inquiry.question.plain))


def _counts(plain: str, series: Series) -> bool:
    """Say whether a series is counted in what is asked: 在監人數多少 for no share, 多少錢 for no cases.

    How many there are of something is told by no money.
    """
    own = series.facts[0].unit
    if find_units(plain) == (_MONEY,) and not compatible_units(_MONEY, own):
        return False
    if _COUNTED in plain and own == _MONEY and _MONEY not in find_units(plain):
        return False
    before, asked, _ = plain.partition("多少")
    unit = name_unit(before.strip()[-_LONGEST_NOUN:])
    return not (asked and unit and own) or compatible_units(unit, own)


def _answers_units(units: Sequence[str], evidence: Evidence) -> bool:
    """Say whether facts are in a unit asked for: of 檢查漁船花了多少元 a count of boats is no answer.

    A share may be computed of figures in whatever unit.
    """
    own = evidence.series.facts[0].unit
    named = [unit for unit in units if unit not in _SHARES]
    return not (named and own) or any(unit_fits(unit, own) for unit in named)


def _answers_each(inquiry: Inquiry, plain: str, evidence: Evidence) -> bool:
    """Say whether of several amounts asked for, as 幾案、多少錢, each is told in its own unit.

    幾件、幾件 asks of two things, unless of two years or of target and result.
    """
    asks, named = split_asks(plain), find_units(plain)
    # A name that is cut in two may seem to ask for a unit that the whole does not.
    units = [unit for ask in asks for unit in find_units(ask)[:1] if unit in named] if len(asks) > 1 else []
    alike = len(set(units)) < len(units)
    if alike and len(evidence.asked.roles) < 2 and len(inquiry.question.years) < 2:
        return False
    told = [fact.unit for fact in evidence.facts]
    return all(unit in _SHARES or any(unit_fits(unit, own) for own in told) for unit in units)


def _holds_rates(evidence: Evidence) -> bool:
    """Say whether the rates of several years are among the facts; one is computed of a single year only."""
    return any(fact.role == "rate" for fact in evidence.facts)


def _is_own(series: Series, role: str) -> bool:
    """Say whether a role's word names a series without such figures itself: 預算執行率 is no budget."""
    return not series.holds(role) and names_role(series.metric, role)


def _is_prose(series: Series) -> bool:
    """Say whether a series' entry gives figures beyond its facts, in sentences that may be meant as well."""
    if series.record is None:
        return False
    return any(len(field.text) > _LONGEST_CELL for field in series.record.fields.values())


def _is_whose(inquiry: Inquiry, series: Series) -> bool:
    """Say whether a series is of the agency a question names, as far as it names one.

    What several agencies report together is not what one of them reports.
    """
    for names in inquiry.agencies:
        title = inquiry.scope.records.heads[series.doc].title
        said = "\n".join((series.scope or "", series.metric, series.entry, title))
        alone = [agency for agency in series.agencies[:1] if len(series.agencies) == 1]
        if not any(name in said for name in names) and not set(names) & set(alone):
            return False
    return True


def gather(
    series: Series,
    years: Sequence[int | None],
    asked: Asked,
    *,
    wants_past: bool = False,
    beside: Callable[[], Sequence[Series]] = tuple,
) -> Evidence:
    """Return the facts of a series in some years, with what is computed of them.

    What it does not give is taken from another of the same metric: another edition, or another table.
    """
    roles = choose_roles(series, asked, years, wants_past)
    pairs = [(year, role) for year in years for role in list_roles(year, years, roles, asked)]
    found = gather_pairs(series, pairs, asked, beside=beside)

    aimed = asked.judged and "target" not in asked.roles and any(one.role == "target" for one in found.facts)

    def is_missed(year: int | None, role: str) -> bool:
        # Of two years that are compared one may be judged alone.
        unasked = (role == "final" and "final" not in asked.roles) or (role == "target" and aimed)
        return not unasked and not is_ahead(series, year, roles)

    return replace(found, missing=tuple(pair for pair in found.missing if is_missed(*pair)))


def gather_pairs(
    series: Series,
    pairs: Sequence[tuple[int | None, str]],
    asked: Asked,
    *,
    beside: Callable[[], Sequence[Series]] = tuple,
) -> Evidence:
    """Return the facts of a series for some pairs of year and role, with what is computed of them."""
    facts: list[Observation] = []
    missing: list[tuple[int | None, str]] = []
    words: list[Words] = []
    for year, role in pairs:
        fact = series.find(year, role) or _find_beside(series, beside, year, role)
        told = _find_words(series, year) if fact is None and role == "actual" else None
        if fact is not None:
            facts.append(fact)
        elif told is not None:
            words.append(told)
        else:
            missing.append((year, role))
    found = weigh_facts(series, facts, asked, across=len({year for year, _ in pairs}) > 1)
    return replace(found, missing=tuple(missing), words=tuple(words))


def weigh_facts(
    series: Series, facts: Sequence[Observation], asked: Asked, *, across: bool = False
) -> Evidence:
    """Return some facts of a series as evidence, with what is computed of them; `across` years always."""
    change = growth = verdict = rate = None
    pair = pair_facts(facts)
    if pair is not None and not (pair[0].role == "target" and covers_less(*pair)):
        first, second = pair
        if asked.difference or asked.judged or across:
            value = convert_unit(second.value, second.unit, first.unit) - first.value
            change = value, first.unit
            if asked.growth and first.role == second.role and first.value > 0 and first.unit != "%":
                growth = (value / first.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if first.role == "target" and second.role == "actual":
            measured = convert_unit(second.value, second.unit, first.unit)
            verdict = judge_result(first, second)
            if "rate" in asked.roles and first.value > 0 and first.op in (">=", ">", None):
                rate = (measured / first.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Evidence(series, asked, tuple(facts), change=change, growth=growth, verdict=verdict, rate=rate)


def covers_less(target: Observation, actual: Observation) -> bool:
    """Say whether a result is of a part of the year that its target is of."""
    return bool(actual.period) and not target.period


def judge_result(target: Observation, actual: Observation) -> bool | None:
    """Say whether a result meets its target, None where that cannot be told, as of a half of its year."""
    if covers_less(target, actual):
        return None
    measured = convert_unit(actual.value, actual.unit, target.unit)
    return judge(target.op or ">=", target.value, target.upper, measured, actual.upper)


def _find_words(series: Series, year: int | None) -> Words | None:
    """Return what a result's cell says of a series in the place of a figure, None where it says nothing."""
    record = series.record
    field = record.fields.get("result") if record is not None and record.edition == year else None
    if record is None or field is None or not field.text.strip():
        return None
    start, end = _find_item(series, record, field)
    text = field.text[start:end].strip()
    sentence = text if len(text) <= _LONGEST_WORDS else text.split("。")[0]
    if not sentence or not is_pending(sentence) or len(sentence) > _LONGEST_WORDS:
        return None
    return Words(year, "actual", sentence, field.locate(start, start + len(sentence)))


def _find_item(series: Series, record: Record, field: Field) -> tuple[int, int]:
    """Return where in a result the item of a series stands: that of its target's number, else the likest."""
    items = split_items(field.text)
    if len(items) == 1:
        items = [("", m.start(), m.end()) for m in _LINE.finditer(field.text)]
    goal = record.fields.get("target")
    aims = split_items(goal.text) if goal is not None else []
    written = {fact.as_written for fact in series.facts if fact.role == "target"}
    at = [
        i
        for i, (_, a, b) in enumerate(aims)
        if goal is not None and any(w in goal.text[a:b] for w in written)
    ]
    if len(at) == 1 and len(aims) == len(items):
        return items[at[0]][1:]

    def overlap(item: tuple[str, int, int]) -> int:
        return len(cut_token_set(field.text[item[1] : item[2]]) & series.own)

    best = max(items, key=overlap)
    return best[1:] if len(items) == 1 or overlap(best) else (0, 0)


def _find_beside(
    series: Series, beside: Callable[[], Sequence[Series]], year: int | None, role: str
) -> Observation | None:
    """Return the fact of another series that counts the same in the same unit, the nearest first."""
    unit = series.facts[0].unit
    for other in beside() if year is not None else ():
        fact = other.find(year, role) if counts_alike(series, other) else None
        if fact is not None and compatible_units(unit, fact.unit):
            return fact
    return None


def counts_alike(series: Series, other: Series) -> bool:
    """Say whether two series count the same thing, by at least half of the words of the shorter name."""
    return len(series.own & other.own) * 2 >= min(len(series.own), len(other.own))


def find_extreme(evidence: Evidence) -> tuple[Observation, ...]:
    """Return the results that are the highest or the lowest of all years; none where no year is asked for."""
    facts = _take_alike(evidence.facts)
    if evidence.asked.extreme is None or len(facts) < 2:
        return ()
    unit = facts[0].unit
    values = [convert_unit(fact.value, fact.unit, unit) for fact in facts]
    end = max(values) if evidence.asked.extreme == "highest" else min(values)
    return tuple(fact for fact, value in zip(facts, values, strict=True) if value == end)


def _take_alike(facts: Sequence[Observation]) -> list[Observation]:
    """Return the facts of one role that are set beside each other: the results, where there are several."""
    results = [fact for fact in facts if fact.role == "actual"]
    return results if len(results) > 1 else [fact for fact in facts if fact.role == facts[0].role]


def pair_facts(facts: Sequence[Observation]) -> tuple[Observation, Observation] | None:
    """Return the two facts that a difference lies between: target and result of a year, or two years."""
    target = next((f for f in facts if f.role == "target"), None)
    actual = next((f for f in facts if f.role == "actual" and (not target or f.year == target.year)), None)
    years = {f.year for f in facts}
    if target and actual and len(years) == 1:
        return target, actual
    same = _take_alike(facts)
    if len(same) >= 2 and same[0].year != same[-1].year:
        ordered = sorted((same[0], same[-1]), key=lambda f: f.year or 0)
        return ordered[0], ordered[1]
    return None
