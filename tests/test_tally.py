"""What texts hold of words: counted as by hand, the same however the texts come."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import list_passages, real_home
from index import grams
from index.lexicon import cut_grams
from index.store import open_store
from index.tally import Tally
from index.tokens import fold_text

WORDS = ["廉政", "政廉政", "廉政會報", "廉政會報制度", "廉政會報制", "會", "廉政ok", "臺灣"]
HAN = re.compile(r"[\u3400-\u9fff]+")


def take(words: list[str], groups: list[list[str]]) -> Tally:
    tally = Tally(words)
    for group in groups:
        tally.take(group)
    return tally


def count_by_hand(words: list[str], texts: list[str]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for text in map(fold_text, texts):
        for start in range(len(text)):
            for word in sorted(words, key=len):
                if len(word) > 1 and HAN.fullmatch(word) and text.startswith(word, start):
                    found[word] = found.get(word, 0) + 1
    return list(found.items())


@given(st.lists(st.text("廉政會報制度台灣ok，\0\n", max_size=14), max_size=6))
@example(["廉政會報制", "度", "廉政廉政會報制度"])
@example(["政", "廉", "", "廉政"])
def test_words_are_counted_in_the_order_they_are_met(texts: list[str]) -> None:
    counted = take(WORDS, [texts]).count_words()
    assert list(counted.items()) == count_by_hand(WORDS, texts)


@given(st.lists(st.text(max_size=12) | st.text("廉政會A。", max_size=12), max_size=6))
def test_grams_are_the_pairs_and_triples_of_every_run(texts: list[str]) -> None:
    runs = [run for text in texts for run in HAN.findall(fold_text(text))]
    grams, found = take([], [texts]).read_grams(), {gram for run in runs for gram in cut_grams(run)}
    assert len(grams) == len(found) and all(gram in grams for gram in found)
    assert grams.characters == {character for gram in found for character in gram}


def test_quoted_names_are_kept_once_in_their_order() -> None:
    texts = ["依「洗錢防制法」及「廉政」", "「洗錢防制法」「反貪腐公約」「第3條之法」"]
    assert list(take([], [texts]).quoted) == ["洗錢防制法", "反貪腐公約"]


@pytest.mark.parametrize("waiting", [1, 1 << 20])
def test_texts_give_the_same_at_once_and_one_by_one(waiting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "_LEAST_WAITING", waiting)
    texts = [passage.text for passage in list_passages(open_store(real_home()))]
    words = sorted({gram for text in texts[::5] for run in HAN.findall(text) for gram in (run, run[:3])})
    whole, parts = take(words, [texts]), take(words, [[text] for text in texts])
    assert list(whole.count_words().items()) == list(parts.count_words().items())
    assert whole.read_grams() == parts.read_grams()
    assert list(whole.quoted) == list(parts.quoted)
