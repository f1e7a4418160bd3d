"""From a question for entries to a query: its kind and documents, its conditions, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.tokens import cut_token_set, fold_text
from ingest.glossary import fold_name
from qa.asked_years import read_turn
from qa.answering.entries import Setting, find_official, judge, pair_years, uses_verdict
from qa.concepts import Concept, Topic
from qa.cues import load_cues
from qa.finding.entries import Entry
from qa.editions import Naming
from qa.inquiry import Inquiry
from qa.query import Condition, Find, Is, Query, conditions_of, join_conditions
from qa.understanding.conditions import Reading, add_words, join_atoms, read_conditions
from qa.understanding.marks import Mark, find_marks, gaps, name_marks

_MOST_DOCUMENTS = 40
_SHORTEST = 2
_NAMES, _ABOUT, _SURE = 0.4, 0.6, 0.5
_ABBREVIATION = 4
_CALLED = re.compile(r"計畫|方案|績效報告|報告")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FINEST = ("kpi", "measure", "project")
_JUDGING = ("verdict", "computed", "status")


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
    docs, named, plain = _read_documents(inquiry, docs, plain)
    entries = [entry for doc in docs for entry in inquiry.entries.of(doc)]
    marks = find_marks(plain, _name_values(inquiry, entries, plain))
    if not _asks_entries(plain, marks, inquiry):
        return None
    owner = _find_owner(inquiry, marks, docs)
    if owner is not None:
        marks = [mark for mark in marks if mark is not owner]
        plain = f"{plain[: owner.start]}{' ' * (owner.end - owner.start)}{plain[owner.end :]}"
        docs = named = tuple(doc for doc in docs if _is_titled(inquiry, doc, owner.value))
        entries = [entry for entry in entries if entry.doc in docs]
    reading = read_conditions(plain, marks)
    return _Reader(inquiry, reading, entries, named).read()


def _read_documents(
    inquiry: Inquiry, docs: Sequence[str], plain: str
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the documents a question ranges over, those it names, and the question without their names."""
    named = list(inquiry.named)
    for _ in range(2):
        naming = None if inquiry.limited else inquiry.editions.find_named(plain, inquiry.agencies)
        if naming is None:
            break
        named += naming.docs
        plain = _blank(plain, naming.start, naming.end)
    for _ in range(2):
        loose = None if inquiry.limited else find_called(plain, inquiry)
        if loose is None:
            break
        named += loose.docs
        plain = _blank(plain, loose.start, loose.end)
    return tuple(dict.fromkeys(named)) or tuple(docs), tuple(dict.fromkeys(named)), plain


def _blank(plain: str, start: int, end: int) -> str:
    return f"{plain[:start]}{' ' * (end - start)}{plain[end:]}"


def find_called(plain: str, inquiry: Inquiry) -> Naming | None:
    """Return the documents that a question calls by some of the words of their title: 心理健康計畫."""
    titles = {
        doc: fold_text(f"{inquiry.scope.records.heads[doc].title}").replace(" ", "") for doc in inquiry.scope.records.heads
    }
    for called in _CALLED.finditer(plain):
        start = called.start()
        while start > 0 and _HAN.match(plain[start - 1]):
            start -= 1
        for begin in range(start, called.start() - _SHORTEST + 1):
            words = plain[begin : called.start()]
            held = [doc for doc, title in titles.items() if _is_made_of(words, title)]
            plans = {inquiry.editions.plan_of(doc) or doc for doc in held}
            if held and len(plans) == 1:
                return Naming(tuple(held), begin, called.end())
    return None


def _is_made_of(words: str, title: str) -> bool:
    """Say whether words are stretches of a title, each of two characters or more, in its order."""
    at = 0
    while words:
        size = next((n for n in range(len(words), 1, -1) if title.find(words[:n], at) >= 0), 0)
        if not size or len(words) - size == 1:
            return False
        at = title.find(words[:size], at) + size
        words = words[size:]
    return True


