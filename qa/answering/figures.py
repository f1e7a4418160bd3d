"""Answers from facts: the figures of one metric in the roles and years asked for, compared where asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from index.tokens import cut_token_set
from ingest.entries.counted import name_unit
from ingest.entries.items import split_items
from ingest.entries.structure import judge
from ingest.figures.units import compatible_units, convert_unit
from ingest.markup import bare
from ingest.records import Field, Observation, Place, Record
from ingest.tables.status import is_pending
from qa.asked_years import fill_span, names_school_year
from qa.figures import unit_fits
from qa.finding.beside import fits_units
from qa.finding.facts import Series
from qa.finding.ranking import RankedSeries, mask_names, rank_series, read_asked_roles
from qa.finding.weights import load_weights
from qa.inquiry import Inquiry
from qa.question import find_units, split_asks
from qa.understanding.roles import Asked, names_role, read_asked

_LONGEST_CELL = 200
# Series that fit about as well as the best, by their scores.
_NEAR = 0.7
_MOST_YEARS = 12
_LONGEST_WORDS = 100
_EACH = "各"
_SCHOOL_YEAR = "學年"
_MONEY = "元"
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
    two of the facts, as (value, unit): the second less the first. `certain` says that
    the series is surely the one meant and that nothing is missing, `likely` that it may well be meant.
    """

    series: Series
    asked: Asked
    facts: tuple[Observation, ...]
    missing: tuple[tuple[int | None, str], ...] = ()
    words: tuple[Words, ...] = ()
    change: tuple[Decimal, str] | None = None
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
    chosen = _choose(inquiry, asked, ranked)
    asked = read_asked(mask_names(inquiry, plain), chosen.series.folded)
    asked = replace(asked, roles=tuple(role for role in asked.roles if not _is_own(chosen.series, role)))
    years = choose_years(inquiry, asked, chosen.series)
    beside = [one.series for one in ranked if one.score >= chosen.score - _NEAR and one is not chosen]
    past = bool(inquiry.question.wants & {"past", "actual"})
    series = narrow_units(chosen.series, find_units(plain))
    evidence = gather(series, years, asked, wants_past=past, beside=beside)
    learned = load_weights(inquiry.question.language == "en")
    fits = _fits(inquiry, plain, evidence)
    meant = chosen.belief >= learned.sure
    compared = asked.difference or (inquiry.question.kind == "compare" and plain == inquiry.question.plain)
    # What lies between two figures is not told by one of them.
    fits = fits and not (compared and len(evidence.facts) == 1 and not evidence.missing)
    likely = chosen.belief >= learned.likely and bool(evidence.facts or evidence.words) and fits
    # 各幾件 asks of several things.
    whole = not evidence.missing and not (_EACH in plain and len(evidence.facts) < 2)
    whole = whole and not ("rate" in asked.roles and len(years) > 1 and not _holds_rates(evidence))
    denied = chosen.named >= learned.sure and fits
    return replace(evidence, certain=meant and fits and whole, likely=likely, meant=meant or denied)


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
    fits = fits and (named or _answers_each(plain, evidence))
    return fits and (bool(inquiry.agencies) or not _is_shared(inquiry, series))


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
    """Say whether a series is counted in what is asked: 在監人數多少 for no share, 多少錢 for no cases."""
    if find_units(plain) == (_MONEY,) and not compatible_units(_MONEY, series.facts[0].unit):
        return False
    before, asked, _ = plain.partition("多少")
    unit, own = name_unit(before.strip()[-_LONGEST_NOUN:]), series.facts[0].unit
    return not (asked and unit and own) or compatible_units(unit, own)


def _answers_units(units: Sequence[str], evidence: Evidence) -> bool:
    """Say whether facts are in a unit asked for: of 檢查漁船花了多少元 a count of boats is no answer.

    A share may be computed of figures in whatever unit.
    """
    own = evidence.series.facts[0].unit
    named = [unit for unit in units if unit not in _SHARES]
    return not (named and own) or any(unit_fits(unit, own) for unit in named)


