"""Tokens as numbers: the same tokens as of a text alone, in the order of their bytes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.numbering import Numbering
from index.tokens import cut_tokens

# Digits of Vai and Saurashtra stand between the two blocks of Han characters, those of Adlam after them.
ODD = "٣ 廉政豈更 \ua620 \ua8d3 \U0001e951 1,206.5 z９台灣一"


def spell(texts: list[str]) -> list[list[str]]:
    numbering = Numbering()
    owners, numbers = numbering.number_tokens(texts)
    ordered = numbering.order()
    words = [ordered.spell(number).decode() for number in ordered.renumber(numbers).tolist()]
    return [[w for w, owner in zip(words, owners, strict=True) if owner == n] for n in range(len(texts))]


@given(st.lists(st.text(max_size=30) | st.text("廉政豈a1,.٣ \ua620\0\n", max_size=12), max_size=6))
@example(["", ODD, "", "廉", "政"])
@example(["廉\0政", "\ud800廉政"])
def test_texts_together_have_the_tokens_that_each_has_alone(texts: list[str]) -> None:
    assert [Counter(words) for words in spell(texts)] == [Counter(cut_tokens(text)) for text in texts]


@pytest.mark.parametrize("texts", [[ODD], ["b a", "廉政 廉 政", "10 9 a"], []])
def test_numbers_ascend_as_the_bytes_of_their_tokens_do(texts: list[str]) -> None:
    numbering = Numbering()
    _, numbers = numbering.number_tokens(texts)
    ordered = numbering.order()
    words = [ordered.spell(number) for number in np.unique(ordered.renumber(numbers)).tolist()]
    assert words == sorted({token.encode() for text in texts for token in cut_tokens(text)})