def _name_values(inquiry: Inquiry, entries: Iterable[Entry], plain: str) -> list[Mark]:
    """Return the names in a question of what entries hold: agencies, marks, categories, KPIs, units."""
    agencies: dict[str, str] = {}
    statuses: dict[str, str] = {}
    categories: dict[str, str] = {}
    kpis: dict[str, str] = {}
    for entry in entries:
        for name in getattr(entry.record, "agencies", ()):
            agencies.setdefault(name, inquiry.phrases.glossary.canonical(name) or name)
        for mark in entry.marks_of({g.year for g in entry.goals if g.year is not None}):
            statuses.setdefault(mark, mark)
        category = entry.record.text("category").strip()
        if category:
            categories.setdefault(category, category)
        if entry.kind == "kpi":
            kpis.setdefault(entry.record.title, entry.record.title)
    for term in inquiry.phrases.glossary.agencies():
        for name in (*term.chinese, *term.en):
            if len(name) > _ABBREVIATION or not name.isascii() or name in inquiry.question.text:
                agencies.setdefault(name, term.zh)
    found = name_marks(plain, agencies, "agency", _fold)
    found += name_marks(plain, categories, "category_value", _fold)
    found += name_marks(plain, kpis, "link_value", _fold) if "計畫" in plain or "project" in plain else []
    for quote in _quoted(plain):
        text = plain[quote.start : quote.end]
        value = next((mark for mark in statuses if _fold(mark) == text), None)
        if not text:
            continue
        if value is not None:
            found.append(Mark(quote.start, quote.end, "status", value, text))
        elif any(g.unit == text for e in entries for g in e.goals):
            found.append(Mark(quote.start, quote.end, "unit_value", text, text))
    longer = {mark: mark for mark in statuses if len(mark) >= _SHORTEST or not mark.isalnum()}
    return found + name_marks(plain, longer, "status", _fold) + [
        Mark(at, at + 1, "status", mark, mark)
        for mark in statuses
        if len(mark) == 1 and not mark.isalnum() and mark not in "-－—" and (at := plain.find(mark)) >= 0
    ]


def _quoted(plain: str) -> list[Mark]:
    """Return what stands in quotes or brackets, or right behind a word of rating."""
    found = []
    for opening, closing in ("「」", "『』", "()", "（）", '""', "“”", "''"):
        start = plain.find(opening)
        while start >= 0:
            end = plain.find(closing, start + 1)
            if end < 0:
                break
            found.append(Mark(start + 1, end, "quoted", None, plain[start + 1 : end]))
            start = plain.find(opening, end + 1)
    words = [m for m in find_marks(plain) if m.sort == "rated"]
    for word in words:
        at = word.end
        while at < len(plain) and plain[at] in " 為是「":
            at += 1
        end = at + (2 if plain[at : at + 2] == "部分" else 1)
        found.append(Mark(at, end, "quoted", None, plain[at:end]))
    return found


def _fold(text: str) -> str:
    return fold_text(text).strip()


def _asks_entries(plain: str, marks: Sequence[Mark], inquiry: Inquiry) -> bool:
    """Say whether a question asks which entries there are, or how many.

    The word for what is asked must follow the word of asking, with nothing but conditions between: of
    幾項稽核 no entries are counted. At the end of a question it asks for what was named before.
    """
    sorts = {mark.sort for mark in marks}
    if _compares_editions(inquiry, sorts):
        return False
    if "why" in sorts or load_cues("editions").found_in(plain) & _ACROSS:
        return False
    kinds = [mark for mark in marks if mark.sort.startswith("kind.")]
    named = any(mark.sort.startswith(_CONDITIONS) for mark in marks)
    counts = [mark for mark in marks if mark.sort == "ask.count"]
    if counts:
        return any(_asks_for(plain, mark, marks, bool(kinds)) for mark in counts)
    if inquiry.question.kind == "list" and not inquiry.question.units:
        return bool(kinds or named)
    last = max(marks, key=lambda mark: mark.end, default=None)
    if named and last is not None and last.sort in ("kind.measure", "kind.kpi") and not inquiry.question.asks_figure:
        return True
    asks = [mark for mark in marks if mark.sort == "ask.list"]
    return named and any(_asks_for(plain, mark, marks, bool(kinds) or not plain.isascii()) for mark in asks)


