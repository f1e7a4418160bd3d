"""Which kind of answer a question gets: from entries, figures, sets, comparisons or look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from ingest.records import Measure, ObservationRole, Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.answering.cells import CellEvidence, Certainty, find_cells
from qa.answering.chosen import gather_chosen
from qa.answering.figures import Evidence, fit_chosen
from qa.answering.sides import find_evidence
from qa.certainty import show_passages
from qa.comparisons import compare
from qa.discrepancies import list_contradictions
from qa.drift import lack_edition
from qa.figure_answers import answer_figure
from qa.finding.number_weights import ChosenNumbers, choose_numbers, lacks_words
from qa.finding.ranking import MOST_DOCUMENTS
from qa.inquiry import Inquiry
from qa.invariants import find_breaks, hold, names_subject
from qa.kpis import answer_kpi, answer_project
from qa.listing import answer_entries, names_owners
from qa.negation import tell_negation
from qa.ranging import range_over
from qa.recomputing import recompute
from qa.sets import list_measures
from qa.summaries import summarize
from qa.telling.cells import tell_cells
from qa.telling.figures import tell_figures, tell_missing
from qa.telling.lookups import answer_lookup, asks_aspect, look_up, tell_sentence
from qa.telling.several import join_answers
from qa.understanding.marks import find_marks
from qa.understanding.roles import read_asked
from qa.understanding.several import split_questions

_ENTRIES = ("measure", "kpi", "project", "budget")
# The sets a verdict makes, and what names the members of one.
_JUDGED = frozenset({"fell_short", "met", "not_reported"})
_LISTING = frozenset({"asking", "kind", "number"})
# So long may the names of what several questions count be together.
_TOGETHER = 300
_NEARLY, _TOLD, _COMPARED = 0.15, 0.03, 0.5


def answer(inquiry: Inquiry) -> Answer:
    """Answer a question; where several plans or editions are indexed, from those it means.

    Where the answer is not certain the best passages of all that the question ranges over are shown; what
    breaks an invariant is not given.
    """
    cells = find_cells(inquiry) if inquiry.limited else None
    # A document that a reader chose and that is no plan has its tables alone to answer from.
    alone = inquiry.limited and not _has_entries(inquiry, inquiry.scope.docs)
    told = _tell_cells(inquiry, cells, "alone") if alone else None
    found = told or _answer_entries(inquiry) or tell_negation(inquiry, _answer_surely(inquiry, cells))
    return hold(inquiry, found)


def _answer_entries(inquiry: Inquiry) -> Answer | None:
    """Answer a question for entries, or say that an edition it compares is not there; None for any other.

    A query denies what a question denies; the other ways do not understand each denial. A set of two
    editions is none of one, and what is nearest in that one is no answer either.
    """
    listed = _answer_several(inquiry) or answer_entries(inquiry)
    return listed or (lack_edition(inquiry) if inquiry.question.kind == "list" else None)


def _answer_surely(inquiry: Inquiry, cells: CellEvidence | None) -> Answer:
    """Answer from facts where they are surely those asked for, else the way that looks into sentences too.

    Cells that are surely asked for go before sentences in a document that a reader chose, and before an
    abstention where all documents are asked.
    """
    surely = answer_lookup(inquiry)
    if surely is not None:
        return surely
    asked = _asks_facts(inquiry)
    evidence = find_evidence(inquiry) if asked else ()
    told = _answer_facts(inquiry, evidence) or _tell_cells(inquiry, cells, "sure")
    otherwise = _answer_numbers if asked else answer_otherwise
    found = told or otherwise(inquiry, evidence)
    # What was looked for and is not there is said, not what stands near it in a table.
    if inquiry.limited or (len(evidence) == 1 and evidence[0].denied):
        return found
    if not found.abstained and not (found.figures and not _has_entries(inquiry, [found.figures[0].doc])):
        return found
    # What an edition does not say is denied of its entries, whatever stands in its tables; of a document that
    # has tables alone its cells tell by their headings what a number is.
    apart = {doc for doc in inquiry.scope.docs if not _has_entries(inquiry, [doc])}
    cells = find_cells(inquiry.within(apart)) if apart else None
    return _tell_cells(inquiry, cells, "sure") or found


def _tell_cells(inquiry: Inquiry, cells: CellEvidence | None, least: Certainty) -> Answer | None:
    """Answer from the cells of a table where they are as certainly asked for as is wanted."""
    return tell_cells(inquiry, cells) if cells is not None and cells.reaches(least) else None


def _has_entries(inquiry: Inquiry, docs: Sequence[str]) -> bool:
    """Say whether something in some documents was read as an entry of a plan."""
    heads = inquiry.scope.records.heads
    return any(kind in _ENTRIES for doc in docs for kind in heads[doc].kinds)


def _answer_several(inquiry: Inquiry) -> Answer | None:
    """Answer each of the questions for entries that a question consists of; None where one has no answer.

    What is asked of those among the ones before, 其中幾項, belongs to the question before.
    """
    texts = split_questions(inquiry)
    if not texts or any(mark.sort == "among" for mark in find_marks(inquiry.question.plain)):
        return None
    asked = [inquiry.again(text) for text in texts]
    longest = _TOGETHER // max(len(asked), 1)
    answers = [hold(one, found) for one in asked if (found := answer_entries(one, longest)) is not None]
    told = [found for found in answers if not found.abstained]
    return join_answers(inquiry, told) if len(told) == len(texts) else None


def _answer_facts(inquiry: Inquiry, evidence: Sequence[Evidence]) -> Answer | None:
    """Answer from facts that are surely or likely those asked for, or say that they are not given."""
    certain = all(one.certain for one in evidence)
    likely = all(one.likely and not one.missing for one in evidence)
    if evidence and any(inquiry.has_editions(one.series.doc) for one in evidence):
        # A comparison over editions takes each year from its own, which the comparison itself sees to.
        compared = inquiry.question.kind == "compare"
        return range_over(inquiry, _answer_within if compared else _answer_edition) if certain else None
    if evidence and certain:
        return tell_figures(inquiry, evidence)
    if evidence and likely:
        return show_passages(inquiry, tell_figures(inquiry, evidence))
    if len(evidence) == 1 and evidence[0].denied and inquiry.question.language != "en":
        return show_passages(inquiry, tell_missing(inquiry, evidence[0]))
    return None


def _answer_numbers(inquiry: Inquiry, evidence: Sequence[Evidence]) -> Answer:
    """Answer a question for figures from sentences, or with the numbers that were chosen in their place.

    What was learned of the numbers a question asks for says which, and whether either is sure enough.
    """
    found = answer_otherwise(inquiry, evidence)
    if not found.abstained and not found.figures:
        # Words that answer are no numbers.
        return found
    if found.kind == "compare" and len({figure.doc for figure in found.figures}) > 1:
        # What two editions say of the same is set beside each other, which no set of numbers tells.
        return found
    chosen = choose_numbers(inquiry, found)
    if chosen is None or (found.abstained and not chosen.sure):
        return found
    if not chosen.sure:
        # A comparison states more numbers than were asked for, of which nothing was learned.
        kept = found.kind != "figure"
        return found if kept else show_passages(inquiry, abstain(inquiry, Reason("no_figure")))
    if chosen.otherwise:
        return found
    if found.abstained and len(evidence) == 1 and evidence[0].denied and _are_of(chosen, evidence[0]):
        # That a metric has no result is no reason to tell its target in its place.
        return found
    if found.abstained and lacks_words(inquiry, chosen.numbers):
        return found
    told_of = gather_chosen(inquiry, [one.fact for one in chosen.numbers])
    if not fit_chosen(inquiry, told_of):
        return found
    told = show_passages(inquiry, tell_figures(inquiry, told_of))
    return found if any(find_breaks(inquiry, told)) else told


def _are_of(chosen: ChosenNumbers, evidence: Evidence) -> bool:
    """Say whether all numbers that were chosen stand in the entry whose series some evidence is."""
    own = evidence.series.doc, evidence.series.id
    return all((one.fact.doc, one.fact.id) == own for one in chosen.numbers)


def answer_otherwise(inquiry: Inquiry, evidence: Sequence[Evidence]) -> Answer:
    """Answer from what records say in sentences, else from facts that are no more than likely."""
    ranged = inquiry.editions.several and not inquiry.limited
    found = range_over(inquiry, _answer_within) if ranged else _answer_within(inquiry)
    shown = show_passages(inquiry, found)
    if not found.abstained and shown.kind == found.kind:
        return shown
    if evidence and all(one.likely for one in evidence):
        return tell_figures(inquiry, evidence)
    if len(evidence) == 1 and evidence[0].denied:
        return show_passages(inquiry, tell_missing(inquiry, evidence[0]))
    told = tell_sentence(inquiry)
    if told is None and not found.abstained and evidence:
        # Words that only stand near what is asked are no answer to a question for a figure.
        return show_passages(inquiry, abstain(inquiry, Reason("no_figure")))
    return told or shown


def _answer_edition(inquiry: Inquiry) -> Answer:
    """Answer from one edition: from its facts where they are surely those asked for."""
    evidence = find_evidence(inquiry)
    if evidence and all(one.certain for one in evidence):
        return tell_figures(inquiry, evidence)
    return _answer_within(inquiry)


def _answer_within(inquiry: Inquiry) -> Answer:
    """Answer a question from what was found for it, by its kind and by what fits it best."""
    question = inquiry.question
    # A set of all that fits is chosen, not ranked.
    if (question.kind != "list" or question.numbers) and not inquiry.ranked:
        named = Reason("no_measure", {"no": question.numbers[0]}) if question.numbers else None
        return abstain(inquiry, named or Reason("no_subject"))
    for listed in (recompute, list_contradictions):
        found = listed(inquiry)
        if found:
            return found
    if question.kind == "list":
        members = list_measures(inquiry)
        # That nothing fits is said by what judges every entry; here nothing was found.
        limited = names_subject(inquiry, members) and names_owners(inquiry, members)
        return (
            members
            if limited and (members.measures or members.items)
            else abstain(inquiry, _find_missing_year(inquiry) or Reason("no_subject"))
        )
    first = inquiry.ranked[0].record
    told = question.asks_figure or question.kind == "lookup" or _is_pointed(inquiry)
    if question.names_measure and isinstance(first, Measure) and not told:
        return summarize(inquiry, first)
    if first.kind == "project":
        return answer_project(inquiry, first)
    kpi = _find_kpi(inquiry)
    return _answer_kpi(inquiry, kpi) if kpi else _answer_measures(inquiry)


def _find_missing_year(inquiry: Inquiry) -> Reason | None:
    """Return that a year a list is asked of is none that any figure is of; None where all are."""
    known = inquiry.facts.years_of(inquiry.scope.docs[:MOST_DOCUMENTS], get_args(ObservationRole))
    year = next((year for year in inquiry.question.years if year not in known), None)
    wanted = "no_target" if "target" in inquiry.question.wants else "no_year"
    return None if year is None else Reason(wanted, {"year": year})


def _asks_facts(inquiry: Inquiry) -> bool:
    """Say whether a question may be for the figures of a metric.

    One that names a role, 實際燒了多少, or in English a metric alone, "average waiting time in 112", asks for
    figures too. A measure named by its number or place with nothing asked of it is meant as a whole; a
    figure that has to be computed anew beside the stated one is no figure of the text.
    """
    question = inquiry.question
    whole = question.names_measure and not (question.asks_figure or question.units or question.wants)
    if whole or recompute(inquiry) is not None:
        return False
    if question.kind in ("figure", "compare"):
        return True
    if question.kind == "list" and not inquiry.question.sets - _JUDGED:
        # 完訓率有沒有達到目標 asks of one thing whether, and for no list of those that did not.
        plain = question.plain
        return read_asked(plain).judged and not any(p.sort in _LISTING for p in inquiry.parts_of(plain))
    if question.kind != "lookup" or asks_aspect(inquiry):
        return False
    asked = read_asked(question.plain)
    named = bool(asked.roles) and not _asks_which(inquiry)
    return question.language == "en" or named or asked.judged


def _asks_which(inquiry: Inquiry) -> bool:
    """Say whether a question asks which things there are, and for no figure of them."""
    plain = inquiry.question.plain
    asking = (plain[p.start : p.end] for p in inquiry.parts_of(plain) if p.sort == "asking")
    return not inquiry.question.asks_figure and any("哪" in words for words in asking)


def _answer_kpi(inquiry: Inquiry, first: Record) -> Answer:
    """Answer from a KPI when its target is asked for, else from a measure that fits nearly as well.

    A mid-term plan sets targets for one year and reports no results.
    """
    question = inquiry.question
    elsewhere = any(year != first.edition for year in question.years)
    asked = "target" in question.wants and question.kind != "lookup"
    if question.documents & {"midterm"} or (asked and not elsewhere):
        return answer_kpi(inquiry, first)
    measures = [r for r in inquiry.ranked if r.record.kind == "measure"]
    compared = question.kind == "compare" or elsewhere
    margin = _COMPARED if compared else _TOLD if "actual" in question.wants else _NEARLY
    if measures and measures[0].score > inquiry.ranked[0].score - margin:
        found = _answer_measures(replace(inquiry, ranked=measures))
        if not found.abstained:
            return found
    described = look_up(inquiry) if question.kind == "lookup" and _is_pointed(inquiry) else None
    return described if described is not None and not described.abstained else answer_kpi(inquiry, first)


def _find_kpi(inquiry: Inquiry) -> Record | None:
    """Return the KPI to answer from: the first record, or one as near whose target the first does not set."""
    first = inquiry.ranked[0].record
    if first.kind == "kpi":
        return first
    unset = isinstance(first, Measure) and all(t.target is None for t in first.targets)
    if unset and "target" in inquiry.question.wants:
        near = [r.record for r in inquiry.ranked[1:4] if r.score > inquiry.ranked[0].score - _NEARLY]
        return next((r for r in near if r.kind == "kpi"), None)
    return None


def _is_pointed(inquiry: Inquiry) -> bool:
    """Say whether a question asks for an aspect that a field alone answers, such as 誰負責."""
    return bool(inquiry.aspects.aspects)


def _answer_measures(inquiry: Inquiry) -> Answer:
    kind = inquiry.question.kind
    if kind == "compare":
        return _hold_roles(inquiry, compare(inquiry))
    if kind == "lookup" or (_is_pointed(inquiry) and not inquiry.question.asks_figure):
        return look_up(inquiry)
    found = answer_figure(inquiry)
    if found.abstained and not inquiry.question.asks_figure:
        return look_up(inquiry)
    return _hold_roles(inquiry, found)


def _hold_roles(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an answer, but none with a result alone, or a target, where both are asked for."""
    asked = {"target", "actual"} & set(read_asked(inquiry.question.plain).roles)
    told = {figure.role for figure in found.figures}
    return abstain(inquiry, Reason("no_figure")) if len(asked) > 1 and told and not asked <= told else found
