"""What was fetched and may be asked for again, up to a limit. Threads may share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """Values by numbers; those that are missing are fetched together."""

    def __init__(self, fetch: Callable[[Sequence[int]], Mapping[int, V]], most: int) -> None:
        self._fetch = fetch
        self._most = most
        self._known: dict[int, V] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def add(self, values: Mapping[int, V]) -> None:
        """Keep values that came with others; of too many those before go."""
        if len(self._known) + len(values) > self._most:
            # Whoever reads goes on with the values there were.
            self._known = {}
        self._known.update(values)

    def many(self, numbers: Sequence[int]) -> dict[int, V]:
        """Return the values of some numbers, as far as there are any."""
        known = self._known
        missing = [number for number in dict.fromkeys(numbers) if number not in known]
        found = {number: known[number] for number in numbers if number in known}
        if missing:
            fetched = self._fetch(sorted(missing))
            self.add(fetched)
            found |= fetched
        return found

    def clear(self) -> None:
        """Keep nothing."""
        self._known = {}
