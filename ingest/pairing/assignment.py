"""Giving each target at most one figure and each figure at most one target, so that all together fit best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf


def assign(gains: Sequence[Mapping[int, float]]) -> list[int | None]:
    """Return for each row the column it is given, None where none gains: the most that all can gain together.

    `gains[row][column]` is what a row gains from a column; columns not named, or without gain, are not given.

    >>> assign([{7: 3.0, 8: 2.0}, {7: 2.5}])
    [8, 7]
    >>> assign([{7: -1.0}, {}])
    [None, None]
    """
    columns = sorted({column for row in gains for column, gain in row.items() if gain > 0})
    places = {column: place for place, column in enumerate(columns)}
    # Every row has a column of its own that gains nothing.
    width = len(columns) + len(gains)
    costs = []
    for number, row in enumerate(gains):
        cost = [0.0 if place == len(columns) + number else inf for place in range(width)]
        for column, gain in row.items():
            if gain > 0:
                cost[places[column]] = -gain
        costs.append(cost)
    prices = _Prices(costs, width)
    for number in range(len(gains)):
        prices.add(number)
    given = {row: place for place, row in enumerate(prices.rows_of) if row >= 0}
    return [columns[given[number]] if given[number] < len(columns) else None for number in range(len(gains))]


class _Prices:
    """Rows assigned to columns at the least cost, each along the cheapest path (Jonker and Volgenant)."""

    def __init__(self, costs: Sequence[Sequence[float]], width: int) -> None:
        self.costs, self.width = costs, width
        self.rows_of = [-1] * width
        self.row_prices, self.column_prices = [0.0] * len(costs), [0.0] * width

    def add(self, start: int) -> None:
        """Give a row a column, moving the rows before it where that is cheaper."""
        shortest, came_from, done = [inf] * self.width, [-1] * self.width, [False] * self.width
        row, column, least = start, -1, 0.0
        while row >= 0:
            self._reach(row, column, least, shortest, came_from, done)
            column = min((p for p in range(self.width) if not done[p]), key=shortest.__getitem__)
            done[column], least = True, shortest[column]
            row = self.rows_of[column]
        self._reprice(start, shortest, done, least)
        while column >= 0:
            earlier = came_from[column]
            self.rows_of[column] = start if earlier < 0 else self.rows_of[earlier]
            column = earlier

    def _reach(
        self,
        row: int,
        column: int,
        least: float,
        shortest: list[float],
        came_from: list[int],
        done: Sequence[bool],
    ) -> None:
        for place, cost in enumerate(self.costs[row]):
            reached = least + cost - self.row_prices[row] - self.column_prices[place]
            if not done[place] and reached < shortest[place]:
                shortest[place], came_from[place] = reached, column

    def _reprice(self, start: int, shortest: Sequence[float], done: Sequence[bool], least: float) -> None:
        self.row_prices[start] += least
        for place, reached in enumerate(done):
            if reached and self.rows_of[place] >= 0:
                self.row_prices[self.rows_of[place]] += least - shortest[place]
                self.column_prices[place] -= least - shortest[place]
