"""Scoring answers against gold questions, by type and language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ingest.figures.units import compatible_units
from ingest.markup import bare
from ingest.records import Document
from qa.answer import Answer, AnswerFigure
from qa.shown import QUOTES, count_shown, fold_shown, holds, list_expected

MOST_FIGURES, MOST_CITATIONS = 6, 5
_CARRIED = 0.6
Gold = dict[str, Any]


class GoldError(ValueError):
    """A file of gold questions that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question with its answer, and why it failed; None when it passed."""

    gold: Gold
    answer: Answer
    failure: str | None


def read_gold(path: Path) -> list[Gold]:
    """Read gold questions, one JSON object a line. Raises GoldError naming the file and line."""
    if not path.is_file():
        raise GoldError(f"{path}: expected a file of gold questions, found none; check the path")
    questions: list[Gold] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)
            told = {"expect"} if "expect" in question else {"measures", "figures", "evidence"}
            missing = ({"q", "type", "lang"} | told) - question.keys()
        except (ValueError, AttributeError) as error:
            raise GoldError(f"{path}:{number}: expected a JSON object, found {line[:40]!r}") from error
        if missing:
            raise GoldError(f"{path}:{number}: expected {', '.join(sorted(missing))}, found none of them")
        questions.append(question)
    if not questions:
        raise GoldError(f"{path}: expected gold questions, found none; give one JSON object a line")
    return questions


def evaluate(
    ask: Callable[[str], Answer], questions: Iterable[Gold], documents: Mapping[str, Document]
) -> list[Outcome]:
    """Ask every gold question and judge the answers."""
    outcomes = []
    for gold in questions:
        answer = ask(gold["q"])
        outcomes.append(Outcome(gold, answer, judge(gold, answer, documents)))
    return outcomes


def judge(gold: Gold, answer: Answer, documents: Mapping[str, Document]) -> str | None:
    """Return why an answer fails its gold question, None when it passes.

    A figure passes by value and compatible unit among the first six, a list by its exact set, a
    look-up by a citation that carries the gold evidence, an unanswerable question by abstaining;
    and every citation must stand in its lines.
    """
    for citation in answer.citations:
        lines = documents[citation.doc].lines[citation.line_start - 1 : citation.line_end]
        if not citation.quote.strip() or bare(citation.quote) not in bare("\n".join(lines)):
            return f"quote not in {citation.doc}:{citation.line_start}: {citation.quote[:40]}"
    if gold["type"] == "unanswerable":
        return None if answer.abstained else "answered what the texts do not hold"
    if answer.abstained:
        return "abstained on an answerable question"
    if not answer.citations:
        return "no citation"
    return _judge_content(gold, answer)


def _judge_content(gold: Gold, answer: Answer) -> str | None:
    kind = gold["type"]
    if "measures" not in gold or "figures" not in gold:
        return _judge_expected(gold, answer)
    if kind == "list":
        missing, extra = (
            set(gold["measures"]) - set(answer.measures),
            set(answer.measures) - set(gold["measures"]),
        )
        return f"missing {sorted(missing)}, extra {sorted(extra)}" if missing or extra else None
    if kind in ("figure", "compare", "kpi"):
        for figure in [f for f in gold["figures"] if f.get("role") != "other"] or gold["figures"]:
            if not any(_same(figure, shown) for shown in answer.figures[:MOST_FIGURES]):
                return f"no figure {figure['value']} {figure.get('unit')}"
    for name in filter(None, gold.get("kpi", "").split("；")):
        if not any(bare(name) in bare(text) for text in (answer.answer, *(i.title for i in answer.items))):
            return f"does not name {name}"
    if gold["measures"] and (answer.measures or (None,))[0] not in gold["measures"]:
        return f"rests on {answer.measures[:3]}, not {gold['measures']}"
    if kind == "lookup" and not any(
        _carries(c.quote, gold["evidence"]) for c in answer.citations[:MOST_CITATIONS]
    ):
        return f"no citation carries: {gold['evidence'][:40]}"
    return None


def _judge_expected(gold: Gold, answer: Answer) -> str | None:
    """Judge by the writings alone that a gold question expects: of a look-up in its first quotes too."""
    quotes = (c.quote for c in answer.citations[:QUOTES]) if gold["type"] == "lookup" else ()
    sentence, text = fold_shown(answer.answer), fold_shown("\n".join((answer.answer, *quotes)))
    wrong = next((w for w in gold.get("forbid") or () if holds(sentence, w)), None)
    if wrong is not None:
        return f"shows {wrong}, which is wrong"
    missing = next((g for g in list_expected(gold) if not any(holds(text, w) for w in g)), None)
    return None if missing is None else f"does not show {' or '.join(missing)}"


def _same(gold: Gold, figure: AnswerFigure) -> bool:
    want, have = abs(float(gold["value"])), abs(float(figure.value))
    one, other = gold.get("unit") or "", figure.unit
    units = compatible_units(one, other) or one in other or other in one
    return abs(want - have) <= 1e-6 * max(1.0, want) and units


def _carries(quote: str, evidence: str) -> bool:
    one, other = bare(quote), bare(evidence)
    run = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return run.size >= _CARRIED * len(other)


def write_report(outcomes: Sequence[Outcome], failures: bool = False) -> str:
    """Return the share that passed, by language and type, and with `failures` each that did not.

    Beside it stands the share of those whose answer is shown at first (shown@3), right or not; and how many
    were answered, how many of these rightly, and how many answers were not given because they broke an
    invariant.
    """
    tally: dict[tuple[str, str], list[int]] = {}
    for outcome in outcomes:
        language = "en" if outcome.gold["lang"] in ("en", "mixed") else "zh"
        for key in (
            (language, outcome.gold["type"]),
            (language, "all"),
            ("all", outcome.gold["type"]),
            ("all", "all"),
        ):
            counts = tally.setdefault(key, [0, 0])
            counts[0] += outcome.failure is None
            counts[1] += 1
    for language, shown in count_shown([(o.gold, o.answer) for o in outcomes]).items():
        tally[language, f"shown@{QUOTES}"] = list(shown)
    lines = [
        f"{language:4} {kind:14} {passed:4}/{asked:<4} {100 * passed / asked:5.1f}%"
        for (language, kind), (passed, asked) in sorted(tally.items())
    ]
    answered = [o for o in outcomes if not o.answer.abstained]
    right = sum(o.failure is None for o in answered)
    withheld = sum(bool(o.answer.withheld) for o in outcomes)
    lines.append(f"answered {len(answered)}, right {right}; withheld for a broken invariant {withheld}")
    if failures:
        lines += [
            f"{o.gold.get('id', '?')} {o.gold['type']}: {o.gold['q']}\n"
            f"    {o.failure}\n    said: {o.answer.answer[:160]}"
            for o in outcomes
            if o.failure is not None
        ]
    return "\n".join(lines)
