"""A table that leads from names to numbers: the names as digests, which ascend, with their numbers beside."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from index.damage import damaged
from index.parts import Parts


class KeyTable:
    """Numbers by names of several words; a name may have more than one."""

    def __init__(self, parts: Parts) -> None:
        """Raises StoreError where a part is missing or damaged."""
        keys = parts.map("keys.npy")
        self._keys, self._numbers = keys.column(), parts.map("key-numbers.npy").column()
        if len(self._keys) != len(self._numbers):
            raise damaged(keys.path)

    def find(self, *words: str) -> list[int]:
        """Return the numbers of a name, ascending."""
        key = digest_key(words)
        first, last = self._keys.find(key), self._keys.find(key + 1)
        numbers: list[int] = self._numbers[first:last].tolist()
        return numbers

    def by_number(self) -> dict[int, list[int]]:
        """Return the digests of the names of each number."""
        found: dict[int, list[int]] = {}
        for key, number in zip(self._keys[:].tolist(), self._numbers[:].tolist(), strict=True):
            found.setdefault(number, []).append(key)
        return found


class KeyWriter:
    """Collects names and their numbers."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._numbers: list[int] = []

    def add(self, number: int, *words: str) -> None:
        """Add a number under a name; the numbers of a name must ascend."""
        self._keys.append(digest_key(words))
        self._numbers.append(number)

    def save(self, folder: Path) -> None:
        """Write the table into the folder of an index."""
        keys = np.array(self._keys, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        np.save(folder / "keys.npy", keys[order])
        np.save(folder / "key-numbers.npy", np.array(self._numbers, dtype=np.int64)[order])


def digest_key(words: tuple[str, ...]) -> int:
    """Return the digest of a name; of a thousand million names two are likely to share one."""
    written = "\0".join(words).encode("utf-8", "surrogatepass")
    # The highest number is left free: one more than each must be a number of the same kind.
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest(), "big") >> 1
