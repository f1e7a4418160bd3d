"""Checks of claims: everything said to be reached, or missed, against the figures of the measure itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.checks.claims import Claim, read_claim
from ingest.checks.findings import Finding
from ingest.checks.tolerance import show_number
from ingest.checks.words import list_words
from ingest.facts import Facts, bigrams
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, convert_unit
from ingest.markup import bare
from ingest.records import Field, Figure, Measure, Observation, Target
from ingest.targets.phrases import find_word, load_phrases

_WHERE = ("control_note", "result")
_REPORTING = ("result", "comparison", "highlights", "benefit")
_SENTENCE = re.compile(r"[^。；;]+")
# A result ten times the target, or a tenth of it, is a doubt about what was paired with it.
_ABSURD = Decimal(10)
_ABOUT = 0.5


def check_claims(measure: Measure, facts: Facts) -> Iterator[Finding]:
    """Yield a claim about all targets that their figures deny, one for a measure.

    Where the text itself says that some were reached and some not, it claims nothing of all.
    """
    if measure.official_status == "partly_met":
        return
    for key in _WHERE:
        field = measure.fields.get(key)
        claim = read_claim(field.text) if field else None
        if field and claim:
            targets = [t for t in measure.targets if t.year == measure.edition]
            if claim.count is None or claim.count >= len(targets):
                check = _check_met if claim.met else _check_not_met
                yield from check(measure, field, claim, facts)
            return


def _check_met(measure: Measure, field: Field, claim: Claim, facts: Facts) -> Iterator[Finding]:
    if not measure.targets and _sets_no_target(measure):
        target = measure.fields["target"].text.strip().rstrip("。")
        yield _finding(field, claim, target, f"stated {claim.text}, but the target is {target}")
        return
    short, silent = _weigh(measure, facts)
    if short:
        shown = "; ".join(f"{_show(target)}: {show_number(value)}" for target, value in short)
        yield _finding(field, claim, f"not met: {shown}", f"stated {claim.text}, but of {shown} is reported")
    elif silent:
        shown = "; ".join(_show(t) for t in silent)
        message = f"stated {claim.text}, but no figure is reported for the target {shown}"
        yield _finding(field, claim, shown, message)


def _weigh(measure: Measure, facts: Facts) -> tuple[list[tuple[Target, Decimal]], list[Target]]:
    """Return the targets that were missed with what was reached, and those nothing is reported of."""
    short: list[tuple[Target, Decimal]] = []
    silent: list[Target] = []
    told = facts.told_by_entry.get(measure.id, ())
    for target in measure.targets:
        if target.target is None or target.year != measure.edition:
            continue
        if target.verdict in ("met", "not_met") and not _is_absurd(target):
            if (
                target.verdict == "not_met"
                and target.actual is not None
                and not _stands_elsewhere(measure, target)
            ):
                short.append((target, target.actual))
        elif target.verdict in ("met", "not_met", "not_reported"):
            value = _find_told(target, told)
            if _is_pending(measure, target):
                silent.append(target)
            elif value is not None and target.op == ">=" and value < target.target:
                short.append((target, value))
            elif value is None and not _may_be_reported(measure, target):
                silent.append(target)
    return short, silent


def _check_not_met(measure: Measure, field: Field, claim: Claim, facts: Facts) -> Iterator[Finding]:
    numeric = [t for t in measure.targets if t.target is not None and t.year == measure.edition]
    if numeric and all(t.verdict == "met" and not _is_absurd(t) for t in numeric):
        shown = "; ".join(f"{_show(t)}: {show_number(t.actual)}" for t in numeric if t.actual is not None)
        message = f"stated {claim.text}, but the result of {shown} reaches it"
        yield _finding(field, claim, f"met: {shown}", message)


def _sets_no_target(measure: Measure) -> bool:
    return bare(measure.text("target")).rstrip("。.") in list_words("no_target")


def _is_absurd(target: Target) -> bool:
    if not target.target or target.actual is None:
        return False
    actual = convert_unit(target.actual, target.actual_unit or target.unit, target.unit)
    return not target.target / _ABSURD <= actual <= target.target * _ABSURD


def _stands_elsewhere(measure: Measure, target: Target) -> bool:
    """Say whether the result holds a figure that reaches a target and is no other target's result."""
    others = {t.actual for t in measure.targets if t is not target}
    figures = [f for f in read_figures(measure.text("result")) if f.value not in others]
    # A figure with a bound repeats what was set.
    fitting = [f.value for f in figures if f.bound == "=" and _counts(f, target)]
    return target.op == ">=" and target.target is not None and max(fitting, default=0) >= target.target


def _counts(figure: Figure, target: Target) -> bool:
    return bool(figure.unit) and compatible_units(figure.unit, target.unit)


def _find_told(target: Target, told: Sequence[Observation]) -> Decimal | None:
    """Return what sentences say of a target that was paired with nothing, where they say one thing."""
    wanted = bigrams(target.metric)
    shares: dict[Decimal, float] = {}
    for one in told:
        if one.role == "actual" and one.year == target.year and not one.cumulative and wanted:
            if one.unit and compatible_units(one.unit, target.unit):
                value = convert_unit(one.value, one.unit, target.unit)
                share = len(wanted & bigrams(one.metric)) / len(wanted)
                shares[value] = max(share, shares.get(value, 0))
    best = max(shares.values(), default=0)
    values = [value for value, share in shares.items() if share == best]
    return values[0] if best >= _ABOUT and len(values) == 1 else None


def _may_be_reported(measure: Measure, target: Target) -> bool:
    """Say whether the text may report a target after all, in words that were not paired with it.

    A claim is only called unfounded where the text holds no figures in the target's unit that could
    bear it out, alone or added up.
    """
    if _is_done(measure, target):
        return True
    texts = [measure.text(key) for key in _REPORTING]
    if any(word in texts[0] for word in load_phrases()["unavailable"]):
        return False
    fitting = [f.value for text in texts for f in read_figures(text) if _counts(f, target)]
    return bool(fitting) and target.target is not None and sum(fitting) >= target.target


def _is_done(measure: Measure, target: Target) -> bool:
    """Say whether the one thing a target asks for is said to be done: 完成1項調查, 調查已完成."""
    if target.target != 1:
        return False
    wanted = bigrams(target.text)
    return any(
        find_word("done", sentence) and len(wanted & bigrams(sentence)) >= 2
        for sentence in _SENTENCE.findall(measure.text("result"))
    )


def _is_pending(measure: Measure, target: Target) -> bool:
    """Say whether the sentence that is about a target puts its figure off, and gives none."""
    wanted = bigrams(target.metric)
    sentences = _SENTENCE.findall(measure.text("result"))
    shares = [len(wanted & bigrams(sentence)) for sentence in sentences]
    most = max(shares, default=0)
    if not wanted or most < _ABOUT * len(wanted) or shares.count(most) > 1:
        return False
    sentence = sentences[shares.index(most)]
    put_off = any(word in sentence for word in list_words("pending"))
    return put_off and not any(_counts(f, target) for f in read_figures(sentence))


def _show(target: Target) -> str:
    return f"{show_number(target.target)}{target.unit}" if target.target is not None else target.text


def _finding(field: Field, claim: Claim, expected: str, message: str) -> Finding:
    end = claim.end + (field.text[claim.end : claim.end + 1] == "。")
    return Finding("status", message, claim.text, expected, field, claim.start, end)
