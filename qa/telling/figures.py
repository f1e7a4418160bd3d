"""The sentence of an answer from facts: what was asked first; of each figure, what it counts, whose, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from msgspec.structs import replace as replace_in

from ingest.figures.units import compatible_units, convert_unit
from ingest.figures.years import ROC_OFFSET
from ingest.records import Observation, Record
from ingest.tables.headings import names_total
from qa.answer import Answer, AnswerFigure, AnswerKind, Item
from qa.answering.figure_queries import SIDES, query_figures
from qa.answering.figures import Evidence, covers_less, find_extreme, judge_result, pair_facts
from qa.answering.reasons import find_reason
from qa.answering.tellings import LONGEST, says
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.query import Query
from qa.shown import stands_whole
from qa.telling.clauses import quote_clause
from qa.telling.remarks import cite_reason, note_links, note_targets, write_reason
from qa.telling.sentence import Sentence, measure_of
from qa.wording import shorten, write_computed, write_number

_LONGEST_METRIC, _LONGEST_ENTRY = 60, 40
_LONGEST_TITLE = 40
_COMPARING = frozenset({"comparison", "document"})


def tell_figures(inquiry: Inquiry, evidence: Sequence[Evidence]) -> Answer:
    """Return the answer to a question that states the facts of the evidence."""
    plain = inquiry.question.plain
    compared = any(part.sort in _COMPARING for part in inquiry.parts_of(plain))
    query = query_figures(evidence, compared)
    return tell_evidence(inquiry, evidence, replace_in(query, reasons="reason" in inquiry.aspects.names))


def tell_evidence(inquiry: Inquiry, evidence: Sequence[Evidence], query: Query) -> Answer:
    """Return the answer to a query that states the facts of the evidence, a sentence for each thing."""
    sentence = Sentence(inquiry)
    apart = len({one.series.doc for one in evidence}) > 1
    told = [
        _name_document(sentence, group[0], apart) + _tell_group(sentence, group)
        for group in _group_clauses(evidence)
    ]
    told += _compare_sides(sentence, evidence, query)
    told += _add_up(sentence, evidence) if query.compute == "total" else []
    told += _tell_reasons(sentence, evidence) if query.reasons else []
    computed_first = query.difference or any(one.asked.difference for one in evidence if one.change)
    figures = _reorder(sentence.figures) if computed_first else sentence.figures
    several = sum(len(one.facts) for one in evidence) > 1
    kinds = {one.series.kind for one in evidence}
    kind: AnswerKind = "compare" if several else "kpi" if kinds == {"kpi"} else "figure"
    notes = [
        note
        for one in evidence
        if one.series.record is not None
        for figure in sentence.figures
        if figure.metric == one.series.metric
        for note in note_targets(inquiry.phrases, one.series.record, figure)
    ]
    kpis = (one.series.record for one in evidence if one.series.kind == "kpi")
    notes += [note for kpi in kpis if kpi is not None for note in note_links(inquiry, kpi)]
    numbers = [no for one in evidence if one.facts and (no := measure_of(one.series.record)) is not None]
    return Answer(
        question=inquiry.question.text,
        kind=kind,
        answer=(" " if inquiry.phrases.english else "").join(told),
        understood=inquiry.understood,
        measures=tuple(dict.fromkeys(numbers)),
        items=tuple(dict.fromkeys(item for one in evidence for item in _items(one))),
        figures=tuple(figures),
        citations=tuple(sentence.citations),
        notes=tuple(dict.fromkeys(notes)),
        query=query,
    )


def _tell_reasons(sentence: Sentence, evidence: Sequence[Evidence]) -> list[str]:
    """Return why the entries fared so that figures are told of, each once, as far as the text says."""
    inquiry, records = sentence.inquiry, [one.series.record for one in evidence]
    years = {fact.year for one in evidence for fact in one.facts}
    told = []
    for record in {one.id: one for one in records if one is not None}.values():
        reason = find_reason(inquiry, record, years)
        if reason is not None:
            cite_reason(inquiry, reason, sentence.citations)
            told.append(sentence.say("reason", words=write_reason(reason, LONGEST)))
    return told


def _name_document(sentence: Sentence, evidence: Evidence, apart: bool) -> str:
    """Return whose words follow, where not all are of one document."""
    if not apart:
        return ""
    title = sentence.inquiry.scope.records.heads[evidence.series.doc].title
    return sentence.say("whose_words", title=shorten(title, _LONGEST_TITLE))


def _compare_sides(sentence: Sentence, evidence: Sequence[Evidence], query: Query) -> list[str]:
    """Return which of two figures of one role and year is higher, where they are compared.

    How much lies between them is told only where that was asked for in words.
    """
    if query.compare not in SIDES:
        return []
    facts = [one.facts[0] for one in evidence if len(one.facts) == 1]
    if len(facts) != 2 or len(evidence) != 2 or not _are_alike(*facts):
        return [sentence.say("incomparable")] if query.difference else []
    first, second = facts
    value = convert_unit(second.value, second.unit, first.unit) - first.value
    documents = first.doc != second.doc
    name = "alike" if value == 0 else "unlike" if documents else "second" if value > 0 else "first"
    names = [shorten(_metric(sentence, one), _LONGEST_ENTRY) for one in evidence]
    told = [sentence.say(name, first=names[0], second=names[1])]
    if query.difference and value:
        positions = [_find_figure(sentence, fact) for fact in (second, first)]
        sentence.compute(value, _point(first.unit), "difference", (positions[0], positions[1]))
        figure = _write_computed(sentence, abs(value), _point(first.unit), facts)
        told.append(sentence.say("apart", figure=figure))
    return told


def _add_up(sentence: Sentence, evidence: Sequence[Evidence]) -> list[str]:
    """Return what the figures of several things are together, where they are of one unit, year and role."""
    facts = [one.facts[0] for one in evidence if len(one.facts) == 1]
    if len(facts) < 2 or len(facts) < len(evidence) or not all(_are_alike(facts[0], one) for one in facts):
        return []
    unit = facts[0].unit
    if unit == "%" or len({(one.doc, one.id, one.metric, one.scope) for one in facts}) < len(facts):
        return []
    value = sum((convert_unit(one.value, one.unit, unit) for one in facts), Decimal(0))
    sentence.compute(value, unit, facts[0].role, tuple(_find_figure(sentence, fact) for fact in facts))
    return [sentence.say("together", figure=_write_computed(sentence, value, unit, facts))]


def _are_alike(first: Observation, second: Observation) -> bool:
    """Say whether two figures differ only in what is compared, so that one may be less than the other."""
    same = (first.role, first.year) == (second.role, second.year)
    return same and compatible_units(first.unit, second.unit)


def _find_figure(sentence: Sentence, fact: Observation) -> int:
    return next(
        n
        for n, f in enumerate(sentence.figures)
        if (f.doc, f.metric, f.scope, f.as_written, f.year)
        == (fact.doc, fact.metric, fact.scope, fact.as_written, fact.year)
    )


def _group_clauses(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the evidence in its order, what sentences of one entry say together."""
    groups: list[list[Evidence]] = []
    for one in evidence:
        before = groups[-1][-1].series if groups else None
        alike = before is not None and (before.doc, before.id) == (one.series.doc, one.series.id)
        if alike and before is not None and before.told and one.series.told:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _tell_group(sentence: Sentence, group: Sequence[Evidence]) -> str:
    first = group[0]
    if not first.series.told:
        return _tell_one(sentence, first)
    parts = []
    shown: list[tuple[Observation, str]] = []
    for one in group:
        positions = [sentence.state(fact, one.series.record) for fact in one.facts]
        clauses = [_tell_clause(sentence, fact) for fact in one.facts]
        parts += [clause for clause in dict.fromkeys(clauses) if clause not in parts]
        parts += _tell_computed(sentence, one, positions)
        shown += zip(one.facts, clauses, strict=True)
    _state_shown(sentence, shown, first.series.record)
    series = first.series
    no = f"{series.no} " if series.no else ""
    name = _name_entry(sentence, first, _LONGEST_METRIC) or _metric(sentence, first)
    return sentence.say(
        "sentence", metric=f"{no}{name}", whose="", parts=sentence.say("join_years").join(parts)
    )


