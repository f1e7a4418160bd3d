"""Checks of changes: a figure compared with an earlier one, and the difference or growth the text states."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.checks.findings import Finding, make_finding, name_before
from ingest.checks.shapes import COUNT, NUMBER, RATE, YEAR, Sentence, Shape, View
from ingest.checks.tolerance import Interval, read_interval, show_number, show_percent
from ingest.checks.words import any_word, list_words
from ingest.figures.units import compatible_units, is_ratio
from ingest.records import Figure

_REACH = 40
_NEAR = 24  # figures that are still near enough to be compared
_TRUE_BEFORE = "至不最許很眾再"  # 至少 and 最多 bound a figure, 不少 counts nothing
_TARGET_BEFORE = re.compile(r"目標(?!值?達成)[^，、。；]{0,10}$")
_COUNTED = re.compile(f"[{COUNT}{RATE}{YEAR}]")
_NAMED_YEARS = re.compile(rf"(?P<later>{YEAR})度?[較比與](?P<earlier>{YEAR})")
# What a clause says of the comparison and not of its subject: 但較前一年度.
_REFERENCE = re.compile(
    rf"[較比與同和]?(?:{YEAR}|去年|上年|前一?年|上一年)度?(?:之?同期)?(?:之)?(?:相較|相比|比較|相比較)?|[雖但仍並則亦均共]"
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A figure at a position of a shape, with the year it is about and the words before it."""

    position: int
    figure: Figure
    year: int
    label: str


@cache
def _compared() -> re.Pattern[str]:
    """較108年之B，增加D, with B and the words between kept short."""
    text = rf"[^{COUNT}{RATE}。；]"
    change = any_word("up", "down")
    return re.compile(
        rf"[較比](?P<reference>{text}{{0,{_REACH}}})(?P<base>{NUMBER})(?P<gap>{text}{{0,10}}?)"
        rf"(?P<word>{change})(?:了|約|為|達|計|幅度為|幅度達){{0,2}}(?P<change>{NUMBER})"
    )


@cache
def _changed() -> re.Pattern[str]:
    """增加D, whatever it is compared with."""
    return re.compile(rf"(?P<word>{any_word('up', 'down')})(?:了|約|為|達|計){{0,2}}(?P<change>{NUMBER})")


@cache
def _trend() -> re.Pattern[str]:
    words = any_word("rose", "fell")
    return re.compile(rf"(?P<word>{words})(?:趨勢|許多|甚多|很多)?(?=，|$)")


@cache
def _reference() -> re.Pattern[str]:
    """較108年減少 and 與108年相比, which name a year only to compare with it."""
    change = any_word("up", "down")
    return re.compile(rf"[較比與]\S{{0,3}}(?P<year>{YEAR})度?(?:之?同期)?之?(?:相較|相比|比較|{change})")


@cache
def _change_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word('up', 'down')})$")


def check_differences(shape: Shape) -> Iterator[Finding]:
    """Yield every difference, growth or trend that the figures it compares do not give."""
    items: dict[int, list[Sentence]] = {}
    for sentence in shape.sentences:
        items.setdefault(sentence.item, []).append(sentence)
    for sentences in items.values():
        values: list[_Value] = []
        for sentence in sentences:
            yield from _check_sentence(sentence.flat, values)
            # Only what stands near is compared; a long item must not make every check longer.
            del values[:-_NEAR]


def _check_sentence(view: View, values: list[_Value]) -> Iterator[Finding]:
    taken: set[int] = set()
    for match in _compared().finditer(view.text):
        if re.search(any_word("up", "down"), match["reference"]) or _is_bounded(view, match.start("word")):
            continue
        base, change = match.start("base"), match.start("change")
        taken |= {base, change}
        subject = _find_subject(view, match.start(), view.figure(base), taken)
        if subject is not None:
            yield from _compare(view, subject, base, change, match["word"])
    previous = values[-1].year if values else 0
    fresh = list(_read_values(view, taken, previous))
    for match in _changed().finditer(view.text):
        change = match.start("change")
        if change in taken or _is_bounded(view, match.start("word")):
            continue
        before = bisect_left(fresh, view.positions[change], key=lambda v: v.position)
        near = fresh[max(0, before - _NEAR) : before]
        yield from _compare_years(view, [*values, *near], len(near), change, match["word"])
    yield from _check_trend(view, [*values, *fresh[-_NEAR:]])
    values += fresh


