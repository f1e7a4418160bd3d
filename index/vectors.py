"""Nearest vectors by cosine, with FAISS: exact for few rows, approximate for many.

An approximate index still holds every row as it came: an inverted file of product-quantized codes
picks candidates, and their exact cosines rank them. HNSW finds far fewer of the nearest rows, because
plans repeat passages word for word and equal rows are each other's only neighbours in its graph.

Importing FAISS costs about a seventh of a second on top of NumPy, so only what searches imports this module.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from math import isqrt
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from index.parts import BLOCK, Part

Vectors = NDArray[np.float32]
# Exact search of 100,000 rows of 144 dimensions takes 2.5 ms, of a million 25 ms.
EXACT_UP_TO = 100_000
# With these, 0.98 or more of the exact 60 nearest are found among 100,000 to a million passages.
# Questions are worded unlike passages, so their nearest rows are spread over many lists.
PROBED_SHARE = 6  # one list of so many is searched
CANDIDATES = 40  # for each row wanted
_SAMPLE = 64  # rows to train each list with
_BLOCK = 65_536
# How the file of an approximate index begins: its kind, dimension and number of rows; and how many bytes
# stand behind its rows.
_HEAD = struct.Struct("<4siq")
_APPROXIMATE = b"IxRF"
_TAIL = 4


class VectorError(ValueError):
    """Vectors that do not fit, or an index of them that cannot be read."""


def build_vectors(blocks: Iterable[Vectors], dimension: int) -> Any:
    """Build an index over the rows of blocks of vectors, in their order.

    The rows must have length 1, so that the inner product is the cosine. Beyond EXACT_UP_TO rows
    the index is approximate; the same rows give the same index. Raises VectorError when a block has
    another dimension.
    """
    index = faiss.IndexFlatIP(dimension)
    for block in blocks:
        rows = np.ascontiguousarray(block, np.float32)
        if rows.ndim != 2 or rows.shape[1] != dimension:
            raise VectorError(f"expected rows of dimension {dimension}, found an array of shape {rows.shape}")
        index.add(rows)
    return index if index.ntotal <= EXACT_UP_TO else _make_approximate(index)


def _make_approximate(exact: Any) -> Any:
    """Put an inverted file of quantized codes before an exact index, whose rows it shares."""
    lists = isqrt(exact.ntotal)
    kind = f"IVF{lists},{_name_codes(exact.d)}"
    codes: Any = faiss.index_factory(exact.d, kind, faiss.METRIC_INNER_PRODUCT)
    # Centroids of length 1, the default for inner products, find fewer of the nearest rows.
    codes.cp.spherical = False
    codes.cp.niter = 10
    codes.cp.max_points_per_centroid = _SAMPLE
    # Sums of several threads differ in their last bits, and on a busy machine they wait for each other.
    faiss.omp_set_num_threads(1)
    chance = np.random.default_rng(0)
    sample = chance.choice(exact.ntotal, min(exact.ntotal, lists * _SAMPLE), replace=False)
    codes.train(exact.reconstruct_batch(np.sort(sample)))
    for start in range(0, exact.ntotal, _BLOCK):
        codes.add(exact.reconstruct_n(start, min(_BLOCK, exact.ntotal - start)))
    codes.nprobe = -(-lists // PROBED_SHARE)
    index = faiss.IndexRefine(codes, exact)
    index.k_factor = CANDIDATES
    return index


def _name_codes(dimension: int) -> str:
    """Return FAISS's name of four bits for every two dimensions, of what a list's centroid leaves over."""
    return f"PQ{dimension // 2 if dimension % 2 == 0 else dimension}x4fsr"


def save_vectors(index: Any, path: Path) -> None:
    """Write an index to a file. Raises OSError when it cannot be written."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(errno.EIO, "the vectors could not be written", str(path)) from error


def load_vectors(path: Path, part: Part | None = None) -> Any:
    """Open an index from a file, read-only, its rows mapped into memory.

    Given as a part it is held to its checksums: all of it but the rows before which an approximate
    index has codes. Raises VectorError when there is no such file or it is damaged, StoreError for a part
    that is not what was written.
    """
    if not path.is_file():
        raise VectorError(f"{path}: expected a FAISS index, found no file; run `plancite build`")
    if part is not None:
        _check_opened(part)
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise VectorError(
            f"{path}: expected a FAISS index, found a damaged file; run `plancite build`"
        ) from error


def _check_opened(part: Part) -> None:
    part.check(0, _HEAD.size)
    kind, dimension, size = _HEAD.unpack_from(part.data) if len(part) >= _HEAD.size else (b"", 0, 0)
    if kind == _APPROXIMATE:
        start = _find_rows(part, dimension, size)
        part.check(0, start)
        part.check(len(part) - _TAIL, len(part))
    else:
        part.check_all()


