"""One sentence of a field, and the statements its figures make: years, roles, words, parts of a total."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.records import Field, Figure
from ingest.targets.metrics import find_pairs
from ingest.targets.outline import Section, measure_depths
from ingest.targets.phrases import ends_in, find_word, word_pattern
from ingest.targets.respectively import split_nouns
from ingest.targets.roles import read_role
from ingest.targets.stated import MOST_STATEMENTS, Statement
from ingest.targets.years import find_enclosed, find_years, is_change

_CLAUSES = "，,：:；;。"
_CLAUSE = re.compile(f"[{_CLAUSES}]")
_COMMAS = "，,；;。"
_FARTHEST = 300
_TOTAL = re.compile(r"(?:共計|合計|總計|總共|共(?!同))[一-龥]{0,6}$")
_OVERALL = re.compile(
    r"\s*(?:(?:以上|上述|上開|前述|前開|上列|全部|整體|[各兩二三四五六七八九十]{1,2}個?(?:主辦|協辦)?(?:機關|單位|部會|局處))[一-龥]{0,4}?"
    r"(?:合計|共計|總計|加總|總共|共(?!同))|總計[：:，,]?)"
)
_SEASON = re.compile(r"第\s?[一二三四1-4]\s?季|[上下]半年")
_YEAR_WORDS = re.compile(r"[0-9]{2,3}\s?(?:學?年度?)|年度|實際|執行")
_LONE_YEAR = re.compile(r"\s{0,2}[（(]\s{0,2}[0-9０-９]{2,4}\s{0,2}學?年度?底?\s{0,2}[)）]")
_AND = re.compile(r"[及、和與]")
_FROM = re.compile(r"[由從自]")


class Sentence:
    """One sentence of a field while its figures are being read."""

    def __init__(
        self, field: Field, section: Section, start: int, end: int, topic: str, edition: int, shift: int
    ) -> None:
        self.field, self.section, self.topic = field, section, topic
        self.start, self.end = start, end
        self.text = field.text[start:end]
        self.edition, self.shift = edition, shift
        self.figures = read_figures(self.text)[:MOST_STATEMENTS]
        self.depths = measure_depths(self.text)
        self.years = find_years(self.text, self.depths, edition, shift)
        self.enclosed = find_enclosed(self.text, self.depths, shift)
        self.year_starts = [start for start, _ in self.years]
        starts = [f.start for f in self.figures]
        self.marks = [m for m in _CLAUSE.finditer(self.text) if not self._inside_figure(m.start(), starts)]
        self.mark_starts = [m.start() for m in self.marks]
        self.split = word_pattern("respectively").search(self.text)
        self.groups = self._group_figures(self.split.end()) if self.split else []
        self.parts = [m.start() for m in word_pattern("part").finditer(self.text)]
        self.overall = _OVERALL.match(self.text) is not None
        if self.overall:
            self.section = replace(section, path=(), agency=None)
        self.last_year = self.years[-1][1] if self.years else None

    def read(self, default: int, order: int) -> list[Statement]:
        """Return the statements; `default` is the year of a figure before any year is named.

        `order` is the place of the first among those of its field.
        """
        years = self._assign_years(default)
        found: list[Statement] = []
        for index, year in enumerate(years):
            statement = self._read_one(index, year, order + index)
            # In 組織會議108年計7次，109年計19次 the words stand before the first figure only.
            if found and not find_pairs(_YEAR_WORDS.sub("", statement.clause)):
                # What stands in parentheses between two figures is about neither.
                depth = self.depths[self.figures[index].start]
                outer = [
                    f for f, at in zip(found, self.figures, strict=False) if self.depths[at.start] <= depth
                ]
                earlier = outer[-1] if outer else found[-1]
                statement = replace(statement, clause=f"{earlier.clause[-_FARTHEST:]} {statement.clause}")
            found.append(statement)
        return [self._set_against(i, found) for i in range(len(found))]

    def _assign_years(self, default: int) -> list[int]:
        years = []
        for index, figure in enumerate(self.figures):
            before = bisect_left(self.year_starts, figure.start)
            while before and self._is_passed(before - 1, index):
                before -= 1
            years.append(self.years[before - 1][1] if before else default)
        for index, year in self._read_respectively():
            years[index] = year
        for index, year in self._read_enclosed():
            years[index] = year
        changed: dict[int, int] = {}
        for index in range(1, len(years)):
            named = bisect_left(self.year_starts, self.figures[index].start)
            year = self._read_change(index, years[index], default)
            if year != years[index]:
                changed[named] = year
            # What follows 由111年7件降至4件 goes on with the year of the 4件.
            years[index] = changed.get(named, years[index])
        return years

    def _is_passed(self, place: int, index: int) -> bool:
        """Say whether a year holds for a figure before only: 連同110年底前之179案，累計276案."""
        start, _ = self.years[place]
        if not ends_in("together", self.text[:start]):
            return False
        return any(start < figure.start for figure in self.figures[:index])

    def _read_enclosed(self) -> Iterator[tuple[int, int]]:
        """Yield (figure, year) of 4,955件（110年） and of the figures in （110年4,955件、110年度3場）."""
        for index, figure in enumerate(self.figures):
            depth = self.depths[figure.start]
            if not depth:
                year = next((y for offset, y in self.enclosed if self._opens_after(figure, offset)), None)
            else:
                opened = max(self.text.rfind(mark, 0, figure.start) for mark in "（(")
                year = next(
                    (y for offset, y in reversed(self.enclosed) if opened < offset < figure.start), None
                )
            if year is not None:
                yield index, year

    def _opens_after(self, figure: Figure, offset: int) -> bool:
        """Say whether a year is all that a parenthesis right behind a figure holds."""
        return bool(_LONE_YEAR.match(self.text, figure.end)) and figure.end < offset <= figure.end + 3

    def _read_change(self, index: int, year: int, default: int) -> int:
        """Return the year of a figure: that of the sentence for the 4件 of 由111年7件降至4件."""
        earlier, figure = self.figures[index - 1], self.figures[index]
        if not is_change(self.text[earlier.end : figure.start]):
            return year
        start = self._clause_start(earlier.start)
        origin = [m.end() for m in _FROM.finditer(self.text, max(start, earlier.start - 24), earlier.start)]
        named = [value for offset, value in self.years if origin and offset < origin[-1]]
        between = any(origin and origin[-1] <= offset < earlier.start for offset, _ in self.years)
        return (named[-1] if named else max(default, self.edition)) if between else year

    def _read_respectively(self) -> Iterator[tuple[int, int]]:
        """Yield (figure, year) of 108年及109年…分別為137件及46件."""
        if not self.split:
            return
        words = self.text[: self.split.start()]
        both = find_word("both_years", words)
        if any(f.start < self.split.start() and f.text not in both for f in self.figures):
            return
        years = list(dict.fromkeys(year for offset, year in self.years if offset < self.split.start()))
        if both and not years:
            years = [self.edition - 1, self.edition]
        if len(self.groups) == len(years) > 1:
            for year, group in zip(years, self.groups, strict=True):
                yield from ((index, year) for index in group)

    def _group_figures(self, start: int) -> list[list[int]]:
        """Group the figures after 分別: those with a / between them are one answer."""
        groups: list[list[int]] = []
        end = start
        for index, figure in enumerate(self.figures):
            if figure.start < start or self.depths[figure.start]:
                continue
            between = self.text[end : figure.start].strip()
            joined = len(between) <= 2 and set(between) <= set("及、和與，,")
            first = not groups and not ends_in("difference", between) and len(between) <= 8
            if groups and between in ("/", "／"):
                groups[-1].append(index)
            elif first or (groups and joined):
                groups.append([index])
            else:
                break
            end = figure.end
        return groups

    def _read_one(self, index: int, year: int, order: int) -> Statement:
        figure = self.figures[index]
        start = self._clause_start(figure.start)
        stop = self._clause_end(figure.end)
        before = self.text[max(start, figure.start - _FARTHEST) : figure.start]
        after = self._words_after(index, min(stop, figure.end + _FARTHEST))
        shared = self._shared_words(figure)
        # A colon parts a label from its figure, 目標值：100件, but not their meaning.
        labelled = self.text[self._clause_start(figure.start, _COMMAS) : figure.start]
        noun = self._own_noun(index, shared) if shared else ""
        role = read_role(figure, shared or labelled, after)
        if role == "share" and noun:
            role = read_role(figure, noun, after)
        if role == "value" and (self._is_part(figure) or _SEASON.search(before)):
            role = "part"
        elif role == "value" and find_word("per", before):
            role = "period"
        if not find_pairs(before + after) and (wider := self._widen_clause(index, start)) < start:
            start, before = wider, self.text[wider : figure.start]
        following = self.text[stop : stop + 16]
        total = bool(ends_in("total", before.rstrip()) or _TOTAL.search(before))
        clause = before + " " + after[:16]
        if shared:
            clause = noun
        elif index and self.figures[index - 1].end > start and not total:
            # In 計4案5人 the words before the first figure are about both; after 、 a new thing begins.
            previous = self.text[self.figures[index - 1].end : figure.start]
            if len(previous) > 2:
                clause = previous + " " + after[:16]
        return Statement(
            figure=replace(figure, start=self.start + figure.start, end=self.start + figure.end),
            field=self.field,
            year=year,
            role=role,
            clause=clause,
            sentence=self.text[max(0, figure.start - _FARTHEST) : figure.start],
            topic=self.topic,
            section=self.section,
            quote=(self._quote_start(start, figure), self.start + figure.end),
            rest=self.text[figure.end : figure.end + _FARTHEST],
            total=total,
            overall=self.overall,
            claimed=bool(find_word("reached", following + after)) and not find_word("not_reached", following),
            order=order,
        )

    def _widen_clause(self, index: int, start: int) -> int:
        """Return where the words of 座談已辦理完竣，計3場 begin: a clause without a figure before its own."""
        if not start or self.text[start - 1] not in "，,":
            return start
        wider = max(self._clause_start(start - 1), start - _FARTHEST)
        return start if index and self.figures[index - 1].end > wider else wider

    def _words_after(self, index: int, stop: int) -> str:
        """Return the words of a clause after a figure, those of the next figure taken off."""
        end = self.figures[index].end
        following = self.figures[index + 1].start if index + 1 < len(self.figures) else stop
        return self.text[end:stop] if following >= stop else _AND.split(self.text[end:following])[0]

    def _quote_start(self, start: int, figure: Figure) -> int:
        """Return where a quote begins: a count in a heading is quoted with the name it counts for."""
        begin = self.start + start
        if not self.depths[figure.start] or self.start + figure.start - self.section.start > 2:
            return begin
        before = self.field.text[: self.section.start]
        return max(before.rfind(mark) for mark in " \n。；.、") + 1

    def _shared_words(self, figure: Figure) -> str:
        """Return the words before 分別 that a figure after it is about, empty where there is none."""
        match = self.split
        if not match or not any(self.figures[i] == figure for row in self.groups for i in row):
            return ""
        words = self.text[self._clause_start(match.start()) : match.start()]
        if len(words.strip()) < 2:
            start = self._clause_start(max(0, match.start() - len(words) - 1))
            words = self.text[start : match.start()]
        return words.rstrip(" ，,：:")

    def _own_noun(self, index: int, words: str) -> str:
        """Return the noun a figure after 分別 belongs to, all of them where they do not go one to one."""
        groups = self.groups
        nouns = split_nouns(words)
        for group in groups:
            if index in group and len(group) == len(nouns) > 1:
                return nouns[group.index(index)]
        singles = [group[0] for group in groups if len(group) == 1]
        if len(singles) == len(groups) == len(nouns) and index in singles:
            return nouns[singles.index(index)]
        return words

    def _is_part(self, figure: Figure) -> bool:
        """Say whether the figure is a part of one before it: 其中, 分為, or in parentheses."""
        before = self.text[max(0, figure.start - 10) : figure.start]
        if self.depths[figure.start] and self.section.start < self.start + figure.start - 2:
            return True
        place = bisect_left(self.parts, figure.start) - 1
        if place < 0 or ends_in("total", before[-8:].rstrip()):
            return False
        wholes = (f for f in self.figures if f.end <= self.parts[place])
        return any(f.unit and compatible_units(f.unit, figure.unit) for f in wholes)

    def _set_against(self, index: int, found: list[Statement]) -> Statement:
        """Give a value the target its sentence sets beside it: 目標值為60人，實際執行92人."""
        statement = found[index]
        if statement.role != "value":
            return statement
        around = [found[i] for i in (index - 1, index + 1) if 0 <= i < len(found)]
        for other in around:
            units = compatible_units(other.figure.unit, statement.figure.unit)
            if other.role == "target" and other.year == statement.year and units:
                return replace(statement, against=other.figure)
        return statement

    def _clause_start(self, position: int, marks: str = _CLAUSES) -> int:
        """Return where the clause of a position begins; marks deeper in parentheses do not part it."""
        for place in range(bisect_left(self.mark_starts, position) - 1, -1, -1):
            mark = self.marks[place]
            if mark[0] in marks and self.depths[mark.start()] <= self.depths[position]:
                return mark.end()
        return 0

    def _clause_end(self, position: int) -> int:
        place = bisect_left(self.mark_starts, position)
        return self.mark_starts[place] if place < len(self.marks) else len(self.text)

    def _inside_figure(self, position: int, starts: list[int]) -> bool:
        place = bisect_right(starts, position) - 1
        return place >= 0 and position < self.figures[place].end