def _state_shown(sentence: Sentence, shown: Sequence[tuple[Observation, str]], record: Record | None) -> None:
    """Add the other figures that the clauses show, each of the sentence it stands in."""
    stated = {(figure.value, figure.unit) for figure in sentence.figures}
    clauses = {fact.quote: clause for fact, clause in shown}
    for columns in sentence.inquiry.numbers.of(dict.fromkeys(fact.doc for fact, _ in shown)):
        for other in (number.fact for number in columns.numbers if number.told):
            clause = clauses.get(other.quote)
            apart = (other.value, other.unit) not in stated
            if clause is not None and apart and stands_whole(other.as_written, clause):
                stated.add((other.value, other.unit))
                sentence.state(other, record)


def _tell_clause(sentence: Sentence, fact: Observation) -> str:
    """Return the clause a figure stands in, behind its year where the clause does not say it."""
    clause = quote_clause(fact)
    if not fact.year or str(fact.year) in clause.split(fact.as_written)[0]:
        return clause
    return sentence.say("year_clause", year=_name_year(sentence, fact.year), parts=clause)


def _tell_one(sentence: Sentence, evidence: Evidence) -> str:
    positions = [sentence.state(fact, evidence.series.record) for fact in evidence.facts]
    for words in evidence.words:
        sentence.quote(words, evidence)
    parts = _tell_years(sentence, evidence)
    computed = _tell_computed(sentence, evidence, positions)
    # What lies between two figures goes before them where that is asked for.
    first = evidence.asked.difference and evidence.change is not None
    parts = [*computed, *parts] if first else [*parts, *computed]
    parts = [*_tell_extreme(sentence, evidence), *parts]
    return sentence.say(
        "sentence",
        metric=shorten(_metric(sentence, evidence), _LONGEST_METRIC),
        whose=_whose(sentence, evidence),
        parts=sentence.say("join_years").join(parts),
    )


