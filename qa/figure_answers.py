"""Answers to questions for a figure, and when to say that the texts do not give it."""

from __future__ import annotations

from collections.abc import Sequence

from index.tokens import fold_text
from ingest.figures.units import compatible_units
from ingest.figures.years import ROC_OFFSET
from ingest.records import Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer, AnswerFigure
from qa.choice import choose_figures
from qa.drafting import Draft, name_metric
from qa.drift import name_edition
from qa.figures import Scored, unit_fits, wanted_roles
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.names import most_held, share_of_names
from qa.telling.remarks import note_targets

_WHOSE = ("agencies", "action", "target", "indicator", "goal", "name", "standard")
_ELSEWHERE, _SPECIAL, _LEAST_SPECIAL = 0.25, 0.35, 0.2
_LEAST_NAMED, _LEAST_NAMED_EN = 0.42, 0.5
_TELLING = 0.7
_CLOSING, _LONGEST_BEHIND = " ，。；、：", 24
_LEAST_SHARE = {"zh-Hant": 0.2, "zh-Hans": 0.2, "en": 0.12}


def answer_figure(inquiry: Inquiry) -> Answer:
    """Answer with the figures asked for, each with the clause that states it; or abstain."""
    question, phrases = inquiry.question, inquiry.phrases
    mentions = inquiry.mentions()
    chosen = choose_figures(question, inquiry.topic, mentions, inquiry.agencies, inquiry.is_agency)
    reason = find_reason_to_abstain(inquiry, chosen)
    if reason:
        return abstain(inquiry, reason)
    draft = inquiry.draft()
    for scored in chosen:
        draft.state(scored.mention)
    records = list({id(s.mention.record): s.mention.record for s in chosen}.values())
    for record in records:
        draft.name(record)
    draft.notes += note_targets(phrases, records[0], draft.figures[0])
    sentence = phrases.say(
        "figures_of",
        title=phrases.title(records[0]),
        parts=phrases.join(_state_parts(inquiry, draft, chosen)),
    )
    sentence = _name_edition(inquiry, records[0], sentence) + sentence
    return draft.finish(
        question.text, "figure", sentence, inquiry.understood, inquiry.measure_numbers(records)
    )


def _name_edition(inquiry: Inquiry, record: Record, sentence: str) -> str:
    """Return whose edition speaks, where it is of the year asked for and no figure is said to be."""
    if record.edition not in inquiry.question.years or str(record.edition) in sentence:
        return ""
    return inquiry.phrases.say("from_edition", editions=name_edition(inquiry, record.doc))


def _state_parts(inquiry: Inquiry, draft: Draft, chosen: Sequence[Scored]) -> list[str]:
    """Return the figures of the sentence: those asked for, and with one agency's those of the others."""
    headings = [s.mention.heading if inquiry.is_agency(s.mention.heading) else "" for s in chosen]
    parts = []
    for position, figure in enumerate(draft.figures):
        reported = headings[0] and headings[position] and figure.role == "actual"
        if position < inquiry.question.asked or reported:
            heading = f"{headings[position]} " if headings[position] else ""
            written = inquiry.phrases.figure(figure) + _tell_behind(draft.mentions[position], figure)
            metric = f"{heading}{figure.metric}"
            dated = figure.year is not None and str(figure.year) not in metric
            west = (figure.year or 0) + ROC_OFFSET
            name = "stated_in" if dated else "stated"
            parts.append(
                inquiry.phrases.say(name, metric=metric, written=written, year=figure.year, west=west)
            )
    return parts


def _tell_behind(mention: Mention, figure: AnswerFigure) -> str:
    """Return the words of its clause behind a figure that none before it name: 82.4%使用者願意推薦."""
    words = mention.field.text[mention.figure.end : mention.clause[1]].strip(_CLOSING)
    return words if not figure.metric and len(words) <= _LONGEST_BEHIND and "\n" not in words else ""


def find_reason_to_abstain(inquiry: Inquiry, chosen: Sequence[Scored]) -> Reason | None:
    """Return why the texts do not answer; None when they do."""
    if not chosen:
        return Reason("no_figure")
    best = chosen[0]
    reason = _miss_year(inquiry, chosen)
    if reason:
        return reason
    title = inquiry.nearest_title()
    if best.mention.role == "actual" and best.mention.figure.upper is not None:
        return Reason("no_figure")
    if _miss_unit(inquiry, chosen):
        return Reason("no_unit", {"unit": inquiry.question.units[0], "title": title})
    stranger = _find_stranger(inquiry, best)
    if stranger:
        return Reason("no_agency", {"agency": stranger, "title": title})
    if not inquiry.question.names_measure and _miss_subject(inquiry, chosen):
        return Reason("no_figure")
    return None


