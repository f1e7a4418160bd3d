"""Figures that answer a question: every figure of the likely records, ranked by what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.tokens import fold_text
from ingest.records import Measure
from ingest.units import compatible_units
from qa.concepts import Topic
from qa.cues import load_cues
from qa.drafting import same_amount
from qa.mentions import Mention
from qa.question import Question, answering_units, find_units, split_asks

MOST = 6
_NEAR, _SENTENCE, _HEADING = 1.0, 0.7, 0.35
_UNIT_FITS, _UNIT_DIFFERS = 0.5, -0.5
_YEAR_FITS, _YEAR_DIFFERS = 0.2, -0.45
_ROLE_FITS, _ROLE_DIFFERS = 0.35, -0.3
_NEW_CONCEPT = 0.9
_RANGE = 0.3
_NAMED_UNITS = frozenset({"%", "元", "分", "名", "公斤"})
_CUED = 0.4
_NAME = 4
_REPORTED = 0.6
_SAME_SENTENCE, _SAME_RECORD = 0.6, 0.3
_FIELDS = {
    "result": 0.12,
    "comparison": 0.06,
    "highlights": 0.04,
    "benefit": 0.04,
    "strategy": -0.6,
    "action": -0.6,
    "goal": -0.3,
    "indicator": -0.3,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A mention with its score, and the share of the question's concepts its surroundings hold."""

    mention: Mention
    score: float
    share: float


def rank_mentions(
    question: Question, topic: Topic, mentions: Iterable[tuple[Mention, float]]
) -> list[Scored]:
    """Rank mentions, each given with what its record's rank adds; best first."""
    scored = [_score(question, topic, mention, prior) for mention, prior in mentions]
    return sorted(scored, key=lambda s: -s.score)


def _score(question: Question, topic: Topic, mention: Mention, prior: float) -> Scored:
    near = 0.6 * topic.share(mention.clause_tokens) + 0.4 * topic.share(mention.near_tokens)
    sentence = topic.share(mention.sentence_tokens)
    around = topic.share(mention.sentence_tokens | mention.heading_tokens)
    score = (
        _NEAR * near
        + _SENTENCE * sentence
        + _HEADING * (topic.share(mention.near_tokens | mention.heading_tokens) + around - sentence)
        + _score_unit(question, mention)
        + _score_year(question, mention)
        + _score_role(question, mention)
        + _FIELDS.get(mention.field.key, 0.0)
        + _score_cues(question, mention)
        + prior
    )
    return Scored(mention, score, around)


def _score_cues(question: Question, mention: Mention) -> float:
    """Score what a question asks for by words such as 累計 or 最多, when the clause has them too."""
    start, end = mention.clause
    said = load_cues("want").found_in(mention.field.text[start:end])
    return _CUED * len(question.wants & said & {"cumulative", "most", "growth"})


def unit_fits(asked: str, unit: str) -> bool:
    """Say whether a figure's unit answers a question for a unit."""
    return any(unit == fit or (unit and compatible_units(fit, unit)) for fit in answering_units(asked))


def _score_unit(question: Question, mention: Mention) -> float:
    if not question.units:
        return 0.0
    fits = any(unit_fits(unit, mention.figure.unit) for unit in question.units)
    # English nouns only suggest a measure word; Chinese measure words, money and rates name the unit.
    hinted = question.language == "en" and not set(question.units) & _NAMED_UNITS
    sureness = 0.5 if hinted else 1.0
    return sureness * (_UNIT_FITS if fits else _UNIT_DIFFERS) - (
        _RANGE if mention.figure.upper is not None else 0
    )


def _score_year(question: Question, mention: Mention) -> float:
    if mention.year is None:
        return 0.0
    if question.years:
        if mention.year in question.years:
            return _YEAR_FITS
        return 0.3 * _YEAR_DIFFERS if set(question.years) & set(mention.years) else _YEAR_DIFFERS
    return 0.0 if mention.year == mention.record.edition else 0.5 * _YEAR_DIFFERS


def _score_role(question: Question, mention: Mention) -> float:
    wanted = wanted_roles(question)
    if mention.role in wanted:
        return _ROLE_FITS
    if mention.role in ("target", "next_target", "rate", "difference"):
        return _ROLE_DIFFERS
    return _ROLE_DIFFERS if wanted & {"target", "next_target", "rate"} and not wanted & {"actual"} else 0.0


def wanted_roles(question: Question) -> frozenset[str]:
    """Return the roles a question asks for, empty when it names none."""
    roles = set(question.wants & {"target", "rate", "difference", "actual"})
    if "target" in roles:
        roles.add("next_target")
    return frozenset(roles)


def choose_figures(
    question: Question,
    topic: Topic,
    mentions: Sequence[tuple[Mention, float]],
    agencies: Sequence[tuple[str, ...]] = (),
) -> list[Scored]:
    """Return the figures asked for, each part of the question answered by itself, best first.

    Parts share the subject of the whole: "行政肅貪幾件、追究行政責任幾件" asks for two figures of
    one sentence. After them come those that add something else the question names.
    """
    whole = put_results_first(question, rank_mentions(question, topic, mentions))
    chosen: list[Scored] = _answer_agencies(whole, agencies) if "sum" not in question.wants else []
    for part in split_asks(question.plain) if not chosen else ():
        best = _answer_part(question, topic, part, whole, chosen)
        chosen += [s for s in best if not _among(s, chosen)]
    if "each" in question.wants and chosen:
        chosen += [s for s in _find_siblings(whole, chosen[0]) if not _among(s, chosen)]
    while len(chosen) < min(MOST, question.asked + 2):
        follower = _next_best(topic, whole, chosen)
        if follower is None:
            break
        chosen.append(follower)
    return chosen[:MOST]