def _tell_extreme(sentence: Sentence, evidence: Evidence) -> list[str]:
    """Return in which year a figure is the highest or the lowest, where that is asked for."""
    found = find_extreme(evidence)
    if not found:
        return []
    years = sentence.say("and").join(_name_year(sentence, fact.year, "short_year") for fact in found)
    name = str(evidence.asked.extreme)
    return [sentence.say(name, year=years, figure=_figure(sentence, found[0]))]


def tell_missing(inquiry: Inquiry, evidence: Evidence) -> Answer:
    """Return the abstention for facts that are not given, which names those that are nearest."""
    sentence = Sentence(inquiry)
    nearest = replace(evidence, facts=evidence.near, missing=(), change=None, verdict=None, rate=None)
    for fact in evidence.near:
        sentence.state(fact, evidence.series.record)
    parts = [*_tell_years(sentence, replace(evidence, facts=()))]
    if evidence.near:
        shown = sentence.say("join_years").join(_tell_years(sentence, nearest))
        parts.append(sentence.say("nearest", parts=shown))
    said = sentence.say(
        "sentence",
        metric=shorten(_metric(sentence, evidence), _LONGEST_METRIC),
        whose=_whose(sentence, evidence),
        parts=sentence.say("join_years").join(parts),
    )
    return Answer(
        question=inquiry.question.text,
        kind="unanswerable",
        answer=said,
        understood=inquiry.understood,
        abstained=True,
        reason=said,
        items=tuple(_items(evidence)),
        citations=tuple(sentence.citations),
        query=query_figures((evidence,)),
    )


def _metric(sentence: Sentence, evidence: Evidence) -> str:
    series = evidence.series
    if names_total(series.entry):
        title = sentence.inquiry.scope.records.heads[series.doc].title
        return sentence.say("total", title=title, entry=series.entry)
    name = "".join(series.metric.split("\n"))
    # An entry without an indicator is named by what it does.
    return name if says(name) else shorten(series.entry, _LONGEST_METRIC)


def _whose(sentence: Sentence, evidence: Evidence) -> str:
    series = evidence.series
    if not says(series.metric) or series.entry == series.metric or series.metric.startswith(series.entry):
        return ""
    no = f"{series.no} " if series.no else ""
    return sentence.say("whose", no=no, entry=_name_entry(sentence, evidence, _LONGEST_ENTRY))


def _name_entry(sentence: Sentence, evidence: Evidence, longest: int) -> str:
    """Return what the entry is called, in the answer's language where the glossary has that, shortened.

    A title in English takes twice the letters of one in Chinese.
    """
    series, phrases = evidence.series, sentence.inquiry.phrases
    title = phrases.title(series.record) if series.record is not None else ""
    if series.record is None or title == series.record.title:
        return shorten(" ".join(series.entry.split()), longest)
    return shorten(title, 2 * longest)


def _name_year(sentence: Sentence, year: int | None, how: str = "year") -> str:
    return sentence.say(how, year=year, western=year + ROC_OFFSET) if year else ""


