"""Checks of totals: parts listed before, after or in parentheses behind the total they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from ingest.checks.findings import Finding, make_finding
from ingest.checks.shapes import COUNT, LIMIT, RATE, YEAR, Sentence, Shape, View
from ingest.checks.tolerance import Interval, read_interval, show_number
from ingest.checks.words import any_word, list_words, load_checkwords
from ingest.figures.units import compatible_units, load_units
from ingest.records import Figure

_MARKS = COUNT + RATE + YEAR + LIMIT
_MOST = 12  # parts that are still read back to
_CHUNK = re.compile(r"[、，及和與暨]")
_LABELLED = re.compile(rf"(?P<label>[^{_MARKS}]*)(?P<mark>{COUNT})(?P<rest>[^{_MARKS}]{{0,12}})")
_IN_PARENTHESES = re.compile(
    rf"{COUNT}[^{_MARKS}()（），。；、]{{0,8}}[(（](?P<list>[^()（）。；\n]{{3,200}})[)）]"
)
# A list that ends in 等 names only some of its parts.
_OPEN_LIST = re.compile(rf"等(?=[，、{COUNT}]|$)")
_DATED = re.compile(r"[0-9]{1,2}月[0-9]{1,2}日|(?<=[日、及和與])[0-9]{1,2}日")


def check_sums(shape: Shape) -> Iterator[Finding]:
    """Yield every total that the parts listed with it do not make."""
    for sentence in shape.sentences:
        if COUNT not in sentence.full.text:
            continue
        yield from _check_parentheses(sentence.full)
        yield from _check_total_last(sentence.flat)
        yield from _check_total_first(sentence.flat)
        yield from _check_complements(sentence.flat)
        yield from _check_dates(sentence)
    yield from _check_headings(shape)


def _read_list(view: View, start: int, end: int) -> list[int] | None:
    """Return the figures of a list of labelled parts, None where something in it is no such part."""
    found: list[int] = []
    position = start
    chunks = [(m.start(), m.end()) for m in _CHUNK.finditer(view.text, start, end)]
    held = start
    for stop, after in [*chunks, (end, end)]:
        chunk = view.text[held:stop]
        match = _LABELLED.fullmatch(chunk)
        if match and len(match["label"]) >= 2:
            found.append(held + match.start("mark"))
        elif not any(mark in chunk for mark in _MARKS) and stop != end:
            # A conjunction inside a label: 重大或專案性及其他 belongs to the part that follows.
            continue
        elif any(mark in chunk for mark in (COUNT, RATE, LIMIT)):
            return None
        held = position = after
    return found if position else None


def _judge(view: View, total: int, parts: Sequence[int]) -> Iterator[Finding]:
    figures = [view.figure(i) for i in parts]
    stated = view.figure(total)
    if len(parts) < 2 or not _one_kind([stated, *figures]):
        return
    interval = Interval(Decimal(0), Decimal(0))
    for figure in figures:
        interval = interval.plus(read_interval(figure))
    if interval.meets(read_interval(stated)):
        return
    value = sum((f.value for f in figures), Decimal(0))
    expected = f"{show_number(value)}{stated.unit}"
    addition = " + ".join(show_number(f.value) for f in figures)
    text = "".join(stated.text.split())
    message = f"total stated {text}, but {addition} is {expected}"
    places = [view.positions[i] for i in (total, *parts)]
    yield make_finding("arithmetic", view.shape, min(places), max(places) + 1, text, expected, message)


def _one_kind(figures: Sequence[Figure]) -> bool:
    """Say whether figures count the same: one unit, or the event words that go for each other."""
    first = figures[0].unit
    times = load_units().times
    return (
        bool(first)
        and first not in times
        and all(f.unit and compatible_units(first, f.unit) for f in figures)
    )


def _check_parentheses(view: View) -> Iterator[Finding]:
    """Check 387所(大專88所、高中299所)."""
    for match in _IN_PARENTHESES.finditer(view.text):
        inside = match["list"]
        if any(word in inside for word in list_words("partial")) or _OPEN_LIST.search(inside):
            continue
        parts = _read_list(view, match.start("list"), match.end("list"))
        if parts:
            yield from _judge(view, match.start(), parts)


@cache
def _total_last() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[，、；;])(?:以上|兩者|三者|兩項|總計)?(?:{any_word('total_first')})(?P<total>{COUNT})"
    )


def _check_total_last(view: View) -> Iterator[Finding]:
    """Check A計137件、B計597件，共計734件: the parts stand in the clauses right before."""
    for match in _total_last().finditer(view.text):
        total = match.start("total")
        stated = read_interval(view.figure(total))
        parts: list[int] = []
        made = Interval(Decimal(0), Decimal(0))
        for start, end in _clauses_before(view.text, match.start()):
            fitting = [i for i in view.counts(start, end) if _fits(view, i, total)]
            words = view.text[start:end]
            if words.startswith("其中") and len(fitting) == 1 and parts:
                # 505輛，其中甲142輛、乙70輛，合計525輛: here the list begins; it may be less than the 505.
                whole = [
                    view.figure(i).value
                    for i in view.counts(max(0, start - 40), start)
                    if _fits(view, i, total)
                ]
                parts = [*fitting, *parts] if view.figure(total).value not in whole else []
                break
            if len(fitting) != 1 or any(word in words for word in list_words("partial") if word != "另"):
                break
            if _OPEN_LIST.search(words):
                parts = []
                break
            parts = [*fitting, *parts]
            made = made.plus(read_interval(view.figure(fitting[0])))
            if len(parts) == _MOST or (len(parts) >= 2 and made.meets(stated)):
                # Either the nearest parts make the total, or there are too many to be sure of.
                parts = []
                break
        yield from _judge(view, total, parts)


def _fits(view: View, index: int, total: int) -> bool:
    return view.text[index] == COUNT and _one_kind([view.figure(total), view.figure(index)])


def _clauses_before(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses before a place, the nearest first; 甲5輛及乙7輛 are two."""
    floor = max(0, end - 300)
    while end > floor:
        conjoined = max(text.rfind(f"{COUNT}{word}", floor, end) for word in "及和與暨")
        start = max(*(text.rfind(mark, floor, end) for mark in "，、；;"), conjoined + 1, floor - 1) + 1
        yield start, end
        end = start - 1


