"""Of which year the numbers of a sentence are: the nearest that speaks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ingest.entries.wording import ending, has_word, load_wording
from ingest.figures.digits import halfwidth
from ingest.figures.years import read_years
from ingest.records import Figure

Kind = Literal["plain", "compare", "since", "issued", "span"]
_SPAN = re.compile(r"\s?(?:年度?)?\s?(?:至|到|~|-|–|—|迄)\s?(?:民國)?$")
_PERIOD = re.compile(
    r"第\s?[一二三四1-4]\s?季|[上下]半年|前[一二三1-3]季"
    r"|(?P<from>[0-9]{1,2})\s?月?(?:份|[0-9]{1,2}日)?\s?(?:至|到|~|-|–)\s?(?P<to>[0-9]{1,2})\s?月(?:份|底|[0-9]{1,2}日)?"
    r"|(?:截至|統計至|至|到)(?:[0-9]{2,3}年)?(?P<until>[0-9]{1,2})\s?月(?:份|底|[0-9]{1,2}日)?"
)
_DATED = re.compile(r"\s?[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?日)?")
_RESPECTIVELY = re.compile(r"分別|各為")
_CLAUSE_MARKS = "，,；;：:。"
_NEAR = 14


@dataclass(frozen=True, slots=True)
class Setting:
    """Of which years a text speaks where its sentences do not say so.

    `edition` is the year a document reports, `dated` the year of the date it bears; `near` is the
    year of the paragraph or heading, if there is one. `own` says that 本年度 is what the document calls the
    year it reports, so that its 去年 is the year before that. `bracketed` is the role that a note
    above a text gives the number in brackets behind another: （括號內為目標）.
    """

    edition: int | None = None
    dated: int | None = None
    near: int | None = None
    own: bool = False
    bracketed: str = ""

    @property
    def default(self) -> int | None:
        """Return the year of a number no sentence speaks of."""
        return self.near if self.near is not None else self.edition


@dataclass(frozen=True, slots=True)
class Moment:
    """The year of a number; `said` is true where its own sentence names it, `dated` where as part of a date
    or as the year since when something is.

    `place` is where in the sentence the words that name it end.
    """

    year: int | None
    said: bool = False
    period: str | None = None
    compared: bool = False
    dated: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A year a sentence names, and what it is named for."""

    year: int
    start: int
    end: int
    kind: Kind
    depth: int
    period: str | None = None
    dated: bool = False


@cache
def _relative_pattern() -> tuple[tuple[re.Pattern[str], str], ...]:
    wording = load_wording()
    return tuple(
        (re.compile("|".join(map(re.escape, wording[f"years.{name}"]))), name)
        for name in ("this", "edition", "that", "before", "last", "next", "after")
    )


def find_marks(text: str, depths: Sequence[int], setting: Setting) -> list[Mark]:
    """Return the years of a sentence in their order, 本年 and 去年 among them.

    >>> [(m.year, m.kind) for m in find_marks("較110年增加，自109年起", [0] * 14, Setting(111))]
    [(110, 'compare'), (109, 'since')]
    """
    plain = halfwidth(text)
    found = [(y.year, y.start, y.end, f"{y.text}" if y.academic else None) for y in read_years(text)]
    edition = setting.edition if setting.edition is not None else setting.dated
    dated = setting.dated if setting.dated is not None and not setting.own else setting.edition
    values = {"this": dated, "last": _add(dated, -1), "next": _add(dated, 1)}
    values |= {"edition": edition, "before": _add(edition, -1), "after": _add(edition, 1)}
    values["that"] = setting.default if setting.default is not None else edition
    taken = {start for _, start, _, _ in found}
    for pattern, name in _relative_pattern():
        value = values[name]
        if value is None:
            continue
        for match in pattern.finditer(text):
            if (
                not any(start <= match.start() < end for _, start, end, _ in found)
                and match.start() not in taken
            ):
                found.append((value, match.start(), match.end(), None))
    found.sort(key=lambda item: item[1])
    marks: list[Mark] = []
    for index, (year, start, end, period) in enumerate(found):
        if text[start:end] in load_wording()["years.that"]:
            # 113年書展已舉行，當年度設定52萬人次 speaks of 113.
            year = next((mark.year for mark in reversed(marks) if mark.kind == "plain"), year)
        kind = _read_kind(plain, start, end)
        # The brackets of 今（113）年 are the year's own.
        depth = depths[start] - text[start : start + 1].startswith(("(", "（"))
        if marks and index and _SPAN.fullmatch(plain[marks[-1].end : start]) and marks[-1].year < year:
            first = marks.pop()
            marks.append(Mark(year, first.start, end, "span", depth, text[first.start : end]))
            continue
        marks.append(Mark(year, start, end, kind, depth, period, _is_date(plain, end)))
    return marks


def _is_date(plain: str, end: int) -> bool:
    """Say whether a month goes on with a year that ends there, and not as one by whose end: 114年6月底前."""
    date = _DATED.match(plain, end)
    return date is not None and not plain[date.end() :].lstrip("底 ").startswith("前")