def _is_bounded(view: View, word: int) -> bool:
    return view.text[max(0, word - 1) : word] in tuple(_TRUE_BEFORE)


def _find_subject(view: View, before: int, base: Figure, taken: set[int]) -> int | None:
    """Return the figure a comparison starts from: the nearest of its unit that is none of another one."""
    for index in reversed(view.counts(before - 120, before)):
        if index in taken or _TARGET_BEFORE.search(view.text[max(0, index - 14) : index]):
            continue
        if not compatible_units(view.figure(index).unit, base.unit) or not base.unit:
            return None
        return index
    return None


def _compare(view: View, subject: int, base: int, change: int, word: str) -> Iterator[Finding]:
    a, b, d = view.figure(subject), view.figure(base), view.figure(change)
    rates = [view.text[i] == RATE for i in (subject, base, change)]
    if rates[0] != rates[1] or (rates[0] and not rates[2]):
        return
    if not rates[2] and not compatible_units(b.unit, d.unit):
        return
    first = view.positions[subject]
    yield from _judge(view, (a, b, d), first, change, word, growth=rates[2] and not rates[0])


def _judge(
    view: View, figures: tuple[Figure, Figure, Figure], first: int, change: int, word: str, *, growth: bool
) -> Iterator[Finding]:
    """Yield a finding where the new and the old figure do not give the change."""
    a, b, d = figures
    new, old, stated = read_interval(a), read_interval(b), read_interval(d)
    if word in list_words("down"):
        stated = Interval(-stated.high, -stated.low)
    gap = new.minus(old)
    shares = gap.percent_of(old) if old.low > 0 else None
    if (not growth and gap.meets(stated)) or (
        shares and (growth or is_ratio(d.unit)) and shares.meets(stated)
    ):
        return
    if growth and (shares is None or b.value == 0):
        return
    change_value = a.value - b.value
    expected = (
        show_percent(abs(change_value) / b.value * 100, d)
        if growth
        else f"{show_number(abs(change_value))}{d.unit}"
    )
    turned = "" if (change_value < 0) == (stated.high < 0) else ", the other way"
    sum_text = f"({_show(a)} - {_show(b)}) / {_show(b)}" if growth else f"{_show(a)} - {_show(b)}"
    position = view.positions[change]
    message = (
        f"{name_before(view.shape, position, word)} stated {_stated(d)}, but {sum_text} is {expected}{turned}"
    )
    yield make_finding(
        "arithmetic", view.shape, min(first, position), position + 1, d.text, expected, message
    )


def _stated(figure: Figure) -> str:
    return "".join(figure.text.split())


def _show(figure: Figure) -> str:
    return show_number(figure.value) + ("%" if is_ratio(figure.unit) else "")


def _read_values(view: View, taken: set[int], year: int) -> Iterator[_Value]:
    """Yield the figures of a sentence that count something in a year; targets and changes are none."""
    # 較108年減少 says nothing of 108; 較108年之B件 goes on to speak of it.
    skipped = {m.start("year") for m in _reference().finditer(view.text)}
    for match in _compared().finditer(view.text):
        skipped |= set(view.counts(match.start(), match.end(), YEAR))
    changes = {m.start("change") for m in _changed().finditer(view.text)}
    for mark in _COUNTED.finditer(view.text):
        index, char = mark.start(), mark[0]
        if char == YEAR and index not in skipped:
            year = view.year(index)
        if char not in (COUNT, RATE) or index in taken or index in changes or not year:
            continue
        before = view.text[max(0, index - 14) : index]
        if _TARGET_BEFORE.search(before) or _change_before().search(before):
            continue
        yield _Value(view.positions[index], view.figure(index), year, before.rpartition("，")[2])


def _pair_years(values: Sequence[_Value], unit: str, *, rate: bool) -> tuple[_Value, _Value] | None:
    """Return the figure of the later and of the earlier year where each year has exactly one of the unit."""
    fitting = [v for v in values if v.figure.unit == unit or (rate and is_ratio(v.figure.unit))]
    years = sorted({v.year for v in fitting})
    if len(years) != 2 or len(fitting) != 2 or years[1] - years[0] != 1:
        return None
    later, earlier = sorted(fitting, key=lambda v: -v.year)
    return later, earlier


