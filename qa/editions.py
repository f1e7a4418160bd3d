"""The plans that are indexed, their editions, and which measures of two editions are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from index.protocol import Records
from index.record_set import DocumentHead
from index.tokens import fold_text
from ingest.checks.revisions import Revision, compare_editions, compare_measures
from ingest.editions import join_editions
from ingest.records import Contradiction, Measure, Plan, Record, Succession
from qa.cues import load_cues

# The words a document is called by: what stands before one of them may be its name.
_CALLED = re.compile(r"(?:計畫|方案|綱領|綱要|白皮書|一覽表|報告書?|\bplans?\b|\bprogram(?:me)?s?\b)")
_LONGEST_NAME, _SHORTEST_NAME = 24, 4
# No alternative begins as another does, so that no text takes more than one attempt.
_BETWEEN = re.compile(
    r"(?:的|之|所|訂|定|那|這|份|個案|個(?!案)|自己|年|度|中程|施政|推動|行動|\d|\s|'s|’s|own|\()*"
)
_MOST_CALLED = 8
_SHORTEST_SHORTENED = 6
_ID = re.compile(r"[a-z0-9][\w.-]*[a-z0-9]", re.ASCII)
_PAIR = re.compile(r"(?:(?!年)[\u3400-\u9fff]){2}")
_WITHIN_NAME = re.compile(r"[\u3400-\u9fff](?<![年度在的之與和跟及於中裡內看按依據從由對問查])")


@dataclass(frozen=True, slots=True)
class Naming:
    """The documents a question names, and where in the question it does."""

    docs: tuple[str, ...]
    start: int
    end: int


class Editions:
    """The editions of plans among an index's documents. What is joined is worked out when first asked for."""

    def __init__(self, records: Records, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        self._records = records
        self.several = sum(1 for head in records.heads.values() if head.measures) > 1
        self.join = lru_cache(maxsize=256)(self._join)
        self.by_year = lru_cache(maxsize=1024)(self._order_by_year)
        self._compare = lru_cache(maxsize=1024)(self._compare_measures)
        self._contradict = lru_cache(maxsize=256)(self._compare_editions)

    @cached_property
    def _plan_of(self) -> dict[str, Plan]:
        return {doc: plan for plan in self.plans for doc in plan.docs}

    @cached_property
    def others(self) -> frozenset[str]:
        """The documents that are no edition of a plan with measures."""
        return frozenset(self._records.heads) - frozenset(self._plan_of)

    def plan_of(self, doc: str) -> Plan | None:
        """Return the plan a document is an edition of."""
        return self._plan_of.get(doc)

    def document(self, doc: str) -> DocumentHead:
        """Return what is known of a document by its id."""
        return self._records.heads[doc]

    def _order_by_year(self, plan: Plan) -> dict[int, str]:
        """Return the document of each edition of a plan; of several of one year the first indexed."""
        found: dict[int, str] = {}
        for head in sorted(map(self.document, plan.docs), key=lambda head: head.first):
            found.setdefault(head.edition or 0, head.id)
        return dict(sorted(found.items()))

    def _join(self, earlier: str, later: str) -> tuple[Succession, ...]:
        return join_editions(self._records.reading(earlier), self._records.reading(later))

    def measure(self, doc: str, no: int) -> Measure:
        """Return a measure by its document and number. Raises KeyError where there is none."""
        return self._records.measure(doc, no)

    def counterpart(self, record: Record, doc: str) -> Measure | None:
        """Return the same measure in another edition; None where that edition does not hold it."""
        if not isinstance(record, Measure) or doc == record.doc:
            return record if isinstance(record, Measure) else None
        earlier, later = sorted((record.doc, doc), key=lambda id: self.document(id).edition or 0)
        for joined in self.join(earlier, later):
            numbers = {earlier: joined.before, later: joined.after}
            if numbers[record.doc] == record.no and numbers[doc] is not None:
                return self.measure(doc, numbers[doc] or 0)
        return None

    def differences(self, one: Measure, other: Measure) -> tuple[Revision, ...]:
        """Return where two editions give one figure of a measure differently."""
        older, newer = sorted((one, other), key=lambda m: m.edition or 0)
        return self._compare((older.doc, older.no), (newer.doc, newer.no))

    def _compare_measures(self, older: tuple[str, int], newer: tuple[str, int]) -> tuple[Revision, ...]:
        measures = self.measure(*older), self.measure(*newer)
        return tuple(compare_measures(*measures, self._records.document(older[0])))

    def contradictions_of(self, doc: str) -> tuple[Contradiction, ...]:
        """Return the contradictions between a document and the edition before it."""
        plan = self.plan_of(doc)
        return tuple(one for one in self._contradict(plan) if one.doc == doc) if plan else ()

    def _compare_editions(self, plan: Plan) -> tuple[Contradiction, ...]:
        return compare_editions([self._records.reading(doc) for doc in self.by_year(plan).values()])

    def find_named(self, plain: str, agencies: Sequence[Sequence[str]]) -> Naming | None:
        """Return the documents a question names: by words of a title that no other has, or by its agency.

        `plain` is the question in Traditional Chinese and lower case, `agencies` the names of those
        it names. The name must end in what such documents are called, as in 教育部的計畫.
        """
        for word in _ID.finditer(plain):
            if word[0] in self._by_id:
                return Naming((self._by_id[word[0]],), *word.span())
        calls = list(islice(_CALLED.finditer(plain), _MOST_CALLED))
        for called in calls:
            for named in (*self._by_title(plain, called), *self._by_agency(plain, called, agencies)):
                return named
        return next((n for called in calls for n in self._by_shortened_title(plain, called)), None)

    def find_own(self, names: Sequence[str]) -> frozenset[str]:
        """Return the documents whose title or publisher is an agency's, given with all its names."""
        folded = [fold_text(name) for name in names if len(name) > 1]
        return frozenset(doc for doc, title in self._titles.items() if any(n in title for n in folded))

    @cached_property
    def _by_id(self) -> dict[str, str]:
        return {id.lower(): id for id in self._records.heads}

    def _by_shortened_title(self, plain: str, called: re.Match[str]) -> Iterator[Naming]:
        """Yield the documents named by a title without the words that many titles have, as 行動 and 國家."""
        for start in range(max(0, called.end() - _LONGEST_NAME), called.end() - _SHORTEST_SHORTENED + 1):
            words = _shorten(plain[start : called.end()])
            if len(words) < _SHORTEST_SHORTENED:
                return
            held = [doc for doc, title in self._shortened.items() if words in title]
            if held and self._are_one(held):
                yield Naming(tuple(held), start, called.end())
                return

    @cached_property
    def _shortened(self) -> dict[str, str]:
        return {doc: _shorten(title) for doc, title in self._titles.items()}

    def _by_title(self, plain: str, called: re.Match[str]) -> Iterator[Naming]:
        ending = self._endings.get(plain[called.end() - _SHORTEST_NAME : called.end()], {})
        for start in range(max(0, called.end() - _LONGEST_NAME), called.end() - _SHORTEST_NAME + 1):
            words = plain[start : called.end()]
            held = [doc for doc, title in ending.items() if words in title]
            if held and self._are_one(held):
                begin = _reach_back(plain, start, ending[held[0]])
                # 開放政府國家行動方案 is another plan than the one that is called 行動方案.
                if not _WITHIN_NAME.match(plain[begin - 1 : begin]):
                    yield Naming(tuple(held), begin, called.end())
                return

    @cached_property
    def _endings(self) -> dict[str, dict[str, str]]:
        """The titles by any so many characters in them, so that not every title is looked through."""
        found: dict[str, dict[str, str]] = {}
        for doc, title in self._titles.items():
            for start in range(len(title) - _SHORTEST_NAME + 1):
                found.setdefault(title[start : start + _SHORTEST_NAME], {})[doc] = title
        return found

    def _by_agency(
        self, plain: str, called: re.Match[str], agencies: Sequence[Sequence[str]]
    ) -> Iterator[Naming]:
        for names in agencies:
            for name in sorted(names, key=len, reverse=True):
                start = plain.rfind(fold_text(name), 0, called.start())
                if start < 0 or not _BETWEEN.fullmatch(plain, start + len(name), called.start()):
                    continue
                held = [
                    doc
                    for doc, title in self._titles.items()
                    if any(fold_text(n) in title for n in names if len(n) > 1)
                ]
                # What stands between, as 中程, may tell the plans of an agency apart.
                between = plain[start + len(name) : called.start()].strip("的之 ")
                held = [doc for doc in held if between and between in self._titles[doc]] or held
                if held and self._are_one(held):
                    yield Naming(tuple(held), start, called.end())
                    return

    @cached_property
    def _titles(self) -> dict[str, str]:
        heads = self._records.heads.values()
        return {head.id: fold_text(f"{head.title} {head.publisher}").replace(" ", "") for head in heads}

    def _are_one(self, docs: Sequence[str]) -> bool:
        """Say whether documents are editions of one plan."""
        return len(docs) == 1 or len({self.plan_of(doc) for doc in docs} - {None}) == 1 == len(
            {self.plan_of(doc) for doc in docs}
        )


def _shorten(title: str) -> str:
    """Return a title without the words that many titles have, which a question may leave out.

    >>> _shorten("112年度國家漁港安全行動方案")
    '漁港安全方案'
    """
    return "".join(load_cues("title").strip(title, "common").split())


def _reach_back(plain: str, start: int, title: str) -> int:
    """Return where a name begins whose end stands at start, when words before it are of the title too."""
    while start >= 2 and _PAIR.match(plain, start - 2) and plain[start - 2 : start] in title:
        start -= 2
        if start and _PAIR.match(plain, start - 1) and plain[start - 1 : start + 1] in title:
            start -= 1
    return start
