"""What speaks for and against a figure being the result of a target, each with a name, mostly from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import log10

from ingest.figures.numbers import rounds_to
from ingest.figures.units import load_units
from ingest.pairing.scene import FIELDS, Scene, kind_of
from ingest.pairing.totals import unit_class
from ingest.targets.goals import Goal
from ingest.targets.metrics import coverage
from ingest.targets.phrases import ends_in, find_word
from ingest.targets.stated import Statement
from ingest.targets.years import is_change

Feature = tuple[str, float]
Features = dict[str, float]

_NAMED = 0.7
_SEVERAL = 0.3
_AS_NEAR = 0.1
_RATINGS = ("ratio", "per mille", "points", "grades", "times as much")
_FARTHEST_DIFFERENCE = 4
_FARTHEST_MENTION = 3
_TENFOLD, _DOUBLE = 1.0, 0.3


def describe(scene: Scene, index: int, k: int) -> Features:
    """Return the features of a statement as the result, or last year's value, of a goal."""
    goal, s = scene.goals[index], scene.statements[k]
    found: Features = {}
    for group in (
        _compare_words(scene, index, k),
        _compare_units(scene, index, k),
        _compare_places(scene, index, k),
        _read_role(scene, index, s),
        _read_years(scene, goal, k),
        _read_cues(scene, goal, k),
        _check_figures(scene, index, k),
    ):
        found.update((name, value) for name, value in group if value)
    return found


def describe_before(scene: Scene, index: int, k: int, chosen: int | None) -> Features:
    """Return the features of a statement as last year's value beside the result that was chosen."""
    found = describe(scene, index, k)
    found.update((name, value) for name, value in _stand_beside(scene, index, k, chosen) if value)
    return found


def _compare_words(scene: Scene, index: int, k: int) -> Iterator[Feature]:
    s, wanted = scene.statements[k], scene.wanted[index]
    words, _ = scene.words(k)
    met = scene.meet(index, k)
    clause = coverage(wanted, dict.fromkeys(words.clause, 1.0))
    yield "words", met
    yield "words of clause", clause
    yield "words of sentence", coverage(wanted, dict.fromkeys(words.sentence, 1.0))
    yield "words of section", coverage(wanted, dict.fromkeys(words.topic, 1.0))
    yield "words behind", coverage(wanted, dict.fromkeys(words.behind, 1.0))
    yield "words of indicator", coverage(scene.indicators[index], scene.words(k)[1])
    yield "named in full", clause >= _NAMED
    yield "no word met", met == 0
    yield "no words at all", not words.clause and not words.sentence
    head = scene.heads[index]
    yield "last noun", bool(head) and head in s.clause and not find_word("generic", head)
    best = max(scene.best_of(index)[kind_of(s)].values())
    yield "best words of field", met == best
    yield "short of best words", best - met
    rivals = [scene.meet(i, k) for i in scene.askers[k] if i != index]
    yield "nearer to another target", max(0.0, max(rivals, default=0.0) - met)
    yield "nearest to this target", bool(rivals) and met > max(rivals)
    several = bool(rivals) and met >= _SEVERAL and max(rivals) >= _SEVERAL
    yield "names several targets", several
    yield "total of several targets", several and s.total


def _compare_units(scene: Scene, index: int, k: int) -> Iterator[Feature]:
    s = scene.statements[k]
    goals = scene.askers[k]
    rivals = len(goals) > 1
    yield "same unit", s.figure.unit == scene.units[index]
    yield "only target of unit", not rivals
    group = scene.listed.get((s.field.key, s.year, unit_class(s)), ())
    yield "only figure of unit", group == (k,)
    yield "only figure and target of unit", group == (k,) and not rivals
    yield "first figure of unit", bool(group) and group[0] == k
    parts = [i for i in goals if scene.goals[i].whole == scene.goals[index].whole is not None]
    yield "in order of targets", _is_in_order(scene, goals, index, group, k)
    yield "in order of parts", _is_in_order(scene, parts, index, group, k)
    yield "rating for a rating", load_units().classes.get(s.figure.unit) in _RATINGS


def _is_in_order(scene: Scene, goals: Sequence[int], index: int, group: Sequence[int], k: int) -> bool:
    """Say whether as many figures as targets are listed, and the figure has the place of the target."""
    if not len(goals) == len(group) > 1 or k not in scene.places:
        return False
    return goals.index(index) == scene.places[k]


