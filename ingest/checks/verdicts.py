"""Checks of claims: everything said to be reached, with nothing that bears it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.checks.findings import Finding
from ingest.checks.tolerance import show_number
from ingest.checks.words import any_word, list_words
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.markup import bare
from ingest.records import Field, Figure, Measure, Target
from ingest.targets.phrases import load_phrases

_WHERE = ("control_note", "result")


@cache
def _claim(name: str) -> re.Pattern[str]:
    """A cell that opens with a claim about the whole measure, not about one of its items."""
    return re.compile(
        rf"\s*(?:1\s*[.、])?\s*(?:均|皆|全數)?(?P<claim>{any_word(name)})(?=\s*(?:[，。；、]|$))"
    )


def check_claims(measure: Measure) -> Iterator[Finding]:
    """Yield a claim of having reached everything that the computed verdicts deny, one for a measure."""
    for key in _WHERE:
        field = measure.fields.get(key)
        claim = _claim("claim_met").match(field.text) if field else None
        if field and claim:
            yield from _check_met(measure, field, claim)
            return
        claim = _claim("claim_not_met").match(field.text) if field else None
        if field and claim:
            yield from _check_not_met(measure, field, claim)
            return


def _check_met(measure: Measure, field: Field, claim: re.Match[str]) -> Iterator[Finding]:
    numeric = [t for t in measure.targets if t.target is not None and t.year == measure.edition]
    if not measure.targets and _sets_no_target(measure):
        target = measure.fields["target"].text.strip().rstrip("。")
        message = f"stated {claim['claim']}, but the target is {target}"
        yield _finding(field, claim, target, message)
        return
    short = [t for t in numeric if t.verdict == "not_met"]
    silent = [t for t in numeric if t.verdict == "not_reported"]
    figures = _reported_figures(measure) if silent else []
    silent = [t for t in silent if not _may_be_reported(figures, t)]
    if short:
        shown = "; ".join(f"{_show(t)}: {show_number(t.actual)}" for t in short if t.actual is not None)
        yield _finding(
            field, claim, f"not met: {shown}", f"stated {claim['claim']}, but of {shown} is reported"
        )
    elif silent:
        shown = "; ".join(_show(t) for t in silent)
        message = f"stated {claim['claim']}, but no figure is reported for the target {shown}"
        yield _finding(field, claim, shown, message)


def _check_not_met(measure: Measure, field: Field, claim: re.Match[str]) -> Iterator[Finding]:
    numeric = [t for t in measure.targets if t.target is not None and t.year == measure.edition]
    if numeric and all(t.verdict == "met" for t in numeric):
        shown = "; ".join(f"{_show(t)}: {show_number(t.actual)}" for t in numeric if t.actual is not None)
        message = f"stated {claim['claim']}, but the result of {shown} reaches it"
        yield _finding(field, claim, f"met: {shown}", message)


def _sets_no_target(measure: Measure) -> bool:
    return bare(measure.text("target")).rstrip("。.") in list_words("no_target")


def _reported_figures(measure: Measure) -> list[Figure]:
    """Return the figures that could bear a claim out, none where the text says that there is none."""
    texts = [measure.text(key) for key in ("result", "comparison", "highlights", "benefit")]
    if any(word in texts[0] for word in load_phrases()["unavailable"]):
        return []
    return [figure for text in texts for figure in read_figures(text) if figure.unit]


def _may_be_reported(figures: list[Figure], target: Target) -> bool:
    """Say whether the text may report a target after all, in words that were not paired with it.

    A claim is only called unfounded where the text holds no figures in the target's unit that could
    bear it out, alone or added up.
    """
    fitting = [f.value for f in figures if compatible_units(f.unit, target.unit)]
    return bool(fitting) and target.target is not None and sum(fitting) >= target.target


def _show(target: Target) -> str:
    return f"{show_number(target.target)}{target.unit}" if target.target is not None else target.text


def _finding(field: Field, claim: re.Match[str], expected: str, message: str) -> Finding:
    end = claim.end("claim")
    if field.text[end : end + 1] == "。":
        end += 1
    return Finding("status", message, claim["claim"], expected, field, claim.start("claim"), end)
