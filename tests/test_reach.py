"""The documents a question that names a ministry, a plan or a document is answered from."""

from __future__ import annotations

from asking import ask, inquire, make_edition

BOATS = {"action": "(一)檢查漁船，維護航行安全。", "agencies": "內政部", "result": "檢查漁船30艘。"}
PLAN = make_edition(109, BOATS, title="內政部國家漁港安全行動方案")
LABOUR = "勞動部施政報告\n\n壹、檢查\n勞動部檢查工地77處，檢查漁船9艘。\n\n貳、訓練\n訓練勞工88人。\n"
OTHER = "經濟部施政報告\n\n壹、檢查\n檢查工地99處，訓練勞工66人。\n"
TEXTS = PLAN, LABOUR, OTHER


def test_a_ministry_is_answered_for_by_its_own_documents() -> None:
    inquiry = inquire("勞動部檢查工地幾處", *TEXTS)
    assert inquiry.scope.docs == ("text-2",)
    assert "99" not in ask("勞動部檢查工地幾處", *TEXTS).answer
    assert {p.record.doc for p in inquiry.passages()} == {"text-2"}


def test_documents_that_speak_of_the_ministry_stay_where_its_own_hold_less() -> None:
    text = "農業部施政報告\n\n壹、協調\n協調內政部修繕燈塔照明設備8座。\n"
    inquiry = inquire("內政部修繕燈塔照明設備幾座", *TEXTS, text)
    assert set(inquiry.scope.docs) == {"text-1", "text-4"}


def test_an_agency_without_documents_of_its_own_limits_nothing() -> None:
    assert len(inquire("教育部檢查工地幾處", *TEXTS).scope.docs) == 3


def test_no_document_comes_back_by_an_edition() -> None:
    inquiry = inquire("勞動部檢查工地幾處", *TEXTS)
    assert inquiry.within({"text-2", "text-3"}).scope.docs == ("text-2",)


def test_a_document_is_named_by_its_id() -> None:
    assert inquire("text-3裡檢查工地幾處", *TEXTS).scope.docs == ("text-3",)
    assert "99處" in ask("text-3裡檢查工地幾處", *TEXTS).answer


def test_a_plan_is_named_without_the_words_that_many_titles_have() -> None:
    assert inquire("內政部漁港安全方案檢查漁船幾艘", *TEXTS).named == ("text-1",)
    assert inquire("漁港安全維護方案檢查漁船幾艘", *TEXTS).named == ()
