"""The lexical index written in pieces: the scores of bm25s, whatever the pieces."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

from building import list_passages, real_home
from index.lexical import LexicalIndex
from index.postings import PostingsWriter
from index.store import open_store
from index.tokens import cut_tokens

TEXTS = ["召開廉政會報十二次", "", "辦理廉政宣導，廉政宣導八場", "AEO認證 1,206 家", "AEO 廉 \ua620 豈更"]
FILES = ("words.bin", *(f"{name}.npy" for name in ("ends", "starts", "rows", "scores", "counts", "lengths")))


def write(folder: Path, groups: list[list[str]], block: int) -> list[bytes]:
    with PostingsWriter(folder, block) as writer:
        for group in groups:
            writer.take(group)
        writer.finish()
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    return [(folder / name).read_bytes() for name in FILES]


@pytest.fixture(scope="module")
def real_texts() -> list[str]:
    return [passage.text for passage in list_passages(open_store(real_home()))]


def test_scores_are_those_of_bm25s(real_texts: list[str]) -> None:
    texts = [*real_texts, *TEXTS]
    index = LexicalIndex.build(texts)
    tokens = [cut_tokens(text) for text in texts]
    scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    scorer.index(tokens, create_empty_token=False, show_progress=False)
    words = list(dict.fromkeys(token for found in tokens for token in found))
    for word in words[::7]:
        np.testing.assert_allclose(index.score(word), scorer.get_scores([word]), rtol=1e-6)


@pytest.mark.parametrize("block", [1, 7, 10_000])
def test_pieces_of_any_size_make_the_same_index(real_texts: list[str], tmp_path: Path, block: int) -> None:
    texts = [*real_texts[:60], *TEXTS]
    whole = write(tmp_path / "whole", [texts], 1 << 20)
    assert write(tmp_path / "pieces", [texts[:3], [], texts[3:40], texts[40:]], block) == whole
    assert write(tmp_path / "texts", [[text] for text in texts], block) == whole


def test_more_texts_at_once_than_are_cut_together_keep_their_numbers(tmp_path: Path) -> None:
    texts = [*TEXTS * 300, "遊說"]
    write(tmp_path, [texts], 100)
    index = LexicalIndex.load(tmp_path, len(texts))
    assert np.flatnonzero(index.score("遊說")).tolist() == [1500]
    assert index.frequency("aeo") == 600


@pytest.mark.parametrize("texts", [[], ["", "。"]])
def test_texts_without_words_make_an_empty_index(texts: list[str], tmp_path: Path) -> None:
    write(tmp_path, [texts], 5)
    index = LexicalIndex.load(tmp_path, len(texts))
    assert index.score("廉政").tolist() == [0.0] * len(texts)
    assert index.find([("廉政", 1.0)])[0].tolist() == []


def test_a_writer_that_is_left_leaves_no_working_files(tmp_path: Path) -> None:
    with PostingsWriter(tmp_path, 1) as writer:
        writer.take(TEXTS)
    assert list(tmp_path.iterdir()) == []
