"""Look-ups: the sentences that say who, why, when and what, each with its line."""

from __future__ import annotations

import pytest

from asking import ask, inquire, make_plan
from qa.lookups import MOST, choose_sentences, find_clues, rank_sentences

LONG = "，".join(f"第{number}批漁具" for number in range(1, 90)) + "，以上均已點收。"
PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "交通部",
        "indicator": "檢查漁船艘數。",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船30次。航行安全計畫於109年3月2日函送行政院。",
        "control_note": "未達績效目標值，係因受颱風影響停航。",
        "benefit": "減少漁船碰撞。",
        "next_target": "檢查漁船50艘。",
    },
    {
        "action": "(二)收購廢棄漁具。",
        "agencies": "內政部",
        "result": LONG,
        "benefit": "海岸較為清潔。",
    },
)
LINES = PLAN.split("\n")


@pytest.mark.parametrize(
    ("question", "field", "quote"),
    [
        ("誰負責檢查漁船", "agencies", "交通部"),
        ("檢查漁船為什麼停航", "control_note", "未達績效目標值，係因受颱風影響停航。"),
        ("航行安全計畫何時函送", "result", "航行安全計畫於109年3月2日函送行政院。"),
        ("檢查漁船的衡量指標是什麼", "indicator", "檢查漁船艘數。"),
        pytest.param(
            "檢查漁船有什麼效益",
            "benefit",
            "減少漁船碰撞。",
        ),
        ("who is in charge of 檢查漁船", "agencies", "交通部"),
    ],
)
def test_the_sentence_that_answers_comes_first_with_its_line(question: str, field: str, quote: str) -> None:
    answer = ask(question, PLAN)
    assert (answer.kind, answer.measures[:1]) == ("lookup", (1,))
    quotes = {c.field: c for c in reversed(answer.citations)}
    assert quotes[field].quote == quote
    assert quote in LINES[quotes[field].line_start - 1]
    assert quote in answer.answer


def test_both_parts_of_a_question_are_answered() -> None:
    answer = ask("檢查漁船誰主辦？為什麼沒有做到", PLAN)
    assert {"agencies", "control_note"} <= {c.field for c in answer.citations}


def test_no_more_sentences_than_can_be_read_at_a_glance() -> None:
    assert len(choose_sentences(inquire("誰負責檢查漁船", PLAN))) <= MOST


def test_a_long_sentence_is_cut_at_commas_and_nothing_of_it_is_lost() -> None:
    inquiry = inquire("收購廢棄漁具的情形", PLAN)
    parts = [s for s in rank_sentences(inquiry, ()) if s.field.key == "result" and s.record.no == 2]
    parts.sort(key=lambda s: s.start)
    assert len(parts) > 1
    assert "".join(s.text for s in parts) == LONG
    assert all(s.text.endswith(("，", "。")) for s in parts)


def test_a_clue_raises_the_sentences_of_its_field() -> None:
    inquiry = inquire("檢查漁船", PLAN)
    clues = find_clues("為什麼")
    assert clues
    plain = {(s.field.key, s.start): s.score for s in rank_sentences(inquiry, ())}
    clued = {(s.field.key, s.start): s.score for s in rank_sentences(inquiry, clues)}
    raised = {key for key, score in clued.items() if score > plain[key]}
    assert ("control_note", 0) in raised
    assert ("benefit", 0) not in raised


def test_a_question_that_asks_in_no_known_way_has_no_clue() -> None:
    assert find_clues("檢查漁船") == []


@pytest.mark.parametrize("question", ["誰負責核四公投", "臺北大巨蛋什麼時候啟用"])
def test_a_subject_the_text_does_not_treat_is_not_answered(question: str) -> None:
    assert ask(question, PLAN).abstained


@pytest.mark.parametrize("question", ["國民年金是哪個機關主辦", "疫苗施打什麼時候開始"])
def test_who_and_when_are_not_told_of_what_the_text_does_not_treat(question: str) -> None:
    assert ask(question, PLAN).abstained


def test_a_note_that_gives_no_cause_does_not_answer_why() -> None:
    plan = make_plan(
        {
            "action": "(一)檢查漁船，維護航行安全。",
            "target": "檢查漁船40艘，講習5場。",
            "result": "講習6場。受颱風影響，檢查漁船30艘。",
            "control_note": "檢查漁船未達績效目標值；講習已達績效目標值。",
        }
    )
    assert "受颱風影響" in ask("檢查漁船落後的原因", plan).answer
