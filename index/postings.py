"""The tables of the lexical index, written from texts that come one after another.

What is held of them is a block of tokens, the different tokens with their numbers of passages, and
the length of each passage; everything else is sorted on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from index.numbering import Numbering, Numbers, Ordered

BLOCK = 1 << 20
_K1 = 1.2
_B = 0.75
_TEXTS = 512
_MOST_COUNTED = np.iinfo(np.uint16).max
_POSTING = np.dtype([("number", np.uint32), ("row", np.int32), ("count", np.int32)])
_SPELT = 1 << 16
Rows = NDArray[np.int32]
Counts = NDArray[np.int64]
Postings = NDArray[np.void]


class PostingsWriter:
    """Takes the texts of one document after another; `finish` writes the tables into the folder.

    A passage's number is how many were taken before it. `block` is how many tokens are held at once.
    Used as a context, it leaves nothing but the tables behind.
    """

    def __init__(self, folder: Path, block: int = BLOCK) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.size = 0
        self._folder = folder
        self._block = block
        self._numbering = Numbering()
        self._lengths: list[Rows] = []
        self._tokens: list[NDArray[np.uint64]] = []
        self._held = 0
        self._numbers: Numbers = np.zeros(0, dtype=np.uint32)
        self._counts: Counts = np.zeros(0, dtype=np.int64)
        self._spill = _Spill(folder)

    def __enter__(self) -> PostingsWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self._spill.close()

    def take(self, texts: Sequence[str]) -> None:
        """Add passages after those before; an empty text is kept in its place and never found."""
        for start in range(0, len(texts), _TEXTS):
            group = texts[start : start + _TEXTS]
            owners, numbers = self._numbering.number_tokens(group)
            self._lengths.append(np.bincount(owners, minlength=len(group)).astype(np.int32))
            self._tokens.append(
                numbers.astype(np.uint64) << np.uint64(32) | (owners + self.size).astype(np.uint64)
            )
            self._held += len(numbers)
            self.size += len(group)
            if self._held >= self._block:
                self._write_block()

    def finish(self) -> None:
        """Write the tables; nothing can be taken after that."""
        self._write_block()
        ordered = self._numbering.order()
        numbers = ordered.renumber(self._numbers)
        order = np.argsort(numbers)
        numbers, counts = numbers[order], self._counts[order]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        _write_words(self._folder, numbers, ordered)
        np.save(self._folder / "starts.npy", starts)
        cuts = _cut_evenly(starts, self._block)
        self._write_postings(self._spill.merge(ordered, numbers[cuts[:-1]]), counts, cuts)

    def _write_block(self) -> None:
        tokens = np.concatenate([np.zeros(0, dtype=np.uint64), *self._tokens])
        self._tokens, self._held = [], 0
        different, counts = np.unique(tokens, return_counts=True)
        postings = np.empty(len(different), dtype=_POSTING)
        postings["number"], postings["row"], postings["count"] = different >> 32, different, counts
        self._spill.add(postings)
        self._numbers, self._counts = _count_also(self._numbers, self._counts, postings["number"])

    def _write_postings(self, parts: Iterable[Postings], counts: Counts, cuts: Sequence[int]) -> None:
        """Write rows and scores: BM25 as Lucene has it."""
        lengths = np.concatenate([np.zeros(0, dtype=np.int32), *self._lengths])
        norms, rarity = weigh_lengths(lengths), weigh_rarity(counts, self.size)
        np.save(self._folder / "lengths.npy", lengths)
        paths = (self._folder / f"{name}.npy" for name in ("rows", "scores", "counts"))
        with ExitStack() as stack:
            rows, scores, held = (stack.enter_context(path.open("wb")) for path in paths)
            for file, kind in ((rows, np.int32), (scores, np.float32), (held, np.uint16)):
                _write_header(file, np.dtype(kind), int(counts.sum()))
            for first, last, part in zip(cuts, cuts[1:], parts, strict=False):
                rows.write(part["row"].tobytes())
                weights = np.repeat(rarity[first:last], counts[first:last])
                weights *= part["count"] / (norms[part["row"]] + part["count"])
                scores.write(weights.astype(np.float32).tobytes())
                held.write(np.minimum(part["count"], _MOST_COUNTED).astype(np.uint16).tobytes())


def weigh_lengths(lengths: Rows) -> NDArray[np.float64]:
    """Return how much the length of each passage, beside that of others, takes from what it holds."""
    weighed: NDArray[np.float64] = _K1 * (1 - _B + _B * lengths / (lengths.mean() if lengths.any() else 1))
    return weighed


def weigh_rarity(counts: Counts, size: int) -> NDArray[np.float64]:
    """Return how much it tells that a passage holds a token that so many of all passages hold."""
    weighed: NDArray[np.float64] = np.log1p((size - counts + 0.5) / (counts + 0.5))
    return weighed


class _Spill:
    """Postings on disk, in blocks each of which is sorted by number and row."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] = TemporaryFile(dir=folder)
        self._ends = [0]

    def close(self) -> None:
        self._file.close()

    def add(self, postings: Postings) -> None:
        self._file.write(postings.tobytes())
        self._ends.append(self._ends[-1] + len(postings))

    def merge(self, ordered: Ordered, starts: Numbers) -> Iterator[Postings]:
        """Yield the postings of the numbers from each start to the next, sorted by number and row."""
        cuts = np.array([self._sort(block, ordered, starts) for block in range(len(self._ends) - 1)])
        for number in range(len(starts)):
            slices = [self._read(first, last) for first, last in cuts[:, number : number + 2].tolist()]
            postings = np.concatenate(slices)
            yield postings[np.argsort(postings["number"], kind="stable")]

    def _sort(self, block: int, ordered: Ordered, starts: Numbers) -> Counts:
        """Renumber a block, and return where in the file its postings of each start begin."""
        first, last = self._ends[block : block + 2]
        postings = self._read(first, last)
        postings["number"] = ordered.renumber(postings["number"])
        # The sort is stable: of one number the rows ascend already.
        postings = postings[np.argsort(postings["number"], kind="stable")]
        self._file.seek(first * _POSTING.itemsize)
        self._file.write(postings.tobytes())
        return np.append(first + np.searchsorted(postings["number"], starts), last)

    def _read(self, first: int, last: int) -> Postings:
        self._file.seek(first * _POSTING.itemsize)
        size = (last - first) * _POSTING.itemsize
        return np.frombuffer(bytearray(self._file.read(size)), dtype=_POSTING)


