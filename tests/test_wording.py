"""Sentences in the question's language; both languages say the same things."""

from __future__ import annotations

import string
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

import qa
from building import make_document
from ingest.glossary import Glossary, Term
from ingest.records import Field, OfficialStatus, Record, Verdict
from qa.answer import AnswerFigure, Language, Role
from qa.wording import Phrasebook, write_number

TABLES = tomllib.loads((Path(qa.__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
GLOSSARY = Glossary((Term("檢查漁船", (), ("Boat inspections",), "title"),))


def phrases(language: Language) -> Phrasebook:
    """Return the phrasebook of a language."""
    return Phrasebook(language, GLOSSARY)


def make_record(action: str) -> Record:
    """Return a measure with an action."""
    place = make_document(action).place(1, 1)
    fields = {"action": Field("action", "執行措施", action, place, ((0, 1),))}
    return Record(kind="measure", doc="p", no=1, title="標題", edition=109, place=place, fields=fields)


def blanks(sentence: str) -> set[str]:
    """Return the names of the words to fill into a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences() -> None:
    assert TABLES["zh-Hant"].keys() == TABLES["en"].keys()


# English names the western year as well; the order and the choice of the other words are the same.
@pytest.mark.parametrize("name", TABLES["en"])
def test_both_languages_fill_in_the_same_words(name: str) -> None:
    chinese, english = blanks(TABLES["zh-Hant"][name]), blanks(TABLES["en"][name])
    assert english - {"west"} == chinese


@pytest.mark.parametrize(
    "name",
    [
        *(f"verdict_{v}" for v in get_args(Verdict)),
        *(f"official_{s}" for s in get_args(OfficialStatus)),
        *(f"role_{r}" for r in get_args(Role)),
    ],
)
def test_every_verdict_status_and_role_has_its_words(name: str) -> None:
    for table in TABLES.values():
        assert table[name]


def test_a_simplified_question_is_answered_in_the_traditional_characters_of_the_texts() -> None:
    assert phrases("zh-Hans").say("measures") == phrases("zh-Hant").say("measures") == "措施"
    assert phrases("en").say("measures") == "measures"


def test_an_english_answer_shows_the_english_title_where_there_is_one() -> None:
    known, unknown = make_record("(一)檢查漁船，維護安全。"), make_record("(二)整建漁港。")
    assert phrases("en").title(known) == "Boat inspections"
    assert phrases("en").title(unknown) == "標題"
    assert phrases("zh-Hant").title(known) == "標題"


def make_figure(as_written: str | None) -> AnswerFigure:
    """Return a figure of 1,234.50 boats."""
    return AnswerFigure(Decimal("1234.50"), "艘", as_written, 109, "actual", "", "p", 1, None, None)


def test_a_figure_is_shown_as_it_is_written_on_one_line() -> None:
    assert phrases("zh-Hant").figure(make_figure("1,234.5\n 艘")) == "1,234.5 艘"


def test_a_computed_figure_says_that_it_is_one() -> None:
    assert phrases("zh-Hant").figure(make_figure(None)) == "1,234.5艘（由原文數字計算）"
    assert "computed" in phrases("en").figure(make_figure(None))


def test_conditions_are_joined_and_none_means_any() -> None:
    book = phrases("en")
    assert book.join_conditions(["met", "raised"]) == "are officially met and have a higher target next year"
    assert book.join_conditions([]) == TABLES["en"]["what_any"]


@pytest.mark.parametrize(
    ("value", "written"),
    [("0", "0"), ("1000", "1,000"), ("100.0", "100"), ("-3.50", "-3.5"), ("1E+3", "1,000")],
)
def test_numbers_are_written_plainly(value: str, written: str) -> None:
    assert write_number(Decimal(value)) == written


def test_conditions_name_the_agencies_asked_about() -> None:
    assert phrases("zh-Hant").join_conditions(["agency"], ["法務部"]) == "由法務部辦理"
    assert (
        phrases("zh-Hant").join_conditions(["not_agency"], ["法務部", "內政部"]) == "非由法務部、內政部辦理"
    )
    assert phrases("en").join_conditions(["agency"], ["法務部"]) == "name 法務部"
