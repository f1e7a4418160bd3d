"""Whole questions over the real texts: what is answered, from where, and what is not answered."""

from __future__ import annotations

import pytest

from asking import open_texts
from building import real_engine as engine
from harbours import BOTH
from ingest.glossary import load_glossary
from ingest.markup import bare
from qa.answer import Answer
from qa.engine import Engine, UnknownDocument, UnusableQuestion


def values(answer: Answer) -> list[float]:
    """Return the values of an answer's figures."""
    return [float(figure.value) for figure in answer.figures]


def test_every_citation_stands_in_its_lines() -> None:
    for question in (
        "109年哪些措施未達標",
        "金管會財報審閱幾家",
        "誰負責政治獻金",
        "Compare fugitives returned 2019 and 2020",
    ):
        answer = engine().ask(question)
        assert answer.citations
        for citation in answer.citations:
            lines = engine().lines(citation.doc, citation.line_start, citation.line_end)
            assert bare(citation.quote) in bare("\n".join(text for _, text in lines))


def test_figures_point_at_the_citation_that_states_them() -> None:
    answer = engine().ask("109年政府採購稽核幾件")
    assert values(answer)[0] == 327
    figure = answer.figures[0]
    assert figure.citation is not None and figure.as_written is not None
    assert bare(figure.as_written) in bare(answer.citations[figure.citation].quote)


def test_a_difference_the_text_does_not_state_is_computed_and_marked() -> None:
    answer = engine().ask("保密宣導109年比108年少幾件")
    difference = next(figure for figure in answer.figures if figure.role == "difference")
    assert (float(difference.value), difference.as_written) == (-356.0, None)
    assert [float(answer.figures[i].value) for i in difference.computed_from] == [19490.0, 19846.0]


def test_lists_are_complete_and_counted() -> None:
    answer = engine().ask("財政部主辦的措施有哪些")
    expected = [m.no for m in engine().reading("lianzheng-109").measures if "財政部" in m.lead_agencies]
    assert list(answer.measures) == expected
    assert f"{len(expected)}項" in answer.answer and "46項" in answer.answer


def test_conditions_combine() -> None:
    short = engine().ask("法務部主辦而未達標的措施有哪些")
    assert set(short.measures) == {
        m.no
        for m in engine().reading("lianzheng-109").measures
        if "法務部" in m.lead_agencies and m.official_status in ("not_met", "partly_met")
    }


def test_english_and_chinese_twins_give_the_same_measure_and_figure() -> None:
    chinese = engine().ask("109年廉政倫理事件登錄幾件")
    english = engine().ask("How many ethics events were registered in 2020?")
    assert chinese.measures[:1] == english.measures[:1]
    assert values(chinese)[:1] == values(english)[:1]


@pytest.mark.parametrize(
    "question",
    [
        "112年緝返幾人",
        "110年實際宣導幾場",
        "中央氣象局109年發布幾次颱風警報",
        "法務部中程計畫107年查獲毒品目標",
    ],
)
def test_what_the_texts_do_not_hold_is_said(question: str) -> None:
    answer = engine().ask(question)
    assert answer.abstained and answer.reason
    assert not answer.figures


def test_a_target_is_not_passed_off_as_a_result() -> None:
    answer = engine().ask("109年實際有幾所高中開設人權法治課程")
    assert answer.abstained
    assert answer.items and answer.items[0].no == 21


def test_kpis_are_answered_with_their_row() -> None:
    answer = engine().ask("法務部監獄超收率109年目標")
    assert answer.items[0].type == "kpi"
    assert values(answer) == [8.0]


def test_slips_are_put_right_and_shown() -> None:
    answer = engine().ask("連政署109年研編幾件防貪指引")
    assert values(answer)[0] == 46
    assert any(right == "廉政署" for _, right in answer.understood.translated)


def test_limits_to_a_document_and_unknown_documents() -> None:
    answer = engine().ask("定罪率", doc="moj-midterm")
    assert {item.doc for item in answer.items} == {"moj-midterm"}
    with pytest.raises(UnknownDocument, match="moj-midterm"):
        engine().ask("定罪率", doc="nowhere")


def test_contradictions_between_editions_stand_with_the_later_one() -> None:
    both = Engine(open_texts(*BOTH).store, load_glossary())
    later = both.contradictions_of("text-2")
    assert [c.expected for c in later if "text-1" in c.message] == ["35公噸", "320艘", "330艘"]
    assert both.contradictions_of("text-1") == []
    assert both.contradictions_of(None) == later
    with pytest.raises(UnknownDocument, match="text-1, text-2"):
        both.contradictions_of("text-9")


def test_one_edition_has_the_contradictions_of_its_own_text_only() -> None:
    own = [c for reading in engine().readings_of(None) for c in reading.contradictions]
    assert engine().contradictions_of(None) == own


def test_an_empty_question_is_refused_with_one_line() -> None:
    with pytest.raises(UnusableQuestion, match="expected a question"):
        engine().ask("  \n")


@pytest.mark.parametrize(
    "question", ["?", "109", "的", "<script>alert(1)</script>", "$x$ [a](b)", "件" * 5000, "\u202e\x00"]
)
def test_odd_questions_are_answered_or_abstained_on(question: str) -> None:
    answer = engine().ask(question)
    assert answer.answer


def test_a_measure_named_by_its_number_is_found() -> None:
    assert engine().ask("序次36的辦理機關是誰").measures[:1] == (36,)
    assert engine().ask("具體策略八執行措施(七)未達標的原因").measures[:1] == (36,)


def test_an_english_figure_is_told_with_the_english_title_of_its_entry() -> None:
    told = engine().ask("How many government procurement audits were done in 2020?").answer
    assert "(4 Government procurement audits and public works quality inspections)" in told
