"""The same question in other clothes gets the same answer: framed, typed otherwise, with western years."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import opencc
import pytest

from building import real_engine as engine
from qa.answer import Answer
from qa.evaluation import read_gold

CASES = Path(__file__).parent / "cases"
CHINESE, ENGLISH = (
    [gold["q"] for gold in read_gold(CASES / f"questions_{name}.jsonl") if gold["lang"] in languages]
    for name, languages in (("zh", ("zh-Hant",)), ("en", ("en",)))
)
# So many of a hundred questions keep their answer; no frame is one of those that were learned from.
LEAST = 97
_ROC = re.compile(r"(?<!\d)(1\d\d)年")
CLOTHES: dict[str, tuple[list[str], Callable[[str], str]]] = {
    "a context before": (CHINESE, lambda q: f"這題委員質詢要用，{q}"),
    "a courtesy before": (CHINESE, lambda q: f"打擾了，有件事想麻煩確認，{q}"),
    "haste behind": (CHINESE, lambda q: f"{q.rstrip('？?。')}？這是長官交辦的，請儘速回覆"),
    "thanks behind": (CHINESE, lambda q: f"{q.rstrip('？?。')}，拜託了，感謝協助"),
    "Simplified": (CHINESE, lambda q: str(opencc.OpenCC("tw2s").convert(q))),
    "full width": (CHINESE, lambda q: q.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789%"})),
    "台 for 臺": (CHINESE, lambda q: q.replace("臺", "台")),
    "western years": (CHINESE, lambda q: _ROC.sub(lambda year: f"{int(year[1]) + 1911}年", q)),
    "no mark": (CHINESE, lambda q: q.rstrip("？?。")),
    "an occasion before": (ENGLISH, lambda q: f"Quick question for tomorrow's briefing: {q}"),
    "who asks": (ENGLISH, lambda q: f"I work for a city councillor. {q}"),
    "thanks": (ENGLISH, lambda q: f"{q.rstrip('?.')}? Thanks so much for your help."),
    "capitals": (ENGLISH, str.upper),
}  # fmt: skip


@cache
def ask(question: str) -> Answer:
    """Return the answer to a question."""
    return engine().ask(question)


@pytest.mark.parametrize("name", CLOTHES)
def test_a_question_in_other_clothes_keeps_its_answer(name: str) -> None:
    questions, dress = CLOTHES[name]
    changed = [
        (question, ask(dress(question)).answer)
        for question in questions
        if dress(question) != question and not _are_alike(ask(question), ask(dress(question)))
    ]
    assert len(changed) * 100 <= (100 - LEAST) * len(questions), changed


def _are_alike(one: Answer, other: Answer) -> bool:
    """Say whether two answers say the same; of abstentions the words that could not be tied may differ."""
    return one.abstained == other.abstained and (one.abstained or one.answer == other.answer)
