"""The target set a year ahead against the one the next edition lists."""

from __future__ import annotations

import pytest

from asking import ask
from harbours import BOTH, EDITION_109


@pytest.mark.parametrize(
    "question",
    [
        "109年版替110年訂的檢查漁船目標，和110年版列的目標一樣嗎",
        "109年版訂的110年檢查漁船目標，110年版照列嗎",
    ],
)
def test_both_targets_are_given_each_from_its_own_edition(question: str) -> None:
    answer = ask(question, *BOTH)
    assert [(f.doc, float(f.value), f.role) for f in answer.figures] == [
        ("text-2", 350.0, "target"),
        ("text-1", 320.0, "next_target"),
    ]
    assert "兩者不同" in answer.answer
    assert {c.doc for c in answer.citations} == {"text-1", "text-2"}


def test_a_target_kept_as_it_was_set_is_said_to_be_the_same() -> None:
    answer = ask("109年版替110年訂的整建漁港目標，和110年版列的目標一樣嗎", *BOTH)
    assert "兩者相同" in answer.answer


def test_one_edition_alone_compares_as_ever() -> None:
    answer = ask("109年版替110年訂的檢查漁船目標，和109年一樣嗎", EDITION_109)
    assert "兩者" not in answer.answer
