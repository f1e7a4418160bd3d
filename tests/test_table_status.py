"""Marks and words by which a document says of a target whether it was reached, and its legend."""

from __future__ import annotations

import pytest

from ingest.records import OfficialStatus
from ingest.tables.status import is_absent, is_status, read_legend, read_mark


@pytest.mark.parametrize(
    "text", ["是", "否", "部分", "達成", "未達成", "V", "X", "●", "★", "1.是\n2.否", "達標"]
)
def test_states(text: str) -> None:
    assert is_status(text)


@pytest.mark.parametrize("text", ["", "12場", "已完成草案研擬，並辦理預告", "宣導"])
def test_what_is_no_state(text: str) -> None:
    assert not is_status(text)


@pytest.mark.parametrize("text", ["", " ", "－", "-", "—", "（註1）"])
def test_cells_that_give_nothing(text: str) -> None:
    assert is_absent(text)


def test_zero_is_a_figure() -> None:
    assert not is_absent("0")


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ("是", "met"),
        ("否", "not_met"),
        ("部分", "partly_met"),
        ("達成", "met"),
        ("未達成", "not_met"),
        ("●", "other"),
    ],
)  # fmt: skip
def test_marks_by_their_words(mark: str, status: OfficialStatus) -> None:
    assert read_mark(mark, {}) == status


def test_a_legend_says_what_signs_mean() -> None:
    legend = read_legend(["說明", "註：●達成；○未達成；△部分達成"])
    assert legend == {"●": "met", "○": "not_met", "△": "partly_met"}
    assert read_mark("●", legend) == "met" and read_mark("○", legend) == "not_met"


def test_one_sign_alone_is_no_legend() -> None:
    assert read_legend(["●達成目標之機關如下"]) == {}


def test_a_cross_that_a_legend_explains_is_a_state() -> None:
    assert read_legend(["註：◎達成、✕未達成"]) == {"◎": "met", "✕": "not_met"}
