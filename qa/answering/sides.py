"""Evidence for what a question asks for, be it one thing, several, one over several documents, or a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from index.tokens import cut_token_set
from ingest.entries.values import name_unit
from ingest.figures.units import compatible_units
from ingest.tables.headings import names_total
from qa.answering.choosing import choose_years
from qa.answering.figures import Evidence, find_part, gather
from qa.finding.beside import fits_units
from qa.finding.facts import Series
from qa.finding.ranking import docs_of, rank_series, read_asked_roles, read_wanted
from qa.finding.weights import load_weights
from qa.inquiry import Inquiry
from qa.question import find_units, split_asks
from qa.understanding.marks import load_class
from qa.understanding.roles import Asked, read_asked
from qa.understanding.things import compares_documents, list_keywords, split_things

# How much worse than the best a series of another document may fit that says the same there.
_BESIDE = 2.0
# How much of a thing a series holds that is about it.
_HALF = 0.5
_SHORTEST = 2
# How much better than the next a figure fits that is meant without its name.
_CLEARLY = 1.0
_COUNTED, _NO_COUNTS = "how many", frozenset({"%", "元"})
_MONEY = ("budget", "final")
_EXTREMES = ("order.highest", "order.highest.count", "order.lowest", "order.lowest.count")
# That several figures are asked for of what is named together.
_EACH = ("各", "分別", "each", "respectively")
_NAMING = frozenset({"subject", "number"})
_PLAN_WORDS = cut_token_set(
    "本計畫 全計畫 整體 總計畫 計畫 總共 合計 全部 plan total overall whole programme"
)


def find_evidence(inquiry: Inquiry) -> tuple[Evidence, ...]:
    """Return the facts that answer a question for figures, for each thing asked for; none if none is meant.

    Of a question that asks for several things either each has facts of its own, or it is none of these.
    """
    plain = inquiry.question.plain
    totals = _find_totals(inquiry, read_asked(plain))
    if totals:
        return totals
    if compares_documents(inquiry, plain) and (apart := _find_in_documents(inquiry, plain)):
        return apart
    things = split_things(inquiry, plain)
    several = _find_several(inquiry, things)
    if several and _are_compared(inquiry):
        return several
    several = several if all(one.meant for one in several) else ()
    whole = find_part(inquiry, plain)
    if several and (whole is None or not whole.certain or len(several) > 1 < len(split_asks(plain))):
        return several
    if whole is None:
        return ()
    named = all(_is_named(inquiry, whole, word) for word in list_keywords(inquiry, plain))
    if completed := _complete(inquiry, whole, things):
        return completed
    twice = len(whole.facts) < len(split_asks(plain)) and not whole.words
    if twice or not all(_is_about(inquiry, whole, thing) for thing in things[1:]) or not named:
        # What is asked for twice is not told by one figure.
        whole = replace(whole, certain=False, likely=False)
    if not inquiry.question.units and (others := _find_twins(inquiry, whole)):
        return (whole, *others)
    return (whole, *_find_each(inquiry, whole))


def _complete(inquiry: Inquiry, whole: Evidence, things: Sequence[str]) -> tuple[Evidence, ...]:
    """Return the evidence of each thing asked for, where some are told by other figures of one entry.

    None where one series tells all, or where the entry has nothing for one of the things.
    """
    plain = inquiry.question.plain
    asks = things if len(things) > 1 else _cut_asks(inquiry, plain)
    first = whole if whole.likely or len(asks) < 2 else find_part(inquiry, asks[0])
    if first is None or not first.likely or all(_tells(inquiry, first, ask) for ask in asks):
        return ()
    found: list[Evidence] = []
    for ask in asks:
        told = first if _tells(inquiry, first, ask) else _find_within(inquiry, first, ask)
        if told is None:
            return ()
        if all(told.series is not one.series for one in found):
            found.append(told)
    return tuple(found) if first in found and len(found) > 1 else ()


def _cut_asks(inquiry: Inquiry, plain: str) -> list[str]:
    """Return the stretches of a question that each ask for a figure, in English by every word of asking."""
    if inquiry.question.language != "en":
        return split_asks(plain)
    starts = [part.start for part in inquiry.parts_of(plain) if part.sort == "asking"]
    return [plain[a:b] for a, b in pairwise([*starts, len(plain)])]


def _tells(inquiry: Inquiry, evidence: Evidence, ask: str) -> bool:
    """Say whether some evidence tells what a stretch asks for: by its words, in a unit that it asks for."""
    fits = _fits_ask(find_units(ask), evidence.series.units, _COUNTED in ask)
    if inquiry.question.language == "en" and fits is not None:
        return fits
    return _is_about(inquiry, evidence, ask) and fits is not False


def _fits_ask(units: tuple[str, ...], own: frozenset[str], counted: bool) -> bool | None:
    """Say whether a series in some units may be asked for; None where nothing of the asking tells."""
    if units:
        return fits_units(units, own)
    return not own & _NO_COUNTS if counted else None


def _find_within(inquiry: Inquiry, whole: Evidence, ask: str) -> Evidence | None:
    """Return what another series of an entry tells of one thing asked for; None where none surely does.

    It is told by its own name, in English by what it is counted in where no other fits about as well.
    """
    own, units, topic = whole.series, find_units(ask), read_wanted(inquiry, ask).topic
    english = inquiry.question.language == "en"
    asked = replace(read_asked_roles(inquiry, ask), judged=whole.asked.judged)
    found: list[tuple[float, Evidence]] = []
    for one in rank_series(inquiry, ask):
        series = one.series
        if (series.doc, series.id) != (own.doc, own.id) or series is own:
            continue
        fits = _fits_ask(units, series.units, _COUNTED in ask)
        named = bool(fits) if english else fits is not False and topic.share(series.own) >= _HALF
        told = gather(series, choose_years(inquiry, whole.asked, series), asked) if named else None
        if told is not None and told.facts and not told.missing:
            found.append((one.score, replace(told, certain=whole.certain, likely=True, meant=True)))
    if not found or (english and len(found) > 1 and found[0][0] - found[1][0] < _CLEARLY):
        return None
    return found[0][1]


def _is_about(inquiry: Inquiry, evidence: Evidence, thing: str) -> bool:
    """Say whether the series of some evidence holds the words of one of several things asked for."""
    held = evidence.series.tokens | cut_token_set(evidence.series.facts[0].quote)
    return read_wanted(inquiry, thing).topic.share(held) >= _HALF


def _is_named(inquiry: Inquiry, evidence: Evidence, word: str) -> bool:
    """Say whether the name of a series, its entry's or whose it is, or what its figures say has a keyword."""
    series = evidence.series
    title = inquiry.scope.records.heads[series.doc].title
    said = (
        word for fact in evidence.facts for word in (fact.quote, *fact.headers.column, *fact.headers.note)
    )
    around = "\n".join((*series.agencies, title, *said))
    held = series.tokens | cut_token_set(around)
    return any(inquiry.topic_of(one).share(held) >= _HALF for one in (word, _cut_unit(word, series)))


