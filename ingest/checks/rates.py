"""Checks of percentages: achievement of a target, shares of a whole, and formulas written out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from ingest.checks.findings import Finding, make_finding, name_before
from ingest.checks.shapes import COUNT, RATE, YEAR, Sentence, Shape, View
from ingest.checks.shares import Share, bare_figure, reach, share_of
from ingest.checks.tolerance import Interval, read_interval, show_number, show_percent
from ingest.checks.words import any_word, list_words
from ingest.facts import bigrams
from ingest.figures.units import compatible_units
from ingest.records import Figure, Target

_REACH = 120
_WHOLE = Decimal(100)
_ABSURD = Decimal(5)
_SET = re.compile(
    rf"目標(?!值?達成|值?[多少高低超])[^{COUNT}{RATE}{YEAR}，。；(（)）]{{0,10}}(?P<set>{COUNT})"
)
_SET_BEHIND = re.compile(rf"[(（]以[^()（）{COUNT}]{{0,20}}(?P<set>{COUNT})[^()（）]{{0,4}}為?目標值?[)）]")


def check_rates(shape: Shape, targets: Sequence[Target], edition: int | None) -> Iterator[Finding]:
    """Yield every percentage that its part and whole do not give.

    `targets` are those of the measure, for a rate whose sentence does not repeat the target.
    """
    whole: Figure | None = None
    for sentence in shape.sentences:
        if COUNT not in sentence.full.text and RATE not in sentence.full.text:
            continue
        yield from _check_achievement(sentence, targets, edition)
        yield from _check_excess(sentence.flat, targets, edition)
        yield from _check_ratio(sentence.flat)
        yield from _check_share(sentence.flat, whole)
        whole = _read_total(sentence.flat) or whole


@cache
def _achieved() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word('achievement')})」?(?:約?為|約?達|約|到|是)?(?P<rate>{RATE})")


def _check_achievement(
    sentence: Sentence, targets: Sequence[Target], edition: int | None
) -> Iterator[Finding]:
    view = sentence.full
    done = 0
    for match in _achieved().finditer(view.text):
        start, rate = max(done, match.start() - _REACH), match.start("rate")
        done = match.end()
        shares, sure = _find_achievement(view, start, rate, targets, edition)
        yield from _judge(view, shares, rate, sure=sure)


@cache
def _exceeded() -> re.Pattern[str]:
    return re.compile(
        rf"[較比](?:預[定期])?(?:績效)?目標值?(?:{any_word('up', 'down')})(?:了|約)?(?P<gap>{COUNT})"
    )


def _check_excess(view: View, targets: Sequence[Target], edition: int | None) -> Iterator[Finding]:
    """Check 較預定目標值多46件 against the target and result of the measure, where it has only one."""
    exceeded = list(_exceeded().finditer(view.text))
    if not exceeded:
        return
    known = [t for t in targets if t.target is not None and t.actual is not None and t.year == edition]
    for match in exceeded:
        gap = view.figure(match.start("gap"))
        fitting = [t for t in known if gap.unit and compatible_units(t.unit, gap.unit)]
        if len(known) != 1 or not fitting:
            continue
        target, actual = fitting[0].target or Decimal(0), fitting[0].actual or Decimal(0)
        exact = abs(actual - target)
        if read_interval(gap).meets(Interval(exact, exact)):
            continue
        text, expected = "".join(gap.text.split()), f"{show_number(exact)}{gap.unit}"
        formula = f"{show_number(actual)} - {show_number(target)}"
        message = f"difference from the target stated {text}, but {formula} is {expected}"
        first, last = view.positions[match.start()], view.positions[match.end() - 1] + 1
        yield make_finding("arithmetic", view.shape, first, last, text, expected, message)


def _find_achievement(
    view: View, start: int, rate: int, targets: Sequence[Target], edition: int | None
) -> tuple[list[Share], bool]:
    """Return the shares a rate may be, the likeliest first, and whether they are the only ones."""
    window = view.text[start : rate + 40]
    marks = [start + m.start("set") for p in (_SET, _SET_BEHIND) for m in p.finditer(window)]
    marks = [m for m in marks if view.text[m] == COUNT]
    outer = _outside(view.text, start, rate)
    counts = [i for i in view.counts(start, rate, COUNT) if i not in marks and i in outer]
    if marks:
        whole = view.figure(marks[-1] if marks[-1] < rate else marks[0])
        fitting = [i for i in counts if compatible_units(view.figure(i).unit, whole.unit)]
        ordered = sorted(fitting, key=lambda i: (i < marks[0], i if i > marks[0] else -i))
        return [reach(view.figure(i), whole.value, i) for i in ordered if whole.value > 0], len(marks) == 1
    # 較110年 names a year only to compare with it.
    dated = [
        i for i in range(start, rate) if view.text[i] == YEAR and view.text[i - 1 : i] not in tuple("較比與")
    ]
    year = view.year(dated[-1]) if dated else edition
    known = [t for t in targets if t.target and t.year == year == edition]
    counts = [i for i in counts if not view.text.endswith(list_words("up", "down"), max(0, i - 6), i)]
    if counts:
        return _reach_counted(view, start, rate, counts, known)
    if view.counts(start, rate, RATE):
        return [], False
    clause = max(view.text.rfind(mark, start, rate) for mark in "，、；") + 1
    known = _name_targets(known, view.text[max(start, clause) : rate])
    reported = [(t, bare_figure(t.actual, t.unit)) for t in known if t.actual is not None]
    found = [s for t, part in reported for s in _reach_target(part, t, None)]
    return found, len(reported) == len(known) == 1


def _reach_counted(
    view: View, start: int, rate: int, counts: Sequence[int], known: Sequence[Target]
) -> tuple[list[Share], bool]:
    """Return the shares of the measure's targets that the figures before a rate may be."""
    part = view.figure(counts[-1])
    # Of several targets, the one this very figure was found to be the result of.
    known = [t for t in known if t.actual == part.value] or known
    fitting = [t for t in known if compatible_units(t.unit, part.unit)]
    likeliest = _name_targets(known, view.text[start:rate])
    named = len(known) == 1 or all(t in likeliest for t in fitting)
    # The rate may be of a figure further off, but not of one that counts something else.
    parts = [i for i in reversed(counts) if compatible_units(view.figure(i).unit, part.unit)]
    parts.sort(key=lambda i: all(view.figure(i).value != t.actual for t in fitting))
    found = [s for t in fitting for i in parts for s in _reach_target(view.figure(i), t, i)]
    return found, len(fitting) == 1 and named


