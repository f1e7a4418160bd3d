"""Checks over facts: small tables with and without a slip, and plans held to what was planted in them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.checks.claims import read_claim
from ingest.figures.numerals import read_figures
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import Contradiction, Reading
from qa.explanations import explain

PLANS = Path(__file__).parent / "cases" / "plans"

BUDGET = """港務局111年度施政績效報告
肆、經費執行情形（單位：千元）
計畫名稱\t預算數\t決算數\t執行率(%)
碼頭整建計畫\t5,080,000\t4,876,800\t96.00
浮標汰換計畫\t6,120,000\t4,957,200\t81.00
燈塔修繕計畫\t1,250,000\t1,187,500\t95.00
合計\t12,450,000\t11,021,500\t88.53
"""

STAFF = """港務局111年度施政績效報告
三、員額
年度\t110年度\t111年度
職員\t8,633\t8,701
約聘人員\t1,120\t1,142
小計\t9,753\t9,843
技工\t580\t551
工友\t20\t19
合計\t10,353\t10,413
"""

OUTLINE = """港務局中程施政計畫（110至113年度）
肆、經費概算表（單位：千元）
計畫名稱\t110年度\t111年度\t112年度\t113年度\t總計
碼頭整建計畫\t4,944\t5,768\t4,532\t5,356\t20,600
浮標汰換計畫\t0\t464\t357\t429\t1,250
燈塔修繕計畫\t568\t672\t517\t0\t1,757
合計\t5,512\t6,904\t5,406\t5,785\t23,607
"""

SUPPLEMENTED = """港務局111年度施政績效報告
肆、經費執行情形（單位：千元）
計畫名稱\t原預算數(a)\t追加減預算數(b)\t預算數合計(c=a+b)\t決算實現數(d)\t決算數合計(e)\t執行率(e/c)
碼頭整建計畫\t5,080\t1,000\t6,080\t4,872\t5,472\t90.00
浮標汰換計畫\t6,120\t△1,120\t5,000\t4,500\t4,750\t95.00
燈塔修繕計畫\t1,250\t－\t1,250\t1,125\t1,200\t96.00
"""

CHANGES = """港務局111年度施政績效報告
二、業務統計
項目\t110年度\t111年度\t增減數\t增減率(%)
進港船舶數(艘次)\t400\t440\t40\t10.00
裝卸量(萬噸)\t200\t190\t-10\t-5.00
旅客人次(人次)\t1,000\t1,250\t250\t25.00
巡查次數(次)\t50\t60\t10\t20.00
"""

MEASURES = """港務局112年度執行成果
表1　執行成果（達成情形「是」表示已達目標，「否」表示未達目標）
編號\t工作項目\t績效指標\t112年目標值\t112年實際值\t達成情形\t未達成原因
1\t辦理航安宣導\t航安宣導人次\t12萬人次\t13萬4,520人次\t是\t－
2\t推動港區巡查\t港區巡查次數\t560次\t571次\t是\t－
3\t縮短通關時間\t平均通關時間\t不超過30分鐘\t27.5分鐘\t是\t－
4\t輔導業者減碳\t輔導業者家數\t120家\t96家\t否\t業者意願偏低
5\t改善違規停泊\t違規停泊改善率\t70%\t61.5%\t否\t人力不足
"""

SERIES = """港務局112年度執行成果
肆、歷年統計
112年海上遇險通報件數3,856件，較111年增加69件；港區訪客人次52,614人次，較111年增加3,593人次。
表6　110年至112年重要統計
統計項目\t單位\t110年\t111年\t112年
海上遇險通報件數\t件\t3,585\t3,787\t3,856
港區訪客人次\t人次\t44,528\t49,021\t52,614
"""

LAMPS = """港務局111年度施政績效報告
壹、前言
本局111年度計評估關鍵績效指標3項，主辦機關為航務處、港務署及資訊室共3個單位。
參、關鍵績效指標達成情形（「★」表示綠燈；「▲」表示黃燈；「●」表示紅燈）
1.關鍵績效指標：進港船舶艘次數
項目\t110年度\t111年度
原訂目標值\t1,200艘次\t1,230艘次
實際值\t862艘次\t948艘次
達成度(%)\t71.83\t77.07
自評結果\t●\t●

