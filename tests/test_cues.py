"""The cues in a question."""

from __future__ import annotations

import pytest

from qa.cues import load_cues, load_forms, load_noise


@pytest.mark.parametrize(
    ("section", "text", "found"),
    [
        ("list", "which targets fell short", "fell_short"),
        ("list", "未達標的措施", "fell_short"),
        ("list", "目標調降的", "lowered"),
        ("want", "達成率多少", "rate"),
        ("document", "中程計畫", "midterm"),
        ("kind", "多了幾件", "compare"),
    ],
)
def test_cues_are_found(section: str, text: str, found: str) -> None:
    assert found in load_cues(section).found_in(text)


@pytest.mark.parametrize(
    ("section", "text", "absent"),
    [("list", "達標的措施", "fell_short"), ("list", "未達標", "met"), ("want", "prosecutors", "difference")],
)
def test_cues_are_not_found_in_other_words(section: str, text: str, absent: str) -> None:
    assert absent not in load_cues(section).found_in(text)


def test_noise_is_cut_longest_first() -> None:
    assert load_noise().sub("", "是多少") == ""


def test_forms_are_whole_words() -> None:
    assert load_forms().fullmatch("件數")
    assert not load_forms().fullmatch("數位教學影片")