def _answers_each(plain: str, evidence: Evidence) -> bool:
    """Say whether of several amounts asked for, as 幾案、多少錢, each is told in its own unit."""
    asks = split_asks(plain)
    units = [unit for ask in asks for unit in find_units(ask)[:1]] if len(asks) > 1 else []
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


def find_meant(inquiry: Inquiry) -> Series | None:
    """Return the series a question is surely about, None where none is."""
    ranked = rank_series(inquiry)
    sure = load_weights(inquiry.question.language == "en").sure
    asked = read_asked(inquiry.question.plain)
    return _choose(inquiry, asked, ranked).series if ranked and ranked[0].belief >= sure else None


def _choose(inquiry: Inquiry, asked: Asked, ranked: Sequence[RankedSeries]) -> RankedSeries:
    """Return the best series; of those that fit about alike the one that gives most of what is asked."""
    best = ranked[0]
    near = [one for one in ranked[:20] if one.score > best.score - _NEAR]

    def rank(one: RankedSeries) -> tuple[int, bool, float]:
        years = inquiry.question.years or choose_years(inquiry, asked, one.series)
        wanted = [role for role in asked.roles if role != "rate"]
        if asked.judged or (asked.difference and len(years) == 1):
            wanted = [*wanted, "target", "actual"]
        roles = tuple(dict.fromkeys(wanted)) or choose_roles(one.series, asked, years)
        found = sum(one.series.find(year, role) is not None for year in years for role in roles)
        # What a cell gives is surer than what a sentence says of it.
        return found, not one.series.told, one.score

    return max(near, key=rank)


def choose_years(inquiry: Inquiry, asked: Asked, series: Series) -> tuple[int | None, ...]:
    """Return the years asked for; without any the one the document reports, or all where a trend is asked."""
    question = inquiry.question
    if asked.trend and len(question.years) != 1:
        named = question.years
        years = [year for year in series.years if not named or min(named) <= year <= max(named)]
        return tuple(years[-asked.recent :] if asked.recent else years[-_MOST_YEARS:])
    if question.years:
        return fill_span(question.plain, question.years, series.years)
    edition = series.record.edition if series.record else None
    roles = asked.roles or ("actual",)
    reported = [fact.year for fact in series.facts if fact.role in roles and fact.year is not None]
    if edition in reported or (edition in series.years and not reported):
        return (edition,)
    known = (
        [year for year in reported if edition is None or year <= edition] or reported or list(series.years)
    )
    return (max(known),) if known else (None,)


def choose_roles(
    series: Series, asked: Asked, years: Sequence[int | None], wants_past: bool = False
) -> tuple[str, ...]:
    """Return the roles asked for; without any the result, or the only role there is."""
    computed = "rate" in asked.roles and series.holds("target") and not series.holds("rate")
    roles = [role for role in asked.roles if role != "rate" or not computed]
    if computed:
        roles = list(dict.fromkeys((*roles, "target", "actual")))
    if asked.judged or (asked.difference and len(years) == 1 and series.holds("target")):
        roles = list(dict.fromkeys((*(r for r in roles if r in ("target", "actual")), "target", "actual")))
    if roles:
        # What was really spent of a budget is its final account.
        spent = not series.holds("actual") and series.holds("final")
        return tuple(dict.fromkeys("final" if spent and role == "actual" else role for role in roles))
    edition = series.record.edition if series.record else None
    reported = edition is not None and all(year is None or year <= edition for year in years)
    if wants_past or (reported and series.holds("actual")):
        # Of a year that is reported on the result is meant; a target is no answer in its place.
        return ("actual",)
    for role in ("actual", "budget", "target", "final", "rate", "other"):
        if any(series.find(year, role) for year in years):
            return (role, "final") if role == "budget" and series.kind == "budget" else (role,)
    return ("actual",)


def _roles_of(
    year: int | None, years: Sequence[int | None], roles: tuple[str, ...], asked: Asked
) -> tuple[str, ...]:
    """Return the roles asked for of one year: of 113年人次與114年目標 the target is that of 114 only."""
    if len(years) < 2 or roles != ("target",) or not asked.aimed or set(years) <= set(asked.aimed):
        return roles
    return roles if year in asked.aimed else ("actual",)