def _miss_year(inquiry: Inquiry, chosen: Sequence[Scored]) -> Reason | None:
    """Say which year no figure chosen is of or stands beside, or that only a target is given for it."""
    question, best = inquiry.question, chosen[0]
    record = best.mention.record
    wants_target = "target" in wanted_roles(question)
    beside = {y for s in chosen for y in (s.mention.year, *s.mention.years)}
    known = {y for m in inquiry.mentions_of(record) for y in (m.year, *m.years)}
    if len(question.years) == 1:
        known &= beside
    for year in question.years:
        beyond = record.edition is not None and year > record.edition and not wants_target
        if beyond and year - 1 == record.edition:
            return Reason("no_actual", {"year": year})
        if year not in known:
            return Reason("no_year", {"year": year})
        if beyond:
            return Reason("no_actual", {"year": year})
    if wants_target and not question.wants & {"actual", "rate"} and not _has_target(best, question.years):
        missing = question.years[0] if question.years else record.edition
        return Reason("no_target", {"year": missing}) if missing else Reason("no_figure")
    if best.mention.role in ("target", "next_target") and not wants_target:
        target = " ".join(best.mention.figure.text.split())
        metric = name_metric(best.mention)
        return Reason("not_reported", {"metric": metric, "target": target, "mention": best.mention})
    return None


def _has_target(best: Scored, years: Sequence[int]) -> bool:
    """Say whether a figure is a target, or the result of one of a year whose target the text sets."""
    mention = best.mention
    if mention.role in ("target", "next_target"):
        return True
    return not years or mention.record.edition in years or (mention.record.edition or 0) + 1 in years


def _miss_unit(inquiry: Inquiry, chosen: Sequence[Scored]) -> bool:
    question = inquiry.question
    if not question.units or any(unit_fits(u, s.mention.figure.unit) for u in question.units for s in chosen):
        return False
    return question.language != "en" or _family(question.units[0]) != _family(chosen[0].mention.figure.unit)


def _miss_subject(inquiry: Inquiry, chosen: Sequence[Scored]) -> bool:
    """Say whether a figure is of something else than what is asked about.

    What the measure as a whole does not speak of must stand by the figure itself.
    """
    best = chosen[0]
    record = best.mention.record
    first = inquiry.first()
    chinese = inquiry.question.language != "en"
    if chinese and record is not first.record and best.share < first.share - _ELSEWHERE:
        return True
    about = inquiry.about(record)
    near = frozenset().union(*(s.mention.sentence_tokens | s.mention.heading_tokens for s in chosen))
    if inquiry.topic.share(about | near) < _LEAST_SHARE[inquiry.question.language]:
        return True
    if stands_elsewhere(inquiry, record, chosen):
        return True
    if not chinese:
        # Half of an English question's words have no certain counterpart, so none can be missed for sure.
        return False
    special = inquiry.topic.named().beyond(about)
    return special.total > _SPECIAL * inquiry.topic.total and special.share(near) < _LEAST_SPECIAL


def stands_elsewhere(inquiry: Inquiry, record: Record, chosen: Sequence[Scored]) -> bool:
    """Say whether too few words of the question stand by the figures, or say what the measure is.

    In English, where words have no sure counterpart, one telling word that does is enough.
    """
    names = inquiry.names()
    units = inquiry.question.units
    fitting = [s for s in chosen if any(unit_fits(unit, s.mention.figure.unit) for unit in units)]
    if fitting and inquiry.question.language == "en":
        # What was only added beside the figure asked for says nothing about it.
        chosen = fitting
    sentences = [s.mention.heading + s.mention.field.text[slice(*s.mention.sentence)] for s in chosen]
    near = "\n".join((record.title, *(record.text(key) for key in _WHOSE), *sentences))
    share = share_of_names(names, near, "\n".join(item.text for item in record.fields.values()))
    if inquiry.question.language != "en":
        return share < _LEAST_NAMED
    return bool(names) and share < _LEAST_NAMED_EN and most_held(names, near) < _TELLING


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
