"""Giving each target at most one figure and each figure at most one target, so that all together fit best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf


def assign(gains: Sequence[Mapping[int, float]]) -> list[int | None]:
    """Return for each row the column it is given, None where none gains; the sum of the gains is the greatest.

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
    return [columns[place] if place < len(columns) else None for place in _solve(costs, width)]


def _solve(costs: Sequence[Sequence[float]], width: int) -> list[int]:
    """Return the columns of the cheapest assignment, by shortest augmenting paths (Jonker and Volgenant)."""
    rows_of = [-1] * width
    row_prices, column_prices = [0.0] * len(costs), [0.0] * width
    for start in range(len(costs)):
        shortest, came_from, done = [inf] * width, [-1] * width, [False] * width
        row, column, least = start, -1, 0.0
        while True:
            following, lowest = -1, inf
            for place in range(width):
                if done[place]:
                    continue
                reached = least + costs[row][place] - row_prices[row] - column_prices[place]
                if reached < shortest[place]:
                    shortest[place], came_from[place] = reached, column
                if shortest[place] < lowest:
                    following, lowest = place, shortest[place]
            done[following] = True
            column, least = following, lowest
            if rows_of[column] < 0:
                break
            row = rows_of[column]
        _reprice(start, rows_of, shortest, done, least, row_prices, column_prices)
        while column >= 0:
            earlier = came_from[column]
            rows_of[column] = start if earlier < 0 else rows_of[earlier]
            column = earlier
    chosen = [-1] * len(costs)
    for place, row in enumerate(rows_of):
        if row >= 0:
            chosen[row] = place
    return chosen


def _reprice(
    start: int,
    rows_of: Sequence[int],
    shortest: Sequence[float],
    done: Sequence[bool],
    least: float,
    row_prices: list[float],
    column_prices: list[float],
) -> None:
    row_prices[start] += least
    for place, reached in enumerate(done):
        if reached and rows_of[place] >= 0:
            row_prices[rows_of[place]] += least - shortest[place]
            column_prices[place] -= least - shortest[place]
