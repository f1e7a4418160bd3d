"""Questions over several plans and editions: which one answers, and that the answer says so."""

from __future__ import annotations

import pytest

from asking import ask, inquire, open_texts
from harbours import ALL, BOTH, EDITION_109, EDITION_110
from ingest.markup import bare
from qa.answer import Answer
from qa.routing import answer as answer_inquiry

# In BOTH and ALL text-1 is edition 109, text-2 edition 110; in ALL text-3 is 111, text-4 another plan.


def stated(answer: Answer) -> list[tuple[str, float, int | None]]:
    """Return the figures of an answer by document, value and year."""
    return [(f.doc, float(f.value), f.year) for f in answer.figures]


@pytest.mark.parametrize(
    ("question", "doc", "value"),
    [
        ("109年檢查漁船幾艘", "text-1", 330),
        ("110年檢查漁船幾艘", "text-2", 361),
        ("2021年檢查漁船幾艘", "text-2", 361),
        ("檢查漁船幾艘", "text-2", 361),
        ("去年檢查漁船幾艘", "text-1", 330),
        ("How many fishing boats 檢查漁船 in 2020?", "text-1", 330),
        ("108年檢查漁船幾艘", "text-1", 280),
        ("110年檢查漁船目標幾艘", "text-2", 350),
        ("111年檢查漁船目標幾艘", "text-2", 360),
        ("109年检查渔船几艘", "text-1", 330),
    ],
)
def test_a_figure_comes_from_the_edition_that_reports_its_year(question: str, doc: str, value: float) -> None:
    answer = ask(question, *BOTH)
    assert stated(answer)[0][:2] == (doc, value)
    assert {c.doc for c in answer.citations[:1]} == {doc}


def test_the_answer_says_which_edition_it_is_from() -> None:
    assert ask("109年檢查漁船幾艘", *BOTH).answer.startswith("依漁港安全行動方案109年版：")
    assert ask("檢查漁船幾艘", *BOTH).answer.startswith("依漁港安全行動方案110年版：")
    assert "the ROC 109 edition of 漁港安全行動方案" in ask("How many 檢查漁船 in 2020?", *BOTH).answer


def test_one_edition_alone_is_not_named() -> None:
    assert not ask("109年檢查漁船幾艘", EDITION_109).answer.startswith("依")


def test_a_result_the_edition_of_its_year_does_not_hold_is_taken_from_the_next() -> None:
    without = EDITION_109.replace("109年檢查漁船330艘", "詳附件").replace("，增加50艘", "")
    answer = ask("109年檢查漁船幾艘", without, EDITION_110)
    assert ("text-2", 335.0, 109) in stated(answer)


def test_a_target_no_edition_of_its_year_sets_is_taken_from_the_one_before() -> None:
    assert stated(ask("110年檢查漁船目標幾艘", EDITION_109, ALL[3]))[0] == ("text-1", 320.0, 110)


def test_the_edition_that_repeats_a_figure_is_cited_as_well() -> None:
    answer = ask("109年漁業課程辦理幾場", *BOTH)
    assert [c.doc for c in answer.citations].count("text-2") == 1
    assert "二十五場次" in next(c.quote for c in answer.citations if c.doc == "text-2")


def test_editions_that_differ_about_the_figure_are_noted() -> None:
    assert any("335艘" in note and "330艘" in note for note in ask("109年檢查漁船幾艘", *BOTH).notes)
    # Here the editions agree.
    assert not any("兩版" in note for note in ask("109年漁業課程辦理幾場", *BOTH).notes)


def test_what_only_an_earlier_edition_holds_is_answered_from_it() -> None:
    assert stated(ask("表揚模範漁民幾人", *BOTH))[0] == ("text-1", 12.0, 109)
    later = ask("110年表揚模範漁民幾人", *BOTH)
    assert later.abstained and "110年版沒有" in (later.reason or "")


def test_a_year_no_edition_speaks_of_is_missing_and_the_nearest_are_named() -> None:
    answer = ask("105年檢查漁船幾艘", *BOTH)
    assert answer.abstained and not answer.figures
    assert "105年實際值文件未載" in (answer.reason or "")
    assert "108年實際值280艘" in (answer.reason or "")


