"""What the views work out of an engine's documents, once for each engine and all sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from index.shelf import find_home, list_glossaries
from ingest.coverage import Coverage, measure_coverage
from ingest.editions import name_plan
from ingest.glossary import load_glossary
from ingest.records import Measure, Record
from qa import understood, yearly
from qa.answer import Answer
from qa.answering import overview
from qa.answering.grid import write_haystack
from qa.answering.tellings import Telling
from qa.engine import Engine
from qa.follow_ups import FollowUp
from qa.plan_reports import follow_kpis
from qa.tables import TargetRow
from qa.trends import Trend, follow_measures
from qa.ui import references

T = TypeVar("T")
# Of how many answers it is kept what leads on from them.
_MOST_FOLLOWED = 500
# An engine that is no longer used takes along what was worked out of it.
_known: WeakKeyDictionary[Engine, dict[str, object]] = WeakKeyDictionary()


def list_measures(engine: Engine) -> tuple[Measure, ...]:
    """Return every measure, in the order of the sources."""
    return _once(
        engine,
        "measures",
        lambda: tuple(m for d in engine.heads for m in engine.reading(d.id).measures),
    )


def list_kpis(engine: Engine) -> tuple[Measure, ...]:
    """Return every KPI with targets, in the order of the sources."""
    return _once(
        engine,
        "kpis",
        lambda: tuple(
            kpi
            for d in engine.heads
            for kpi in engine.reading(d.id).of_kind("kpi")
            if isinstance(kpi, Measure)
        ),
    )


def list_rows(engine: Engine) -> tuple[TargetRow, ...]:
    """Return every target of every measure and KPI, in the order of the sources."""
    return _once(
        engine,
        "rows",
        lambda: tuple(
            row
            for records in (list_measures(engine), list_kpis(engine))
            for row in overview.list_rows(records)
        ),
    )


def survey(engine: Engine, doc: str) -> overview.Overview:
    """Return the overview of a document."""
    return _once(
        engine,
        f"overview {doc}",
        lambda: overview.survey(doc, engine.entries_of(doc), engine.contradictions_of(doc), engine.editions),
    )


def list_surveyed(engine: Engine) -> tuple[str, ...]:
    """Return the documents there is an overview of, that of the latest edition with verdicts first."""

    def order() -> tuple[str, ...]:
        heads = [head for head in engine.heads if overview.COUNTED & set(head.kinds)]
        judged = {row.measure.doc for row in list_rows(engine) if row.target.verdict}
        return tuple(
            head.id for head in sorted(heads, key=lambda one: (one.id not in judged, -(one.edition or 0)))
        )

    return _once(engine, "surveyed", order)


def list_all_trends(engine: Engine) -> tuple[Trend, ...]:
    """Return the trends of every measure over its plan's editions, of every KPI over plan and reports, and
    of whatever else a document gives for several years.

    What the last edition dropped comes last of the measures.
    """

    def follow() -> tuple[Trend, ...]:
        trends = follow_measures(list_measures(engine), engine.editions)
        trends += follow_kpis(list_kpis(engine))
        trends.sort(key=lambda trend: trend.fate == "dropped")
        for head in engine.heads:
            if set(yearly.KINDS) & set(head.kinds):
                records = [entry.record for entry in engine.entries_of(head.id)]
                trends += yearly.list_yearly(records, engine.observations_of(head.id))
        return tuple(trends)

    return _once(engine, "trends", follow)


def list_haystacks(engine: Engine) -> dict[str, str]:
    """Return what each measure and KPI can be found by, by its name in a link."""

    def write() -> dict[str, str]:
        texts: dict[str, tuple[Measure, list[str]]] = {}
        for trend in list_all_trends(engine):
            for measure in (*trend.line, trend.head):
                name = references.name_record(measure.kind, measure.doc, measure.no)
                held = texts.setdefault(name, (measure, []))[1]
                held += [trend.text, trend.metric, *(target.agency or "" for target in trend.targets)]
        glossary = load_glossary(*list_glossaries(find_home()))
        return {name: write_haystack(measure, held, glossary) for name, (measure, held) in texts.items()}

    return _once(engine, "haystacks", write)


def name_editions(engine: Engine) -> dict[str, tuple[str, int]]:
    """Return plan and year of each document with measures; no name where all are of one plan.

    Empty where only one such document is indexed: nobody needs to be told then.
    """

    def name() -> dict[str, tuple[str, int]]:
        editions = engine.editions
        if not editions.several:
            return {}
        many = len(editions.plans) > 1
        return {
            doc: (plan.name if many else "", editions.document(doc).edition or 0)
            for plan in editions.plans
            for doc in plan.docs
        }

    return _once(engine, "names", name)


def list_understood(engine: Engine, doc: str) -> list[understood.Understood]:
    """Return what was understood of each table of a document."""
    return _once(
        engine,
        f"understood {doc}",
        lambda: understood.list_understood(engine.reading(doc), engine.observations_of(doc)),
    )


def name_documents(engine: Engine) -> dict[str, str]:
    """Return what each document is called where there is little room: by its plan, else by its title."""

    def name() -> dict[str, str]:
        return {head.id: name_plan(head.title) or " ".join(head.title.split()) for head in engine.heads}

    return _once(engine, "short names", name)


def list_coverages(engine: Engine) -> tuple[Coverage, ...]:
    """Return how much of each document stands in records."""
    return _once(
        engine, "coverage", lambda: tuple(measure_coverage(engine.reading(d.id)) for d in engine.heads)
    )


def list_agencies(engine: Engine) -> tuple[str, ...]:
    """Return the agencies of all measures and KPIs with targets, those of most measures first."""

    def count() -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for measure in {id(row.measure): row.measure for row in list_rows(engine)}.values():
            for agency in dict.fromkeys((*measure.agencies, *measure.lead_agencies)):
                counts[agency] = counts.get(agency, 0) + 1
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))

    return _once(engine, "agencies", count)


def reason_of(engine: Engine, record: Record, years: frozenset[int | None]) -> Telling | None:
    """Return what tells why an entry fared in some years as it did, looked for once."""
    name = f"reason {record.kind} {record.doc} {record.no} {sorted(map(str, years))}"
    return _once(engine, name, lambda: engine.reason_of(record, years))


def follow_ups(
    engine: Engine, asked: tuple[Answer, str | None, str, bool], find: Callable[[], list[FollowUp]]
) -> list[FollowUp]:
    """Return what leads on from an answer, found out by asking; of the last answers alone it is kept."""
    known = _once(engine, "follow-ups", lambda: dict[str, tuple[object, list[FollowUp]]]())
    question = asked[0].question
    kept = known.get(question)
    if kept is None or kept[0] != asked:
        kept = known[question] = asked, find()
        for former in list(known)[:-_MOST_FOLLOWED]:
            known.pop(former, None)
    return kept[1]


def _once(engine: Engine, name: str, make: Callable[[], T]) -> T:
    known = _known.setdefault(engine, {})
    if name not in known:
        known[name] = make()
    return known[name]  # type: ignore[return-value]
