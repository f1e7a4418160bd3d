"""Nearest vectors by cosine, with FAISS.

Importing FAISS costs about a seventh of a second on top of NumPy, so only what searches imports this module.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class VectorError(ValueError):
    """Vectors that do not fit, or an index of them that cannot be read."""


def build_vectors(blocks: Iterable[Vectors], dimension: int) -> Any:
    """Build an index over the rows of blocks of vectors, in their order.

    The rows must have length 1, so that the inner product is the cosine. The index is exact: at
    144 dimensions a search of 100,000 rows takes some hundredths of a second. Raises VectorError when
    a block has another dimension.
    """
    index = faiss.IndexFlatIP(dimension)
    for block in blocks:
        rows = np.ascontiguousarray(block, np.float32)
        if rows.ndim != 2 or rows.shape[1] != dimension:
            raise VectorError(f"expected rows of dimension {dimension}, found an array of shape {rows.shape}")
        index.add(rows)
    return index


def save_vectors(index: Any, path: Path) -> None:
    """Write an index to a file. Raises OSError when it cannot be written."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(errno.EIO, "the vectors could not be written", str(path)) from error


def load_vectors(path: Path) -> Any:
    """Open an index from a file, read-only and mapped into memory.

    Raises VectorError when there is no such file or it is damaged.
    """
    if not path.is_file():
        raise VectorError(f"{path}: expected a FAISS index, found no file; run `plancite build`")
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise VectorError(
            f"{path}: expected a FAISS index, found a damaged file; run `plancite build`"
        ) from error


def read_rows(index: Any, start: int, end: int) -> Vectors:
    """Return the vectors of rows start to end of an index. Raises VectorError where they are not in it."""
    try:
        rows = index.reconstruct_n(start, end - start) if end > start else np.empty((0, index.d))
    except RuntimeError as error:
        raise VectorError(f"expected rows {start} to {end} of the index, found {index.ntotal}") from error
    return np.ascontiguousarray(rows, np.float32)


def search_vectors(index: Any, query: Vectors, k: int) -> list[tuple[int, float]]:
    """Return (row, cosine) of the k rows nearest to one query vector, best first, equals in row order.

    Fewer than k when the index holds fewer; none for a zero query, which is nearest to nothing.
    Raises VectorError for k below 1 or a query of another dimension.
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
    scores, rows = index.search(vector, min(k, index.ntotal))
    hits = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))
