"""The best passages of documents: whole rows and sentences, found by the words of a question."""

from __future__ import annotations

from asking import inquire, make_plan

PLAN = make_plan({"action": "(一)檢查漁船，維護航行安全。", "result": "檢查漁船30艘，開立罰單12張。"})
REPORT = "\n".join(
    (
        "海港管理局年報",
        "",
        "壹、前言",
        "本局管理漁港與商港。" + "各港設施逐年更新，旅客服務持續改善，並推動港區綠化。" * 12,
        "夜間照明由本局工程組負責。",
        "",
        "貳、歷年統計",
        "統計項目\t單位\t109年\t110年\t111年",
        *(f"第{no}號碼頭靠泊船舶艘次\t艘次\t{no}10\t{no}20\t{no}30" for no in range(1, 61)),
        "漁會會員人數\t人\t4,102\t4,518\t4,967",
    )
)


def test_a_row_is_whole_and_stands_under_its_headings() -> None:
    best = inquire("111年漁會會員有多少人", PLAN, REPORT).passages()[0]
    assert "漁會會員人數\t人\t4,102\t4,518\t4,967" in best.text
    assert best.headings == ("貳、歷年統計", "統計項目 單位 109年 110年 111年")


def test_a_sentence_is_whole_and_its_words_are_marked() -> None:
    inquiry = inquire("夜間照明由誰負責", PLAN, REPORT)
    best = inquiry.passages()[0]
    citation = best.cite(inquiry.scope.records.documents[best.record.doc])
    assert citation.quote.endswith("夜間照明由本局工程組負責。")
    marked = [citation.quote[start:end] for start, end in citation.marks]
    assert marked[0] == "夜間照明由"
    lines = REPORT.split("\n")[citation.line_start - 1 : citation.line_end]
    assert citation.quote in "\n".join(lines)


def test_passages_do_not_meet_and_are_at_most_three() -> None:
    found = inquire("碼頭靠泊船舶艘次", PLAN, REPORT).passages()
    assert len(found) == 3
    lines = [{(piece.line, piece.start) for piece in passage.pieces} for passage in found]
    assert not lines[0] & lines[1] and not lines[0] & lines[2] and not lines[1] & lines[2]


def test_only_the_documents_in_reach_are_looked_through() -> None:
    inquiry = inquire("漁會會員有多少人", PLAN, REPORT)
    assert {p.record.doc for p in inquiry.within({"text-1"}).passages()} <= {"text-1"}


def test_of_a_measure_that_is_named_its_own_passages_are_shown() -> None:
    plan = make_plan(
        {"action": "(一)檢查漁船。", "result": "檢查漁船30艘。"},
        {"action": "(二)整建漁港。", "result": "整建漁港8處，另檢查漁船2艘。"},
    )
    assert {p.record.no for p in inquire("序次2檢查漁船幾艘", plan).passages()} == {2}