def _find_rows(part: Part, dimension: int, size: int) -> int:
    """Return where in the file of an approximate index its rows begin, which are followed by one number."""
    return len(part) - _TAIL - 4 * dimension * size


def read_rows(index: Any, start: int, end: int) -> Vectors:
    """Return the vectors of rows start to end of an index. Raises VectorError where they are not in it."""
    try:
        rows = _find_exact(index).reconstruct_n(start, end - start) if end > start else np.empty((0, index.d))
    except RuntimeError as error:
        raise VectorError(f"expected rows {start} to {end} of the index, found {index.ntotal}") from error
    return np.ascontiguousarray(rows, np.float32)


def take_rows(index: Any, start: int, end: int, part: Part | None = None) -> Any:
    """Return an exact index of rows start to end of an index, which are 0 and on in it.

    Raises StoreError where the part they are read from is damaged.
    """
    if part is not None and not part.checked:
        places = _find_rows(part, index.d, index.ntotal) + np.array([start, end]) * (4 * index.d)
        part.check(*places.tolist())
    return build_vectors([read_rows(index, start, end)], index.d)


def search_vectors(index: Any, query: Vectors, k: int, part: Part | None = None) -> list[tuple[int, float]]:
    """Return (row, cosine) of the k rows nearest to one query vector, best first, equals in row order.

    Exact, unless the index is approximate and far larger than k. Fewer than k when the index holds
    fewer; none for a zero query, which is nearest to nothing. Rows are held to the checksums of the
    part they are read from, where it is given.
    Raises VectorError for k below 1 or a query of another dimension, StoreError for damaged rows.
    """
    if k < 1:
        raise VectorError(f"expected k of at least 1, found {k}")
    vector = np.ascontiguousarray(query, np.float32).reshape(1, -1)
    if vector.shape[1] != index.d:
        raise VectorError(f"expected a query of dimension {index.d}, found {vector.shape[1]}")
    if not index.ntotal or not vector.any():
        return []
    # Threads of FAISS's own wait for each other: one question is answered sooner, and on a busy machine
    # a hundred times sooner, by one. The setting is that of the calling thread.
    faiss.omp_set_num_threads(1)
    # The lists searched might hold fewer than are wanted.
    searched = _find_exact(index) if k * CANDIDATES >= index.ntotal else index
    if part is not None and not part.checked:
        if searched is index:
            return _rank(*_search_checked(index, vector, k, part))[:k]
        part.check_all()
    return _rank(*searched.search(vector, min(k, index.ntotal)))


def _search_checked(index: Any, vector: Vectors, k: int, part: Part) -> tuple[Vectors, NDArray[np.int64]]:
    """Return the cosines and rows of an approximate index's candidates, whose rows are checked first."""
    _, rows = index.base_index.search(vector, k * CANDIDATES)
    rows = np.ascontiguousarray(rows[rows >= 0])
    places = _find_rows(part, index.d, index.ntotal) + rows * (4 * index.d)
    part.check_blocks(unite(places // BLOCK, (places + 4 * index.d - 1) // BLOCK).tolist())
    cosines = np.empty(len(rows), np.float32)
    # As the index itself does it, so that the cosines are the same to the last bit.
    found = faiss.swig_ptr(vector), len(rows), faiss.swig_ptr(cosines), faiss.swig_ptr(rows)
    refined: Any = faiss.downcast_index(index.refine_index)
    refined.compute_distance_subset(1, *found)
    return cosines[None], rows[None]


def _rank(scores: Vectors, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
    hits = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _find_exact(index: Any) -> Any:
    """Return the exact part of an approximate index, which holds its rows; any other index itself."""
    return index.refine_index if isinstance(index, faiss.IndexRefine) else index


class Nearest:
    """The vectors of an index's passages, from row `first` on; `part` is what they are read from."""

    def __init__(self, index: Any, part: Part | None = None, first: int = 0) -> None:
        self._index, self._part, self._first = index, part, first

    def search(self, vector: Vectors, most: int) -> list[tuple[int, float]]:
        """Return (row, cosine) of the rows nearest to a vector, best first, equals in row order."""
        hits = search_vectors(self._index, vector, most, self._part)
        return [(row + self._first, cosine) for row, cosine in hits] if self._first else hits

    def within(self, start: int, end: int) -> Nearest:
        """Return the rows from start up to end, as if there were no others."""
        return Nearest(take_rows(self._index, start, end, self._part), None, start)
