"""KPIs and projects of the mid-term plans."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.tokens import cut_token_set, fold_text
from ingest.checks.links import KpiLink
from ingest.records import Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.cues import load_cues
from qa.drafting import Draft
from qa.inquiry import Inquiry

_CATEGORY, _PERIOD, _KPI = "category", "period", "kpi"
_AND = re.compile(r"[跟和與及、]|\band\b")
_AS_GOOD, _HELD = 0.15, 0.5
_LEAST_SHARE = {"zh-Hant": 0.3, "zh-Hans": 0.3, "en": 0.15}
_NONE = ("無", "-", "－", "")


def answer_kpi(inquiry: Inquiry, record: Record) -> Answer:
    """Answer with a KPI's target and its row; abstain for years and results the plan does not hold.

    A question that names two things (各, and) is answered for the next KPI too when it fits as well.
    """
    question = inquiry.question
    edition = record.edition or 0
    if inquiry.ranked[0].share < _LEAST_SHARE[inquiry.question.language]:
        return abstain(inquiry, Reason("no_subject"))
    outside = [year for year in question.years if year != edition]
    if outside:
        return abstain(inquiry, Reason("no_target", {"year": outside[0]}))
    asks_result = question.wants & {"past", "actual"} or question.kind == "compare" or question.asks_figure
    if not question.wants & {"target"} and "midterm" not in question.documents and asks_result:
        return abstain(inquiry, Reason("no_actual", {"year": edition}) if edition else Reason("no_figure"))
    draft = inquiry.draft()
    shown = [record, *_second(inquiry)]
    for kpi in shown:
        _state_kpi(inquiry, draft, kpi)
    return draft.finish(question.text, "kpi", _write_targets(inquiry, shown), inquiry.understood)


def _second(inquiry: Inquiry) -> list[Record]:
    if not (inquiry.question.wants & {"each"} or _AND.search(inquiry.question.plain)):
        return []
    ranked = inquiry.ranked
    close = [r.record for r in ranked[1:3] if r.record.kind == "kpi" and r.score > ranked[0].score - _AS_GOOD]
    return close[:1]


def _state_kpi(inquiry: Inquiry, draft: Draft, kpi: Record) -> None:
    for mention in inquiry.mentions_of(kpi):
        if mention.field.key == "target":
            draft.state(mention, "target")
    draft.cite_row(kpi)
    draft.name(kpi)
    draft.notes += [_describe_link(inquiry, link) for link in inquiry.links_of(kpi)]


def _write_targets(inquiry: Inquiry, kpis: Sequence[Record]) -> str:
    return (" " if inquiry.phrases.english else "").join(
        inquiry.phrases.say(
            "kpi_target", name=k.title, year=k.edition or 0, target=" ".join(k.text("target").split())
        )
        for k in kpis
    )


def _describe_link(inquiry: Inquiry, link: KpiLink) -> str:
    """Say which measure is about the same thing, and how the definitions differ."""
    phrases = inquiry.phrases
    measure = inquiry.editions.measure(link.doc, link.no)
    differences = [
        phrases.say(f"differs_{d.name}", kpi=d.kpi, measure=d.measure or "—") for d in link.warnings
    ]
    return phrases.say(
        "kpi_link",
        member=phrases.say("member", no=measure.no, title=phrases.title(measure)),
        differences=phrases.say("kpi_differs", differences=phrases.join(differences))
        if differences
        else phrases.say("kpi_same"),
    )


def list_under_goal(inquiry: Inquiry) -> Answer | None:
    """Answer with the KPIs under the goal a question names; None where it names none of a mid-term plan."""
    chosen = _under_named_goal(inquiry, inquiry.scope.of_kind("kpi"))
    if not chosen:
        return None
    draft = inquiry.draft()
    for kpi in chosen:
        _state_kpi(inquiry, draft, kpi)
    sentence = inquiry.phrases.say("kpis", count=len(chosen)) + _write_targets(inquiry, chosen)
    return draft.finish(inquiry.question.text, "list", sentence, inquiry.understood)


def _under_named_goal(inquiry: Inquiry, kpis: Sequence[Record]) -> list[Record]:
    question = inquiry.question
    if not kpis or "midterm" not in question.documents or question.kind not in ("list", "lookup"):
        return []
    goals = {r.text("goal") for r in kpis}
    shares = {goal: inquiry.topic.share(cut_token_set(goal)) for goal in goals}
    best = max(shares, key=lambda goal: shares[goal])
    names = max(inquiry.topic.share(cut_token_set(r.title)) for r in kpis)
    if not best or shares[best] < _HELD or shares[best] <= names:
        return []
    return [r for r in kpis if r.text("goal") == best]


def answer_project(inquiry: Inquiry, project: Record) -> Answer:
    """Answer with a project's row: its period, category and KPIs."""
    if inquiry.ranked[0].share < _LEAST_SHARE[inquiry.question.language]:
        return abstain(inquiry, Reason("no_subject"))
    # A project's row holds no figures but the years of its period.
    counted = inquiry.question.units or "midterm" not in inquiry.question.documents
    if inquiry.question.asks_figure and counted and not inquiry.aspects.aspects:
        return abstain(inquiry, Reason("no_figure"))
    draft = inquiry.draft()
    draft.cite_row(project)
    draft.name(project)
    for other in inquiry.scope.of_kind("kpi"):
        if other.title in project.text(_KPI):
            if "target" in inquiry.question.wants:
                _state_kpi(inquiry, draft, other)
            draft.name(other, 0.5)
    sentence = _describe(inquiry, project)
    return draft.finish(inquiry.question.text, "lookup", sentence, inquiry.understood)


def list_projects(inquiry: Inquiry) -> Answer | None:
    """Answer with every project of the category, period or KPI asked for; None when none is named."""
    projects = inquiry.scope.of_kind("project")
    chosen = _choose(inquiry, projects)
    if not chosen:
        return None
    draft = inquiry.draft()
    kpis = {r.title: r for r in inquiry.scope.of_kind("kpi")}
    for project in chosen:
        draft.name(project)
        draft.cite_row(project)
        for title, kpi in kpis.items():
            if title in project.text(_KPI):
                draft.name(kpi, 0.5)
    names = [_describe(inquiry, project) for project in chosen]
    sentence = inquiry.phrases.say("projects", count=len(chosen), members=inquiry.phrases.join(names))
    return draft.finish(inquiry.question.text, "list", sentence, inquiry.understood)


def _choose(inquiry: Inquiry, projects: Sequence[Record]) -> list[Record]:
    """Return the projects that have every value of category, KPI or outline the question names."""
    words = fold_text(inquiry.question.plain) + " ".join(inquiry.understood.terms)
    chosen = list(projects)
    narrowed = False
    for key in (_CATEGORY, _KPI, "outline"):
        values = {r.text(key) for r in projects if r.text(key) not in _NONE}
        named = {value for value in values if fold_text(value) in words}
        if named:
            chosen = [r for r in chosen if r.text(key) in named]
            narrowed = True
    if "no_kpi" in inquiry.question.sets:
        chosen = [r for r in chosen if r.text(_KPI) in _NONE]
        narrowed = True
    return chosen if narrowed or _asks_for_every_project(inquiry) else []


def _asks_for_every_project(inquiry: Inquiry) -> bool:
    every = load_cues("every").found_in(inquiry.question.plain)
    return "projects" in every and not inquiry.subject().concepts


def _describe(inquiry: Inquiry, project: Record) -> str:
    return inquiry.phrases.say(
        "project",
        name=project.title,
        period=project.text(_PERIOD),
        category=project.text(_CATEGORY),
        kpi=project.text(_KPI),
    )
