"""What the checks found, told in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import harbours
from building import real_readings
from fake_engine import CONTRADICTION
from ingest.checks.revisions import compare_editions
from ingest.library import read_document
from ingest.records import Contradiction, Problem
from qa.explanations import explain, explain_problem


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Contradiction]:
    """What is found in the texts that come with plancite, and between two editions."""
    folder: Path = tmp_path_factory.mktemp("editions")
    editions = [harbours.read_text(folder, f"h{at}.txt", text) for at, text in enumerate(harbours.BOTH)]
    return [c for reading in real_readings() for c in reading.contradictions] + list(
        compare_editions(editions)
    )


def test_each_has_its_own_sentence_in_chinese(found: list[Contradiction]) -> None:
    assert len(found) > 10
    for contradiction in found:
        assert not explain(contradiction, "zh").startswith("原文寫"), contradiction.message
        assert explain(contradiction, "en") == contradiction.message


def test_another_edition_is_told_by_its_line(found: list[Contradiction]) -> None:
    told = [explain(c, "zh-Hant") for c in found if "335" in c.message]
    assert told and all("行寫為" in text for text in told)
    assert any("330" in text for text in told)


def test_a_message_of_another_form_is_told_by_its_two_statements() -> None:
    other = replace(CONTRADICTION, message="something else", stated="5件", expected="6件")
    assert explain(other, "zh") == "原文寫「5件」；依原文其他數字或文字應為「6件」。"


PLANS = Path(__file__).parent / "cases" / "plans"


@pytest.mark.parametrize(
    "plan", ["cip-113/cip-113.odt", "lianzheng-111/lianzheng-111.txt", "moa-112/moa-112.docx"]
)
def test_what_could_not_be_read_is_told_in_chinese(plan: str) -> None:
    for problem in read_document(PLANS / plan).problems:
        told, left = explain_problem(problem, "zh")
        assert not left, problem.message
        assert "expected" not in told and "found" not in told
        assert explain_problem(problem, "en") == (problem.message, "")


def test_what_has_no_chinese_is_left_in_english_behind_a_general_sentence() -> None:
    told, left = explain_problem(Problem("a.txt", 1, "something else"), "zh")
    assert told == "此處有未能完全解讀之內容。" and left == "something else"
    page = Problem("a.pdf", 1, "page 3: expected a page that can be read, found a damaged one; left out")
    assert explain_problem(page, "zh") == ("第 3 頁：此頁已損壞，未予讀取。", "")


def test_a_name_the_checks_give_is_chinese_too() -> None:
    other = replace(CONTRADICTION, message="rate stated 156%, but 117 / 80 is 146.3%")
    assert explain(other, "zh") == "「比率」寫為156%，但 117 / 80 = 146.3%。"
