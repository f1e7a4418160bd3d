"""A question with what was found for it: which records lead, and what speaks for a figure at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asking import inquire, make_plan
from qa.finding.ranking import rank_series
from qa.inquiry import Inquiry, once

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護安全。",
        "agencies": "內政部、交通部",
        "target": "無。",
        "result": "1.內政部：檢查漁船15艘。檢查船員22人。\n2.交通部：檢查漁船31艘。檢查船員44人。",
        "control_note": "已達績效目標值。",
        "highlights": "交通部另救援漁船2艘。",
    },
    {"action": "(二)檢查商船。", "target": "檢查商船9艘。", "result": "檢查商船9艘，檢查人員16人。"},
    {"action": "(三)檢查遊艇。", "result": "檢查遊艇5艘。"},
    {"action": "(四)檢查碼頭。", "result": "檢查碼頭6處。"},
    {"action": "(五)檢查燈塔。", "result": "檢查燈塔7座。"},
)


def priors(inquiry: Inquiry) -> dict[tuple[str, str], float]:
    """Return what speaks for or against each figure, by its field and how it is written."""
    return {(m.field.key, m.figure.text): prior for m, prior in inquiry.mentions()}


def test_only_a_few_records_lead() -> None:
    inquiry = inquire("檢查幾艘", PLAN)
    assert [r.record.no for r in inquiry.leading(2)] == [r.record.no for r in inquiry.ranked[:2]]
    assert len(inquiry.leading()) < len(inquiry.ranked)


def test_a_figure_of_the_agency_named_goes_before_one_of_another() -> None:
    named = priors(inquire("交通部檢查漁船幾艘", PLAN))
    assert named["result", "31艘"] > named["result", "15艘"]
    assert named["result", "44人"] > named["result", "22人"]
    unnamed = priors(inquire("檢查漁船幾艘", PLAN))
    assert named["highlights", "2艘"] > unnamed["highlights", "2艘"]
    assert unnamed["result", "31艘"] == pytest.approx(unnamed["result", "15艘"])


def test_the_result_of_a_target_goes_before_another_figure() -> None:
    found = priors(inquire("檢查商船幾艘", PLAN))
    assert found["result", "9艘"] > found["result", "16人"]


def test_a_total_so_far_is_not_the_result_of_a_target() -> None:
    found = priors(inquire("累計檢查商船幾艘", PLAN))
    assert found["result", "9艘"] == pytest.approx(found["result", "16人"])


def test_a_figure_of_a_lower_record_starts_lower() -> None:
    found = priors(inquire("檢查遊艇幾艘", PLAN))
    assert found["result", "5艘"] == 0.0
    assert found["result", "16人"] < 0


def test_agencies_are_known_by_their_full_names() -> None:
    for question in ("廉政署與海委會", "海洋委員會之前是廉政署"):
        found = {names[0] for names in inquire(question, PLAN).agencies}
        assert found == {"廉政署", "海洋委員會"}


def test_what_a_record_is_about_is_not_what_it_reports() -> None:
    inquiry = inquire("檢查漁船幾艘", PLAN)
    about = inquiry.about(inquiry.ranked[0].record)
    assert "漁船" in about
    assert "救援" not in about


def test_the_words_of_a_condition_are_no_subject() -> None:
    inquiry = inquire("交通部主辦而提到燈塔的措施有哪些", PLAN)
    assert [concept.asked for concept in inquiry.subject().known().concepts] == ["燈塔"]


def test_only_measures_count_as_measures_each_once_and_the_best_first() -> None:
    inquiry = inquire("檢查商船", PLAN)
    found = {r.record.no: r.record for r in inquiry.ranked if r.record.kind == "measure"}
    assert inquiry.measure_numbers([found[1], found[2], found[1]]) == [2, 1]
    assert inquiry.measure_numbers([*inquiry.scope.of_kind("annex"), found[1]]) == [1]


def test_what_was_worked_out_of_an_inquiry_is_worked_out_once_and_goes_with_it() -> None:
    worked: list[tuple[str, str]] = []

    @once
    def join(inquiry: Inquiry, words: str, behind: str = "") -> str:
        worked.append((inquiry.question.plain, words))
        return f"{inquiry.question.plain} {words}{behind}"

    first, other = inquire("檢查漁船幾艘", PLAN), inquire("檢查商船幾艘", PLAN)
    asked = replace(first, question=replace(first.question, plain="檢查遊艇幾艘"))
    assert [join(one, "有") for one in (first, first, other, asked, first)] == [
        "檢查漁船幾艘 有",
        "檢查漁船幾艘 有",
        "檢查商船幾艘 有",
        "檢查遊艇幾艘 有",
        "檢查漁船幾艘 有",
    ]
    assert len(worked) == 3
    assert (join(first, "無"), join(first, "有", behind="?")) == ("檢查漁船幾艘 無", "檢查漁船幾艘 有?")


def test_the_series_of_an_inquiry_with_another_question_are_ranked_anew() -> None:
    first = inquire("檢查商船幾艘", PLAN)
    of_next = replace(first, question=replace(first.question, years=(108,)))
    assert rank_series(first) is rank_series(first, first.question.plain)
    assert rank_series(of_next)[0].score < rank_series(first)[0].score