def _name_targets(targets: Sequence[Target], words: str) -> list[Target]:
    """Return the targets that words name better than the others: by what they share with what is counted."""
    if len(targets) < 2:
        return list(targets)
    said = bigrams(words)
    shared = [len(said & bigrams(f"{t.metric}{t.text}")) for t in targets]
    most = max(shared)
    return [t for t, count in zip(targets, shared, strict=True) if count == most] if most else list(targets)


def _reach_target(part: Figure, target: Target, index: int | None) -> list[Share]:
    """Return the shares of a target; of one that is better the less there is, also the other way round."""
    if not target.target:
        return []
    shares = [reach(part, target.target, index)]
    if target.op == "<=" and part.value > 0:
        shares.append(reach(bare_figure(target.target, target.unit), part.value, None))
    return shares


def _outside(text: str, start: int, end: int) -> set[int]:
    """Return the indexes that stand in no parentheses."""
    depth, found = 0, set()
    for index in range(start, end):
        depth = max(0, depth + (text[index] in "(（") - (text[index] in ")）"))
        if not depth:
            found.add(index)
    return found


def _judge(view: View, shares: Sequence[Share], rate: int, *, sure: bool) -> Iterator[Finding]:
    """Yield a finding where no share gives the rate stated; 100% stands for anything beyond it too."""
    stated = view.figure(rate)
    if not shares or not sure or any(share.gives(stated) for share in shares):
        return
    share = shares[0]
    if not stated.value / _ABSURD <= share.percent <= stated.value * _ABSURD:
        # So far off, the target was read amiss, or it is another's.
        return
    if stated.value == _WHOLE and share.percent > _WHOLE:
        return
    expected = show_percent(share.percent, stated)
    text = "".join(stated.text.split())
    position = view.positions[rate]
    label = name_before(view.shape, position, "rate")
    formula = f"{show_number(share.part.value)} / {show_number(share.base)}"
    message = f"{label} stated {text}, but {formula} is {expected}"
    first = position if share.index is None else view.positions[share.index]
    yield make_finding("arithmetic", view.shape, first, position + 1, text, expected, message)