def _count_also(numbers: Numbers, counts: Counts, more: Numbers) -> tuple[Numbers, Counts]:
    """Return the different numbers, ascending, and how often each was met, with more of them."""
    fresh, fresh_counts = np.unique(more, return_counts=True)
    together, places = np.unique(np.concatenate([numbers, fresh]), return_inverse=True)
    total = np.bincount(places, np.concatenate([counts, fresh_counts]), len(together))
    return together, total.astype(np.int64)


def _cut_evenly(starts: Counts, most: int) -> list[int]:
    """Return where to cut the words so that the postings of each part are at most so many, or one word's."""
    cuts = [0]
    while cuts[-1] < len(starts) - 1:
        end = int(np.searchsorted(starts, starts[cuts[-1]] + most, side="right")) - 1
        cuts.append(max(end, cuts[-1] + 1))
    return cuts


def _write_words(folder: Path, numbers: Numbers, ordered: Ordered) -> None:
    lengths: list[NDArray[np.int64]] = []
    with (folder / "words.bin").open("wb") as file:
        for start in range(0, len(numbers), _SPELT):
            words = [ordered.spell(number) for number in numbers[start : start + _SPELT].tolist()]
            file.write(b"".join(words))
            lengths.append(np.array([len(word) for word in words], dtype=np.int64))
    np.save(folder / "ends.npy", np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *lengths])))


def _write_header(file: IO[bytes], dtype: np.dtype[Any], size: int) -> None:
    head = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": (size,)}
    np.lib.format.write_array_header_1_0(file, head)
