"""The project's own questions, asked of the texts that come with plancite.

cases/known_failures.json names those that fail today, each with its reason; one of them that
passes breaks the run until it is taken from the list. `python tests/test_questions.py` writes the
list and the floors anew from a run of its own; a reason that was there stays, a new one is what
was wrong with the answer, to be put into words.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from building import real_engine as engine
from ingest.markup import bare
from qa.evaluation import Gold, Outcome, evaluate, read_gold

CASES = Path(__file__).parent / "cases"
KNOWN = CASES / "known_failures.json"
QUESTIONS = [
    gold for name in ("questions_zh.jsonl", "questions_en.jsonl") for gold in read_gold(CASES / name)
]


def read_known() -> dict[str, Any]:
    """Return the floors and the known failures, none where there is no list yet."""
    if not KNOWN.is_file():
        return {"floors": {}, "failures": {}}
    table: dict[str, Any] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return table


@cache
def outcomes() -> dict[str, Outcome]:
    """Ask every question once and return the outcomes by the questions' ids."""
    found = evaluate(engine().ask, QUESTIONS, engine().documents)
    return {outcome.gold["id"]: outcome for outcome in found}


def share_passed() -> dict[str, float]:
    """Return the share of questions that pass in percent, by language and type, rounded down."""
    asked = Counter(name_group(gold) for gold in QUESTIONS)
    passed = Counter(name_group(o.gold) for o in outcomes().values() if o.failure is None)
    return {group: 1000 * passed[group] // count / 10 for group, count in sorted(asked.items())}


def name_group(gold: Gold) -> str:
    """Return the language and type of a question; a mixed question counts as English."""
    return f"{'en' if gold['lang'] in ('en', 'mixed') else 'zh'} {gold['type']}"


def list_questions() -> list[Any]:
    """Return every question as a parameter, marked where it is known to fail."""
    reasons = read_known()["failures"]
    return [
        pytest.param(
            gold["id"],
            id=gold["id"],
            marks=[pytest.mark.xfail(reason=reasons[gold["id"]], strict=True)]
            if gold["id"] in reasons
            else [],
        )
        for gold in QUESTIONS
    ]


@pytest.mark.parametrize("id", list_questions())
def test_question(id: str) -> None:
    outcome = outcomes()[id]
    assert outcome.failure is None, f"{outcome.gold['q']}\n{outcome.failure}\n{outcome.answer.answer}"


@pytest.mark.parametrize("group", read_known()["floors"])
def test_no_smaller_share_passes_than_before(group: str) -> None:
    share, floor = share_passed()[group], read_known()["floors"][group]
    assert share >= floor, f"{group}: expected at least {floor} % of the questions to pass, found {share} %"


@pytest.mark.parametrize(("language", "least"), [("zh-Hant", 37), ("en", 21)])
def test_what_the_texts_do_not_treat_is_mostly_not_answered(language: str, least: int) -> None:
    absent = [gold for gold in read_gold(CASES / "questions_absent.jsonl") if gold["lang"] == language]
    found = evaluate(engine().ask, absent, engine().documents)
    answered = [outcome.gold["q"] for outcome in found if outcome.failure is not None]
    assert len(absent) - len(answered) >= least, answered


# By an author who saw neither the program nor other questions; the first run on them answered 52 of 98, and
# nothing was mended by them.
UNSEEN_RIGHT, UNSEEN_DECLINED = 47, 10


def test_questions_of_another_author_are_answered_as_often_as_before() -> None:
    unseen = read_gold(CASES / "questions_unseen.jsonl")
    found = evaluate(engine().ask, unseen, engine().documents)
    right = [outcome for outcome in found if outcome.failure is None]
    declined = [outcome for outcome in right if outcome.gold["type"] == "unanswerable"]
    assert len(right) >= UNSEEN_RIGHT
    assert len(declined) >= UNSEEN_DECLINED


def test_every_group_of_questions_has_a_floor() -> None:
    assert read_known()["floors"].keys() == share_passed().keys()


def test_every_known_failure_is_a_question_and_has_its_reason() -> None:
    reasons = read_known()["failures"]
    assert reasons.keys() <= {gold["id"] for gold in QUESTIONS}
    assert all(reason.strip() for reason in reasons.values())


def test_every_id_is_used_once() -> None:
    repeated = [id for id, count in Counter(gold["id"] for gold in QUESTIONS).items() if count > 1]
    assert repeated == []


def test_no_citation_is_ever_invalid() -> None:
    invalid = []
    for outcome in outcomes().values():
        for citation in outcome.answer.citations:
            lines = engine().lines(citation.doc, citation.line_start, citation.line_end)
            if not citation.quote.strip() or bare(citation.quote) not in bare("\n".join(t for _, t in lines)):
                invalid.append((outcome.gold["id"], citation))
    assert invalid == []


def test_every_figure_stands_in_the_words_it_cites() -> None:
    loose = []
    for outcome in outcomes().values():
        answer = outcome.answer
        for figure in answer.figures:
            if figure.as_written is None:
                assert figure.computed_from
            elif figure.citation is None or bare(figure.as_written) not in bare(
                answer.citations[figure.citation].quote
            ):
                loose.append((outcome.gold["id"], figure))
    assert loose == []


def write_known() -> None:
    """Write the list of failures and the floors; what failed before keeps its reason.

    A floor only goes up: where a smaller share passes than before, the old floor stays and its test fails.
    """
    before = read_known()
    failures = {
        id: before["failures"].get(id, outcome.failure)
        for id, outcome in outcomes().items()
        if outcome.failure is not None
    }
    floors = {group: max(share, before["floors"].get(group, 0)) for group, share in share_passed().items()}
    table = {"floors": floors, "failures": failures}
    KNOWN.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(failures)} of {len(QUESTIONS)} questions fail", file=sys.stderr)


if __name__ == "__main__":
    write_known()