@cache
def _total_first() -> re.Pattern[str]:
    totals, parting = any_word("total_first"), any_word("partition")
    text = rf"[^{_MARKS}，。；、：:]"
    return re.compile(
        rf"(?:(?:{totals}){text}{{0,8}}{COUNT}{text}{{0,10}}[，：:]"
        rf"|{COUNT}{text}{{0,10}}，{text}{{0,12}}(?:{parting}))(?P<list>[^，。；：:()（）]{{4,200}})"
    )


def _check_total_first(view: View) -> Iterator[Finding]:
    """Check 共審查24案，不發給3案、保留4案、發給17案, and 28項，分為5項、9項和14項."""
    for match in _total_first().finditer(view.text):
        total = view.text.index(COUNT, match.start())
        words = "".join(c for c in match["list"] if c not in _MARKS)
        marked = any(word in match[0] for word in list_words("partition"))
        if "、" not in match["list"] and not marked:
            continue
        if any(word in words for word in list_words("partial")) or _OPEN_LIST.search(match["list"]):
            continue
        parts = _read_list(view, match.start("list"), match.end("list"))
        if parts:
            yield from _judge(view, total, parts)


def _check_complements(view: View) -> Iterator[Finding]:
    """Check 820件，其中核准676件，駁回141件: the two labels leave nothing between them."""
    for match in re.finditer("其中", view.text):
        wholes = view.counts(match.start() - 40, match.start(), COUNT)
        clauses = re.finditer(r"[^，、及]{1,60}", view.text[match.end() : match.end() + 120])
        parts: list[tuple[int, str]] = []
        for clause in clauses:
            found = _LABELLED.fullmatch(clause[0])
            if not found:
                break
            index = match.end() + clause.start() + found.start("mark")
            if parts and view.figure(index).unit != view.figure(parts[0][0]).unit:
                break
            parts.append((index, found["label"]))
        rest = view.text[match.end() : match.end() + 160]
        if len(parts) != 2 or any(word in rest for word in list_words("rest")):
            continue
        if not wholes or not _complementary(parts[0][1], parts[1][1]):
            continue
        whole, indexes = wholes[-1], [parts[0][0], parts[1][0]]
        if not _same_thing(view, whole, indexes[0]):
            continue
        yield from _judge_units(view, whole, indexes)