def _add(year: int | None, number: int) -> int | None:
    return None if year is None else year + number


def _read_kind(plain: str, start: int, end: int) -> Kind:
    before = plain[max(0, start - 4) : start].rstrip(" (（")
    date = _DATED.match(plain, end)
    after = plain[date.end() if date else end :][:_NEAR]
    clause = re.split(f"[{_CLAUSE_MARKS}]", after)[0]
    origin = ending("changes.origin", before)
    # 自106年開辦以來: what has gone on since a year is not of it.
    if clause.lstrip().startswith(load_wording()["years.since"]) or (
        origin and has_word("years.since", clause)
    ):
        return "since"
    if date and has_word("years.issued", clause):
        return "issued"
    if origin or ending("changes.compare", before):
        return "compare"
    return "plain"


def find_moments(
    text: str, depths: Sequence[int], figures: Sequence[Figure], differences: Sequence[bool], setting: Setting
) -> list[Moment]:
    """Return the year of each figure of a sentence.

    A year after 較 or 由 is that of the next number alone; a difference is of the year it is told for.
    `differences` says which figures are differences.

    >>> from ingest.figures.numerals import read_figures
    >>> text = "111年133家，較110年118家增加15家"
    >>> moments = find_moments(text, [0] * 30, read_figures(text), [False, False, True], Setting(111))
    >>> [m.year for m in moments]
    [111, 110, 111]
    """
    marks = find_marks(text, depths, setting)
    moments = [
        _find_moment(text, depths, figure, difference, marks, setting, figures[:index])
        for index, (figure, difference) in enumerate(zip(figures, differences, strict=True))
    ]
    for index, year in _respectively(text, figures, marks):
        moments[index] = Moment(year, True)
    return moments


def _find_moment(
    text: str,
    depths: Sequence[int],
    figure: Figure,
    difference: bool,
    marks: Sequence[Mark],
    setting: Setting,
    earlier: Sequence[Figure],
) -> Moment:
    period = find_period(text, figure.start)
    inside = next(
        (m for m in marks if figure.end <= m.start <= figure.end + 2 and m.depth > depths[figure.start]), None
    )
    if inside is not None and text[inside.end : inside.end + 1] in ("）", ")"):
        return Moment(inside.year, True, period)
    last = earlier[-1].end if earlier else 0
    for mark in reversed([m for m in marks if m.end <= figure.start]):
        if mark.depth > depths[figure.start] and not _is_closed(text, mark.end):
            continue
        ahead = setting.edition is not None and mark.year > setting.edition
        if mark.kind == "issued" or (mark.kind == "since" and not ahead):
            continue
        if mark.kind == "compare":
            # It holds up to the number after it, and not for what is compared with it.
            between = text[mark.end : figure.start]
            if mark.start >= last and not difference and not any(c in between for c in "；;。"):
                return Moment(mark.year, True, period, compared=True)
            continue
        if mark.kind == "span":
            return Moment(None, True, mark.period)
        return Moment(
            mark.year, True, mark.period or period, dated=mark.dated or mark.kind == "since", place=mark.end
        )
    return Moment(setting.default, False, period)


def _is_closed(text: str, end: int) -> bool:
    """Say whether a year is all that its parentheses hold: 計畫全程（113年底）."""
    return text[end:].lstrip("底度止前").startswith(("）", ")"))


def _respectively(text: str, figures: Sequence[Figure], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return (figure, year) of 110年及111年分別為7件及9件."""
    split = _RESPECTIVELY.search(text)
    if split is None:
        return []
    years = list(
        dict.fromkeys(m.year for m in marks if m.end <= split.start() and m.kind in ("plain", "compare"))
    )
    after = [index for index, figure in enumerate(figures) if figure.start >= split.end()]
    if len(years) < 2 or len(after) < len(years) or len(after) != len(figures):
        return []
    return list(zip(after, years, strict=False))


def find_period(text: str, position: int) -> str | None:
    """Return the part of a year that a number is told for, None for the whole of one."""
    plain = halfwidth(text[max(0, position - 60) : position])
    found = None
    for match in _PERIOD.finditer(plain):
        behind = plain[match.end() : match.end() + 2].lstrip()
        if match["until"] and match[0][0] in "至到" and match[0][-1] not in "底日" and behind:
            # 延後至9月舉行 says when something was, and counts nothing by then.
            if not behind.startswith(load_wording()["years.until"]):
                continue
        whole = match["from"] == "1" and match["to"] == "12"
        found = None if whole or match["until"] == "12" else match[0]
    return found


def find_plain_years(text: str, end: int | None = None) -> set[int]:
    """Return the years a text names of itself up to `end`, not those it compares with.

    >>> find_plain_years("111年辦理情形"), find_plain_years("較110年增加")
    ({111}, set())
    """
    text = text if end is None else text[:end]
    return {m.year for m in find_marks(text, [0] * (len(text) + 1), Setting()) if m.kind == "plain"}
