"""From a question for entries to a query: its kind, documents and conditions, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from index.tokens import cut_token_set, fold_text
from qa.answering.changes import pair_years
from qa.answering.judging import Setting, is_of_kind, judge, uses_verdict
from qa.answering.setting import find_earlier, make_setting, owners_tokens
from qa.concepts import Concept, Topic, strip_asking
from qa.cues import load_cues
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.query import And, Bound, Condition, Find, Is, Not, Query, conditions_of, join_conditions
from qa.understanding.asking import asks_entries, may_ask, reports_all
from qa.understanding.aspects import load_aspects
from qa.understanding.conditions import add_words, read_conditions
from qa.understanding.documents import (
    find_owner,
    is_titled,
    names_of,
    read_documents,
    take_latest,
    take_midterm,
)
from qa.understanding.glosses import cut_out, drop_glossed, find_glosses
from qa.understanding.joining import join_atoms
from qa.understanding.marks import Mark, find_marks, gaps
from qa.understanding.names import choose_owners, find_names
from qa.understanding.nouns import add_kinds, is_in_goal, is_in_name
from qa.understanding.parts import Part
from qa.understanding.reading import Atom, Reading
from qa.understanding.state_marks import mark_states

_MOST_DOCUMENTS = 40
_BECAUSE = "因"
_SHORTEST, _LONGEST_SAID, _BESIDE = 2, 20, 4
_NAMES, _ABOUT, _SURE = 0.4, 0.6, 0.5
# Parts of a question that say nothing of what is asked for.
_FRAMING, _SURELY, _FRAMED, _LIKELY = frozenset({"frame", "asking", "kind"}), 0.9, 0.8, 0.6
# Parts of which a condition was read say nothing more by the words left over, but for a denial.
_SAYING, _DENYING = frozenset({"verdict", "role", "threshold", "comparison", "year"}), frozenset("不沒未無非")
# What may stand between a number and what it counts: 34項可量化的指標.
_QUALIFYING = ("frame", "verdict.qua", "headed")
_TELLING = ("not.", "turn")
_FINEST = ("kpi", "measure", "project")
_CHANGES = ("change", "plan_change")
_JUDGING = ("verdict", "computed", "status")
_SUMS = {"amount.budget", "amount.final", "amount.rate"}
# Words that are of a condition or of the subject, as a question goes.
_EITHER = (
    "change.lowered", "change.raised", "change.unchanged", "change.changed", "amount.budget", "amount.final",
    "amount.rate", "amount.rate.budget", "figure", "link_value", "counted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The query a question was read as, the entries it is put to, and how they are judged."""

    query: Query
    entries: tuple[Entry, ...]
    setting: Setting


def read_entries(inquiry: Inquiry) -> Asked | None:
    """Return the query for entries a question is read as; None where it asks for none."""
    docs = inquiry.scope.docs
    if len(docs) > _MOST_DOCUMENTS or inquiry.question.numbers:
        return None
    plain = inquiry.question.plain
    if not may_ask(find_marks(plain), inquiry):
        return None
    docs, named, plain = read_documents(inquiry, docs, plain)
    entries = [entry for doc in docs for entry in inquiry.entries.of(doc)]
    names = [inquiry.entries.names_of(doc) for doc in docs]
    marks = find_marks(plain, find_names(inquiry, names, plain, find_marks(plain)))
    marks = mark_states(inquiry, plain, marks)
    marks = [mark for mark in marks if not is_in_name(inquiry, plain, mark)]
    marks = [mark for mark in marks if not is_in_goal(inquiry, plain, mark, marks)]
    marks = add_kinds(inquiry, plain, drop_glossed(plain, marks))
    if not asks_entries(plain, marks, inquiry, entries):
        return None
    if len(owners := choose_owners(docs, names, marks)) < len(docs):
        docs = named = owners
        entries = [entry for entry in entries if entry.doc in docs]
    owner = find_owner(inquiry, marks, docs)
    if owner is not None:
        marks = [mark for mark in marks if mark is not owner]
        plain = f"{plain[: owner.start]}{' ' * (owner.end - owner.start)}{plain[owner.end :]}"
        docs = named = tuple(doc for doc in docs if is_titled(inquiry, doc, owner.value))
        entries = [entry for entry in entries if entry.doc in docs]
    reading = read_conditions(plain, marks)
    return _Reader(inquiry, reading, entries, named).read()


