"""Records and documents of an index, each decoded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar, overload

from ingest.records import Document

T = TypeVar("T")


class Chosen(Sequence[T]):
    """Records of a table by their numbers, each decoded when it is asked for."""

    def __init__(self, read: Callable[[int], T], numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self._read = read

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return Chosen(self._read, self.numbers[place])
        return self._read(self.numbers[place])

    def at(self, places: Sequence[int]) -> Chosen[T]:
        """Return those that stand at some places."""
        return Chosen(self._read, [self.numbers[place] for place in places])


class Documents(Mapping[str, Document]):
    """The documents of an index by their ids."""

    def __init__(self, read: Callable[[str], Document], docs: Collection[str]) -> None:
        self._read = read
        self._docs = docs

    def __getitem__(self, doc: str) -> Document:
        if doc not in self._docs:
            raise KeyError(doc)
        return self._read(doc)

    def __iter__(self) -> Iterator[str]:
        return iter(self._docs)

    def __len__(self) -> int:
        return len(self._docs)