def _compare_places(scene: Scene, index: int, k: int) -> Iterator[Feature]:
    goal, s = scene.goals[index], scene.statements[k]
    yield f"in {s.field.key}", s.field.key in FIELDS
    here = scene.numbering.get(("target", goal.section.agency), frozenset())
    there = scene.numbering.get((s.field.key, s.section.agency), frozenset())
    numbered = bool(goal.section.path and s.section.path) and len(here) > 1
    same = numbered and goal.section.path[0] == s.section.path[0]
    yield "same item", same and here == there
    yield "same item of other lists", same and here != there
    yield "other item", numbered and not same and here == there
    yield "other item of other lists", numbered and not same and here != there
    yield "before the list", not s.section.path and bool(there)
    yield "deeper in the list", min(2, max(0, len(s.section.path) - max(1, len(goal.section.path)))) / 2
    yield (
        "first of its section",
        not scene.fields[s.field.key].text[s.section.start : s.figure.start].count("，")
        and (
            k == 0
            or scene.statements[k - 1].section != s.section
            or scene.statements[k - 1].field is not s.field
        ),
    )
    owner = scene.owners[index]
    named = owner is not None and _names(scene, owner, s)
    mine = owner is not None and s.section.agency == owner
    yield "agency's section", mine
    yield "agency named", named and not mine
    yield "another agency's section", owner is not None and not mine and s.section.agency is not None
    own = owner is not None and owner in scene.agencies
    yield "outside the agency's section", own and not mine and not named
    yield "one agency's section", owner is None and s.section.agency is not None


def _names(scene: Scene, agency: str, s: Statement) -> bool:
    """Say whether a clause names an agency, and not only one whose name holds its name."""
    clause = s.clause
    for longer in {g.agency for g in scene.goals if g.agency and agency in g.agency and g.agency != agency}:
        clause = clause.replace(longer, " ")
    return agency in clause


def is_share(scene: Scene, index: int, k: int) -> bool:
    """Say whether another agency's section reports the same thing as a statement's: neither is the whole."""
    s = scene.statements[k]
    if scene.owners[index] is not None or s.section.agency is None or _is_against(scene, index, s):
        return False
    least = scene.meet(index, k) - _AS_NEAR
    others = scene.best_of(index)[kind_of(s)].items()
    return any(met >= least for agency, met in others if agency not in (None, s.section.agency))


def _read_role(scene: Scene, index: int, s: Statement) -> Iterator[Feature]:
    fits = s.role in scene.asked[index]
    yield "asked role", fits
    yield f"role {s.role}" if fits else f"unasked role {s.role}", True
    yield "target beside it", _is_against(scene, index, s)
    yield "other target beside it", s.against is not None and not _is_against(scene, index, s)


def _is_against(scene: Scene, index: int, s: Statement) -> bool:
    """Say whether the text itself sets a goal's figure beside a statement."""
    figure = scene.goals[index].figure
    return s.against is not None and figure is not None and s.against.value == figure.value


def _read_years(scene: Scene, goal: Goal, k: int) -> Iterator[Feature]:
    s = scene.statements[k]
    # The growth over the year before stands after that year's name.
    grown = goal.growth and s.role == "difference"
    yield "this year", s.year == scene.edition or grown
    yield "last year", s.year == scene.edition - 1 and not grown
    follows = k and scene.statements[k - 1].field is s.field and scene.statements[k - 1].section == s.section
    before = scene.statements[k - 1] if follows else None
    became = before is not None and is_change(s.field.text[before.figure.end : s.figure.start])
    yield "what became of another", became
    following = scene.statements[k + 1] if k + 1 < len(scene.statements) else None
    begins = following is not None and following.field is s.field and following.section == s.section
    left = begins and following is not None and is_change(s.field.text[s.figure.end : following.figure.start])
    yield "what another became of", left
    yield "compared with", bool(ends_in("compared", s.sentence[-12:].rstrip(" 之的")))


