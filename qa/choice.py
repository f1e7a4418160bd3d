"""Choosing among ranked figures those a question asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.tokens import fold_text
from ingest.figures.units import compatible_units
from ingest.records import Measure
from qa.concepts import Topic
from qa.cues import load_cues
from qa.drafting import same_amount
from qa.figures import Scored, rank_mentions, unit_fits, wanted_roles
from qa.mentions import Mention
from qa.question import Question, find_units, split_asks

MOST = 6
_NEW_CONCEPT = 0.9
_SAME_SENTENCE, _SAME_RECORD = 0.6, 0.3
_NAME = 4
_REPORTED = 0.6
_ASKED_TOO, _ALIKE = 0.5, 1.0


def choose_figures(
    question: Question,
    topic: Topic,
    mentions: Sequence[tuple[Mention, float]],
    agencies: Sequence[tuple[str, ...]] = (),
    is_agency: Callable[[str], bool] = lambda name: False,
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
    if chosen:
        chosen += [s for s in _find_counterparts(question, whole, chosen[0]) if not _among(s, chosen)]
    if chosen and not agencies:
        chosen += [s for s in _find_reports(whole, chosen[0], is_agency) if not _among(s, chosen)]
    if "each" in question.wants and chosen:
        chosen += [s for s in _find_siblings(whole, chosen[0]) if not _among(s, chosen)]
    while len(chosen) < min(MOST, question.asked + 2):
        follower = _next_best(topic, whole, chosen)
        if follower is None:
            break
        chosen.append(follower)
    years, wanted = set(question.years), wanted_roles(question) & {"target", "next_target"}
    return sorted(
        chosen[:MOST],
        key=lambda s: (
            bool(years and s.mention.year not in years) + bool(wanted and s.mention.role not in wanted)
        ),
    )


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
    reporting = [(scored, fold_text(_whose(scored.mention))) for scored in whole[:80]]
    for names in agencies:
        folded = [fold_text(name) for name in names]
        own = [scored for scored, whose in reporting if any(name in whose for name in folded)]
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
    narrowed = replace(question, units=units, wants=_wants_of(question, part))
    own = topic.narrow(part)
    own = own if own.concepts else topic
    if part != question.plain and whole:
        mentions = [(s.mention, 0.4 * (s.score - whole[0].score) + _stand_together(s, before)) for s in whole]
        ranked = put_results_first(narrowed, rank_mentions(narrowed, own, mentions))
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


def _wants_of(question: Question, part: str) -> frozenset[str]:
    """Return what a part asks for: where another part asks for the target, this one asks for the result."""
    goals = question.wants & {"target", "next_target"}
    if part == question.plain or not goals or load_cues("want").found_in(part) & goals:
        return question.wants
    return (question.wants - goals) | {"actual"}


def _find_counterparts(question: Question, ranked: Sequence[Scored], first: Scored) -> list[Scored]:
    """Return what belongs beside a figure when targets are asked for.

    Beside a target that is the other targets of its cell that are asked for, beside a result its target.
    """
    one = first.mention
    if "target" not in question.wants or not isinstance(one.record, Measure):
        return []
    own = [s for s in ranked if s.mention.record is one.record]
    if one.role in ("target", "next_target"):
        near = [s for s in own if s.mention.field is one.field and s.share >= _ASKED_TOO * first.share]
        return near if question.asked == 1 else []
    goals = [t.target for t in one.record.targets if t.actual == one.figure.value]
    return [s for s in own if s.mention.role == "target" and s.mention.figure.value in goals][:1]


def _find_reports(ranked: Sequence[Scored], first: Scored, is_agency: Callable[[str], bool]) -> list[Scored]:
    """Return what the other agencies report in the result field, when the first figure is one agency's.

    A question that names no agency is answered for all of them.
    """
    one = first.mention
    if one.role != "actual" or not is_agency(one.heading):
        return []
    best: dict[str, Scored] = {}
    for scored in ranked:
        other = scored.mention
        if (
            other.record is one.record
            and other.field.key == "result"
            and other.role == "actual"
            and is_agency(other.heading)
            and compatible_units(other.figure.unit, one.figure.unit)
            and scored.score > first.score - _ALIKE
        ):
            best.setdefault(other.heading, scored)
    return list(best.values()) if len(best) > 1 else []


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
        mention = candidate.mention
        if _among(candidate, chosen) or mention.record is not chosen[0].mention.record:
            continue
        gain = topic.share(covered | mention.near_tokens | mention.heading_tokens) - have
        value = candidate.score + _NEW_CONCEPT * gain
        if best is None or value > best[0]:
            best = (value, candidate)
    if best is None or best[0] < chosen[0].score - 0.75:
        return None
    return best[1]


def _among(candidate: Scored, chosen: Sequence[Scored]) -> bool:
    return any(same_amount(candidate.mention.figure, s.mention.figure) for s in chosen)
