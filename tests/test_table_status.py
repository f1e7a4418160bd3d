"""Marks and words by which a document says of a target whether it was reached, and its legend."""

from __future__ import annotations

import pytest

from ingest.records import OfficialStatus
from ingest.tables.status import _load, is_absent, is_status, read_legend, read_mark


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


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("「斷語」：熟＝達標；半熟＝部分達標；青＝未達標。", ["熟", "半熟", "青"]),
        ("如願者，指全數做到；半如願者，指部分做到；未如願者，指均未做到。", ["如願", "半如願", "未如願"]),
        (
            "如約（全部達到）、部分如約（有達到也有未達到）、未如約（無任何一項達到）",
            ["如約", "部分如約：①未如約", "未如約"],
        ),
        ("☀表示做到，☁表示做到一部分，☂表示沒做到", ["☀", "☁", "☂"]),
    ],
)  # fmt: skip
def test_a_legend_explains_states_in_words_and_marks_of_its_own(text: str, states: list[str]) -> None:
    legend = read_legend([text], states)
    assert [read_mark(state, legend) for state in states[:3]] == ["met", "partly_met", "not_met"]


def test_a_word_for_a_state_that_only_stands_in_a_text_is_no_legend() -> None:
    assert read_legend(["青年熟悉之作物，半熟採收者未達標準。"], ["熟", "半熟", "青"]) == {}
    assert read_legend(["全年如約8張、部分如約9張。"], ["如約", "部分如約"]) == {}


def test_no_word_for_what_is_absent_begins_with_a_digit() -> None:
    words = [word for key in ("absent", "other") for word in _load()[key]]
    assert words
    assert not any(word[:1].isdecimal() for word in words)
