"""The years a question names, and what is asked of each."""

from __future__ import annotations

import pytest

from qa.asked_years import find_years, names_school_year, read_turn, split_years


def test_years_are_no_counts() -> None:
    assert find_years("共109件，2020家") == ()
    assert find_years("第109次會議") == ()


def test_relative_years_count_from_the_edition() -> None:
    assert find_years("今年比去年多幾件", 112) == (112, 111)
    assert find_years("today's figures") == ()


@pytest.mark.parametrize("year", range(105, 121))
def test_every_year_of_an_edition_is_a_year(year: int) -> None:
    assert find_years(f"{year}年目標") == find_years(f"{year + 1911} target") == (year,)
    assert find_years(f"採購稽核 {year}") == (year,)


@pytest.mark.parametrize(
    "text",
    ["達成率超過100%", "至少100場次", "超過120件", "第109條", "1,109件", "109.5%", "at least 110 cases"],
)
def test_what_counts_is_no_year(text: str) -> None:
    assert find_years(text) == ()


@pytest.mark.parametrize(
    ("text", "targets", "results"),
    [
        ("109年與110年目標各幾件", {109, 110}, set()),
        ("109年實績和110年目標", {110}, {109}),
        ("目標109年與110年比較", {109, 110}, set()),
        ("2021 target against the 2020 result", {110}, {109}),
        ("109年與110年各幾件", set(), {109, 110}),
    ],
)
def test_targets_and_results_are_told_apart_by_year(text: str, targets: set[int], results: set[int]) -> None:
    assert split_years(text) == (targets, results)


@pytest.mark.parametrize(
    ("text", "targets", "results"),
    [
        ("109年查了幾艘、110年幾艘，目標各是多少", {109, 110}, {109, 110}),
        ("2020 and 2021 results against their targets", {109, 110}, {109, 110}),
    ],
)
def test_targets_asked_for_behind_both_years_are_of_both(
    text: str, targets: set[int], results: set[int]
) -> None:
    assert split_years(text) == (targets, results)


def test_a_turn_may_be_from_no_target_to_one() -> None:
    assert read_turn("109年沒有訂目標、110年訂了數值目標的措施", None) == {
        109: "no_target",
        110: "has_target",
    }
    assert read_turn("109年和110年都沒有目標", None) == {}


def test_a_school_year_is_told_from_a_year() -> None:
    assert names_school_year("academic year 108") and not names_school_year("this year")