2.關鍵績效指標：港區無障礙設施比率
項目\t110年度\t111年度
原訂目標值\t70%\t74%
實際值\t72.1%\t76.4%
達成度(%)\t103.00\t103.24
自評結果\t★\t★

3.關鍵績效指標：港區意外事故死傷人數
項目\t110年度\t111年度
原訂目標值\t12人以下\t11人以下
實際值\t9人\t10人
達成度(%)\t133.33\t110.00
自評結果\t★\t★

伍、績效燈號彙整
關鍵績效指標\t自評結果
進港船舶艘次數\t●
港區無障礙設施比率\t★
港區意外事故死傷人數\t★

本局111年度3項關鍵績效指標中，綠燈2項、紅燈1項。
陸、檢討
一、進港船舶艘次數：較目標值短少282艘次，達成度77.07%，列為紅燈。
"""

CARD = """港務局廉政方案
111年度執行成果
序次\t1
具體策略\t一、強化稽核
執行措施\t(一) 落實採購稽核。
辦理機關\t港務局
績效衡量指標\t稽核件數及裝設戶數
111年績效目標值\t1. 稽核採購案335件。 2. 裝設偵測器300戶。
111年度(1月至12月)績效目標達成情形\t1. 稽核採購案341件。 2. 裝設偵測器280戶。
分組主辦機關列管說明\t稽核採購案已達成。
111年及110年執行成果比較\t1. 稽核採購案：110年310件，111年341件，年增率10.0%。
"""


def check(tmp_path: Path, text: str) -> tuple[Contradiction, ...]:
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path).contradictions


@pytest.mark.parametrize(
    "text", [BUDGET, STAFF, OUTLINE, SUPPLEMENTED, CHANGES, MEASURES, SERIES, LAMPS, CARD]
)
def test_texts_without_a_slip_have_no_contradiction(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, text) == ()


# A text, what stands in it, the slip; kind, what is stated and what is expected.
SLIPS = [
    # rows and columns that add up
    (BUDGET, "12,450,000", "12,540,000", "arithmetic", "12,540,000", "12,450,000"),
    (BUDGET, "11,021,500", "11,201,500", "arithmetic", "11,201,500", "11,021,500"),
    (STAFF, "9,753", "9,735", "arithmetic", "9,735", "9,753"),
    (STAFF, "10,413", "10,431", "arithmetic", "10,431", "10,413"),
    (OUTLINE, "20,600", "20,060", "arithmetic", "20,060", "20,600"),
    (OUTLINE, "6,904", "6,409", "arithmetic", "6,409", "6,904"),
    # rates and changes of a row
    (BUDGET, "81.00", "83.00", "arithmetic", "83.00", "81.000%"),
    (LAMPS, "103.24", "113.24", "arithmetic", "113.24", "103.243%"),
    (LAMPS, "133.33", "123.33", "arithmetic", "123.33", "75.000%"),
    (CHANGES, "\t-10\t", "\t-20\t", "arithmetic", "-20", "-10"),
    (CHANGES, "25.00", "52.00", "arithmetic", "52.00", "25.000%"),
    # marks
    (MEASURES, "571次\t是", "551次\t是", "status", "是", "not met: 560次: 551次"),
    (MEASURES, "\t61.5%\t否", "\t71.5%\t否", "status", "否", "met: 70%: 71.5%"),
    # counts told
    (LAMPS, "綠燈2項", "綠燈3項", "cross_field", "3項", "2項"),
    (LAMPS, "關鍵績效指標3項", "關鍵績效指標4項", "cross_field", "4項", "3項"),
    (LAMPS, "共3個單位", "共4個單位", "arithmetic", "4個", "3個"),
    (LAMPS, "港區無障礙設施比率\t★", "港區無障礙設施比率\t▲", "cross_field", "▲", "★"),
    # mentions of one fact
    (SERIES, "通報件數3,856件", "通報件數3,865件", "cross_field", "3,865件", "3,856"),
    (SERIES, "增加69件", "增加96件", "arithmetic", "96件", "69件"),
    (LAMPS, "短少282艘次", "短少228艘次", "arithmetic", "228艘次", "282艘次"),
    (LAMPS, "達成度77.07%，列", "達成度70.77%，列", "cross_field", "70.77%", "77.07"),
    # sentences
    (CARD, "年增率10.0%", "年增率12.0%", "arithmetic", "12.0%", "10.00%"),
    (CARD, "稽核採購案已達成。", "兩項指標均已達標。", "status", "兩項指標均已達標", "not met: 300戶: 280"),
    (CARD, "稽核採購案已達成。", "稽核採購案341件，達成率111%。", "arithmetic", "111%", "101.8%"),
]


@pytest.mark.parametrize(
    ("text", "right", "wrong", "kind", "stated", "expected"), SLIPS, ids=[slip[2] for slip in SLIPS]
)
def test_slip_is_found(
    tmp_path: Path, text: str, right: str, wrong: str, kind: str, stated: str, expected: str
) -> None:
    assert text.count(right) >= 1
    found = check(tmp_path, text.replace(right, wrong, 1))
    assert (kind, stated, expected) in [(c.kind, c.stated, c.expected) for c in found]
    # Each has a sentence of its own in Chinese, and in it no word of the English one.
    said = [explain(one, "zh") for one in found]
    assert not [words for words in said if words.startswith("原文寫") or " stated " in words]


# Near twins: what can be read so that it is right is taken to be right.
TWINS = [
    (SERIES, "通報件數3,856件", "通報件數約3,900件", "rounded"),
    (SERIES, "人次52,614人次，較", "人次5.3萬人次，較", "rounded in ten thousands"),
    (SERIES, "通報件數3,856件，較111年增加69件", "通報件數累計3,9000件", "cumulative"),
    (SERIES, "112年海上遇險通報件數3,856件", "112年上半年海上遇險通報件數1,900件", "a part of the year"),
    (BUDGET, "88.53", "88.52", "cut off"),
    (BUDGET, "12,450,000", "12,450,001", "off by the rounding of thousands"),
    (LAMPS, "133.33", "125.00", "the other way to rate what is better the less there is"),
    (MEASURES, "96家\t否", "96家\t部分", "partly met"),
    (MEASURES, "571次\t是\t－", "551次\t是\t配合疫情調整後視為達成", "explained by a note"),
    (LAMPS, "綠燈2項、紅燈1項", "綠燈2項", "one mark alone"),
    (LAMPS, "航務處、港務署及資訊室共3個單位", "航務處、港務署等共5個單位", "an open list"),
    (CARD, "稽核採購案已達成。", "第1項已達標。", "a claim about one"),
    (CARD, "稽核採購案已達成。", "輔導小型業者1萬戶，達成率95.5%。", "so far off that the target is another"),
    (SERIES, "通報件數3,856件，較111年增加69件", "通報件數降至3,500件以下", "a bound"),
    (CARD, "年增率10.0%", "年增率10%", "as exact as it is written"),
]


@pytest.mark.parametrize(("text", "right", "twin", "label"), TWINS, ids=[twin[3] for twin in TWINS])
def test_twin_is_left_alone(tmp_path: Path, text: str, right: str, twin: str, label: str) -> None:
    assert text.count(right) == 1, label
    assert check(tmp_path, text.replace(right, twin)) == ()


def test_an_annex_is_held_against_its_measure(tmp_path: Path) -> None:
    annex = "\n附表\n111年院列管績效目標未達成項目說明\n\n編號\t1\n"
    annex += "落後項目\t具體策略一、執行措施(一)： 落實採購稽核。\n"
    cells = "辦理機關\t港務局\n111年目標值\t裝設偵測器300戶。\n111年實績值\t裝設偵測器%s戶。\n說明\t缺料。\n"
    assert check(tmp_path, CARD + annex + cells % "280") == ()
    (found,) = check(tmp_path, CARD + annex + cells % "208")
    assert (found.kind, found.stated, found.expected) == ("cross_field", "208戶", "280戶")


def test_a_rate_of_a_budget_is_not_held_against_the_progress_beside_it(tmp_path: Path) -> None:
    rows = "碼頭整建\t100%%\t98%%\t500\t%s\t82.0%%\n浮標汰換\t80%%\t85%%\t300\t285\t95.0%%\n"
    head = "港務局112年度報告\n肆、經費（單位：千元）\n"
    head += "計畫名稱\t目標進度\t實際進度\t預算數\t執行數\t經費執行率\n"
    assert check(tmp_path, head + rows % 410) == ()
    assert [c.expected for c in check(tmp_path, head + rows % 420)] == ["84.00%"]


def test_tables_that_follow_each_other_have_totals_of_their_own(tmp_path: Path) -> None:
    rows = "年度\t110年度\t111年度\n%s\n"
    first = rows % "甲港\t10\t20\n乙港\t11\t21"
    second = rows % "丙港\t30\t40\n丁港\t31\t41\n合計\t61\t81"
    head = "港務局111年度報告\n三、統計（單位：艘）\n"
    assert check(tmp_path, f"{head}{first}\n{second}") == ()
    (found,) = check(tmp_path, f"{head}{first}\n{second.replace('81', '91')}")
    assert (found.stated, found.expected) == ("91", "81")


def test_the_message_names_row_and_column_and_the_quote_holds_what_it_was_held_against(
    tmp_path: Path,
) -> None:
    (found,) = check(tmp_path, BUDGET.replace("81.00", "83.00"))
    assert found.message == "浮標汰換計畫 執行率(%) stated 83.00, but 4,957,200 / 6,120,000 is 81.000%"
    assert (found.place.line_start, found.field) == (5, "rate")
    assert found.quote == "6,120,000\t4,957,200\t83.00"


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("本年度各項指標均圓滿達成。", True),
        ("已達績效目標值。", True),
        ("三項目標均未達成。", False),
        ("除稽核案數未達目標外，其餘均符目標。", None),
        ("訪查家次及處理天數優於目標；其餘達成。", None),
        ("持續辦理。", None),
        ("", None),
    ],
)
def test_a_claim_is_a_clause_that_says_nothing_else(text: str, met: bool | None) -> None:
    claim = read_claim(text)
    assert (claim.met if claim else None) == met


@cache
def read_plan(path: str) -> Reading:
    return read_document(PLANS / path)


def read_planted(plan: str) -> list[tuple[int | None, str, str, str]]:
    """Return what was planted in a plan: number, kind, quote, and what its figures give."""
    if plan == "motc":
        # The gold tells these in words: the rate of a cell, and the total of a list.
        return [
            (4, "arithmetic", "119.46", "109.46"),
            (4, "arithmetic", "合計525輛", "505"),
        ]
    gold = json.loads((PLANS / plan / "contradictions_gold.json").read_text("utf-8"))
    return [(row["no"], row["kind"], row["quote"], row["expected"]) for row in gold]


@pytest.mark.parametrize(
    ("plan", "file"),
    [
        ("mohw-112", "mohw-112.docx"),
        ("mohw-112", "mohw-112.pdf"),
        ("motc", "motc-report-111.txt"),
        ("motc", "motc-report-111.pdf"),
        ("lianzheng-111", "lianzheng-111.txt"),
    ],
)
def test_what_was_planted_in_a_plan_is_found_and_nothing_else(plan: str, file: str) -> None:
    found = list(read_plan(f"{plan}/{file}").contradictions)
    for no, kind, quote, expected in read_planted(plan):
        near = [c for c in found if (c.no, c.kind) == (no, kind) and _is_quoted(c, quote)]
        assert len(near) == 1, (no, quote)
        found.remove(near[0])
        if kind == "arithmetic":
            (given,), (gold,) = (read_figures(words) for words in (near[0].expected, expected))
            assert abs(given.value - gold.value) < Decimal("0.1")
    assert found == []


def _is_quoted(found: Contradiction, quote: str) -> bool:
    """Say whether a contradiction quotes what the gold does, or the cell or claim in it."""
    return bare(found.quote) in bare(quote) or bare(quote) in bare(found.quote) or found.stated in bare(quote)


def test_a_plan_without_results_has_no_contradiction() -> None:
    assert read_plan("motc/motc-midterm-110-113.txt").contradictions == ()


def test_every_contradiction_of_a_plan_quotes_lines_of_it() -> None:
    for path in ("mohw-112/mohw-112.docx", "motc/motc-report-111.txt", "lianzheng-111/lianzheng-111.txt"):
        reading = read_plan(path)
        for found in reading.contradictions:
            cited = reading.document.lines[found.place.line_start - 1 : found.place.line_end]
            assert bare(found.quote) in bare("".join(cited))