def _cut_unit(word: str, series: Series) -> str:
    """Return a keyword without the unit it counts in, where a series counts in that: 裝設 of 裝設處數."""
    unit = name_unit(word)
    cut = word.rpartition(unit)[0] if unit and compatible_units(unit, series.facts[0].unit) else ""
    return cut if len(cut) >= _SHORTEST else word


def _find_several(inquiry: Inquiry, things: Sequence[str]) -> tuple[Evidence, ...]:
    """Return the evidence of each of several things asked for; none where some has none of its own."""
    if len(things) < 2:
        return ()
    told: list[Evidence] = []
    for thing in things:
        one = find_part(inquiry, thing)
        if one is None or not one.facts or not one.likely or one.missing:
            return ()
        told.append(one)
    apart = len({id(one.series) for one in told}) == len(things)
    return tuple(told) if apart else ()


def _are_compared(inquiry: Inquiry) -> bool:
    """Say whether a question compares what it names."""
    return any(part.sort == "comparison" for part in inquiry.parts_of(inquiry.question.plain))


def _find_in_documents(inquiry: Inquiry, plain: str) -> tuple[Evidence, ...]:
    """Return what each of two documents says of what is asked; none where only one does."""
    ranked = rank_series(inquiry, plain)
    likely = load_weights(inquiry.question.language == "en").likely
    if not ranked or ranked[0].belief < likely:
        return ()
    asked = replace(read_asked_roles(inquiry, plain), judged=False)
    found: dict[str, Evidence] = {}
    for one in ranked:
        if one.score < ranked[0].score - _BESIDE:
            break
        if one.series.doc not in found:
            told = gather(one.series, choose_years(inquiry, asked, one.series)[:1], asked)
            if told.facts and not told.missing:
                found[one.series.doc] = replace(told, certain=True, likely=True, meant=True)
    return tuple(found.values()) if len(found) > 1 else ()