def _same_thing(view: View, whole: int, part: int) -> bool:
    """Say whether a part counts what its whole counts, by unit, else by the words before the whole."""
    unit = view.figure(part).unit
    return (
        compatible_units(view.figure(whole).unit, unit) or f"{unit}數" in view.text[max(0, whole - 8) : whole]
    )


def _judge_units(view: View, whole: int, parts: Sequence[int]) -> Iterator[Finding]:
    stated, figures = view.figure(whole), [view.figure(i) for i in parts]
    value = sum((f.value for f in figures), Decimal(0))
    if read_interval(stated).meets(read_interval(figures[0]).plus(read_interval(figures[1]))):
        return
    expected = f"{show_number(value)}{figures[0].unit}"
    addition = " + ".join(show_number(f.value) for f in figures)
    text = "".join(stated.text.split())
    message = f"whole stated {text}, but its parts {addition} are {expected}"
    first, last = view.positions[whole], view.positions[parts[-1]] + 1
    yield make_finding("arithmetic", view.shape, first, last, text, expected, message)


def _complementary(one: str, other: str) -> bool:
    words = load_checkwords()
    for a, b in words["complements"]:
        if (one.endswith(a) and other.endswith(b)) or (one.endswith(b) and other.endswith(a)):
            return True
    head = one.strip("計有為")[:2]
    return len(head) == 2 and any(other.startswith(no + head) for no in words["negations"])


_EVENTS = re.compile(rf"(?:共計|合計|總計|共|計)(?P<total>{COUNT})，?分別(?:係|為|於|在|是)")


def _check_dates(sentence: Sentence) -> Iterator[Finding]:
    """Check 共5次，分別係…: more days listed than times counted."""
    view = sentence.flat
    for match in _EVENTS.finditer(view.text):
        total = match.start("total")
        figure = view.figure(total)
        if load_units().classes.get(figure.unit) != "events":
            continue
        dates = list(_DATED.finditer(view.text, match.end(), match.end() + 400))
        if len(dates) <= figure.value or any(
            view.text[d.start() - 1 : d.start()] in ("至", "-", "~") for d in dates
        ):
            continue
        text = "".join(figure.text.split())
        expected = f"{len(dates)}{figure.unit}"
        message = f"count stated {text}, but {len(dates)} dates are listed"
        first, last = view.positions[total], view.positions[dates[-1].end() - 1] + 1
        yield make_finding("arithmetic", view.shape, first, last, text, expected, message)


_HEADED = re.compile(rf"[^{_MARKS}()（）：:，、]{{2,20}}[(（](?P<mark>{COUNT})[)）][：:]")


def _check_headings(shape: Shape) -> Iterator[Finding]:
    """Check 共計16案：1.甲(3案)：… 2.乙(13案)：…, a total whose parts head the items that follow."""
    total: tuple[Sentence, int] | None = None
    parts: list[int] = []
    for sentence in shape.sentences:
        head = _HEADED.match(sentence.full.text)
        if head and total:
            parts.append(sentence.full.positions[head.start("mark")])
        elif sentence.full.text.endswith(("：", ":")) and total is None:
            counts = sentence.full.counts(0, len(sentence.full.text), COUNT)
            if len(counts) == 1 and any(w in sentence.full.text for w in list_words("total_first")):
                total = (sentence, sentence.full.positions[counts[0]])
    if total is None or not parts:
        return
    whole = View(shape.text, range(len(shape.text)), shape)
    if shape.text[total[1] :].count(COUNT + ")") + shape.text[total[1] :].count(COUNT + "）") < len(parts):
        return
    yield from _judge(whole, total[1], parts)
