"""What is asked of figures: verdicts in any words, what was planned, which year, wholes, several things."""

from __future__ import annotations

import pytest

from asking import ask, inquire
from qa.answering.sides import find_evidence
from qa.query import Order
from qa.running import answer_query

CARDS = "\n".join(
    [
        "港務安全計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t111年實績\t112年目標值\t112年實績\t113年目標值",
        "1-1\t漁港安全巡查\t巡查漁港次數\t280次\t300次\t290次\t310次",
        "1-2\t救生設備布建\t裝設救生設備處數\t35處\t40處\t45處\t50處",
        "1-3\t溺水防制\t港區溺水死亡人數\t9人\t不超過6人\t7人\t不超過5人",
        "1-4\t港區照明改善\t港區照明妥善率\t97%\t95%至98%\t96%\t95%至98%",
        "1-5\t航道疏濬\t航道疏濬長度\t12公里\t15公里\t尚待彙整\t16公里",
        "",
        "附表一、歷年統計",
        "項目\t109年\t110年\t111年\t112年",
        "漁船碰撞件數(件)\t21\t26\t18\t24",
        "未滿18歲漁船碰撞受傷人數(人)\t4\t6\t5\t",
        "漁船碰撞受傷人數(人)\t14\t16\t11\t13",
        "",
        "附表二、計畫經費",
        "單位：新臺幣千元",
        "工作項目\t總經費\t112年預算數\t112年決算數",
        "魚市場改建\t98,000\t17,600\t15,200",
        "碼頭整修\t54,000\t9,400\t9,100",
    ]
)


@pytest.mark.parametrize(
    "question",
    [
        "112年巡查漁港次數真的有到300次嗎",
        "巡查漁港次數112年有在規定的範圍裡嗎",
        "巡查漁港次數原本說好幾次，後來實際幾次",
        "巡查漁港次數112年原訂幾次，最後做了幾次",
        "巡查漁港次數 達標 112年",
    ],
)
def test_target_and_result_are_told_with_the_verdict_in_whatever_words_it_is_asked(question: str) -> None:
    answer = ask(question, CARDS).answer
    assert all(words in answer for words in ("300次", "290次", "未達目標")), answer


def test_a_verdict_in_english_asks_for_both_sides_too() -> None:
    answer = ask("Did 港區溺水死亡人數 stay within the limit in 2023?", CARDS).answer
    assert all(words in answer for words in ("6人", "7人", "target missed")), answer


def test_of_a_range_both_ends_are_told() -> None:
    answer = ask("港區照明妥善率112年有落在範圍內嗎", CARDS).answer
    assert "95%至98%" in answer and "96%" in answer and "達成目標" in answer, answer


def test_where_the_result_is_not_out_yet_that_is_said_of_a_verdict() -> None:
    answer = ask("航道疏濬長度112年有沒有達標", CARDS)
    assert not answer.abstained and "15公里" in answer.answer and "尚待彙整" in answer.answer


def test_what_was_needed_to_reach_a_target_is_the_target() -> None:
    answer = ask("112年要裝設幾處救生設備才算達標", CARDS).answer
    assert "40處" in answer and "45處" not in answer, answer


def test_the_gap_that_is_asked_for_goes_first() -> None:
    answer = ask("巡查漁港次數112年離目標差幾次", CARDS).answer
    assert 0 <= answer.find("尚差10次") < answer.find("300次"), answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("漁船碰撞件數哪一年最少", "最低為111年，18件"),
        ("近四年漁船碰撞件數最多的是哪一年", "最高為110年，26件"),
    ],
)
def test_the_year_of_the_highest_and_lowest_figure_goes_first_with_all_years(
    question: str, told: str
) -> None:
    answer = ask(question, CARDS)
    assert told in answer.answer and "21件" in answer.answer
    assert answer.query is not None and answer.query.order == Order("value", "最高" in told)
    again = answer_query(inquire(question, CARDS), answer.query)
    assert again.answer == answer.answer


def test_what_a_thing_costs_altogether_is_not_the_budget_of_a_year() -> None:
    answer = ask("魚市場改建總經費多少", CARDS).answer
    assert "98,000,000元" in answer and "17,600" not in answer, answer
    assert "17,600,000元" in ask("魚市場改建112年預算多少", CARDS).answer


def test_what_is_more_closely_named_is_not_told_by_the_whole() -> None:
    answer = ask("112年未滿18歲漁船碰撞受傷人數多少", CARDS)
    assert answer.abstained and "13人" not in answer.answer, answer.answer


