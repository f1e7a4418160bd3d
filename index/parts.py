"""The parts of an index: files in memory, each stretch of which is held to its checksum when it is read.

The manifest keeps of every part its size, its SHA-256, which a build goes by, and the checksum that a
small part is held to when it is read, as it is opened. A large part is mapped, and each of its blocks has a
checksum of its own, so that a question checks what it reads and no more.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from index.damage import damaged, report_damage
from index.durable import sync_file

CHECKS = "checks.bin"
BLOCK = 4096
# Checking so many bytes at once takes less than looking for the blocks of what is read. They are read, too:
# what is mapped keeps its file open, and an index has more files than a process may have open of many.
_SMALL = 1 << 20
Sums = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class PartStamp:
    """What the manifest keeps of a part; `first` is where the checksums of its blocks begin."""

    name: str
    size: int
    sha256: str
    crc: int
    first: int = 0


class Part:
    """A file of an index, read into memory or, being large, mapped. Threads may share one."""

    def __init__(
        self,
        path: Path,
        stamp: PartStamp | None = None,
        sums: Sums | None = None,
        data: bytes | None = None,
    ) -> None:
        """Open a file, or take what was fetched of one that lies elsewhere.

        Raises StoreError where it is missing, of another size, or, being small, not what was written.
        """
        self.path = path
        self.data: bytes | mmap.mmap = self._open(path) if data is None else data
        size = len(self.data)
        if stamp and size != stamp.size:
            raise damaged(path)
        self.checked = stamp is None
        if stamp and (sums is None or size <= _SMALL):
            self._hold(stamp)
        elif stamp and sums is not None:
            self._stamp = stamp
            self._sums = sums[stamp.first : stamp.first + -(-size // BLOCK)].tolist()
            self._unseen = bytearray(b"\1" * len(self._sums))

    @staticmethod
    def _open(path: Path) -> bytes | mmap.mmap:
        with report_damage(path), path.open("rb") as file:
            if os.fstat(file.fileno()).st_size <= _SMALL:
                return file.read()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, span: slice) -> bytes:
        if not self.checked:
            self.check(span.start, span.stop)
        return self.data[span]

    def check(self, start: int, end: int) -> None:
        """Hold the bytes from start up to end to the checksums of their blocks. Raises StoreError."""
        if not self.checked and end > start:
            self.check_blocks(range(start // BLOCK, -(-min(end, len(self.data)) // BLOCK)))

    def check_blocks(self, blocks: Iterable[int]) -> None:
        """Hold some blocks to their checksums. Raises StoreError."""
        for block in blocks:
            if self._unseen[block]:
                if zlib.crc32(self.data[block * BLOCK : (block + 1) * BLOCK]) != self._sums[block]:
                    raise damaged(self.path)
                self._unseen[block] = 0

    def check_all(self) -> None:
        """Hold the whole part to its checksum. Raises StoreError."""
        if not self.checked:
            self._hold(self._stamp)

    def _hold(self, stamp: PartStamp) -> None:
        if zlib.crc32(self.data) != stamp.crc:
            raise damaged(self.path)
        self.checked = True

    def column(self) -> Column:
        """Return the table of numbers that the part is."""
        return Column(self)


class Column:
    """A table of numbers in a part, whose rows are checked before they are read."""

    def __init__(self, part: Part) -> None:
        self._part = part
        part.check(0, BLOCK)
        with report_damage(part.path):
            head = BytesIO(part.data[:BLOCK])
            np.lib.format.read_magic(head)
            shape, _, kind = np.lib.format.read_array_header_1_0(head)
            self._offset = head.tell()
            self._array: NDArray[Any] = np.ndarray(shape, kind, part.data, self._offset)
            self._array.flags.writeable = False
        self._width = int(np.prod(shape[1:])) * kind.itemsize

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, rows: Any) -> Any:
        """Return a row as a number, or those of a slice or of an array of row numbers."""
        if not self._part.checked:
            self._check(rows)
        return self._array[rows]

    def _check(self, rows: Any) -> None:
        if isinstance(rows, slice):
            first, last, _ = rows.indices(len(self._array))
            self._part.check(self._offset + first * self._width, self._offset + last * self._width)
        elif isinstance(rows, np.ndarray):
            starts = self._offset + unite(rows).astype(np.int64) * self._width
            blocks = unite(starts // BLOCK, (starts + self._width - 1) // BLOCK)
            self._part.check_blocks(blocks.tolist())
        else:
            place = self._offset + range(len(self._array))[rows] * self._width
            self._part.check(place, place + self._width)

    def whole(self) -> NDArray[Any]:
        """Return the table as a whole, all of it checked."""
        self._part.check_all()
        return self._array

    def plain(self) -> Sequence[int]:
        """Return the rows as plain integers, which a view gives many times faster than an array does."""
        if self._part.checked:
            view: Sequence[int] = self._array.data
            return view
        return _Plain(self)

    def find(self, value: int) -> int:
        """Return where a value stands in a table that ascends, or would stand."""
        return bisect_left(self.plain(), value)


class _Plain(Sequence[int]):
    """The rows of a table as plain integers, each checked before it is read."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, row: int) -> int: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[int]: ...
    def __getitem__(self, row: int | slice) -> int | Sequence[int]:
        found = self._column[row]
        return found.tolist() if isinstance(row, slice) else int(found)


