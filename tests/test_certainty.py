"""What is shown beside an answer that is not certain, and in the place of one that is not believed."""

from __future__ import annotations

from asking import ask, make_plan
from test_best_passages import PLAN, REPORT

REPEATED = make_plan(
    {"action": "(一)檢查漁船，維護航行安全。", "result": "檢查漁船30艘，開立罰單12張。"},
    {"action": "(二)輔導漁會。", "result": "輔導漁會會員8人。"},
)


def test_a_certain_answer_stands_alone() -> None:
    answer = ask("109年檢查漁船幾艘", PLAN)
    assert answer.figures and not any(citation.found for citation in answer.citations)


def test_an_abstention_shows_the_best_passages_of_any_document() -> None:
    answer = ask("漁會會員搭船罹難幾人", PLAN, REPORT)
    assert answer.abstained and answer.answer.endswith("相近的段落如下。")
    assert 1 <= len(answer.citations) <= 3
    assert all(citation.found for citation in answer.citations)
    assert "4,967" in answer.citations[0].quote
    assert (answer.items[0].doc, answer.items[0].type) == ("text-2", "row")


def test_of_text_that_is_no_table_of_measures_the_words_are_quoted_instead_of_a_figure() -> None:
    text = "海港年報\n\n壹、照明\n夜間照明每晚開啟45盞。港區另植樹木9株。\n"
    answer = ask("夜間照明每晚開啟幾盞", PLAN, text)
    assert (answer.kind, answer.abstained, answer.figures) == ("lookup", False, ())
    # A sentence that says all that is asked is told as what it is; another is shown, and answers nothing.
    assert answer.answer == "（海港年報）壹、照明：夜間照明每晚開啟45盞。"
    assert answer.citations[0].quote == "夜間照明每晚開啟45盞。"
    unsure = ask("夜間照明每晚開啟的號誌燈幾盞", PLAN, text)
    assert unsure.abstained and unsure.answer.startswith("「號誌燈」對不上任何一個確定的數字。")
    assert unsure.citations[0].found and "夜間照明每晚開啟45盞。" in unsure.citations[0].quote


def test_the_best_passage_is_among_the_first_three_quotes_behind_what_the_answer_rests_on() -> None:
    fields = {"action": "(一)檢查漁船，維護安全。", "agencies": "內政部、交通部、教育部"}
    result = "1.內政部：檢查漁船15艘。\n2.交通部：檢查漁船31艘。\n3.教育部：檢查漁船9艘。"
    plan = make_plan({**fields, "result": result, "benefit": "漁船汰舊補助金額逐年提高，惠及沿海漁民。" * 30})
    answer = ask("檢查漁船艘數與漁船汰舊補助金額沿海漁民", plan)
    assert [citation.found for citation in answer.citations[:3]] == [False, False, True]
    quotes = [answer.citations[figure.citation or 0].quote for figure in answer.figures]
    assert all((f.as_written or "") in quote for f, quote in zip(answer.figures, quotes, strict=True))


def test_what_the_best_passage_holds_is_not_cited_behind_it() -> None:
    result = "檢查漁船30艘。開立罰單12張。沒入漁具5件。"
    plan = make_plan({"action": "(一)檢查漁船。", "target": "檢查漁船20艘。", "result": result})
    answer = ask("檢查漁船幾艘、開立罰單幾張、沒入漁具幾件，燈塔照明設備幾座", plan)
    own = [citation.quote for citation in answer.citations if not citation.found]
    assert len(answer.figures) > len(own) == 2
    assert answer.citations[answer.figures[-1].citation or 0].found


def test_a_set_without_members_of_a_subject_is_no_denial() -> None:
    answer = ask("提到燈塔照明設備的措施有哪些", PLAN, REPORT)
    assert answer.abstained and "沒有" not in answer.answer and answer.citations


def test_a_passage_with_much_more_of_the_question_is_quoted_in_the_place_of_an_answer() -> None:
    text = "海港年報\n\n壹、漁會\n漁會會員搭乘漁船出海作業者每日平均310人。\n"
    answer = ask("漁會會員搭乘漁船出海每日平均幾人", REPEATED, text)
    assert "310人" in answer.answer and answer.citations[0].doc == "text-2"