@pytest.mark.parametrize(
    "question", ["109與110年檢查漁船比較", "compare 檢查漁船 2020 and 2021", "檢查漁船110年比109年多幾艘"]
)
def test_a_comparison_takes_each_year_from_its_own_edition(question: str) -> None:
    answer = ask(question, *BOTH)
    assert set(stated(answer)[:2]) == {("text-2", 361.0, 110), ("text-1", 330.0, 109)}
    difference = next(f for f in answer.figures if f.role == "difference")
    assert (float(difference.value), difference.computed_from) == (31.0, (0, 1))
    assert {c.doc for c in answer.citations} == {"text-1", "text-2"}


def test_a_comparison_shows_what_the_later_edition_says_otherwise() -> None:
    answer = ask("109與110年檢查漁船比較", *BOTH)
    assert ("text-2", 335.0, 109) in stated(answer)
    assert any("335艘" in note and "330艘" in note for note in answer.notes)
    assert "335" not in answer.answer


def test_a_comparison_over_a_stretch_has_every_edition_between() -> None:
    answer = ask("檢查漁船109年到111年的變化", *ALL)
    assert [(f.doc, float(f.value)) for f in answer.figures[:3]] == [
        ("text-3", 372.0),
        ("text-2", 361.0),
        ("text-1", 330.0),
    ]


def test_a_comparison_over_units_is_computed_in_one_of_them() -> None:
    answer = ask("清除廢棄漁網109年和110年比較", *BOTH)
    difference = next(f for f in answer.figures if f.role == "difference")
    assert (float(difference.value), difference.unit) == (-2500.0, "公斤")


def test_targets_of_two_editions_are_compared() -> None:
    answer = ask("檢查漁船109年與110年目標各幾艘", *BOTH)
    assert set(stated(answer)[:2]) == {("text-2", 350.0, 110), ("text-1", 300.0, 109)}


def test_results_and_targets_are_told_apart_by_the_words_behind_the_year() -> None:
    answer = ask("檢查漁船109年實績與110年目標比較", *BOTH)
    assert stated(answer)[:2] == [("text-1", 330.0, 109), ("text-2", 350.0, 110)]


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("110年哪些未達標", [("text-2", 1), ("text-2", 2)]),
        ("109年哪些未達標", [("text-1", 2)]),
        ("哪些未達標", [("text-2", 1), ("text-2", 2)]),
        ("109和110年哪些未達標", [("text-2", 1), ("text-2", 2), ("text-1", 2)]),
        ("111年目標調降的措施", [("text-2", 1), ("text-2", 3)]),
    ],
)
def test_a_list_is_of_the_edition_asked_about(question: str, members: list[tuple[str, int]]) -> None:
    answer = ask(question, *BOTH)
    assert [(item.doc, item.no) for item in answer.items] == members
    assert list(answer.measures) == list(dict.fromkeys(no for _, no in members))


def test_what_did_worse_is_of_the_later_year_alone() -> None:
    answer = ask("110年與109年相比哪些措施退步", *ALL)
    assert {item.doc for item in answer.items} == {"text-2"}
    assert answer.measures == (1, 4)


def test_plans_are_listed_apart_and_by_name() -> None:
    answer = ask("109年哪些未達標", *ALL)
    assert [(item.doc, item.no) for item in answer.items] == [("text-1", 2), ("text-4", 1)]
    first, second = answer.answer.split("依教育部校園安全計畫109年版：")
    assert first.startswith("依漁港安全行動方案109年版：109年、未達標") and "（6項中）" in first
    assert "的措施共1項（2項中）" in second


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("教育部的計畫裡哪些未達標", [("text-4", 1)]),
        ("校園安全計畫有哪些措施", [("text-4", 1), ("text-4", 2)]),
        ("漁港安全行動方案109年哪些未達標", [("text-1", 2)]),
    ],
)
def test_a_plan_that_is_named_alone_is_asked(question: str, members: list[tuple[str, int]]) -> None:
    assert [(item.doc, item.no) for item in ask(question, *ALL).items] == members