def _compares_editions(inquiry: Inquiry, sorts: set[str]) -> bool:
    """Say whether a question is about two editions of a plan together: each its own status or target."""
    question, editions = inquiry.question, inquiry.editions
    if read_turn(question.plain, None) or (inquiry.limited or not editions.several):
        return bool(read_turn(question.plain, None))
    held = [set(editions.by_year(plan)) for plan in editions.plans if set(plan.docs) & set(inquiry.scope.docs)]
    changed = any(sort.startswith("change.") for sort in sorts)
    across = "across" in load_cues("editions").found_in(question.plain)
    asked = set(question.years)
    return changed and any(len(years) > 1 and (across or (asked and max(asked) in years)) for years in held)


def _asks_for(plain: str, ask: Mark, marks: Sequence[Mark], named_before: bool) -> bool:
    """Say whether a word of asking asks for entries: a kind follows it, or nothing does."""
    after = [mark for mark in marks if mark.start >= ask.end]
    kind = next((mark for mark in after if mark.sort.startswith("kind.")), None)
    gap = next(((start, end) for start, end in gaps(plain, marks) if start >= ask.end), None)
    if kind is not None and (gap is None or gap[0] > kind.start):
        return True
    if plain[ask.start : ask.end].isascii():
        return False
    follows = after[0] if after else None
    if follows is not None and follows.start - ask.end <= 1 and follows.sort.startswith("part.agency"):
        return False
    verdict = follows is not None and follows.sort.startswith(("verdict", "status", "change", "not", "light", "part"))
    return named_before and ((gap is None or gap[0] > ask.end + 1) or verdict)


_ACROSS = {"new", "dropped", "repeated"}
_CONDITIONS = (
    "verdict", "status", "agency", "category_value", "link", "strategy", "change", "figure", "span", "years", "light",
    "order", "not.", "unit_value", "part.support", "part.lead", "mention", "reason", "group",
)  # fmt: skip


def _find_owner(inquiry: Inquiry, marks: Sequence[Mark], docs: Sequence[str]) -> Mark | None:
    """Return the ministry whose plan is asked about: one named before KPIs or projects that titles name."""
    kinds = [mark.sort for mark in marks if mark.sort in ("kind.kpi", "kind.project")]
    parts = [mark for mark in marks if mark.sort.startswith("part.")]
    for mark in marks if kinds else ():
        if mark.sort != "agency" or any(min(abs(p.start - mark.end), abs(mark.start - p.end)) <= 1 for p in parts):
            continue
        if any(_is_titled(inquiry, doc, mark.value) for doc in docs):
            return mark
    return None


def _is_titled(inquiry: Inquiry, doc: str, agency: str) -> bool:
    title = fold_name(inquiry.scope.records.heads[doc].title)
    return any(fold_name(name) in title for name in _names_of(inquiry, agency))


def _names_of(inquiry: Inquiry, agency: str) -> tuple[str, ...]:
    return inquiry.phrases.glossary.names_of(agency) or (agency,)