@cache
def _ratio() -> re.Pattern[str]:
    label = rf"[^{COUNT}{RATE}{YEAR}，。；、]{{0,14}}?"
    return re.compile(
        rf"(?:^|[，、])(?P<label>{label})(?:{any_word('ratio')})(?:約?為|約?達|約|計|是)?(?P<rate>{RATE})"
    )


_BASED = re.compile(
    rf"(?P<part>{COUNT})[^{COUNT}{RATE}，。；]{{0,6}}，若?以[^{COUNT}{RATE}，。；]{{0,40}}(?P<whole>{COUNT})"
    r"(?:為(?:基準|分母|母數|計)|計算?)?，$"
)


def _check_ratio(view: View) -> Iterator[Finding]:
    """Check 1,002線，其中核准822線，駁回180線，核准比率為82%, and A件，若以…B件，比率為C%."""
    for match in _ratio().finditer(view.text):
        rate = match.start("rate")
        start = max(0, match.start() - _REACH)
        if any(word in match["label"] for word in list_words("achievement")) or "達成" in match["label"]:
            continue
        based = _BASED.search(view.text[start : match.start() + 1])
        if based:
            part, whole = start + based.start("part"), view.figure(start + based.start("whole"))
            fits = compatible_units(view.figure(part).unit, whole.unit) and whole.value > 0
            shares = [share_of(view, part, whole)] if fits else []
        else:
            shares = _find_parts(view, start, match.start() + 1, match["label"])
        yield from _judge(view, shares, rate, sure=True)


def _find_parts(view: View, start: int, end: int, label: str) -> list[Share]:
    """Return the share of the part that 其中 takes from a whole and the rate names.

    A rate without a name of its own, ，比率為75.75%, is that of the only part, right before it.
    """
    cut = view.text.rfind("其中", start, end)
    wholes = view.counts(max(start, cut - 24), cut, COUNT) if cut > 0 else []
    parts = view.counts(cut, end, COUNT) if cut > 0 else []
    if not wholes or not parts or view.text.count(RATE, cut, end):
        return []
    whole = view.figure(wholes[-1])
    named = [i for i in parts if label and view.text[max(0, i - len(label)) : i] == label]
    if not named and (len(parts) > 1 or label or end - parts[0] > 8):
        return []
    index = named[0] if named else parts[0]
    part = view.figure(index)
    counted = f"{part.unit}數" in view.text[max(0, wholes[-1] - 8) : wholes[-1]]
    if not part.unit or whole.value <= 0 or not (compatible_units(part.unit, whole.unit) or counted):
        return []
    rest = [view.figure(i).value for i in parts if i != index]
    shares = [share_of(view, index, whole)]
    if len(rest) == 1 and named:
        # Where the whole itself is in doubt, the rate may be of what its two parts make.
        shares.append(share_of(view, index, bare_figure(part.value + rest[0], part.unit)))
    return shares


@cache
def _shared() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<part>{COUNT})，?約?(?:{any_word('share')})(?:總|全|整體|所有)[^{COUNT}{RATE}，。；]{{0,12}}(?P<rate>{RATE})"
    )


def _check_share(view: View, total: Figure | None) -> Iterator[Finding]:
    """Check A件，佔總案件B%, of the total stated last."""
    for match in _shared().finditer(view.text):
        part = match.start("part")
        if total and total.unit == view.figure(part).unit and total.value > 0:
            yield from _judge(view, [share_of(view, part, total)], match.start("rate"), sure=True)


def _read_total(view: View) -> Figure | None:
    """Return the last total a sentence states."""
    totals = list(_total().finditer(view.text))
    return view.figure(totals[-1].start("total")) if totals else None


@cache
def _total() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word('total_first')})(?P<total>{COUNT})")
