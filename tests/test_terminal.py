"""Answers as lines for a terminal."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import Citation
from qa.contract import answer_json
from qa.markdown import write_answer
from qa.terminal import describe_answer
from test_evaluation import ANSWER

PASSAGE = Citation(
    "report", "report.txt", 2, None, 7, 8, None, "漁船\t30艘\n1. 漁港*",
    headings=("貳、統計", "項目 109年"), marks=((0, 2), (10, 12)),
)  # fmt: skip
FOUND = replace(ANSWER, citations=(PASSAGE,))


def test_a_found_passage_stands_whole_under_its_headings() -> None:
    assert list(describe_answer(FOUND))[1:] == [
        "  report.txt:7-8  貳、統計 › 項目 109年",
        "    漁船\t30艘",
        "    1. 漁港*",
    ]


def test_the_words_that_were_found_are_bold_on_a_terminal() -> None:
    lines = list(describe_answer(FOUND, styled=True))
    assert lines[2:] == ["    \x1b[1m漁船\x1b[0m\t30艘", "    1. \x1b[1m漁港\x1b[0m*"]


def test_the_words_that_were_found_are_bold_in_markdown() -> None:
    assert r"*貳、統計* › *項目 109年* › **漁船** 30艘 1. **漁港**\*" in write_answer(FOUND, {})


def test_what_an_answer_rests_on_is_not_marked() -> None:
    assert list(describe_answer(ANSWER, styled=True))[1:] == ["  corpus/plan-109.txt:1 (1 result)  宣導8場次"]
    assert "marks" not in answer_json(ANSWER)["citations"][0]


def test_a_found_passage_has_its_headings_and_marks_in_json() -> None:
    [citation] = answer_json(FOUND)["citations"]
    assert (citation["headings"], citation["marks"]) == (["貳、統計", "項目 109年"], [[0, 2], [10, 12]])
