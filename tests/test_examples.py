"""Every question that the README, the page or a message offers is answered rightly by the shipped texts.

What a right answer says was read in the texts, in the lines named below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from building import ROOT
from building import real_engine as engine
from pages import README
from qa.ui.phrases import load_examples

EDITION = 109


@dataclass(frozen=True, slots=True)
class Right:
    """What the sentence of a right answer holds, which measures it rests on, whether there is an answer."""

    says: tuple[str, ...]
    measures: tuple[int, ...] = ()
    abstains: bool = False
    never: tuple[str, ...] = ()


# lianzheng-109: lines 91, 162 (617萬 and 651萬), 551 (the last of nine steps), 129/143/827 (agencies),
# 161/596/626 (official notes), 567, 617-626, 78-94 and the other next targets; moj-midterm: 86.
AUDITS = Right(("327 件",), (4,))
VIEWS = Right(("109年實際值651萬人次", "108年實際值617萬人次", "增加340,000人次"), (9,))
MISSED = (9, 34, 36)
RAISED = (3, 4, 5, 17, 18, 23, 37, 39, 43, 44, 45)
BILL = Right(("109年9月22日", "陳報行政院續行審查"), (31,))
FOURTH_OF_EIGHT = Right(("序次36", "法務部", "目標35件、實績31件", "未達標"), (36,))
CONFISCATED = Right(("犯罪所得沒收之實現率", "109", "53%"))
EXAMPLES = {
    # The page.
    "109年政府採購稽核幾件？": AUDITS,
    "How many government procurement audits were done in 2020?": AUDITS,
    "108年與109年公共政策網路參與平臺瀏覽人次各多少？": VIEWS,
    "Compare the page views of the public policy online participation platform in 2019 and 2020": Right(
        (
            "actual 6,510,000 person-times (651萬人次) in 2020 (ROC 109)",
            "actual 6,170,000 person-times (617萬人次) in 2019 (ROC 108)",
            "by 340,000 person-times from 2019 to 2020 (ROC 108 to 109)",
        ),
        (9,),
    ),
    "揭弊者保護法草案的進度如何？": BILL,
    "What progress did the whistleblower protection bill make?": BILL,
    "內政部參與哪些措施？": Right(("共3項", "序次7", "序次8", "序次46"), (7, 8, 46)),
    "Which measures involve the Ministry of the Interior?": Right(("3 of 46 measures",), (7, 8, 46)),
    "犯罪所得沒收實現率的目標值是多少？": CONFISCATED,
    "What is the target for the rate of confiscated criminal proceeds realised?": CONFISCATED,
    # The README.
    "which targets fell short in 109?": Right(("3 of 46 measures", "by the document's own status"), MISSED),
    "112年緝返外逃罪犯幾人？": Right(("112年",), abstains=True, never=("48人", "92人")),
    "公共政策網路參與平臺109年瀏覽人次": Right(("瀏覽人次", "109年實際值651萬人次"), (9,)),
    "檢舉獎金多少錢": Right(("核發獎金1,698萬3,334元",), (32,)),
    "108與109年公共政策網路參與平臺瀏覽人次比較": VIEWS,
    "序次36": FOURTH_OF_EIGHT,
    "具體策略八執行措施(七)": FOURTH_OF_EIGHT,
    "兩個年度目標值調高的措施": Right(("次年目標提高者共11項",), RAISED),
    "法務部的計畫裡，犯罪所得沒收實現率的目標值是多少？": CONFISCATED,
    # A message that says what to type.
    "109年哪些措施未達標？": Right(("未達標（依文件所載）的措施共3項", "序次9", "序次34", "序次36"), MISSED),
}


def list_offered() -> set[str]:
    """Return the questions that are offered anywhere, as they are asked over the shipped texts."""
    page = README.read_text(encoding="utf-8")
    asked = re.findall(r'plancite ask "([^"]+)"', page)
    [can] = re.findall(r"## What it can do\n(.*?)\n## ", page, re.DOTALL)
    spans = [span for span in re.findall(r"`([^`\n]+)`", can) if re.search(r"[\u4e00-\u9fff]", span)]
    messages = [
        question
        for path in [*(ROOT / "qa").rglob("*.py"), *(ROOT / "qa").rglob("*.toml")]
        for question in re.findall(r'plancite ask \\?"([^"\\]+)\\?"', path.read_text(encoding="utf-8"))
    ]
    shown = [example.question for language in ("zh", "en") for example in load_examples(language, EDITION)]
    return {*asked, *spans, *messages, *shown}


def test_every_question_that_is_offered_is_asked_here() -> None:
    assert list_offered() - {"QUESTION"} == EXAMPLES.keys()


@pytest.mark.parametrize("question", EXAMPLES)
def test_an_example_is_answered_rightly_in_its_sentence(question: str) -> None:
    right, answer = EXAMPLES[question], engine().ask(question)
    assert answer.abstained is right.abstains
    assert [words for words in right.says if words not in answer.answer] == [], answer.answer
    assert [words for words in right.never if words in answer.answer] == []
    assert set(answer.measures) == set(right.measures)
    assert answer.citations


def test_the_newest_edition_of_the_shipped_texts_is_the_one_the_examples_are_read_for() -> None:
    assert max(head.edition for head in engine().heads if head.edition) == EDITION


def test_what_takes_two_editions_says_that_there_is_one() -> None:
    for question in ("哪些措施連續兩年未達標", "110年新增的措施"):
        answer = engine().ask(question)
        assert answer.abstained
        assert "每個計畫都只有一個年度的版本（109年版）" in answer.answer
    # The budget is what is new here, not the measures.
    assert not engine().ask("哪些措施需要新增預算").abstained
