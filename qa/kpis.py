"""KPIs and projects of the mid-term plans."""

from __future__ import annotations

from collections.abc import Sequence

from index.tokens import fold_text
from ingest.records import Record
from qa.answer import Answer
from qa.inquiry import Inquiry
from qa.mentions import Mention

_CATEGORY, _PERIOD, _KPI = "category", "period", "kpi"
_NONE = ("無", "-", "－", "")


def answer_kpi(inquiry: Inquiry, record: Record) -> Answer:
    """Answer with a KPI's target and its standard; abstain for years and results the plan does not hold."""
    question, phrases = inquiry.question, inquiry.phrases
    edition = record.edition or 0
    outside = [year for year in question.years if year != edition]
    if outside:
        reason = phrases.say("no_target", year=outside[0])
        return inquiry.abstain(reason)
    if "year_actual" in question.wants and "target" not in question.wants:
        return inquiry.abstain(phrases.say("no_actual", year=edition))
    draft = inquiry.draft()
    target = record.fields.get("target")
    stated: list[Mention] = [m for m in inquiry.mentions_of(record) if m.field.key == "target"]
    if target:
        for mention in stated[:2]:
            draft.state(mention, "target")
    draft.cite_row(record)
    draft.name(record)
    sentence = phrases.say("kpi_target", name=record.title, year=edition, target=record.text("target"))
    return draft.finish(question.text, "kpi", sentence, inquiry.understood)


def list_projects(inquiry: Inquiry) -> Answer | None:
    """Answer with every project of the category, period or KPI asked for; None when none is named."""
    projects = [r for r in inquiry.others if r.kind == "project"]
    chosen = _choose(inquiry, projects)
    if not chosen:
        return None
    draft = inquiry.draft()
    kpis = {r.title: r for r in inquiry.others if r.kind == "kpi"}
    for project in chosen:
        draft.name(project)
        draft.cite_row(project)
        for kpi in (kpis.get(part) for part in project.text(_KPI).split("、")):
            if kpi:
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
    return chosen if narrowed else []


def _describe(inquiry: Inquiry, project: Record) -> str:
    return inquiry.phrases.say(
        "project",
        name=project.title,
        period=project.text(_PERIOD),
        category=project.text(_CATEGORY),
        kpi=project.text(_KPI),
    )
