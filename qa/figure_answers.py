"""Answers to questions for a figure, and when to say that the texts do not give it."""

from __future__ import annotations

from collections.abc import Sequence

from index.tokens import fold_text
from ingest.units import compatible_units
from qa.answer import Answer
from qa.drafting import Draft, name_metric
from qa.figures import Scored, choose_figures, unit_fits, wanted_roles
from qa.inquiry import Inquiry

_WHOSE = ("agencies", "action", "target", "indicator", "goal", "name", "standard")
_ELSEWHERE = 0.25
_LEAST_SHARE = {"zh-Hant": 0.3, "zh-Hans": 0.3, "en": 0.2}


def answer_figure(inquiry: Inquiry) -> Answer:
    """Answer with the figures asked for, each with the clause that states it; or abstain."""
    question, phrases = inquiry.question, inquiry.phrases
    mentions = inquiry.mentions()
    chosen = choose_figures(question, inquiry.topic, mentions, inquiry.agencies)
    reason = find_reason_to_abstain(inquiry, chosen)
    if reason:
        return inquiry.abstain(reason)
    draft = inquiry.draft()
    for scored in chosen:
        draft.state(scored.mention)
    records = list({id(s.mention.record): s.mention.record for s in chosen}.values())
    for record in records:
        draft.name(record)
    sentence = phrases.say(
        "figures_of",
        title=phrases.title(records[0]),
        parts=phrases.join(_state_parts(inquiry, draft, question.asked)),
    )
    return draft.finish(
        question.text, "figure", sentence, inquiry.understood, inquiry.measure_numbers(records)
    )


def _state_parts(inquiry: Inquiry, draft: Draft, asked: int) -> list[str]:
    return [
        inquiry.phrases.say("stated", metric=figure.metric, written=inquiry.phrases.figure(figure))
        for figure in draft.figures[: max(1, asked)]
    ]


def find_reason_to_abstain(inquiry: Inquiry, chosen: Sequence[Scored]) -> str | None:
    """Return why the texts do not answer, in one sentence; None when they do."""
    question, phrases = inquiry.question, inquiry.phrases
    title = phrases.title(inquiry.ranked[0].record)
    if not chosen:
        return phrases.say("no_figure", title=title)
    best = chosen[0]
    record = best.mention.record
    edition = record.edition or 0
    wants_target = "target" in wanted_roles(question)
    for year in question.years:
        known = {y for m in inquiry.mentions_of(record) for y in (m.year, *m.years)}
        if year not in known:
            covered = "、".join(str(y) for y in sorted(y for y in known if y))
            return phrases.say("no_year", year=year, covered=covered)
        if year > edition and not wants_target:
            return phrases.say("no_actual", year=year)
    if best.mention.role in ("target", "next_target") and not wants_target:
        target = " ".join(best.mention.figure.text.split())
        return phrases.say("not_reported", metric=name_metric(best.mention), target=target)
    if question.units and not any(
        unit_fits(u, s.mention.figure.unit) for u in question.units for s in chosen
    ):
        if not record.title.isascii() and question.language != "en":
            return phrases.say("no_unit", unit=question.units[0], title=title)
    stranger = _find_stranger(inquiry, best)
    if stranger:
        return phrases.say("no_agency", agency=stranger, title=title)
    if record is not inquiry.ranked[0].record and best.share < inquiry.ranked[0].share - _ELSEWHERE:
        return phrases.say("no_figure", title=title)
    around = best.mention.sentence_tokens | best.mention.heading_tokens | inquiry.about(record)
    if inquiry.topic.share(around) < _LEAST_SHARE[question.language]:
        return phrases.say("no_figure", title=title)
    return None


def _family(unit: str) -> str:
    """Return whether a unit is of money, of rates or of counts; English nouns tell no more."""
    return next(
        (family for family in ("元", "%") if compatible_units(unit, family) or unit.endswith(family)), ""
    )


def _find_stranger(inquiry: Inquiry, best: Scored) -> str | None:
    """Return the agency a question asks about when neither the sentence nor the measure speaks of it."""
    mention = best.mention
    start, end = mention.sentence
    said = "".join(
        (mention.heading, mention.field.text[start:end], *(mention.record.text(k) for k in _WHOSE))
    )
    folded = fold_text(said)
    if inquiry.agencies and not any(
        fold_text(name) in folded for names in inquiry.agencies for name in names
    ):
        return inquiry.agencies[0][0]
    return None