class Parts:
    """The parts of the index in a folder; without stamps, as while it is written, nothing is checked."""

    def __init__(self, folder: Path, stamps: Sequence[PartStamp] | None = None) -> None:
        self.folder = folder
        self._stamps = None if stamps is None else {stamp.name: stamp for stamp in stamps}

    def map(self, name: str) -> Part:
        """Open a part. Raises StoreError where it is missing or, as far as that is seen now, damaged."""
        path = self.folder / name
        if self._stamps is None:
            return Part(path)
        if name not in self._stamps:
            raise damaged(path)
        stamp = self._stamps[name]
        return Part(path, stamp, self._sums if stamp.size > _SMALL else None)

    def read(self, name: str) -> bytes:
        """Return the content of a part that is read as a whole. Raises StoreError."""
        part = self.map(name)
        part.check_all()
        return part.data[:]

    def under(self, name: str) -> Parts:
        """Return the parts in a folder of the folder."""
        if self._stamps is None:
            return Parts(self.folder / name)
        inner = [stamp for stamp in self._stamps.values() if stamp.name.startswith(f"{name}/")]
        parts = Parts(self.folder / name)
        parts._stamps = {stamp.name.removeprefix(f"{name}/"): stamp for stamp in inner}
        # The checksums are the folder's.
        parts.__dict__["_sums"] = self._sums if any(stamp.size > _SMALL for stamp in inner) else None
        return parts

    @cached_property
    def _sums(self) -> Sums:
        assert self._stamps is not None
        path = self.folder / CHECKS
        if CHECKS not in self._stamps:
            raise damaged(path)
        part = Part(path, self._stamps[CHECKS])
        with report_damage(path):
            return np.frombuffer(part.data, dtype="<u4")

    def verify(self) -> None:
        """Hold every part to its size and SHA-256. Raises StoreError, naming the first that differs."""
        for stamp in (self._stamps or {}).values():
            part = Part(self.folder / stamp.name)
            if len(part) != stamp.size or hashlib.sha256(part.data).hexdigest() != stamp.sha256:
                raise damaged(part.path)


def as_parts(folder: Path | Parts) -> Parts:
    """Return the parts of a folder that is given by its path."""
    return folder if isinstance(folder, Parts) else Parts(folder)


def seal_parts(folder: Path) -> tuple[PartStamp, ...]:
    """Write the checksums of all files of a folder, have all of it on the disk, and return their stamps."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    stamps: list[PartStamp] = []
    sums: list[int] = []
    for name in names:
        part = Part(folder / name)
        stamps.append(_stamp(part, name, len(sums)))
        sums += [zlib.crc32(part.data[at : at + BLOCK]) for at in range(0, len(part), BLOCK)]
    (folder / CHECKS).write_bytes(np.array(sums, dtype="<u4").tobytes())
    stamps.append(_stamp(Part(folder / CHECKS), CHECKS, 0))
    for path in [folder / stamp.name for stamp in stamps] + [p for p in folder.rglob("*") if p.is_dir()]:
        sync_file(path)
    return tuple(stamps)


def _stamp(part: Part, name: str, first: int) -> PartStamp:
    digest = hashlib.sha256(part.data).hexdigest()
    return PartStamp(name, len(part), digest, zlib.crc32(part.data), first)
