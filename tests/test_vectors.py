"""Searching vectors: order and scores over hand-made ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import VectorError, Vectors, build_vectors, load_vectors, save_vectors, search_vectors

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], np.float32)


def test_search_gives_rows_best_first_with_their_cosine() -> None:
    hits = search_vectors(build_vectors([ROWS], 2), np.array([0.8, 0.6], np.float32), 3)
    assert [row for row, _ in hits] == [2, 0, 1]
    assert [score for _, score in hits] == pytest.approx([0.96, 0.8, 0.6])


def test_rows_keep_their_number_over_blocks() -> None:
    index = build_vectors([ROWS[:1], ROWS[1:3], ROWS[3:]], 2)
    hits = search_vectors(index, np.array([-1, 0], np.float32), 4)
    assert [row for row, _ in hits] == [3, 1, 2, 0]
    assert [score for _, score in hits] == pytest.approx([1.0, 0.0, -0.6, -1.0])


def test_equal_rows_come_in_their_order() -> None:
    same = np.repeat(ROWS[:1], 5, axis=0)
    assert [row for row, _ in search_vectors(build_vectors([same], 2), ROWS[0], 5)] == [0, 1, 2, 3, 4]


def test_k_beyond_the_index_gives_every_row_once() -> None:
    hits = search_vectors(build_vectors([ROWS], 2), ROWS[0], 99)
    assert sorted(row for row, _ in hits) == [0, 1, 2, 3]


def test_an_empty_index_and_a_zero_query_find_nothing() -> None:
    assert search_vectors(build_vectors([], 2), ROWS[0], 3) == []
    assert search_vectors(build_vectors([ROWS], 2), np.zeros(2, np.float32), 3) == []


@pytest.mark.parametrize(
    ("query", "k", "message"),
    [
        (np.ones(3, np.float32), 1, "expected a query of dimension 2, found 3"),
        (ROWS[0], 0, "expected k of at least 1, found 0"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(query: Vectors, k: int, message: str) -> None:
    with pytest.raises(VectorError, match=message):
        search_vectors(build_vectors([ROWS], 2), query, k)


def test_rows_of_another_dimension_are_refused() -> None:
    with pytest.raises(VectorError, match=r"dimension 3, found an array of shape \(4, 2\)"):
        build_vectors([ROWS], 3)


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    index = build_vectors([ROWS], 2)
    save_vectors(index, tmp_path / "vectors.faiss")
    query = np.array([0.8, 0.6], np.float32)
    opened = load_vectors(tmp_path / "vectors.faiss")
    assert search_vectors(opened, query, 4) == search_vectors(index, query, 4)


def test_an_empty_index_can_be_saved(tmp_path: Path) -> None:
    save_vectors(build_vectors([], 2), tmp_path / "vectors.faiss")
    assert search_vectors(load_vectors(tmp_path / "vectors.faiss"), ROWS[0], 1) == []


def test_a_missing_or_damaged_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(VectorError, match="found no file; run `plancite build`"):
        load_vectors(tmp_path / "none.faiss")
    damaged = tmp_path / "vectors.faiss"
    save_vectors(build_vectors([ROWS], 2), damaged)
    damaged.write_bytes(damaged.read_bytes()[:40])
    with pytest.raises(VectorError, match="found a damaged file") as caught:
        load_vectors(damaged)
    assert "\n" not in str(caught.value)