def put_results_first(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """Put the result of a target before the target, unless the question asks for the target.

    The words of a target cell often fit a question best; what is asked is what became of it. A
    target without a result stays in front, so that it is seen that the text gives none.
    """
    if not ranked or wanted_roles(question) & {"target", "next_target"}:
        return list(ranked)
    best = ranked[0].mention
    if best.role != "target" or not isinstance(best.record, Measure):
        return list(ranked)
    results = [
        t.actual for t in best.record.targets if t.target == best.figure.value and t.actual is not None
    ]
    for scored in ranked:
        mention = scored.mention
        if mention.record is best.record and mention.role == "actual" and mention.figure.value in results:
            return [replace(scored, score=ranked[0].score), *(s for s in ranked if s is not scored)]
    return list(ranked)


def _answer_agencies(whole: Sequence[Scored], agencies: Sequence[tuple[str, ...]]) -> list[Scored]:
    """Return the best figure of each agency when a question names several and figures stand under them."""
    if len(agencies) < 2:
        return []
    found = []
    for names in agencies:
        own = [s for s in whole[:80] if any(fold_text(n) in fold_text(_whose(s.mention)) for n in names)]
        if not own:
            return []
        # Where several report in turn, what each reports stands in the result field.
        reported = [s for s in own if s.mention.field.key == "result" and s.score > own[0].score - _REPORTED]
        found.append((reported or own)[0])
    return found


def _whose(mention: Mention) -> str:
    start, _ = mention.clause
    return f"{mention.heading} {mention.field.text[start : mention.figure.start]}"


def _answer_part(
    question: Question, topic: Topic, part: str, whole: Sequence[Scored], before: Sequence[Scored]
) -> list[Scored]:
    """Return the best figure of a part for each unit it asks for."""
    units = find_units(part)
    narrowed = replace(question, units=units)
    own = topic.narrow(part)
    if part != question.plain and whole:
        mentions = [(s.mention, 0.4 * (s.score - whole[0].score) + _stand_together(s, before)) for s in whole]
        ranked = rank_mentions(narrowed, own, mentions)
    else:
        ranked = list(whole)
    ranked = [s for s in ranked if not _among(s, before)]
    if not units:
        return ranked[:1]
    found: list[Scored] = []
    for unit in units:
        fitting = [s for s in ranked if unit_fits(unit, s.mention.figure.unit) and not _among(s, found)]
        together = found or before
        best = max(fitting, key=lambda s: s.score + _stand_together(s, together), default=None)
        if best and best.score > ranked[0].score - 1.2:
            found.append(best)
    return found or ranked[:1]


def _find_siblings(ranked: Sequence[Scored], first: Scored) -> list[Scored]:
    """Return the figures beside the first one in its unit, or named as it is: what 各 asks for."""
    one = first.mention
    name = one.field.text[max(0, one.figure.start - _NAME) : one.figure.start]
    return [
        s
        for s in ranked
        if s.mention.field is one.field
        and compatible_units(s.mention.figure.unit, one.figure.unit)
        and (s.mention.sentence == one.sentence or _ends_alike(s.mention, name))
    ][:MOST]


def _ends_alike(mention: Mention, name: str) -> bool:
    start = mention.figure.start
    return bool(name.strip()) and mention.field.text[max(0, start - _NAME) : start] == name


def _stand_together(candidate: Scored, before: Sequence[Scored]) -> float:
    """Figures asked for in one question mostly stand in one sentence, or one record."""
    if not before:
        return 0.0
    one, other = before[-1].mention, candidate.mention
    if one.record is not other.record:
        return 0.0
    same_sentence = one.field is other.field and one.sentence == other.sentence
    return _SAME_SENTENCE if same_sentence else _SAME_RECORD


def _next_best(topic: Topic, ranked: Sequence[Scored], chosen: Sequence[Scored]) -> Scored | None:
    if not chosen:
        return None
    covered = frozenset().union(*(s.mention.near_tokens | s.mention.heading_tokens for s in chosen))
    have = topic.share(covered)
    best: tuple[float, Scored] | None = None
    for candidate in ranked[:40]:
        if _among(candidate, chosen):
            continue
        mention = candidate.mention
        gain = topic.share(covered | mention.near_tokens | mention.heading_tokens) - have
        value = candidate.score + _NEW_CONCEPT * gain
        if best is None or value > best[0]:
            best = (value, candidate)
    if best is None or best[0] < chosen[0].score - 0.6:
        return None
    return best[1]


def _among(candidate: Scored, chosen: Sequence[Scored]) -> bool:
    return any(same_amount(candidate.mention.figure, s.mention.figure) for s in chosen)
