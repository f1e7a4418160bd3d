"""Pieces: byte strings of any length one after another in a part of an index, found by their numbers."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from index.damage import damaged
from index.parts import Parts


class Pieces:
    """The pieces of a part, each read and checked when it is asked for."""

    def __init__(self, parts: Parts, name: str) -> None:
        """Raises StoreError where a part is missing or damaged."""
        self._part = parts.map(f"{name}.bin")
        self._ends = parts.map(f"{name}-ends.npy").column().plain()
        if len(self._part) != (self._ends[len(self._ends) - 1] if len(self._ends) else 0):
            raise damaged(self._part.path)
        self.path = self._part.path

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < len(self._ends):
            raise damaged(self.path)
        return self._part[self._ends[number - 1] if number else 0 : self._ends[number]]


class PieceWriter:
    """Writes pieces one after another; only where each ends is held in memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ends: list[int] = []
        self._at = folder / f"{name}-ends.npy"
        self._file: IO[bytes] = (folder / f"{name}.bin").open("wb")

    def __enter__(self) -> PieceWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.save()
        self.close()

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, piece: bytes) -> None:
        """Write a piece; its number is how many were written before it."""
        self._file.write(piece)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(piece))

    def save(self) -> None:
        """Make what was written pieces that can be opened."""
        self._file.flush()
        np.save(self._at, np.array(self._ends, dtype=np.int64))

    def close(self) -> None:
        """Close the file, whether it is whole or not."""
        self._file.close()
