"""Tokens: pairs of Han characters, Latin words, numbers; one form for what varies in writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import cut_tokens, fold_text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("廉政會報", ["廉政", "政會", "會報"]),
        ("AEO認證", ["aeo", "認證"]),
        ("ＡＥＯ認證１２家", ["aeo", "認證", "12", "家"]),
        ("1,206次", ["1206", "次"]),
        ("達成率82.6%", ["達成", "成率", "82.6"]),
        ("anti-corruption, G20", ["anti", "corruption", "g", "20"]),
        ("「」。，", []),
        ("", []),
    ],
)
def test_text_is_cut_into_pairs_words_and_numbers(text: str, tokens: list[str]) -> None:
    assert cut_tokens(text) == tokens


@pytest.mark.parametrize(("one", "other"), [("台灣", "臺灣"), ("ＦＳＣ", "fsc"), ("１０９", "109")])
def test_variants_fold_to_one_form(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)
    assert cut_tokens(one) == cut_tokens(other)


@given(st.text(max_size=60))
def test_any_text_is_cut_and_spaces_between_words_make_no_difference(text: str) -> None:
    tokens = cut_tokens(text)
    assert all(token and not any(char.isspace() for char in token) for token in tokens)
    assert cut_tokens(f" {text} ") == tokens