def narrow_units(series: Series, units: tuple[str, ...]) -> Series:
    """Return a series with its facts in the units asked for, where it has some in others: 69校開設3,164門."""
    facts = tuple(fact for fact in series.facts if not fact.unit or fits_units(units, (fact.unit,)))
    kept = any(fact.unit and fact.role == series.facts[0].role for fact in facts)
    apart = len({fact.unit for fact in series.facts if fact.role == series.facts[0].role}) > 1
    return replace(series, facts=facts) if units and kept and apart else series


def gather(
    series: Series,
    years: Sequence[int | None],
    asked: Asked,
    *,
    wants_past: bool = False,
    beside: Sequence[Series] = (),
) -> Evidence:
    """Return the facts of a series in some years, with what is computed of them.

    What it does not give is taken from another of the same metric: another edition, or another table.
    """
    roles = choose_roles(series, asked, years, wants_past)
    pairs = [(year, role) for year in years for role in _roles_of(year, years, roles, asked)]
    found = gather_pairs(series, pairs, asked, beside=beside)

    def is_missed(year: int | None, role: str) -> bool:
        unasked = role == "final" and "final" not in asked.roles
        return not unasked and not _is_ahead(series, year, roles)

    return replace(found, missing=tuple(pair for pair in found.missing if is_missed(*pair)))


def gather_pairs(
    series: Series, pairs: Sequence[tuple[int | None, str]], asked: Asked, *, beside: Sequence[Series] = ()
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
    change = verdict = rate = None
    pair = pair_facts(facts)
    if pair is not None:
        first, second = pair
        if asked.difference or asked.judged or len({year for year, _ in pairs}) > 1:
            value = convert_unit(second.value, second.unit, first.unit) - first.value
            change = value, first.unit
        if first.role == "target" and second.role == "actual":
            measured = convert_unit(second.value, second.unit, first.unit)
            verdict = judge_result(first, second)
            if "rate" in asked.roles and first.value > 0 and first.op in (">=", ">", None):
                rate = (measured / first.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Evidence(series, asked, tuple(facts), tuple(missing), tuple(words), change, verdict, rate)


def judge_result(target: Observation, actual: Observation) -> bool | None:
    """Say whether a result meets its target, None where that cannot be told."""
    measured = convert_unit(actual.value, actual.unit, target.unit)
    return judge(target.op or ">=", target.value, target.upper, measured, actual.upper)


def _is_ahead(series: Series, year: int | None, roles: Sequence[str]) -> bool:
    """Say whether a year is beyond what is reported on: beside results its target alone is asked for."""
    edition = series.record.edition if series.record else None
    beyond = edition is not None and year is not None and year > edition
    return beyond and "target" in roles and series.find(year, "target") is not None


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


def _find_beside(series: Series, beside: Sequence[Series], year: int | None, role: str) -> Observation | None:
    """Return the fact of another series that counts the same in the same unit, the nearest first."""
    unit = series.facts[0].unit
    for other in beside:
        same = len(series.own & other.own) * 2 >= min(len(series.own), len(other.own))
        fact = other.find(year, role) if same and year is not None else None
        if fact is not None and compatible_units(unit, fact.unit):
            return fact
    return None


def pair_facts(facts: Sequence[Observation]) -> tuple[Observation, Observation] | None:
    """Return the two facts that a difference lies between: target and result of a year, or two years."""
    target = next((f for f in facts if f.role == "target"), None)
    actual = next((f for f in facts if f.role == "actual" and (not target or f.year == target.year)), None)
    years = {f.year for f in facts}
    if target and actual and len(years) == 1:
        return target, actual
    same = [f for f in facts if f.role == facts[0].role]
    if len(same) >= 2 and same[0].year != same[-1].year:
        ordered = sorted((same[0], same[-1]), key=lambda f: f.year or 0)
        return ordered[0], ordered[1]
    return None
