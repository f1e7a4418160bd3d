"""A question put again means what was chosen."""

from __future__ import annotations

import pytest

from qa.question import read_question
from qa.restating import change_agency, change_year

QUESTIONS = [
    "109年政府採購稽核幾件？",
    "政府採購稽核幾件？",
    "去年政府採購稽核幾件？",
    "２０２０年稽核幾件",
    "108年和109年稽核各幾件？",
    "How many audits were done in 2020?",
    "How many audits were done?",
    "audits last year",
    "Compare the audits of 2019 and 2020",
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("year", [108, 112])
def test_a_changed_question_names_that_year_alone(question: str, year: int) -> None:
    assert read_question(change_year(question, year), 109).years == (year,)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_rest_of_a_question_stays(question: str) -> None:
    again = change_year(question, 112)
    assert ("稽核" in question) == ("稽核" in again) and ("audits" in question) == ("audits" in again)


def test_an_agency_takes_the_place_of_the_one_named() -> None:
    assert change_agency("MOI參與哪些措施？", ("內政部", "MOI"), "法務部") == "法務部參與哪些措施？"
    assert change_agency("內政部參與哪些措施？", ("內政部",), "") == "參與哪些措施？"