def _read_cues(scene: Scene, goal: Goal, k: int) -> Iterator[Feature]:
    s = scene.statements[k]
    yield "total", s.total
    yield "total of several agencies", s.overall
    yield "called reached", s.claimed
    summed = find_word("cumulative", s.clause)
    asked = find_word("cumulative", goal.context)
    yield "adds up years", bool(summed and not asked)
    yield "adds up years as asked", bool(summed and asked)
    times = s.figure.unit in load_units().times
    yield "average not asked", "平均" in s.clause and "平均" not in goal.clause and not times
    yield "average as asked", "平均" in s.clause and "平均" in goal.clause
    yield "intake not asked", bool(find_word("intake", s.clause)) and not find_word("intake", goal.context)
    yield "sum of its neighbours", k in scene.sums and k not in scene.summed
    yield "stands in another field too", len(scene.mentions[s.figure.value, unit_class(s), s.year]) > 1
    whole = s.section.agency is None or s.overall
    yield "sum of the agencies", whole and s.figure.value in scene.shared_sums.get(unit_class(s), ())
    yield "part of a sum", k in scene.summed
    yield "planned", bool(find_word("planned", s.clause))


def _check_figures(scene: Scene, index: int, k: int) -> Iterator[Feature]:
    goal, s = scene.goals[index], scene.statements[k]
    wanted = goal.figure.value if goal.figure else Decimal(0)
    value = scene.measure(index, s)
    if wanted > 0:
        ratio = abs(log10(float(value / wanted))) if value > 0 else 2.0
        yield "ten times or a tenth", ratio >= _TENFOLD
        yield "less than double", ratio < _DOUBLE
        yield "farther from the target", min(_TENFOLD, ratio)
        attained = value / wanted * 100
        stated = [r for r in scene.rates if r != 100 and rounds_to(attained, r)]
        yield "gives the rate stated", bool(stated)
    yield "the target's own figure", value == wanted
    yield (
        "gives the difference stated",
        any(
            d.figure.value == abs(value - wanted) and d.figure.value != 0
            for d in _near_differences(scene, k)
            if unit_class(d) == unit_class(s)
        ),
    )


def _near_differences(scene: Scene, k: int) -> list[Statement]:
    s = scene.statements[k]
    near = scene.statements[max(0, k - _FARTHEST_DIFFERENCE) : k + _FARTHEST_DIFFERENCE + 1]
    return [d for d in near if d.role == "difference" and d.field is s.field]


def _stand_beside(scene: Scene, index: int, k: int, chosen: int | None) -> Iterator[Feature]:
    s = scene.statements[k]
    if chosen is None:
        yield "no result", True
        return
    result = scene.statements[chosen]
    yield "the result's own unit", s.figure.unit == result.figure.unit
    yield "the result's section", s.section == result.section and s.field is result.field
    place = (s.field.key, s.section)
    mentions = scene.repeats(index, chosen)
    near = range(k - _FARTHEST_MENTION, k + _FARTHEST_MENTION + 1)
    distance = min((abs(j - k) for j in near if j != k and mentions.get(j) == place), default=0)
    yield "beside the result", distance == 1
    yield "near the result", distance > 1
    rivalled = _stands_by_another(scene, index, k, result) and place not in mentions.values()
    yield "beside another of this year", rivalled
    here, there = scene.measure(index, s), scene.measure(index, result)
    yield "same as the result", here == there
    yield from _compare_change(scene, k, here, abs(there - here))
    ratio = abs(log10(float(here / there))) if here > 0 and there > 0 else 1.0
    yield "farther from the result", min(_TENFOLD, ratio)


def _stands_by_another(scene: Scene, index: int, k: int, result: Statement) -> bool:
    """Say whether a figure of this year other than the result stands right beside a statement."""
    s = scene.statements[k]
    beside = [j for j in (k - 1, k + 1) if 0 <= j < len(scene.statements) and index in scene.askers[j]]
    return any(
        (o.year, o.role, o.section) == (scene.edition, s.role, s.section)
        and o.field is s.field
        and o.figure.value != result.figure.value
        for o in (scene.statements[j] for j in beside)
    )


def _compare_change(scene: Scene, k: int, here: Decimal, change: Decimal) -> Iterator[Feature]:
    """Compare the change from a figure to the result with the one that the text states."""
    s = scene.statements[k]
    stated = any(
        (unit_class(d) == unit_class(s) and d.figure.value == change != 0)
        or (d.figure.unit == "%" and here > 0 and rounds_to(change / here * 100, d.figure.value))
        for d in _near_differences(scene, k)
    )
    yield "gives the change stated", stated
    other = any(
        unit_class(d) == unit_class(s) and d.figure.unit != "%" and d.figure.value != change
        for d in scene.statements[k + 1 : k + 2]
        if d.role == "difference" and d.field is s.field and d.section == s.section
    )
    yield "gives another change", other