def _find_twins(inquiry: Inquiry, evidence: Evidence) -> tuple[Evidence, ...]:
    """Return the evidence of what else one indicator counts: of 場次及人次 both are asked for."""
    series = evidence.series
    indicator = series.facts[0].headers.row[1:]
    if not indicator:
        return ()
    twins = (
        other
        for other in inquiry.facts.series_of([series.doc])
        if other.id == series.id and other is not series and other.facts[0].headers.row[1:] == indicator
    )
    years = choose_years(inquiry, evidence.asked, series)
    found = (gather(twin, years, evidence.asked) for twin in twins)
    return tuple(replace(one, certain=evidence.certain) for one in found if one.facts)


def _find_each(inquiry: Inquiry, evidence: Evidence) -> tuple[Evidence, ...]:
    """Return the evidence of an entry's other figures that are surely meant, where each is asked for."""
    plain = inquiry.question.plain
    if not evidence.facts or not any(word in plain for word in _EACH):
        return ()
    sure = load_weights(inquiry.question.language == "en").sure
    own = evidence.series
    others = (
        one.series
        for one in rank_series(inquiry, plain)
        if one.belief >= sure and (one.series.doc, one.series.id) == (own.doc, own.id) and not one.series.told
    )
    years = choose_years(inquiry, evidence.asked, own)
    found = [gather(one, years, evidence.asked) for one in others if one is not own]
    return tuple(replace(one, certain=True, likely=True) for one in found if one.facts and not one.missing)


def _find_totals(inquiry: Inquiry, asked: Asked) -> tuple[Evidence, ...]:
    """Return the sums over all of each budget, where a sum is asked for and nothing that it is of."""
    sums = set(asked.roles) & {"budget", "final", "rate"}
    plain = inquiry.question.plain
    parts = inquiry.parts_of(plain)
    subject = "　".join(plain[p.start : p.end] for p in parts if p.sort in _NAMING)
    titles = map(inquiry.title_tokens, docs_of(inquiry))
    if not sums or inquiry.topic_of(subject).beyond(_PLAN_WORDS.union(*titles)).concepts:
        return ()
    extremes = {word for name in _EXTREMES for word in load_class(name)}
    if any(part.sort == "comparison" and plain[part.start : part.end] in extremes for part in parts):
        # Which of them is lowest is not asked of their sum.
        return ()
    found: dict[str, Evidence] = {}
    for series in inquiry.facts.series_of(docs_of(inquiry)):
        if names_total(series.entry) and all(series.holds(role) for role in sums):
            evidence = gather(series, choose_years(inquiry, asked, series), asked)
            known = found.get(series.doc)
            if (
                evidence.facts
                and not evidence.missing
                and (known is None or _adds_more(series, known.series))
            ):
                found[series.doc] = replace(evidence, certain=True)
    return tuple(found.values())


def _adds_more(series: Series, other: Series) -> bool:
    """Say whether a sum is of more than another, as a total is of more than its subtotals."""
    amounts = [[fact.value for fact in one.facts if fact.role in _MONEY] for one in (series, other)]
    return max(amounts[0], default=Decimal(0)) > max(amounts[1], default=Decimal(0))
