"""Entries as they are chosen by conditions: who, under which strategy, with which figures and marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from index.protocol import Records
from index.tokens import cut_token_set, fold_text
from ingest.figures.digits import read_chinese
from ingest.records import Observation, OfficialStatus, Record
from ingest.tables.headings import ends_in_total, names_total
from ingest.tables.status import read_legend, read_legend_words, read_mark
from ingest.targets.goals import is_empty
from qa.finding.belonging import (
    BODIES,
    Agencies,
    find_bodies,
    find_owners_of_parts,
    find_restated,
    read_told_status,
)
from qa.finding.goals import Goal, read_goals
from qa.finding.heading_names import (
    BRACKETED,
    HAN_NUMERAL,
    find_caption,
    list_captions,
    name_headings,
    name_strategy,
)
from qa.finding.own_words import name_kinds, name_parts

KINDS = ("measure", "kpi", "project", "budget", "row")
_DOCUMENTS_KEPT = 64
_SUPPORTING, _PROJECT = "協", "計畫"
_TITLES = ("strategy", "outline", "goal")
_STRATEGIC = ("策略", "綱要")
# Labels of what stands above an entry that say of no target.
# A heading over all strategies is none of them: 各策略執行情形.
_EVERY = "各策略"
_GOALS = ("政策目標", "施政目標", "策略主軸", "施政策略", "推動策略")
_NO_LINK = {"無", "-", "－", "—", ""}
_MONTH = r"(?:\s?\d{1,2}\s?月)?"
_PERIOD = re.compile(rf"(\d{{2,3}})\s?年?度?{_MONTH}\s?[-–—~～至到]\D{{0,4}}(\d{{2,3}})")
_YEAR = re.compile(r"(?<!\d)(\d{2,3})(?!\d)")
_NUMERAL = r"([一二三四五六七八九十]{1,3}|\d{1,2})"
_NUMBERED = re.compile(rf"策略目?標?\s*{_NUMERAL}(?!\d)|^[(（]?{_NUMERAL}[)）、.．]")
# A number of several parts: A-1-2, 1-3, 壹-4.
_COMPOUND = re.compile(rf"^([A-Z]|\d{{1,2}}|{HAN_NUMERAL}{{1,2}})(?:[-－‐.．]\d{{1,2}}){{1,3}}(?!\d)")
_FIRST_PARTS = 2


@dataclass(frozen=True)
class Entry:
    """An entry of a document with all that conditions are put to.

    `part` are the agencies that its part of the document names for all that stands there, `caption` is
    that of its table, `again` the id of the entry that it says again. It is `whole` but where one of its
    targets is looked at alone.
    """

    record: Record
    goals: tuple[Goal, ...]
    legend: Mapping[str, str]
    meanings: Mapping[str, OfficialStatus]
    annexed: Record | None = None
    rated: Record | None = None
    part: Agencies = ((), ())
    caption: str = ""
    again: str = ""
    whole: bool = True

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return self.record.kind

    @property
    def doc(self) -> str:
        """The document it stands in."""
        return self.record.doc

    @property
    def no(self) -> str:
        """Its number as the document writes it."""
        return self.named[0] or self.record.written_no or str(self.record.no)

    @cached_property
    def named(self) -> tuple[str, str]:
        """The number and name that a cell of its own writes together; empty where none does."""
        own = self.record.written_no or ""
        for key, item in self.record.fields.items() if not _COMPOUND.match(own) else ():
            text = " ".join(item.text.split())
            found = _COMPOUND.match(text) if key == item.label else None
            if found and text[found.end() :].strip():
                return found[0], text[found.end() :].strip()
        return "", ""

    @property
    def title(self) -> str:
        """Its title as the document names it."""
        return self.named[1] or self.record.title

    @property
    def names_project(self) -> bool:
        """Whether it is a line of a table whose first column names projects."""
        name = next((f for key in ("name", "action") if (f := self.record.fields.get(key))), None)
        return name is not None and _PROJECT in name.label

    @cached_property
    def agencies(self) -> frozenset[str]:
        """Every agency it names, or its part of the document for it, folded."""
        return frozenset(map(fold_text, self.named_agencies))

    @property
    def named_agencies(self) -> tuple[str, ...]:
        """Every agency it names; where it names none those its part of the document names for it."""
        return rejoin(self.record, getattr(self.record, "agencies", ())) or self.part[0]

    @cached_property
    def named_first(self) -> frozenset[str]:
        """The agencies that stand outside parentheses, or are said to be in charge."""
        lead = rejoin(self.record, getattr(self.record, "lead_agencies", ()))
        own = getattr(self.record, "agencies", ())
        return frozenset(map(fold_text, lead if own else self.part[1])) or self.agencies

    @cached_property
    def tells_parts(self) -> bool:
        """Whether it says of some agencies that they only support."""
        cell = self.record.fields.get("agencies")
        if not getattr(self.record, "agencies", ()):
            return self.part[0] != self.part[1]
        return "support" in self.record.fields or (
            cell is not None and _SUPPORTING in f"{cell.label}{cell.text}"
        )

    @property
    def lead(self) -> frozenset[str]:
        """The agencies in charge: all of them where none is said to support."""
        return self.named_first if self.tells_parts else self.agencies

    @property
    def support(self) -> frozenset[str]:
        """The agencies that are said to support."""
        return self.agencies - self.named_first if self.tells_parts else frozenset()

    @cached_property
    def strategies(self) -> tuple[str, ...]:
        """The strategies, goals of strategy or outlines it stands under, nearest first."""
        named = name_strategy(self.caption)
        return (*list_strategies(self.record), *([named] if named else ()))

    @cached_property
    def strategy_numbers(self) -> frozenset[int]:
        """The numbers of its strategies; 3-1 stands under the third where no text names another."""
        named = [n for text in self.strategies if "策略" in text and (n := number_strategy(text)) is not None]
        first = _COMPOUND.match(self.no) if self.kind == "measure" and not named else None
        if first and first[1].isdecimal():
            return frozenset({int(first[1])})
        numbers = [number_strategy(text) for text in self.strategies]
        own = self.record.text("goal_no")
        return frozenset(n for n in (*numbers, int(own) if own.isdecimal() else None) if n is not None)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings, strategies and goals it stands under, and the caption of its table."""
        own = (self.caption,) if self.caption else ()
        return tuple(dict.fromkeys((*self.record.path, *self.strategies, *own)))

    @cached_property
    def period(self) -> tuple[int, int] | None:
        """The first and last year it runs."""
        return read_period(self.record.text("period")) if self.kind != "row" else None

    @cached_property
    def known_years(self) -> frozenset[int | None]:
        """The years of its targets and the one its document reports."""
        return frozenset((*(goal.year for goal in self.goals), self.record.edition))

    @cached_property
    def links(self) -> frozenset[str] | None:
        """The KPIs it is linked to, folded as one text each; None where the document says nothing of it."""
        item = self.record.fields.get("kpi")
        if item is None:
            return None
        text = item.text.strip()
        return frozenset() if text in _NO_LINK else frozenset({fold_text(text)})

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The tokens of all its fields."""
        return cut_token_set("\n".join((self.record.title, *self.texts())))

    @cached_property
    def title_tokens(self) -> frozenset[str]:
        """The tokens of what it is: its title, indicators and action, and what it stands under."""
        keys = ("action", "name", "indicator", "standard", "goal")
        texts = (self.record.title, *(self.record.text(key) for key in keys), *self.strategies)
        return cut_token_set("\n".join(texts))

    def texts(self, keys: Iterable[str] = ()) -> Iterator[str]:
        """Yield the texts of its fields, of some where they are named, and those of its row in the annex."""
        wanted = tuple(keys)
        for key, item in self.record.fields.items():
            if not wanted or key in wanted:
                yield item.text
        if self.annexed is not None and (not wanted or "control_note" in wanted):
            yield from (item.text for item in self.annexed.fields.values())

    def goals_of(self, years: Iterable[int]) -> tuple[Goal, ...]:
        """Return its targets of some years; without any those of its document's year, or the latest."""
        wanted = frozenset(years)
        return tuple(goal for goal in self.goals if goal.year in wanted) if wanted else self._reported

    @cached_property
    def _reported(self) -> tuple[Goal, ...]:
        """Its targets of its document's year, or the latest."""
        edition = self.record.edition
        known = {goal.year for goal in self.goals}
        if edition in known or not known:
            return tuple(goal for goal in self.goals if goal.year == edition)
        dated = [year for year in known if year is not None]
        last = max(dated, default=None)
        return tuple(goal for goal in self.goals if goal.year == last)

    def cut(self, goal: Goal) -> Entry:
        """Return the entry as if it had one of its targets alone, of which only its own mark speaks."""
        return replace(self, goals=(goal,), whole=False)

    def official(self, years: Iterable[int]) -> str | None:
        """Return what the document itself says of whether its targets of some years were reached."""
        wanted = frozenset(years)
        own = self.whole and (not wanted or self.record.edition in wanted)
        if own and self.annexed is not None:
            return "not_met"
        marks = {mark for goal in self.goals_of(wanted) if goal.status for mark in read_marks(goal.status)}
        if own and not marks:
            marks = set(read_marks(self._told))
        meant = {read_mark(mark, self.meanings) for mark in marks} - {"other"}
        if meant:
            return meant.pop() if len(meant) == 1 else "partly_met"
        told = self.record.text("control_note") or self.record.text("status")
        status = getattr(self.record, "official_status", "other")
        return status if own and told and status != "other" else None

    @cached_property
    def _told(self) -> str:
        """What its own cell of status says, or that of its line in a table of states."""
        own = self.record.text("status") or read_told_status(self.record)
        return own or (self.rated.text("status") if self.rated is not None else "")

    def marks_of(self, years: Iterable[int]) -> frozenset[str]:
        """Return the marks and words the document itself gives it for some years, with what they mean."""
        cells = [goal.status for goal in self.goals_of(years) if goal.status]
        wanted = frozenset(years)
        if self.whole and (not wanted or self.record.edition in wanted):
            cells.append(self._told)
        marks = {mark for cell in cells for mark in (cell.strip(), *read_marks(cell)) if mark}
        marks |= {part for mark in marks for part in _part_sign(mark)}
        return frozenset(
            word
            for mark in marks
            for word in (mark, self.legend.get(mark, ""))
            if word and not is_empty(word)
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the entries of a document hold, each as questions are folded, with the name in full."""

    agencies: Mapping[str, str]
    statuses: Mapping[str, str]
    categories: Mapping[str, str]
    kpis: Mapping[str, str]
    units: frozenset[str]
    headings: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    parts: Mapping[str, str]


class EntryTable:
    """The entries of the documents of an index, worked out when a document is first asked for."""

    def __init__(self, records: Records, canonical: Callable[[str], str | None]) -> None:
        """`canonical` gives the full name of an agency, None for one it does not know."""
        self._records, self._canonical = records, canonical
        self.of = lru_cache(_DOCUMENTS_KEPT)(self._gather)
        self.names_of = lru_cache(_DOCUMENTS_KEPT)(self._gather_names)

    def _gather_names(self, doc: str) -> Names:
        entries = self.of(doc)
        agencies = {name for entry in entries for name in entry.named_agencies}
        years = {goal.year for entry in entries for goal in entry.goals if goal.year is not None}
        marks = {mark for entry in entries for mark in entry.marks_of(years)}
        categories = {entry.record.text("category").strip() for entry in entries}
        kpis = {entry.record.title for entry in entries if entry.kind == "kpi"}
        # What an entry is called names that entry, not a group of them.
        titles = {fold_text(e.record.title).strip() for e in entries if e.kind not in ("budget", "row")}
        headings = name_headings(
            heading
            for entry in entries
            for heading in (*entry.record.path, entry.record.text("goal"), entry.caption)
            if heading in entry.headings
        )
        records = [entry.record for entry in entries]
        kinds = name_kinds(records)
        return Names(
            {fold_text(name).strip(): self._canonical(name) or name for name in agencies},
            _fold_all(marks),
            _fold_all(categories),
            _fold_all(kpis),
            frozenset(goal.unit for entry in entries for goal in entry.goals if goal.unit),
            {name: of for name, of in headings.items() if name not in titles and name not in kinds},
            kinds,
            name_parts(records),
        )

    def _gather(self, doc: str) -> tuple[Entry, ...]:
        head = self._records.heads[doc]
        records = [self._records.record(number) for number in range(head.first, head.last)]
        observed: dict[str, list[Observation]] = {}
        for one in self._records.observations_of(doc):
            observed.setdefault(one.id, []).append(one)
        annex = {record.measure: record for record in records if record.kind == "annex"}
        lines = self._records.document(doc).lines
        legend, meanings = read_legend_words(lines), read_legend(lines)
        rated = (record for record in records if record.kind == "row" and record.text("status"))
        states = {record.written_no: record for record in rated}
        kept = [r for r in records if r.kind in KINDS and not _is_sum(r)]
        goals = {record.id: read_goals(record, observed.get(record.id, [])) for record in kept}
        again = find_restated([(record, goals[record.id]) for record in kept if record.kind == "measure"])
        owners = find_owners_of_parts(record for record in records if record.kind == "section")
        bodies = find_bodies(record.path for record in kept)
        captions = list_captions(lines)
        return tuple(
            Entry(
                record,
                goals[record.id],
                legend,
                meanings,
                annex.get(record.no) if record.kind == "measure" else None,
                states.get(Entry(record, (), legend, meanings).no) if record.kind == "measure" else None,
                _find_part(record.path, owners, bodies),
                find_caption(captions, record.place.line_start),
                again.get(record.id, ""),
            )
            for record in kept
        )


def _is_sum(record: Record) -> bool:
    """Say whether a record only adds up others; what a measure counts may be called a total (志工合計)."""
    if record.kind in ("budget", "row"):
        return ends_in_total(record.title)
    return names_total(record.title)


def _find_part(
    path: tuple[str, ...], owners: Mapping[tuple[str, ...], Agencies], bodies: Mapping[str, str]
) -> Agencies:
    """Return the agencies of the innermost part that names any: in its text, or by its own heading."""
    for size in range(len(path), 0, -1):
        if path[:size] in owners:
            return owners[path[:size]]
        if path[size - 1] in bodies:
            name = (bodies[path[size - 1]],)
            return name, name
    return (), ()


def _fold_all(names: Iterable[str]) -> dict[str, str]:
    return {fold_text(name).strip(): name for name in sorted(names) if name.strip()}


def list_strategies(record: Record) -> tuple[str, ...]:
    """Return the strategies, goals of strategy or outlines a record stands under, nearest first."""
    own = [
        item.text
        for key in _TITLES
        if (item := record.fields.get(key))
        and (key != "goal" or any(word in item.label for word in _STRATEGIC))
    ]
    own += [item.text for key, item in record.fields.items() if key == item.label in _GOALS]
    above = [text for text in reversed(record.path) if "策略" in text and _EVERY not in text]
    if record.kind == "budget" and _NUMBERED.match(record.title):
        own.append(record.title)
    return tuple(dict.fromkeys(text for text in (*own, *above) if text.strip()))


def read_period(text: str) -> tuple[int, int] | None:
    """Return the first and last year of a period.

    >>> read_period("110-113"), read_period("106年1月至109年12月"), read_period("112年"), read_period("無")
    ((110, 113), (106, 109), (112, 112), None)
    """
    found = _PERIOD.search(text)
    if found:
        return int(found[1]), int(found[2])
    single = _YEAR.search(text)
    return (int(single[1]), int(single[1])) if single else None


def number_strategy(text: str) -> int | None:
    """Return the number a strategy is called by.

    >>> number_strategy("九、透明與參與"), number_strategy("表1　策略三：校園"), number_strategy("透明與參與")
    (9, 3, None)
    """
    found = _NUMBERED.search(text.strip())
    if found is None:
        return None
    numeral = found[1] or found[2]
    value = Decimal(numeral) if numeral.isdecimal() else read_chinese(numeral)
    return None if value is None else int(value)


# Entry after entry has the same few marks.
@lru_cache(1024)
def read_marks(text: str) -> tuple[str, ...]:
    """Return the marks or words of a cell of status, without the numbers, rates and notes beside them.

    >>> read_marks("(1)△\\n(2)◎"), read_marks("○\\n(79.2%)"), read_marks("●[註3]"), read_marks("部分達標")
    (('△', '◎'), ('○',), ('●',), ('部分達標',))
    """
    parts = (BRACKETED.sub("", part).strip() for part in text.split("\n"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _part_sign(mark: str) -> tuple[str, ...]:
    """Return a sign and the word beside it, each of which names the state: ◐ 半開."""
    sign, word = mark[:1], mark[1:].strip()
    return (sign, word) if word and not sign.isalnum() and sign not in "「『(（" else ()


def rejoin(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """Return the agencies of a record, with one whose name a narrow column breaks in two put together."""
    item = record.fields.get("agencies")
    parts = [part.strip() for part in item.text.split("\n") if part.strip()] if item is not None else []
    broken = len(parts) == _FIRST_PARTS and set(parts) <= set(names) and not parts[0].endswith(BODIES)
    return ("".join(parts), *(name for name in names if name not in parts)) if broken else tuple(names)