def _tell_years(sentence: Sentence, evidence: Evidence) -> list[str]:
    """Return what is said of each year: its figures, and what is not given."""
    said = [one.year for one in evidence.words]
    years = list(dict.fromkeys([*(f.year for f in evidence.facts), *said, *(y for y, _ in evidence.missing)]))
    told = []
    for year in sorted(years, key=lambda y: y or 0):
        parts = [_state(sentence, evidence, fact) for fact in evidence.facts if fact.year == year]
        shown = _name_year(sentence, year)
        if parts:
            joined = sentence.say("join").join(parts)
            told.append(sentence.say("year_part", year=shown, parts=joined) if year else joined)
            told += _judge_year(sentence, evidence, year)
        told += [
            sentence.say("in_words", year=shown, role=sentence.say(one.role), text=one.text)
            for one in evidence.words
            if one.year == year
        ]
        told += [
            sentence.say("missing", year=shown, role=sentence.say(role))
            for y, role in evidence.missing
            if y == year
        ]
    return told


def _state(sentence: Sentence, evidence: Evidence, fact: Observation) -> str:
    """Return a figure with its role, the part of a year it is of, and the target that was set before it."""
    figure = _figure(sentence, fact)
    target = evidence.series.find(fact.year, "target")
    if target is not None and fact.role == "actual" and covers_less(target, fact):
        figure += sentence.say("of_period", period=fact.period)
    before = next(
        (
            one
            for one in evidence.series.facts
            if (one.year, one.role, one.basis) == (fact.year, fact.role, "original")
        ),
        None,
    )
    if before is not None and fact.basis == "revised":
        sentence.state(before, evidence.series.record)
        figure += sentence.say("originally", figure=_figure(sentence, before))
    return sentence.say("stated", role=_role(sentence, fact), figure=figure)


def _tell_unjudged(sentence: Sentence, evidence: Evidence) -> list[str]:
    """Return why a verdict that is asked for is not given: a half of a year, or the document's own word."""
    if not evidence.asked.judged or evidence.verdict is not None:
        return []
    found = {fact.role: fact for fact in evidence.facts}
    target, actual = found.get("target"), found.get("actual")
    if target is None or len({fact.year for fact in evidence.facts}) > 1:
        return []
    if actual is not None and covers_less(target, actual):
        return [sentence.say("partial", period=actual.period)]
    own = " ".join((target.status or "").split())
    return [sentence.say("own_word", status=own)] if actual is None and says(own) else []


def _judge_year(sentence: Sentence, evidence: Evidence, year: int | None) -> list[str]:
    """Return whether the target of one of several years was met, where that is asked."""
    if evidence.verdict is not None or not evidence.asked.judged:
        return []
    found = {fact.role: fact for fact in evidence.facts if fact.year == year}
    if not {"target", "actual"} <= found.keys():
        return []
    met = judge_result(found["target"], found["actual"])
    return [] if met is None else [sentence.say("met" if met else "not_met")]


def _role(sentence: Sentence, fact: Observation) -> str:
    """Return the name of a role; of a rate or sum the words of its own heading, which are more exact."""
    if fact.role in ("rate", "final", "budget") and not sentence.inquiry.phrases.english:
        own = [word for word in (*fact.headers.column[-1:], *fact.headers.row[-1:]) if len(word) <= 12]
        named = next((word for word in own if any(key in word for key in ("率", "度", "數", "算"))), "")
        if named:
            return named.split("(")[0].split("（")[0]
    return sentence.say(fact.role)


def _figure(sentence: Sentence, fact: Observation) -> str:
    """Return a figure as written, with its operator and the unit its heading gives."""
    written = " ".join(fact.as_written.split())
    prefix = ""
    if fact.role == "target":
        name = {"<=": "op_most", "<": "op_less", ">": "op_more"}.get(fact.op or "", "op_least")
        prefix = sentence.say(name)
    phrases = sentence.inquiry.phrases
    if fact.unit and fact.unit not in written:
        base = phrases.amount(fact.value, fact.unit)
        plain = written.replace(",", "") == write_number(fact.value).replace(",", "")
        if plain:
            return f"{prefix}{base if phrases.english else f'{written}{fact.unit}'}"
        note = fact.headers.note[0].split("；")[0].split(";")[0] if fact.headers.note else ""
        shown = sentence.say("scaled", written=written, note=note) if note else f"（{written}）"
        return f"{prefix}{base}{shown}"
    return f"{prefix}{phrases.written(fact.value, fact.unit or '', written)}"