def _compare_years(
    view: View, values: Sequence[_Value], own: int, change: int, word: str
) -> Iterator[Finding]:
    """Check 108年A件，109年B件，增加D件: the two figures stand in two years, the change names no base.

    The last `own` of the values stand in the sentence itself.
    """
    d = view.figure(change)
    rate = view.text[change] == RATE
    clause = view.text[max(0, change - 60) : view.text.rfind(word, 0, change)].rpartition("，")[2]
    values = _name_years(view, values, own, change)
    if not d.unit or not re.search(rf"[較比與差]|{YEAR}", view.text[max(0, change - 200) : change]):
        return
    counted = (_counted_unit(clause, values) or _own_unit(view, values, clause)) if rate else ""
    pair = _pair_years(values, counted or d.unit, rate=rate and not counted)
    if pair is None or not (d.unit in clause or _share_words(clause, pair) or counted):
        return
    if rate and counted and _is_share(pair, d):
        return
    first = min(value.position for value in pair)
    # A quote that began in an earlier sentence would hold too much; there the clause alone must do.
    first = max(first, view.positions[0])
    figures = (pair[0].figure, pair[1].figure, d)
    yield from _judge(view, figures, first, change, word, growth=rate and bool(counted))


def _name_years(view: View, values: Sequence[_Value], own: int, change: int) -> Sequence[_Value]:
    """Keep the values of the two years a comparison names, else those of its own sentence if they are two."""
    named = list(_NAMED_YEARS.finditer(view.text, max(0, change - 40), change))
    here = {v.position for v in values[len(values) - own :]}
    if named:
        years = {view.year(named[-1].start("later")), view.year(named[-1].start("earlier"))}
        values = [v for v in values if v.year in years]
    fitting = [v for v in values if v.position in here and v.figure.unit == view.figure(change).unit]
    return fitting if len(fitting) == 2 else values


def _counted_unit(clause: str, values: Sequence[_Value]) -> str:
    """Return the unit whose number a clause is about: 家 for 家數較108年成長."""
    units = {v.figure.unit for v in values if v.figure.unit and not is_ratio(v.figure.unit)}
    return next((unit for unit in sorted(units, key=len, reverse=True) if f"{unit}數" in clause), "")


def _own_unit(view: View, values: Sequence[_Value], clause: str) -> str:
    """Return the unit of a sentence that counts one thing in two years and goes on to their growth."""
    here = [v.figure.unit for v in values if v.position in range(view.positions[0], view.positions[-1] + 1)]
    alone = len(here) == 2 and here[0] == here[1] and not is_ratio(here[0])
    return here[0] if alone and len(_REFERENCE.sub("", clause)) < 2 else ""


def _is_share(pair: tuple[_Value, _Value], stated: Figure) -> bool:
    """Say whether the later figure is itself the change: 110年742萬人次，111年回落144萬人次，衰退19.4%."""
    part, whole = (read_interval(value.figure) for value in pair)
    return part.percent_of(whole).meets(read_interval(stated))


def _share_words(clause: str, pair: tuple[_Value, _Value]) -> bool:
    """Say whether a clause names no subject of its own, or the one of the figures compared."""
    words = _REFERENCE.sub("", clause)
    if len(words) < 2:
        return True
    bigrams = {words[i : i + 2] for i in range(len(words) - 1)}
    return any(bigram in value.label for value in pair for bigram in bigrams)


def _check_trend(view: View, values: Sequence[_Value]) -> Iterator[Finding]:
    """Yield a rise that every figure of the two years denies, or a fall."""
    trends = list(_trend().finditer(view.text))
    if not trends:
        return
    match = trends[-1]
    clause = view.text[: match.start()].rpartition("，")[2]
    if any(word in clause for word in list_words("unsure")) or any(mark in clause for mark in (COUNT, RATE)):
        return
    subject = re.sub(any_word("adverbs"), "", clause)
    pairs = [
        pair
        for unit in dict.fromkeys(v.figure.unit for v in values)
        if unit and (pair := _pair_years(values, unit, rate=False)) and _share_words(subject, pair)
    ]
    rises = {pair[0].figure.value > pair[1].figure.value for pair in pairs}
    same = any(pair[0].figure.value == pair[1].figure.value for pair in pairs)
    rose = match["word"] in list_words("rose")
    if len(rises) != 1 or same or rose in rises:
        return
    later, earlier = next((p for p in pairs if is_ratio(p[0].figure.unit)), pairs[0])
    expected = f"{_stated(earlier.figure)} → {_stated(later.figure)}"
    message = f"stated {match['word']}, but the figure goes from {expected}"
    last = view.positions[match.end() - 1] + 1
    yield make_finding("arithmetic", view.shape, view.positions[0], last, match["word"], expected, message)