class _Reader:
    """Puts a query together from what was read of the marks and what the entries hold."""

    def __init__(
        self, inquiry: Inquiry, reading: Reading, entries: Sequence[Entry], named: tuple[str, ...]
    ) -> None:
        self.inquiry, self.reading, self.entries, self.named = inquiry, reading, entries, named
        self.about: tuple[str, ...] = ()
        self.unknown: list[str] = []
        self.left_out: list[str] = []
        self.find_earlier = find_earlier(inquiry)
        self.rows = False
        self.where: Condition | None = None

    def read(self) -> Asked | None:
        """Return the query with the entries it is put to."""
        self._read_rest()
        where = self.where = join_atoms(self.reading)
        years = self._years()
        if years:
            dated = {e.doc for e in self.entries if {g.year for g in e.goals} & set(years)}
            reporting = dated or {e.doc for e in self.entries if judge(Is("year", years), e, Setting()).holds}
            self.entries = [e for e in self.entries if not reporting or e.doc in reporting]
        self._take_midterm()
        kind = self._choose_kind()
        reasons = self._take_reasons()
        self.unknown += [mark.text for mark in self.reading.idle_marks() if not self._is_framing(mark)]
        if not (self.reading.atoms or self.about or self.reading.order or self.reading.group):
            # Where nothing else is asked these words are no mere frame: 哪些措施的數字算錯了.
            named = kind is not None and self._are_titles(kind, self.left_out)
            self.about = tuple(self.left_out) if named else ()
            self.unknown += [] if named else self.left_out
        if kind is None:
            return None
        conditions: list[Condition] = [Is("kind", (kind,))]
        conditions += self._scope_years(years, conditions_of(where))
        query = Query("entries", self.about, join_conditions(tuple(conditions)), among=self._among())
        setting = make_setting(self.inquiry, query, self.entries)
        docs = self._choose_documents(kind, conditions, setting)
        among = {entry.doc for entry in self._of_kind(kind)}
        if self.named or set(docs) != among:
            conditions.insert(0, Is("doc", tuple(docs)))
        reading = self.reading
        counted = bool([m for m in reading.marks if m.sort == "ask.count"])
        find: Find = "count" if counted else "entries"
        # What has a number of its own is an indicator, whatever it is called.
        measured = any(mark.sort == "verdict.quantified" for mark in reading.used)
        named_so = bool(reading.of("kind.kpi")) and (counted or self._has_several(kind, years))
        of_indicators = kind == "measure" and (named_so or (counted and measured))
        query = replace(
            query,
            find=find,
            where=join_conditions(tuple(conditions)),
            group=reading.group,
            order=reading.order,
            limit=reading.limit if reading.order else None,
            not_understood=tuple(self.unknown),
            counts="indicators" if of_indicators else None,
            reasons=reasons and find == "entries",
        )
        return Asked(query, tuple(e for e in self.entries if e.doc in docs), setting)

    def _scope_years(self, years: tuple[int, ...], conditions: Sequence[Condition]) -> list[Condition]:
        """Return conditions with the years they are of; where they are to hold in each, with each of them."""
        absent = any(
            isinstance(c, Not) and isinstance(c.item, Bound) and not c.item.value for c in conditions
        )
        if absent:
            return [_date_absent(c, years) for c in conditions]
        if not years:
            return list(conditions)
        repeated = "repeated" in load_cues("editions").found_in(self.inquiry.question.plain)
        judged = [c for c in conditions if uses_verdict(c)]
        if not (repeated and judged and len(years) > 1 and reports_all(self.inquiry, self.entries)):
            return [Is("year", years), *conditions]
        rest = [c for c in conditions if c not in judged]
        return [*rest, *(And((Is("year", (year,)), *judged)) for year in years)]

    def _take_reasons(self) -> bool:
        """Say whether the reasons of what is judged are asked for, not what gives a certain one."""
        whys = load_aspects()["reason"].asks
        asked = [m for m in self.reading.idle_marks() if m.sort == "reason" or m.text in whys]
        judged = self.where is not None and uses_verdict(self.where)
        if asked and judged:
            self.reading.used.update(asked)
        return bool(asked) and judged

    def _take_midterm(self) -> None:
        """Take the mid-term plan that a question speaks of, where there is one."""
        marks = self.reading.of("plan")
        held = dict.fromkeys(entry.doc for entry in self.entries)
        planned = dict.fromkeys(e.doc for e in self.entries if e.kind in ("project", "kpi"))
        docs = (take_midterm(self.inquiry, tuple(held)) or tuple(planned)) if marks else ()
        if docs:
            self.reading.used.update(marks)
            self.entries = [entry for entry in self.entries if entry.doc in docs]

    def _has_several(self, kind: str, years: Sequence[int]) -> bool:
        """Say whether some entries of a kind have several indicators, each of which may be listed."""
        return any(len({goal.metric for goal in e.goals_of(years)}) > 1 for e in self._of_kind(kind))

    def _of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if is_of_kind(entry, (kind,))]

    def _years(self) -> tuple[int, ...]:
        used = {mark.value for mark in self.reading.used if mark.sort == "year"}
        compared = any(f"field='{name}'" in str(a.condition) for name in _CHANGES for a in self.reading.atoms)
        years = [year for year in self.inquiry.question.years if year not in used]
        return self.inquiry.question.years if compared else tuple(years)

    def _among(self) -> Condition | None:
        """Return the conditions before 其中, where how many those are is asked for as well.

        What is counted a second time by no name of its own is among those too: 量化指標幾項、達成幾項.
        """
        marks = self.reading.marks
        counts = [mark for mark in marks if mark.sort == "ask.count"]
        at = next((mark.start for mark in marks if mark.sort == "among"), 0)
        if not at and len(counts) > 1 and not any(_names_kind(m, counts[0].end) for m in marks):
            at = counts[0].end
        twice = len({mark.start < at for mark in counts}) > 1
        return join_conditions(tuple(a.condition for a in self.reading.atoms if twice and a.end <= at))

    def _choose_kind(self) -> str | None:
        """Return the kind of entry that is asked for, as far as the documents hold it."""
        held = self._held_kinds()
        named = {m.sort.removeprefix("kind.") for m in self.reading.marks if m.sort.startswith("kind.")}
        named -= {m.sort.removeprefix("kind.") for m in self.reading.used if m.sort.startswith("kind.")}
        amounts = {m.sort for m in self.reading.used if m.sort.startswith("amount.")}
        if (
            self.reading.order
            and self.reading.group == "strategy"
            and any(_is_strategy(e) for e in self.entries)
        ):
            # Of sums that stand by strategy the highest is one of them.
            self.reading.group = None
            return "budget"
        if (
            "project" in named
            and "budget" in held
            and amounts & {"amount.budget", "amount.final", "amount.rate", "amount.rate.budget"}
        ):
            if any(e.kind == "budget" and e.names_project for e in self.entries):
                return "project_budget"
            own = any(
                "budget" in goal.amounts for e in self.entries if e.kind == "project" for goal in e.goals
            )
            return "project" if own else "budget"
        if self.rows:
            return "row"
        if self.reading.of_budget and "budget" in held:
            return "budget"
        projects = any(map(_is_of_project, self.reading.atoms))
        if projects and "project" in held and ("project" in named or not named & {"measure", "kpi"}):
            return "project"
        finest = [kind for kind in _FINEST if kind in named and kind in held]
        if finest[:1] == ["kpi"] and "measure" in held:
            # What a plan's measures are measured by is an indicator as well.
            finest.sort(key=lambda kind: not self._fits_any(kind))
            return finest[0] if self._fits_any(finest[0]) or not self._fits_any("measure") else "measure"
        if finest:
            return finest[0]
        if "kpi" in named and "measure" in held:
            return "measure"
        kinds = [kind for kind in ("measure", "kpi", "project") if kind in held]
        fitting = (kind for kind in kinds if self._fits_any(kind))
        return next(fitting, None) or next(iter(kinds), None)

    def _are_titles(self, kind: str, words: Sequence[str]) -> bool:
        """Say whether words are of what some entries of a kind are called, and not all of them."""
        titles = [fold_text(entry.title) for entry in self._of_kind(kind)]
        held = [sum(fold_text(word) in title for title in titles) for word in words]
        return all(not w.isascii() and len(w) >= _SHORTEST for w in words) and all(
            0 < count < len(titles) for count in held
        )

    def _fits_any(self, kind: str) -> bool:
        """Say whether some entry of a kind fits what is asked."""
        where, setting = self.where, Setting(self._years(), names=lambda name: names_of(self.inquiry, name))
        return where is not None and any(judge(where, e, setting).holds for e in self._of_kind(kind))

    def _held_kinds(self) -> set[str]:
        """Return the kinds of entries there are; where they are to be judged those with results."""
        judged = any(
            isinstance(a.condition, Is) and a.condition.field in ("verdict", "computed", "status")
            for a in self.reading.atoms
        )
        years = self._years()
        headings = [
            a.condition
            for a in self.reading.atoms
            if isinstance(a.condition, Is) and a.condition.field == "heading"
        ]
        setting = Setting()
        under = [e for e in self.entries if all(judge(c, e, setting).holds for c in headings)] or self.entries
        told = {e.kind for e in under if any(goal.verdict for goal in e.goals_of(years))}
        return (told if judged else set()) or {entry.kind for entry in self.entries}

    def _choose_documents(
        self, kind: str, conditions: Sequence[Condition], setting: Setting
    ) -> tuple[str, ...]:
        """Return the documents asked: those that report the years named, of a plan without any the latest."""
        by_doc: dict[str, list[Entry]] = {}
        for entry in self._of_kind(kind):
            by_doc.setdefault(entry.doc, []).append(entry)
        docs = list(by_doc)
        tests = [self._speaks(conditions, setting)]
        if setting.years:
            tests.insert(0, lambda e: bool(judge(Is("year", setting.years), e, setting).holds))
        for test in tests:
            docs = [doc for doc in docs if any(map(test, by_doc[doc]))] or docs
        if not setting.years:
            docs = take_latest(self.inquiry, docs)
        return tuple(docs)

    def _speaks(self, conditions: Sequence[Condition], setting: Setting) -> Callable[[Entry], bool]:
        """Return the test whether an entry can be judged by what is asked at all."""
        text = repr(conditions)
        if any(f"field='{name}'" in text for name in _JUDGING) or uses_verdict(
            join_conditions(tuple(conditions))
        ):
            return lambda e: _is_judged(e, setting)
        if "field='change'" in text:
            return lambda e: bool(pair_years(e, setting.years))
        if "field='plan_change'" in text:
            return lambda e: self.find_earlier(e) is not None
        return lambda e: True

    # What stands in no mark

    def _read_rest(self) -> None:
        """Tie the words that stand in no mark to strategies, KPIs, texts or titles of entries."""
        plain, reading = self.reading.plain, self.reading
        stretches = gaps(plain, [m for m in reading.marks if not _is_given_back(m, reading)])
        reading.used.update(m for m in reading.marks if _is_given_back(m, reading))
        units = [m for m in reading.marks if m.sort == "unit_value"]
        stretches = [
            span for span in stretches if not any(0 <= m.start - span[1] <= _SHORTEST for m in units)
        ]
        glosses = find_glosses(reading, self.entries)
        stretches = [part for span in stretches for part in cut_out(span, glosses)]
        if not stretches:
            return
        stretches = [span for span in stretches if span not in reading.compared]
        stretches = [part for span in stretches for part in self._leave_framing(*span)]
        stretches = [span for span in stretches if not self._leave_out(*span)]
        stretches = self._take_said(stretches)
        self.unknown += [
            text
            for text in (plain[start:end] for start, end in stretches)
            if not text.isascii() and strip_asking(text).strip() and not self.inquiry.topic_of(text).concepts
        ]
        topic = self.inquiry.topic_of(" ".join(plain[start:end] for start, end in stretches))
        # Whose plan it is may be said as well as what of it is asked for.
        topic = topic.beyond(owners_tokens(self.inquiry, self.entries))
        unknown = [c for c in topic.concepts if not c.wordings]
        known = topic.known()
        if not known.concepts:
            self.unknown += [c.asked for c in unknown]
            return
        start, end = stretches[0][0], stretches[-1][1]
        strategy, link = reading.of("strategy"), reading.of("link")
        mention, reason = reading.of("mention"), reading.of("reason")
        if strategy and (named := _find_best(known, (t for e in self.entries for t in e.strategies))):
            before = [last for _, last in stretches if last <= strategy[0].start]
            self._add(Is("strategy", (named,)), start, max(before, default=end), strategy)
        elif link and (named := _find_best(known, (e.record.title for e in self.entries if e.kind == "kpi"))):
            self._add(Is("link", (named,)), start, end, link)
        elif reading.of("category") and (named := _find_best(known, self._categories())):
            self._add(Is("category", (named,)), start, end, reading.of("category"))
            return
        elif mention or reason:
            name = "reason" if reason else ""
            known = self._leave_denied(known, stretches, reason)
            said = _unite(_wordings(self.inquiry, c) for c in known.concepts if len(c.asked) >= _SHORTEST)
            add_words(reading, [(start, end, words) for words in said], name)
            reading.used.update((*mention, *reason))
        elif self._names_rows() and (named := _find_best(known, self._row_headings())):
            self._add(Is("heading", (named,)), start, end, ())
            self.rows = True
        else:
            if not any(m.sort.startswith("kind.") for m in reading.marks):
                # What is asked for is no entry but something an entry may speak of.
                self.unknown += [plain[start:end] for start, end in stretches]
            self.about = tuple(plain[start:end] for start, end in stretches)
        self.unknown += [c.asked for c in unknown]

    def _leave_framing(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what of a stretch is more than words that frame the question or ask.

        Beside a denial that was not understood nothing is left out, nor what is to be mentioned.
        """
        if any(m.end >= start - _BESIDE and m.start <= end + _BESIDE for m in self.reading.of("not")):
            return [(start, end)]
        if any(0 <= start - m.end <= 1 for m in self.reading.of("mention", "reason")):
            return [(start, end)]
        kept: list[tuple[int, int]] = []
        for part in self.inquiry.parts_of(self.reading.plain):
            first, last = max(start, part.start), min(end, part.end)
            own = part.sort == "document" and self._is_own(part)
            if first < last and (part.sort in _FRAMING or own):
                self.left_out.append(self.reading.plain[first:last])
            said = part.sort in _SAYING and self._is_read(part.start, part.end, first, last)
            framing = own or (part.sort in _FRAMING and part.sureness >= _FRAMED)
            if first < last and not framing and not (said and part.sureness >= _LIKELY):
                joined = kept and kept[-1][1] == first
                kept[-1:] = [(kept[-1][0], last)] if joined else [*kept[-1:], (first, last)]
        return kept

    def _is_own(self, part: Part) -> bool:
        """Say whether words for a document are of the title of one that is asked: 這份成果報告."""
        words = fold_text(self.reading.plain[part.start : part.end]).strip()
        heads = self.inquiry.scope.records.heads
        titles = (fold_text(heads[doc].title) for doc in {entry.doc for entry in self.entries})
        return any(words in title for title in titles)

    def _is_read(self, start: int, end: int, first: int, last: int) -> bool:
        """Say whether a condition was read of a part, and the rest of its words denies nothing."""
        read = any(start <= mark.start and mark.end <= end for mark in self.reading.used)
        rest = self.reading.plain[first:last]
        return read and not rest.isascii() and not _DENYING & set(rest)

    def _is_framing(self, mark: Mark) -> bool:
        """Say whether a mark that was of no use stands in words that surely only frame the question."""
        if mark.sort.startswith(_TELLING):
            # A denial is never a mere frame, nor a change of what holds.
            return False
        frames = (part for part in self.inquiry.parts_of(self.reading.plain) if part.sort == "frame")
        sure = (part for part in frames if part.sureness >= _SURELY)
        return any(part.start <= mark.start and mark.end <= part.end for part in sure)

    def _take_said(self, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Read words that entries are to mention, or give as a reason, as they stand where an entry says so.

        Return the others. 因颱風未達標 gives the reason right before the verdict.
        """
        reading = self.reading
        mention, reason = reading.of("mention"), reading.of("reason")
        judged = {m.start for m in reading.marks if m.sort.startswith("verdict")}
        left = []
        for start, end in stretches:
            causal = reading.plain.startswith(_BECAUSE, start) and end in judged
            words = fold_text(reading.plain[start + causal * len(_BECAUSE) : end])
            unknown = bool(mention or reason) and not self.inquiry.topic_of(words).known().concepts
            given = causal or unknown
            if len(words) < _SHORTEST or not given or not self._is_said(words):
                left.append((start, end))
                continue
            add_words(reading, [(start, end, (words,))], "reason" if causal or reason else "")
            reading.used.update((*mention, *reason))
        return left

    def _is_said(self, words: str) -> bool:
        """Say whether words stand in a text of some entry; asked last, as every text is looked at."""
        return any(words in fold_text(text) for entry in self.entries for text in entry.texts())

    def _leave_denied(
        self, known: Topic, stretches: Sequence[tuple[int, int]], reason: Sequence[Mark]
    ) -> Topic:
        """Return what a reason speaks of without what it denies: because a law is not finished."""
        denied = [m for m in self.reading.of("not") if reason and m.start >= reason[0].end]
        kept = [span for span in stretches if not any(m.end <= span[0] <= m.end + _BESIDE for m in denied)]
        if not denied or not kept:
            return known
        self.reading.used.update(denied)
        return known.narrow(" ".join(self.reading.plain[start:end] for start, end in kept))

    def _names_rows(self) -> bool:
        """Say whether some amount is to be above or below a value, of entries no kind is named of."""
        bound = any(isinstance(atom.condition, Bound) for atom in self.reading.atoms)
        return bound and not any(m.sort.startswith("kind.") for m in self.reading.marks)

    def _row_headings(self) -> list[str]:
        return [entry.record.path[-1] for entry in self.entries if entry.kind == "row" and entry.record.path]

    def _leave_out(self, start: int, end: int) -> bool:
        """Read words to be left out as words an entry holds; say whether some entry holds them."""
        behind = self.reading.of("not.after", "not.either")
        denied = any(m.start >= end and self.reading.is_idle(end, m.start) for m in behind)
        said = self.reading.plain[start:end]
        if not denied or said.isascii() or len(said) > _LONGEST_SAID:
            return False
        texts = [fold_text(text) for entry in self.entries for text in entry.texts()]
        for size in (len(said), *range(len(said) - 1, _SHORTEST, -1)):
            for at in range(len(said) - size + 1):
                words = said[at : at + size]
                if any(words in text for text in texts):
                    add_words(self.reading, [(start, end, (words,))], "")
                    return True
        return False

    def _categories(self) -> list[str]:
        return [text for entry in self.entries if (text := entry.record.text("category").strip())]

    def _add(self, condition: Condition, start: int, end: int, marks: Sequence[Mark]) -> None:
        self.reading.add(condition, Mark(start, end, "words", None, ""), *marks)


def _date_absent(condition: Condition, years: tuple[int, ...]) -> Condition:
    """Return a condition with the years an amount is of, where an entry may have nothing in these at all."""
    if isinstance(condition, Not) and isinstance(condition.item, Bound):
        return Not(replace(condition.item, years=years))
    return condition


def _is_judged(entry: Entry, setting: Setting) -> bool:
    return any(g.verdict in ("met", "not_met", "not_reported") for g in entry.goals_of(setting.years))


def _is_of_project(atom: Atom) -> bool:
    """Say whether a condition is one that only projects can fit: a category, linked KPIs, a period."""
    told = repr(atom.condition)
    return any(f"'{name}'" in told for name in ("category", "link", "start", "end", "duration"))


def _is_strategy(entry: Entry) -> bool:
    return entry.kind == "budget" and "strategy" in entry.record.fields


def _is_given_back(mark: Mark, reading: Reading) -> bool:
    """Say whether a mark that was of no use is a word of the subject after all, and not one said again."""
    if mark.sort.startswith("amount.") and any(used.text.endswith(mark.text) for used in reading.used):
        return False
    return mark not in reading.used and mark.sort in _EITHER and not _counts_kind(mark, reading)


def _names_kind(mark: Mark, start: int) -> bool:
    return mark.sort.startswith("kind.") and mark.start >= start


def _counts_kind(mark: Mark, reading: Reading) -> bool:
    """Say whether a number only says how many there are of what is asked for: 34項指標當中."""
    kind = next((m for m in reading.marks if m.sort.startswith("kind.") and m.start >= mark.end), None)
    if mark.sort != "counted" or kind is None:
        return False
    between = reading.between(mark.end, kind.start)
    text = reading.plain[mark.end : kind.start]
    return len(text) == sum(len(m.text) for m in between if m.sort.startswith(_QUALIFYING))


def _wordings(inquiry: Inquiry, concept: Concept) -> tuple[str, ...]:
    """Return what the texts may say for a word: its wordings, and other names of each in the glossary."""
    words = [w.text for w in concept.wordings if w.sureness >= _SURE] or [concept.asked]
    names = {name: term.chinese for term in inquiry.phrases.glossary.terms for name in term.chinese}
    return tuple(dict.fromkeys(name for word in words for name in (word, *names.get(word, ()))))


def _unite(wordings: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the wordings of several words; those that share one say the same."""
    united: list[tuple[str, ...]] = []
    for words in wordings:
        same = next((n for n, known in enumerate(united) if set(known) & set(words)), None)
        if same is None:
            united.append(words)
        else:
            united[same] = tuple(dict.fromkeys((*united[same], *words)))
    return united


def _find_best(topic: Topic, texts: Iterable[str]) -> str | None:
    """Return the text that holds most of a topic; None where none holds enough of it."""
    shares: Mapping[str, float] = {text: topic.share(cut_token_set(text)) for text in dict.fromkeys(texts)}
    best = max(shares, key=lambda text: shares[text], default=None)
    return best if best is not None and shares[best] >= _NAMES else None
