"""Searching vectors: order and scores over hand-made ones, recall over many made-up ones."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from index import parts, vectors
from index.damage import StoreError
from index.embedder import scale_rows
from index.parts import Part, Parts, PartStamp, seal_parts
from index.vectors import (
    VectorError,
    Vectors,
    build_vectors,
    load_vectors,
    read_rows,
    save_vectors,
    search_vectors,
    take_rows,
)

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], np.float32)
NEAREST = 60


def make_clusters(count: int, dimension: int = 32) -> Vectors:
    """Return unit rows around a hundred centres, many of them equal."""
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(100, dimension))
    rows = centres[chance.integers(100, size=count)] + 0.5 * chance.normal(size=(count, dimension))
    rows[chance.integers(count, size=count // 20)] = rows[0]
    return scale_rows(rows.astype(np.float32))


MANY = make_clusters(12_000)
QUERIES = make_clusters(12_040)[12_000:]


def build_many() -> Any:
    """Build an index in blocks as a build gives them."""
    return build_vectors(np.array_split(MANY, 37), MANY.shape[1])


@pytest.fixture
def approximate(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", len(MANY) - 1)
    return build_many()


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


def test_an_index_is_exact_up_to_a_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", len(MANY))
    assert type(build_many()) is faiss.IndexFlatIP


def test_a_large_index_finds_nearly_all_that_an_exact_one_finds(approximate: Any) -> None:
    assert isinstance(approximate, faiss.IndexRefine)
    found = 0
    for query in QUERIES:
        cosines = MANY @ query
        least = np.sort(cosines)[-NEAREST]
        hits = search_vectors(approximate, query, NEAREST)
        assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
        assert len({row for row, _ in hits}) == NEAREST
        assert [score for _, score in hits] == pytest.approx([cosines[row] for row, _ in hits], abs=1e-5)
        found += sum(score >= least - 1e-6 for _, score in hits)
    assert found / (NEAREST * len(QUERIES)) >= 0.98


def test_a_large_index_gives_back_its_rows(approximate: Any, tmp_path: Path) -> None:
    save_vectors(approximate, tmp_path / "vectors.faiss")
    for index in (approximate, load_vectors(tmp_path / "vectors.faiss")):
        assert np.array_equal(read_rows(index, 0, len(MANY)), MANY)
        assert np.array_equal(read_rows(index, 70, 75), MANY[70:75])
        with pytest.raises(VectorError, match="expected rows 11999 to 12001 of the index, found 12000"):
            read_rows(index, len(MANY) - 1, len(MANY) + 1)


def test_a_saved_large_index_finds_the_same_for_many_at_once(approximate: Any, tmp_path: Path) -> None:
    expected = [search_vectors(approximate, query, NEAREST) for query in QUERIES]
    save_vectors(approximate, tmp_path / "vectors.faiss")
    opened = load_vectors(tmp_path / "vectors.faiss")
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda query: search_vectors(opened, query, NEAREST), [*QUERIES] * 5))
    assert asked == expected * 5


def test_the_same_rows_give_the_same_large_index(approximate: Any, tmp_path: Path) -> None:
    save_vectors(approximate, tmp_path / "one.faiss")
    save_vectors(build_vectors([MANY], MANY.shape[1]), tmp_path / "two.faiss")
    assert (tmp_path / "one.faiss").read_bytes() == (tmp_path / "two.faiss").read_bytes()


def test_a_large_index_gives_every_row_that_is_wanted(approximate: Any) -> None:
    assert sorted(row for row, _ in search_vectors(approximate, QUERIES[0], 99_999)) == [*range(len(MANY))]
    assert search_vectors(approximate, np.zeros(MANY.shape[1], np.float32), 3) == []


def test_a_damaged_large_index_is_one_line(approximate: Any, tmp_path: Path) -> None:
    damaged = tmp_path / "vectors.faiss"
    save_vectors(approximate, damaged)
    whole = damaged.read_bytes()
    for size in (60, len(whole) // 10, len(whole) // 2, len(whole) - 8):
        damaged.write_bytes(whole[:size])
        with pytest.raises(VectorError, match="found a damaged file") as caught:
            load_vectors(damaged)
        assert "\n" not in str(caught.value)


def open_checked(
    folder: Path, stamps: Sequence[PartStamp], monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, Part]:
    monkeypatch.setattr(parts, "_SMALL", 0)
    part = Parts(folder, stamps).map("vectors.faiss")
    return load_vectors(part.path, part), part


def test_a_large_index_whose_rows_are_checked_as_they_are_read_finds_the_same(
    approximate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_vectors(approximate, tmp_path / "vectors.faiss")
    opened, part = open_checked(tmp_path, seal_parts(tmp_path), monkeypatch)
    for query in QUERIES:
        expected = search_vectors(approximate, query, 5)
        assert search_vectors(opened, query, 5, part) == expected
    assert not part.checked
    section = search_vectors(take_rows(opened, 70, 75, part), MANY[72], 1)
    assert section == search_vectors(build_vectors([MANY[70:75]], MANY.shape[1]), MANY[72], 1)


def test_damage_of_a_large_index_is_noticed_where_it_is_read(
    approximate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vectors.faiss"
    save_vectors(approximate, file)
    stamps, whole, width = seal_parts(tmp_path), file.read_bytes(), 4 * MANY.shape[1]
    rows = len(whole) - 4 - width * len(MANY)

    def change(at: int) -> None:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    for at in (30, rows // 2, rows - 1, len(whole) - 1):
        change(at)
        with pytest.raises(StoreError, match="found a damaged one"):
            open_checked(tmp_path, stamps, monkeypatch)
    [(nearest, _)] = search_vectors(approximate, QUERIES[0], 1)
    change(rows + width * nearest)
    opened, part = open_checked(tmp_path, stamps, monkeypatch)
    with pytest.raises(StoreError, match="found a damaged one"):
        search_vectors(opened, QUERIES[0], 1, part)
    opened, part = open_checked(tmp_path, stamps, monkeypatch)
    with pytest.raises(StoreError, match="found a damaged one"):
        take_rows(opened, nearest, nearest + 1, part)