@pytest.mark.parametrize(
    ("question", "docs"),
    [
        ("教育部的計畫裡哪些未達標", ("text-4",)),
        ("「漁港安全行動方案」109年檢查漁船幾艘", ("text-1", "text-2", "text-3")),
        ("開放政府國家行動方案109年檢查漁船幾艘", ()),  # another plan that is called so
        ("教育部主辦的措施有哪些", ()),
        ("教育部補助計畫有幾件", ()),
    ],
)
def test_which_documents_a_question_names(question: str, docs: tuple[str, ...]) -> None:
    assert inquire(question, *ALL).named == docs


@pytest.mark.parametrize("filler", ["定的", "1", "個案", "計畫", "教育部的"])
def test_a_long_question_names_a_plan_in_bounded_time(filler: str) -> None:
    assert ask("教育部" + filler * 400 + "x計畫", *ALL).answer


def test_a_question_is_answered_by_the_plan_that_treats_its_subject() -> None:
    assert stated(ask("109年教師研習幾場", *ALL))[0] == ("text-4", 64.0, 109)
    assert stated(ask("109年漁業課程幾場", *ALL))[0] == ("text-1", 25.0, 109)


def test_one_document_asked_alone_answers_for_itself() -> None:
    inquiry = open_texts(*BOTH).inquire("109年檢查漁船幾艘", "text-2")
    answer = answer_inquiry(inquiry)
    assert stated(answer)[0] == ("text-2", 335.0, 109)
    assert {c.doc for c in answer.citations} == {"text-2"} and not answer.answer.startswith("依")


def test_the_year_given_beside_a_question_stands_for_one_it_does_not_name() -> None:
    interpreter = open_texts(*BOTH)
    assert stated(answer_inquiry(interpreter.inquire("檢查漁船幾艘", year=109)))[0][:2] == ("text-1", 330.0)
    assert stated(answer_inquiry(interpreter.inquire("110年檢查漁船幾艘", year=109)))[0][0] == "text-2"


def test_a_measure_named_by_number_is_that_of_the_latest_edition_and_its_other_number_is_said() -> None:
    answer = ask("序次5", *BOTH)
    assert (answer.items[0].doc, answer.items[0].no) == ("text-2", 5)
    assert any("109年版為序次1" in note for note in answer.notes)
    assert ask("109年版序次5", *BOTH).items[0].doc == "text-1"


@pytest.mark.parametrize("question", ["109與110年檢查漁船比較", "109年哪些未達標", "哪些措施連續兩年未達標"])
def test_every_citation_stands_in_its_own_document(question: str) -> None:
    texts = {f"text-{no}": text.split("\n") for no, text in enumerate(ALL, start=1)}
    for citation in ask(question, *ALL).citations:
        lines = "\n".join(texts[citation.doc][citation.line_start - 1 : citation.line_end])
        assert bare(citation.quote) in bare(lines)


def test_a_list_the_latest_edition_has_nothing_for_comes_from_the_one_before() -> None:
    by_109 = "依漁港安全行動方案109年版："
    answer = ask("哪些措施沒有訂目標", EDITION_109.replace("檢查漁船300艘。", "無。"), EDITION_110)
    assert answer.measures == (1, 6) and by_109 in answer.answer
    assert answer.answer.startswith("依漁港安全行動方案110年版：")


def test_a_superlative_without_a_year_is_of_the_latest_edition() -> None:
    answer = ask("達成率最低的措施是哪一項", *BOTH)
    assert answer.answer.startswith("依漁港安全行動方案110年版：")
    assert {f.doc for f in answer.figures} == {"text-2"}


def test_why_something_fell_short_is_asked_of_an_edition_in_which_it_did() -> None:
    met = EDITION_110.replace("未達績效目標值，因颱風致工程延宕。", "已達績效目標值。")
    answer = ask(
        "整建漁港為什麼沒達標",
        EDITION_109,
        met.replace("整建漁港9處。", "整建漁港19處。").replace(
            "整建漁港9處，增加1處", "整建漁港19處，增加11處"
        ),
    )
    assert answer.citations[0].doc == "text-1"