LISTED = "\n".join(
    [
        "漁業輔導計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績",
        "2-1\t漁船貸款\t核貸件數\t80件\t72件",
        "2-1\t漁船貸款\t核貸金額\t500萬元\t610萬元",
        "2-2\t漁民講習\t講習場次\t20場\t22場",
        "2-2\t漁民講習\t結訓率\t90%\t93.5%",
        "2-3\t漁村培力\t漁村女性學員占比\t30%\t32.4%",
    ]
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("漁船貸款112年核貸件數、核貸金額各多少", ("72件", "610萬元")),
        ("漁民講習112年辦了幾場，結訓率又是多少", ("22場", "93.5%")),
    ],
)
def test_each_of_two_things_asked_for_is_told(question: str, told: tuple[str, str]) -> None:
    answer = ask(question, LISTED).answer
    assert all(words in answer for words in told), answer


HALVES = "\n".join(
    [
        "漁業輔導計畫112年度執行報告",
        "肆、具體作為",
        "",
        "序次\t1",
        "執行措施\t(一)漁民訓練。",
        "112年績效目標值\t全年訓練漁民120人次。",
        "112年度績效目標達成情形\t1月至6月訓練漁民64人次；下半年名冊尚未報部。",
    ]
)


def test_of_a_part_of_a_year_no_verdict_on_the_whole_is_given() -> None:
    evidence = [one for one in find_evidence(inquire("112年訓練漁民幾人次，有達標嗎", HALVES)) if one.facts]
    answer = ask("112年訓練漁民幾人次，有達標嗎", HALVES).answer
    assert evidence and evidence[0].verdict is None and evidence[0].change is None
    assert "64人次（1月至6月）" in answer and "未達目標" not in answer, answer


ALIKE = "\n".join(
    [
        "漁港管理計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t113年目標值",
        "3-1\t海上救援演練\t演練參加人次\t350人次\t400人次",
        "",
        "肆、說明",
        "海上救援演練112年參加415人次，目標350人次。",
    ]
)


def test_a_result_told_elsewhere_beside_the_same_target_is_its_result() -> None:
    question = "112年海上救援演練實際有多少人次參加"
    answer = ask(question, ALIKE)
    assert "415人次" in answer.answer and answer.query is not None
    assert answer_query(inquire(question, ALIKE), answer.query).answer == answer.answer


RATES = "\n".join(
    [
        "漁船安全計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績",
        "5-1\t強化漁船安全訓練\t漁船事故率(每一千艘)\t不高於15.6艘\t16.5艘",
        "",
        "表2　歷年統計",
        "統計項目\t單位\t110年\t111年\t112年",
        "漁船事故率\t每一千艘\t15.3\t16.3\t16.5",
    ]
)


def test_the_target_of_what_is_counted_in_another_table_in_other_words_is_told() -> None:
    told = ask("漁船事故率112年有達標嗎", RATES).answer
    assert "15.6艘" in told and "16.5艘" in told and "未達目標" in told, told
    assert "15.3" in ask("漁船事故率110年是多少", RATES).answer


def test_last_year_is_the_year_reported_on_where_the_one_before_lacks_what_is_asked() -> None:
    answer = ask("巡查漁港次數去年目標幾次、實際幾次", CARDS).answer
    assert "300次" in answer and "290次" in answer, answer


SPENT = "\n".join(
    [
        "港區改善計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績",
        "4-1\t港區無障礙改善\t改善之場域\t12至15處\t14處",
        "",
        "附表、經費",
        "單位：新臺幣千元",
        "工作項目\t112年預算數\t112年決算數",
        "港區無障礙改善\t24,000\t23,208",
    ]
)


def test_the_budget_of_an_entry_is_no_rival_of_its_result() -> None:
    answer = ask("港區無障礙改善112年的目標是多少，有落在裡面嗎", SPENT).answer
    assert "12至15處" in answer and "14處" in answer and "達成目標" in answer, answer


def test_a_word_that_compares_in_a_name_compares_nothing() -> None:
    inquiry = inquire("漁村女性學員占比 112年 實績", LISTED)
    assert inquiry.question.kind == "compare"
    assert [one.certain for one in find_evidence(inquiry)] == [True]


def test_how_many_there_are_is_told_by_no_money() -> None:
    told = ask("How many 港區無障礙改善 in 2023?", SPENT)
    assert "24,000" not in told.answer, told.answer
