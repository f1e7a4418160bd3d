"""What is shown of an answer at first."""

from __future__ import annotations

from dataclasses import replace

from qa.shown import count_shown, holds, is_shown
from test_evaluation import ANSWER

CITATION = ANSWER.citations[0]


def test_what_the_first_three_quotes_hold_is_shown() -> None:
    quotes = [replace(CITATION, quote=quote) for quote in ("甲", "乙", "丙", "丁")]
    answer = replace(ANSWER, answer="戊", citations=tuple(quotes))
    assert is_shown({"expect": ["丙", "戊"]}, answer)
    assert not is_shown({"expect": ["丁"]}, answer)


def test_nothing_is_shown_by_more_than_a_reader_takes_in() -> None:
    long = replace(ANSWER, citations=(replace(CITATION, quote="甲" * 1600),))
    assert not is_shown({"expect": ["甲"]}, long)


def test_a_number_is_no_part_of_another() -> None:
    assert not holds("16.5人", "6.5") and not holds("45.5處", "45") and holds("計45處", "45")


def test_lists_are_not_counted() -> None:
    golds = [{"type": kind, "lang": "en", "expect": ["8場次"]} for kind in ("list", "figure", "unanswerable")]
    assert count_shown([(gold, ANSWER) for gold in golds]) == {"en": (1, 1), "all": (1, 1)}
