"""Answers from the KPIs and projects of plans, which set targets and report no results."""

from __future__ import annotations

from collections.abc import Collection

from ingest.records import Observation, Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.answering.figures import weigh_facts
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.telling.figures import tell_figures
from qa.understanding.roles import read_asked

# Aspects that say why something fared so, or what will be done about it.
_EXPLAINING = frozenset({"reason", "remedy"})
_LEAST_SHARE = {"zh-Hant": 0.3, "zh-Hans": 0.3, "en": 0.15}


def answer_kpi(inquiry: Inquiry, record: Record) -> Answer:
    """Answer with the targets of a KPI; abstain for years and results the plan does not hold."""
    question = inquiry.question
    if inquiry.ranked[0].share < _LEAST_SHARE[question.language]:
        return abstain(inquiry, Reason("no_subject"))
    asked = read_asked(question.plain)
    found = [
        weigh_facts(series, facts, asked)
        for series in inquiry.facts.series_of([record.doc])
        if series.id == record.id and (facts := _list_targets(series, question.years))
    ]
    if not found:
        year = next(iter(question.years), None)
        return abstain(inquiry, Reason("no_figure") if year is None else Reason("no_target", {"year": year}))
    asks_result = question.wants & {"past", "actual"} or question.kind == "compare" or question.asks_figure
    if not question.wants & {"target"} and "midterm" not in question.documents and asks_result:
        year = found[0].facts[0].year
        return abstain(inquiry, Reason("no_figure") if year is None else Reason("no_actual", {"year": year}))
    return tell_figures(inquiry, found)


def _list_targets(series: Series, years: Collection[int]) -> list[Observation]:
    """Return the targets of some years, of all where none is named."""
    targets = [fact for fact in series.facts if fact.role == "target"]
    return [fact for fact in targets if not years or fact.year in years]


def answer_project(inquiry: Inquiry, project: Record) -> Answer:
    """Answer with the row of a project, which holds no figures but the years of its period."""
    question, phrases = inquiry.question, inquiry.phrases
    if inquiry.ranked[0].share < _LEAST_SHARE[question.language]:
        return abstain(inquiry, Reason("no_subject"))
    if (question.asks_figure or question.units) and not inquiry.aspects.aspects:
        return abstain(inquiry, Reason("no_figure"))
    own = [text for key in ("period", "category") if (text := project.text(key).strip())]
    details = [phrases.say("project_own", own=own[0], other=own[1])] if len(own) > 1 else own
    details += [phrases.say("project_kpi", kpi=kpi)] if (kpi := project.text("kpi").strip()) else []
    if not details or _EXPLAINING & inquiry.aspects.names:
        # A row says no reason, nor what will be done.
        return abstain(inquiry, Reason("no_subject"))
    draft = inquiry.draft()
    draft.cite_row(project)
    draft.name(project)
    said = phrases.say("project", name=project.title, details=phrases.say("pause").join(details))
    return draft.finish(question.text, "lookup", said, inquiry.understood)