class _Reader:
    """Puts a query together from what was read of the marks and what the entries hold."""

    def __init__(
        self, inquiry: Inquiry, reading: Reading, entries: Sequence[Entry], named: tuple[str, ...]
    ) -> None:
        self.inquiry, self.reading, self.entries, self.named = inquiry, reading, entries, named
        self.about: tuple[str, ...] = ()
        self.topic: Topic | None = None
        self.unknown: list[str] = []

    def read(self) -> Asked | None:
        """Return the query with the entries it is put to."""
        self._read_rest()
        where = join_atoms(self.reading)
        self.unknown += [mark.text for mark in self.reading.idle_marks()]
        years = self._years()
        if years:
            dated = {e.doc for e in self.entries if {g.year for g in e.goals} & set(years)}
            reporting = dated or {e.doc for e in self.entries if judge(Is("year", years), e, Setting()).holds}
            self.entries = [e for e in self.entries if not reporting or e.doc in reporting]
        kind = self._choose_kind(where)
        if kind is None:
            return None
        conditions: list[Condition] = [Is("kind", (kind,))]
        conditions += [Is("year", years)] if years else []
        conditions += conditions_of(where)
        setting = self._set(years, kind)
        docs = self._choose_documents(kind, conditions, setting)
        among = {entry.doc for entry in self._of_kind(kind)}
        if self.named or set(docs) != among:
            conditions.insert(0, Is("doc", tuple(docs)))
        reading = self.reading
        counted = bool([m for m in reading.marks if m.sort == "ask.count"])
        find: Find = "count" if counted else "entries"
        query = Query(
            find,
            self.about,
            join_conditions(tuple(conditions)),
            group=reading.group,  # type: ignore[arg-type]
            order=reading.order,
            limit=reading.limit if reading.order else None,
            not_understood=tuple(self.unknown),
        )
        return Asked(query, tuple(e for e in self.entries if e.doc in docs), setting)

    def _of_kind(self, kind: str) -> list[Entry]:
        return [e for e in self.entries if judge(Is("kind", (kind,)), e, Setting()).holds]

    def _years(self) -> tuple[int, ...]:
        used = {mark.value for mark in self.reading.used if mark.sort == "year"}
        compared = any("change" in str(atom.condition) for atom in self.reading.atoms)
        years = [year for year in self.inquiry.question.years if year not in used]
        return self.inquiry.question.years if compared else tuple(years)

    def _set(self, years: tuple[int, ...], kind: str) -> Setting:
        chosen = self._of_kind(kind)
        topic = self.topic
        about: Callable[[Entry], bool] = (
            (lambda entry: topic.share(entry.title_tokens) >= _ABOUT) if topic else lambda entry: True
        )
        return Setting(
            years,
            find_official(chosen, years),
            lambda name: _names_of(self.inquiry, name),
            self._find_earlier,
            about,
        )

    def _find_earlier(self, entry: Entry) -> Entry | None:
        """Return the entry of the same kind and name in a plan that was set before."""
        name = fold_text(entry.record.title)
        for doc in self.inquiry.scope.records.heads:
            if doc == entry.doc or not self._share_owner(doc, entry.doc) or (self.inquiry.limited and doc not in self.inquiry.scope.docs):
                continue
            for other in self.inquiry.entries.of(doc):
                earlier = (other.record.edition or 0) < (entry.record.edition or 0)
                if other.kind == entry.kind and earlier and fold_text(other.record.title) == name:
                    return other
        return None

    def _share_owner(self, one: str, other: str) -> bool:
        """Say whether the titles of two documents name one agency."""
        titles = [fold_name(self.inquiry.scope.records.heads[doc].title) for doc in (one, other)]
        names = (fold_name(name) for term in self.inquiry.phrases.glossary.agencies() for name in term.chinese)
        return any(len(name) > 1 and all(name in title for title in titles) for name in names)

    def _choose_kind(self, where: Condition | None) -> str | None:
        """Return the kind of entry that is asked for, as far as the documents hold it."""
        held = {entry.kind for entry in self.entries}
        named = {m.sort.removeprefix("kind.") for m in self.reading.marks if m.sort.startswith("kind.")}
        named -= {m.sort.removeprefix("kind.") for m in self.reading.used if m.sort.startswith("kind.")}
        amounts = {m.sort for m in self.reading.used if m.sort.startswith("amount.")}
        if self.reading.order and self.reading.group == "strategy" and any(_is_strategy(e) for e in self.entries):
            # Of sums that stand by strategy the highest is one of them.
            self.reading.group = None
            return "budget"
        if "project" in named and "budget" in held and amounts & {"amount.budget", "amount.final", "amount.rate"}:
            return "project_budget" if any(e.kind == "budget" and e.names_project for e in self.entries) else "budget"
        for kind in _FINEST:
            if kind in named and kind in held:
                return kind
        if "kpi" in named and "measure" in held:
            return "measure"
        return next((kind for kind in ("measure", "kpi", "project") if kind in held), None)

    def _choose_documents(self, kind: str, conditions: Sequence[Condition], setting: Setting) -> tuple[str, ...]:
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
            docs = self._take_latest(docs)
        return tuple(docs)

    def _speaks(self, conditions: Sequence[Condition], setting: Setting) -> Callable[[Entry], bool]:
        """Return the test whether an entry can be judged by what is asked at all."""
        text = repr(conditions)
        if any(f"field='{name}'" in text for name in _JUDGING) or uses_verdict(join_conditions(tuple(conditions))):
            return lambda e: any(g.verdict in ("met", "not_met", "not_reported") for g in e.goals_of(setting.years))
        if "field='change'" in text:
            return lambda e: bool(pair_years(e, setting.years))
        if "field='plan_change'" in text:
            return lambda e: self._find_earlier(e) is not None
        return lambda e: True

    def _take_latest(self, docs: Sequence[str]) -> list[str]:
        """Return of the editions of one plan the latest."""
        kept: list[str] = []
        for doc in docs:
            plan = self.inquiry.editions.plan_of(doc)
            editions = [d for d in self.inquiry.editions.by_year(plan).values() if d in docs] if plan else [doc]
            if not editions or doc == editions[-1]:
                kept.append(doc)
        return kept

    # What stands in no mark

    def _read_rest(self) -> None:
        """Tie the words that stand in no mark to strategies, KPIs, texts or titles of entries."""
        plain, reading = self.reading.plain, self.reading
        stretches = gaps(plain, [m for m in reading.marks if not _is_given_back(m, reading)])
        reading.used.update(m for m in reading.marks if _is_given_back(m, reading))
        units = [m for m in reading.marks if m.sort == "unit_value"]
        stretches = [span for span in stretches if not any(0 <= m.start - span[1] <= _SHORTEST for m in units)]
        if not stretches:
            return
        topic = self.inquiry.topic_of(" ".join(plain[start:end] for start, end in stretches))
        unknown = [c for c in topic.concepts if not c.wordings]
        known = topic.known()
        if not known.concepts:
            self.unknown += [c.asked for c in unknown]
            return
        start, end = stretches[0][0], stretches[-1][1]
        strategy, link = reading.of("strategy"), reading.of("link")
        mention, reason = reading.of("mention"), reading.of("reason")
        if strategy and (named := _find_best(known, (t for e in self.entries for t in e.strategies))):
            self._add(Is("strategy", (named,)), start, end, strategy)
        elif link and (named := _find_best(known, (e.record.title for e in self.entries if e.kind == "kpi"))):
            self._add(Is("link", (named,)), start, end, link)
        elif mention or reason:
            name = "reason" if reason else ""
            said = _unite(_wordings(self.inquiry, c) for c in known.concepts if len(c.asked) >= _SHORTEST)
            add_words(reading, [(start, end, words) for words in said], name)
            reading.used.update((*mention, *reason))
        else:
            if not any(m.sort.startswith("kind.") for m in reading.marks):
                # What is asked for is no entry but something an entry may speak of.
                self.unknown += [plain[start:end] for start, end in stretches]
            self.topic = known
            self.about = tuple(plain[start:end] for start, end in stretches)
        self.unknown += [c.asked for c in unknown]

    def _add(self, condition: Condition, start: int, end: int, marks: Sequence[Mark]) -> None:
        self.reading.add(condition, Mark(start, end, "words", None, ""), *marks)


def _is_strategy(entry: Entry) -> bool:
    return entry.kind == "budget" and "strategy" in entry.record.fields


def _is_given_back(mark: Mark, reading: Reading) -> bool:
    """Say whether a mark that was of no use is a word of the subject after all."""
    return mark not in reading.used and mark.sort in (
        "change.lowered", "change.raised", "change.unchanged", "change.changed", "amount.budget", "amount.final",
        "amount.rate", "figure", "link_value", "counted",
    )  # fmt: skip


def _wordings(inquiry: Inquiry, concept: Concept) -> tuple[str, ...]:
    """Return what the texts may say for a word: its wordings, and the other names the glossary has for each."""
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

