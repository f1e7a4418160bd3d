"""The numbers of running text, each with what its sentence says: year, role, what it counts, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.entries.clauses import clause_bounds, name_metric, split_scope, split_sentences
from ingest.entries.lists import settle_brackets, settle_row, settle_rows
from ingest.entries.meant import read_meant
from ingest.entries.moments import Moment, Setting, find_moments, find_plain_years
from ingest.entries.roles import Said, is_difference, is_length, read_role
from ingest.entries.subjects import LONGEST_SUBJECT, find_subject
from ingest.entries.told import Mention
from ingest.entries.wording import ending, has_word, last_role, load_wording
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, is_ratio
from ingest.figures.years import read_years
from ingest.records import Figure, ObservationRole
from ingest.targets.outline import measure_depths
from ingest.targets.phrases import ends_in, find_word

_MOST = 4000
_MOST_NUMBERS = 80
# A line of a table of contents: 壹、緣起……3.
_LEADERS = re.compile(r"[.…．‧·]{4}")
_JOINED = " 、及和與暨，,"
_OF = ("之", "的")
_JOINING = ("及", "與", "和", "暨", "、")
_ADVERBS = "再又更仍略續"
_SHORTEST_NAME = 2
# How near before a number a word has to stand that says from where it came.
_NEAR = 8


def read_mentions(
    text: str, setting: Setting, agencies: Sequence[str] = (), topic: str = ""
) -> list[Mention]:
    """Return the numbers of a text in their order; `topic` is what they count where no sentence says it.

    >>> text = "就業目標為12萬人次，實際達成13萬人次，達成率108.3%。112年目標為14萬人次。"
    >>> found = read_mentions(text, Setting(111))
    >>> [(m.role, m.year, m.metric) for m in found]
    [('target', 111, '就業'), ('actual', 111, '就業'), ('rate', 111, '就業達成率'), ('target', 112, '就業')]
    """
    found: list[Mention] = []
    subject, last = "", -1
    years: set[int] = set()
    for number, (start, end, paragraph) in enumerate(split_sentences(text)):
        years = years if paragraph == last else set()
        # What stands before in the paragraph and names one year speaks of that year.
        near = replace(setting, near=min(years)) if len(years) == 1 else setting
        sentence = _Sentence(text[start:end], start, near, agencies, subject or topic, number)
        made = list(sentence.read())
        found += settle_row(sentence.text, start, made, sentence.owns)
        subject, last = sentence.subject or subject, paragraph
        # A year behind a number is one that is compared with.
        first = sentence.figures[0].start if sentence.figures else None
        years |= find_plain_years(text[start:end], first)
        if len(found) > _MOST:
            break
    found = settle_rows(text, found)
    return settle_brackets(text, found) if setting.bracketed else found


class _Sentence:
    """One sentence while its numbers are read."""

    def __init__(
        self, text: str, start: int, setting: Setting, agencies: Sequence[str], topic: str, number: int
    ) -> None:
        self.text, self.start, self.setting = text, start, setting
        self.agencies, self.topic, self.number = agencies, topic, number
        listed = _LEADERS.search(text) is not None
        figures = [] if listed else read_figures(text)
        # So many numbers without a stop are a table that lost its cells.
        self.figures = [f for f in figures if not is_length(f, text)] if len(figures) <= _MOST_NUMBERS else []
        self.depths = measure_depths(text) if self.figures else []
        self.taken = [(figure.start, figure.end) for figure in self.figures]
        self.subject = ""
        self.owns: list[str] = []
        self.targeted = False

    def read(self) -> Iterator[Mention]:
        """Yield the numbers with what is said of them."""
        if not self.figures:
            self.subject = find_subject(self.text)
            return
        clauses = [clause_bounds(self.text, f.start, f.end, self.taken) for f in self.figures]
        self.owns = owns = [self._own_words(index, clauses[index]) for index in range(len(self.figures))]
        differences = [
            is_difference(own, self._is_compared(index)) or self.figures[index].unit.endswith("百分點")
            for index, own in enumerate(owns)
        ]
        moments = find_moments(self.text, self.depths, self.figures, differences, self.setting)
        said: Said | None = None
        whole: list[Figure] = []
        metric = ""
        for index, figure in enumerate(self.figures):
            said = self._read_role(index, owns[index], clauses[index], said)
            self.targeted = self.targeted or said.role == "target"
            mention = self._make_mention(
                index, owns[index], clauses[index], moments[index], said, metric, whole
            )
            if not mention.part:
                whole.append(figure)
                # What a rate is called is not what the numbers after it count.
                metric = mention.metric if said.role not in ("rate", "difference") else metric
            yield mention
        # What a number is told of by a reason is not what those after it count, nor are the partners of
        # what the sentence goes on to: 結合42個民間團體，辦理訪視。
        last = self.owns[-1].rstrip()
        followed = find_subject(self.text[clauses[-1][1] :]) if last.endswith(_JOINING) else ""
        self.subject = followed or ("" if metric.startswith(load_wording()["metric.reasons"]) else metric)

    def _make_mention(
        self,
        index: int,
        own: str,
        clause: tuple[int, int],
        moment: Moment,
        said: Said,
        metric: str,
        whole: Sequence[Figure],
    ) -> Mention:
        figure = self.figures[index]
        role: ObservationRole = said.role or "actual"  # type: ignore[assignment]
        # A change is told of what stands before, if only as a label: 載客量：較上年減少3%.
        words = own
        if role == "difference":
            words = own.replace(":", "：").rpartition("：")[0]
            if self._is_compared(index) and not has_word("changes.compare", own):
                # 與目標相較，受益戶數不足104戶
                words = own.removesuffix(ending("changes.amounts", own) or ending("changes.difference", own))
        name = name_metric(words)
        if role == "difference" and len(name) <= _SHORTEST_NAME:
            name = ""
        elif len(name) <= _SHORTEST_NAME:
            name = self._named_behind(index, clause, own) or name
        elif own.rstrip().endswith(_JOINING):
            # 結合里鄰長及42個民間團體 counts but the last of what it names.
            name = self._named_behind(index, clause, "") or name
        if role == "rate":
            name = self._name_rate(own, metric)
        scope, rest = split_scope(name, self.agencies)
        named = bool(rest) and rest not in load_wording()["metric.empty"]
        part = role != "target" and self._is_part(index, whole) and not ends_in("total", own.rstrip())
        if not named:
            total = metric and self.topic and ends_in("total", own.rstrip())
            rest = (
                self._named_before(index, clause)
                or (self.topic if total else metric)
                or rest
                or (scope if scope and has_word("roles.target", self.topic) else self.topic)
            )
        elif part and metric and len(rest) <= _SHORTEST_NAME:
            rest = f"{metric} {rest}"
        role, planned = read_meant(self.text, figure, own, said, moment, self.setting)
        bound = figure.bound
        if role == "target" and not named and bound in (">", "<"):
            # 108家，高於100家之目標 says how the result stands to it.
            bound = "="
        return Mention(
            figure=replace(figure, start=self.start + figure.start, end=self.start + figure.end, bound=bound),
            sentence=(self.start, self.start + len(self.text)),
            clause=(self.start + clause[0], self.start + clause[1]),
            moment=moment,
            role=role,
            said=bool(said.role),
            metric=rest,
            named=named,
            scope=scope,
            part=part,
            planned=planned,
            cumulative=bool(find_word("cumulative", own)),
            ruled=has_word("rules.words", self.text[slice(*clause)]) or figure.bound != "=",
            number=self.number,
        )

    def _name_rate(self, own: str, metric: str) -> str:
        """Return what a rate is of: what was counted before it, unless its own words say."""
        _, start, end = last_role(own)
        word = own[start:end]
        name = name_metric(own[:start])
        if name or any(figure.unit == "元" for figure in self.figures):
            return f"{name}{word}"
        return f"{metric or self.topic}{word}"

    def _own_words(self, index: int, clause: tuple[int, int]) -> str:
        """Return the words of a number's clause before it, as deep in parentheses as it stands."""
        figure = self.figures[index]
        begin = clause[0]
        depth = self.depths[figure.start]
        for other in self.figures[:index]:
            if self.depths[other.start] <= depth:
                begin = max(begin, other.end)
        words = [
            self.text[place]
            for place in range(begin, figure.start)
            if self.depths[place] <= depth and self._same(place, figure)
        ]
        own = "".join(words)
        if depth:
            own = own[max(own.rfind("（"), own.rfind("(")) + 1 :]
        return own

    def _same(self, place: int, figure: Figure) -> bool:
        """Say whether a character stands in the same parentheses as a number, or in none."""
        depth = self.depths[figure.start]
        return not depth or self.depths[place] == depth

    def _read_role(self, index: int, own: str, clause: tuple[int, int], before: Said | None) -> Said:
        """Return the role of a number by its own words, else that of the one it is joined with."""
        figure = self.figures[index]
        stop = self.figures[index + 1].start if index + 1 < len(self.figures) else len(self.text)
        after = self.text[figure.end : min(stop, clause[1])]
        said = read_role(figure, own, after, self._is_compared(index))
        if self._is_former(index, own):
            return Said("other")
        if self.targeted and ending("changes.revised", own.rstrip()):
            return Said("target")
        if before is not None and before.role == "target" and is_ratio(figure.unit) and own.strip() in _OF:
            # 達成目標2,200班之109.1%
            return Said("rate")
        if said.role == "rate" and self.targeted and figure.bound != "=" and before is not None:
            # 目標：辦理30場；合格率90%以上 names a rate that is a target too.
            if before.role == "target" and last_role(own)[0] != "actual":
                return Said("target")
        if said.role or before is None or not before.said:
            return said
        between = self.text[self.figures[index - 1].end : figure.start]
        level = self.depths[figure.start] == self.depths[self.figures[index - 1].start]
        if (
            level
            and before.role in ("target", "actual", "budget", "final")
            and len(between.strip(_JOINED)) <= 1
        ):
            return before
        same = not any(char in between for char in "，,；;。（(")
        return before if before.role == "target" and same else said

    def _is_former(self, index: int, own: str) -> bool:
        """Say whether a number is only what another became, without a year: 由每年1次增為2次."""
        if index + 1 >= len(self.figures) or not ending("changes.to", self.owns[index + 1].rstrip()):
            return False
        dated = read_years(own) or any(has_word(f"years.{name}", own) for name in ("before", "last", "this"))
        return has_word("changes.origin", own[-_NEAR:]) and not dated

    def _is_compared(self, index: int) -> bool:
        """Say whether a number is held against what stands before it: 與目標相較, 較目標290件多37件."""
        figure, before = self.figures[index], self.figures[index - 1]
        if index:
            between, words = self.text[before.end : figure.start], self.text[: before.start][-2 * _NEAR :]
            if between.strip() in load_wording()["changes.amounts"] and has_word("changes.measured", words):
                return True
        return has_word("changes.against", self.text[: figure.start])

    def _is_part(self, index: int, whole: Sequence[Figure]) -> bool:
        """Say whether a number is a part of one before it: in parentheses, or after 其中."""
        figure = self.figures[index]
        same = [f for f in whole if compatible_units(f.unit, figure.unit) and f.unit]
        if self.depths[figure.start] and same:
            return True
        begin = same[0].end if same else figure.start
        return bool(same) and bool(find_word("part", self.text[begin : figure.start]))

    def _named_behind(self, index: int, clause: tuple[int, int], own: str) -> str:
        """Return the noun after a number: 40部國產電影."""
        figure = self.figures[index]
        stop = self.figures[index + 1].start if index + 1 < len(self.figures) else clause[1]
        after = self.text[figure.end : min(stop, clause[1])]
        if (
            not figure.unit
            or after[:1] in "，,。；;、）)（(及與和之的為以"
            or not after.strip()
            or is_ratio(figure.unit)
        ):
            return ""
        verb = name_metric(own)
        noun = name_metric(after)
        told = after.strip().lstrip(_ADVERBS)
        if told.startswith((*load_wording()["changes.difference"], *load_wording()["metric.behind"])):
            return ""
        return f"{verb}{noun}" if len(noun) > 1 and len(noun) <= LONGEST_SUBJECT else ""

    def _named_before(self, index: int, clause: tuple[int, int]) -> str:
        """Return what a clause without numbers right before names: 補助團隊出國演出，年度目標訂為85團次."""
        begin = clause[0]
        if not begin or (index and self.figures[index - 1].end > begin - 2):
            return ""
        floor = self.figures[index - 1].end if index else 0
        while begin - 1 > floor:
            start, _ = clause_bounds(self.text, begin - 1, begin - 1, self.taken)
            start = max(start, floor)
            name = find_subject(self.text[start : begin - 1])
            if name:
                return name
            begin = start
        return ""
