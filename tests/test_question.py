"""Reading questions: kind, years, units and what else they set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.question import (
    LONGEST_QUESTION,
    find_units,
    read_question,
    read_rate_limit,
)

CASES = json.loads((Path(__file__).parent / "cases" / "question_forms.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_question_is_understood_as_labelled(case: dict[str, object]) -> None:
    question = read_question(str(case["q"]), edition=109)
    understood = {
        "kind": question.kind,
        "years": list(question.years),
        "units": list(question.units),
        "sets": sorted(question.sets),
        "numbers": list(question.numbers),
        "wants": sorted(question.wants),
    }
    assert {key: understood[key] for key in case if key in understood} == {
        key: case[key] for key in case if key in understood
    }


def test_same_question_in_simplified_and_traditional_is_understood_alike() -> None:
    one, other = read_question("108年与109年各几件？", 109), read_question("108年與109年各幾件？", 109)
    assert (one.kind, one.years, one.units) == (other.kind, other.years, other.units)
    assert (one.language, other.language) == ("zh-Hans", "zh-Hant")


def test_units_come_in_the_order_they_are_asked_for() -> None:
    assert find_units("花了多少錢、辦了幾場、幾人參加") == ("元", "場", "人")


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("達成率超過200%的", 200.0),
        ("達到目標3倍以上", 300.0),
        ("兩倍", 200.0),
        ("at least twice", 200.0),
        ("哪些未達標", None),
    ],
)
def test_rate_limits(words: str, limit: float | None) -> None:
    assert read_rate_limit(words) == limit


def test_a_question_of_any_length_is_read_in_part() -> None:
    assert len(read_question("件" * 100_000, 109).plain) == LONGEST_QUESTION


def test_a_year_behind_the_word_measure_is_no_number_of_one() -> None:
    assert read_question("哪些措施110和111年都達標").numbers == ()
    assert read_question("措施36的目標").numbers == (36,)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("序次34的目標", (34,)),
        ("編號9沒達成的原因", (9,)),
        ("第34項達標嗎", (34,)),
        ("第5號措施", (5,)),
        ("measure no. 12 target", (12,)),
        ("第5期特別預算編列多少", ()),
        ("第2類案件幾件", ()),
        ("第3次會議", ()),
        ("第7屆評鑑", ()),
        ("第54條修正", ()),
        ("第7條第2項規定", ()),
        ("第1期第3項計畫", ()),
    ],
)
def test_only_what_numbers_a_measure_is_its_number(text: str, numbers: tuple[int, ...]) -> None:
    assert read_question(text).numbers == numbers
