"""Writing an answer down: every citation once, every figure at its line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from building import make_document
from ingest.records import Document, Field, Record
from qa.answer import Understanding
from qa.drafting import Draft, find_quotable, name_metric, same_amount
from qa.mentions import Mention, find_mentions

TEXT = "檢查漁船30艘，\n開立罰單12張。"
DOCUMENT = make_document(f"績效\t{TEXT}")
FIELD = Field("result", "績效", TEXT, DOCUMENT.place(1, 2), ((0, 1), (9, 2)))
UNDERSTOOD = Understanding("figure", "zh-Hant")


def make_record(field: Field = FIELD, document: Document = DOCUMENT) -> Record:
    """Return a measure of one field."""
    place = document.place(1, len(document.lines))
    fields = {field.key: field}
    return Record(
        kind="measure", doc=document.id, no=7, title="檢查", edition=109, place=place, fields=fields
    )


def mentions(text: str = TEXT) -> dict[str, Mention]:
    """Return the figures of a text by how they are written."""
    field = Field("result", "績效", text, DOCUMENT.place(1, 2), FIELD.starts)
    return {m.figure.text: m for m in find_mentions(make_record(field))}


@pytest.fixture
def draft() -> Draft:
    return Draft({DOCUMENT.id: DOCUMENT})


def test_a_citation_quotes_its_stretch_and_knows_its_lines(draft: Draft) -> None:
    draft.cite(make_record(), FIELD, 9, 16)
    draft.cite(make_record(), FIELD, 0, 16)
    found = [(c.quote, c.line_start, c.line_end, c.no, c.field) for c in draft.citations]
    assert found == [("開立罰單12張", 2, 2, 7, "result"), (TEXT[:16], 1, 2, 7, "result")]
    assert draft.citations[0].file == DOCUMENT.file


def test_the_same_words_are_cited_once(draft: Draft) -> None:
    first, other, again = (draft.cite(make_record(), FIELD, start, 7) for start in (0, 2, 0))
    assert (first, other, again) == (0, 1, 0)
    assert len(draft.citations) == 2


def test_a_page_is_cited_where_the_document_has_pages() -> None:
    paged = replace(DOCUMENT, pages=(4, 5))
    draft = Draft({paged.id: paged})
    draft.cite(make_record(), FIELD, 9, 16)
    assert draft.citations[0].page == 5


def test_a_row_is_cited_without_the_cells_carried_down_from_above() -> None:
    document = make_document("養殖業務\n石斑魚計畫\n106-109")
    texts = [("outline", "養殖業務", 1), ("name", "石斑魚計畫", 2), ("period", "106-109", 3)]
    fields = {
        key: Field(key, key, text, document.place(line, line), ((0, line),)) for key, text, line in texts
    }
    row = Record(
        kind="project",
        doc=document.id,
        no=1,
        title="",
        edition=109,
        place=document.place(2, 3),
        fields=fields,
    )
    draft = Draft({document.id: document})
    draft.cite_row(row)
    (citation,) = draft.citations
    assert (citation.quote, citation.line_start, citation.line_end) == ("石斑魚計畫\n106-109", 2, 3)


def test_an_annex_row_is_cited_as_the_measure_it_speaks_about(draft: Draft) -> None:
    row = Record(
        kind="annex",
        doc=DOCUMENT.id,
        no=1,
        title="",
        edition=109,
        place=FIELD.place,
        fields={"note": FIELD},
        measure=36,
    )
    draft.cite(row, FIELD, 0, 6)
    assert draft.citations[0].no == 36


def test_a_figure_stands_in_the_citation_it_points_at(draft: Draft) -> None:
    position = draft.state(mentions()["12張"])
    figure = draft.figures[position]
    assert (figure.value, figure.unit, figure.as_written, figure.no) == (Decimal(12), "張", "12張", 7)
    assert figure.citation is not None
    assert "12張" in draft.citations[figure.citation].quote


def test_a_figure_is_stated_once_and_a_role_can_be_given(draft: Draft) -> None:
    one = draft.state(mentions()["30艘"])
    assert draft.state(mentions()["30艘"]) == one
    assert draft.figures[draft.state(mentions()["30艘"], "previous")].role == "previous"
    assert len(draft.figures) == 2


def test_a_computed_figure_names_what_it_was_computed_from(draft: Draft) -> None:
    draft.state(mentions()["30艘"])
    draft.state(mentions()["12張"])
    position = draft.compute(Decimal(18), "艘", "difference", "檢查漁船", (0, 1))
    figure = draft.figures[position]
    assert (figure.as_written, figure.citation, figure.computed_from) == (None, None, (0, 1))
    assert (figure.doc, figure.no) == (DOCUMENT.id, 7)


def test_a_record_is_named_once_with_its_first_score(draft: Draft) -> None:
    draft.name(make_record(), 0.9)
    draft.name(make_record(), 0.1)
    assert [(i.type, i.no, i.score) for i in draft.items] == [("measure", 7, 0.9)]


def test_an_answer_with_a_reason_is_an_abstention(draft: Draft) -> None:
    draft.notes.append("附註")
    plain = draft.finish("幾艘", "figure", "30艘", UNDERSTOOD, [7])
    assert (plain.abstained, plain.reason, plain.measures, plain.notes) == (False, None, (7,), ("附註",))
    refused = draft.finish("幾艘", "unanswerable", "未載", UNDERSTOOD, reason="未載")
    assert (refused.abstained, refused.reason) == (True, "未載")


@pytest.mark.parametrize(
    ("text", "written", "metric"),
    [
        ("109年檢查漁船共計30艘。", "30艘", "檢查漁船"),
        ("(1)檢查漁船達30艘。", "30艘", "檢查漁船"),
        pytest.param(
            *("檢查漁船航次，計30次。", "30次", "檢查漁船航次"),
        ),
        ("檢查漁船" * 20 + "30艘。", "30艘", ("檢查漁船" * 20)[-30:]),
    ],
)
def test_a_figure_is_named_by_the_words_before_it(text: str, written: str, metric: str) -> None:
    assert name_metric(mentions(text)[written]) == metric


def test_the_same_amount_needs_the_same_unit() -> None:
    found = mentions("檢查30艘，罰單30張，複查30艘。")
    ship, fine = found["30艘"].figure, found["30張"].figure
    assert same_amount(ship, mentions("30艘")["30艘"].figure)
    assert not same_amount(ship, fine)


def test_of_a_cell_that_stands_in_two_places_the_longer_words_are_quoted_whatever_blanks_stand_around() -> (
    None
):
    document = make_document("達成\n29\n未達成")
    cell = Field("status", "達成與否", "達成\t\n未達成", document.place(1, 3), ((0, 1), (4, 3)))
    start, end = find_quotable(document, cell, 0, len(cell.text))
    assert cell.text[start:end] == "未達成"