def _tell_computed(sentence: Sentence, evidence: Evidence, positions: list[int]) -> list[str]:
    parts = _tell_unjudged(sentence, evidence)
    if evidence.verdict is not None:
        parts.append(sentence.say("met" if evidence.verdict else "not_met"))
    if evidence.rate is not None:
        sentence.compute(evidence.rate, "%", "rate", (positions[0], positions[1]))
        parts.append(sentence.say("rate_is", figure=write_number(evidence.rate)))
    if evidence.change is None or len(evidence.facts) < 2:
        return parts
    value, unit = evidence.change
    judged = evidence.verdict is not None
    pair = pair_facts(evidence.facts)
    if pair is None or (judged and not evidence.asked.difference):
        return parts
    first, second = pair
    stated = _find_difference(sentence.inquiry, evidence)
    marked = "" if stated is not None else sentence.say("computed")
    if stated is not None:
        sentence.cite_difference(stated)
    else:
        ends = (positions[evidence.facts.index(fact)] for fact in pair)
        earlier, later = sorted(ends, key=lambda at: _order(sentence.figures[at]))
        sentence.compute(value, _point(unit), "difference", (later, earlier))
    figure = _write_computed(sentence, abs(value), _point(unit), pair)
    if evidence.growth is not None:
        if stated is None:
            sentence.compute(evidence.growth, "%", "rate", (later, earlier))
        figure += sentence.say("grown", figure=write_number(abs(evidence.growth)))
    if judged:
        if value == 0:
            return parts
        short = value < 0 and (first.op or ">=") in (">=", ">")
        name = "gap" if short else "over" if value > 0 else "under"
        parts.append(sentence.say(name, figure=figure) + marked)
        return parts
    years = sorted(y for y in (first.year, second.year) if y is not None)
    name = "more" if value > 0 else "less" if value < 0 else "same"
    # Of targets and results side by side it is said which of them changed.
    whose = sentence.say(first.role) if len({fact.role for fact in evidence.facts}) > 1 else ""
    first_year, last_year = years[0], years[-1]
    said = sentence.say(
        name,
        first=first_year,
        second=last_year,
        first_western=first_year + ROC_OFFSET,
        second_western=last_year + ROC_OFFSET,
        figure=figure,
    )
    parts.append(f"{whose}{' ' if whose and sentence.inquiry.phrases.english else ''}{said}{marked}")
    return parts


def _write_computed(sentence: Sentence, value: Decimal, unit: str, operands: Sequence[Observation]) -> str:
    phrases = sentence.inquiry.phrases
    return phrases.amount(value, unit) if phrases.english else write_computed(value, unit, operands)


def _order(figure: AnswerFigure) -> tuple[int, bool]:
    """Return where a figure stands in a difference: by year, a target before its result."""
    return figure.year or 0, figure.role != "target"


def _find_difference(inquiry: Inquiry, evidence: Evidence) -> Mention | None:
    """Return the difference of the facts where their entry states it, None where it has to be computed."""
    record, change = evidence.series.record, evidence.change
    if record is None or change is None:
        return None
    value, unit = change
    years = {fact.year for fact in evidence.facts}
    for mention in inquiry.mentions_of(record):
        figure = mention.figure
        fits = compatible_units(figure.unit, unit) and figure.unit != "%"
        if mention.role == "difference" and fits and mention.year in years:
            if convert_unit(abs(figure.value), figure.unit, unit) == abs(value) != 0:
                return mention
    return None


def _point(unit: str) -> str:
    """Return the unit of a difference: between percentages lie percentage points."""
    return "個百分點" if unit == "%" else unit


def _reorder(figures: list[AnswerFigure]) -> list[AnswerFigure]:
    """Put what was computed, and asked for, before what it was computed from."""
    order = sorted(range(len(figures)), key=lambda at: not figures[at].computed_from)
    moved = {before: after for after, before in enumerate(order)}
    return [
        replace(figures[at], computed_from=tuple(moved[o] for o in figures[at].computed_from)) for at in order
    ]


def _items(evidence: Evidence) -> list[Item]:
    record = evidence.series.record
    if record is None:
        return []
    return [Item(record.kind, record.doc, record.no, record.title, 1.0, record.id)]
