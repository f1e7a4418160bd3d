"""Stretches of a source: pieces of lines, runs of pieces, headings and marks."""

from __future__ import annotations

from asking import inquire
from building import make_document
from qa.excerpts import LENGTH, Piece, cut_pieces, cut_runs, find_marks, pick_telling

ROWS = [f"\t第{no}座燈塔巡檢維護次數\n\t{no}次\n\t{no + 1}次\n" for no in range(1, 40)]
CELLS = "\n".join(
    (
        "中程計畫",
        "",
        "壹、指標",
        "\t指標\n\t112年度\n目標值\n\t113年度目標值\n",
        *ROWS,
        "\t整建碼頭\n\t30處\n\t40處",
    )
)


def test_a_long_line_is_cut_at_its_sentences_without_its_tags() -> None:
    line = f"<p>{'甲' * 200}。</p>{'乙' * 200}。"
    pieces = list(cut_pieces(make_document(line), 1, 1))
    assert [piece.text for piece in pieces] == ["甲" * 200 + "。", "乙" * 200 + "。"]
    assert [line[piece.start] for piece in pieces] == ["<", "<"]


def test_a_sentence_longer_than_an_excerpt_is_cut_at_a_pause() -> None:
    sentence = "，".join(["丙" * 60] * 10) + "。"
    pieces = list(cut_pieces(make_document(sentence), 1, 1))
    assert len(pieces) > 1 and all(piece.size <= LENGTH for piece in pieces)
    assert all(piece.text.endswith(("，", "。")) for piece in pieces)
    assert "".join(piece.text for piece in pieces) == sentence


def test_rules_and_empty_lines_are_no_pieces() -> None:
    pieces = cut_pieces(make_document("甲\n\n--------\n乙"), 1, 4)
    assert [piece.line for piece in pieces] == [1, 4]


def test_a_piece_longer_than_an_excerpt_is_a_run_by_itself() -> None:
    long = Piece(1, 1, 0, "字" * (LENGTH + 9))
    assert list(cut_runs([long, Piece(2, 2, 0, "字")])) == [(0, 1), (1, 2)]


def test_of_a_card_all_is_told() -> None:
    card = [Piece(1, 1, 0, "績效指標\t漁港處數"), Piece(2, 2, 0, "目標值\t8處")]
    assert pick_telling(card, {"漁港": 1.0}) == "績效指標 漁港處數 目標值 8處"


def test_of_prose_the_telling_sentence_is_told() -> None:
    prose = [Piece(1, 1, 0, "甲港。"), Piece(1, 1, 3, "乙港。")]
    assert pick_telling(prose, {"乙港": 1.0}) == "乙港。"


def test_variants_of_characters_are_marked() -> None:
    assert find_marks("在台灣", {"臺灣"}) == ((1, 3),)


def test_a_row_whose_cells_have_a_line_each_is_whole_and_stands_under_the_first_row() -> None:
    best = inquire("整建碼頭目標幾處", CELLS).passages()[0]
    assert "\t整建碼頭\n\t30處\n\t40處" in f"\t{best.text}"
    assert all(piece.text.startswith(("\t第", "\t整建")) for piece in best.pieces)
    assert best.headings[-1] == "指標 112年度 目標值 113年度目標值"


def test_a_row_is_whole_where_a_section_ends_in_it() -> None:
    document = make_document("\t甲\n\t1\n\t2\n\n\t乙\n\t3\n\t4")
    assert [(p.line, p.last) for p in cut_pieces(document, 1, 5)] == [(1, 3), (5, 7)]
    assert [(p.line, p.last) for p in cut_pieces(document, 6, 7)] == []
