"""Whole numbers in their order, each once.

As np.unique and np.union1d give them; these take whole numbers through a hash table, which is several times
slower than a sort, and import numpy.ma, which takes a fresh process a tenth of a second.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer)


def sort_different(numbers: NDArray[Number]) -> NDArray[Number]:
    """Sort numbers in their place and return them, each once.

    >>> sort_different(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    numbers.sort()
    different: NDArray[Number] = numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]]
    return different


def unite(*numbers: NDArray[Number]) -> NDArray[Number]:
    """Return the numbers of several arrays in their order, each once.

    >>> unite(np.array([5, 1]), np.array([1, 2])).tolist()
    [1, 2, 5]
    """
    return sort_different(np.concatenate([one.ravel() for one in numbers]))


def number_different(numbers: NDArray[Number], bound: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers from 0 up to a bound in their order, each once, and of each its place among these.

    >>> [one.tolist() for one in number_different(np.array([7, 2, 7]), 9)]
    [[2, 7], [1, 0, 1]]
    """
    known = np.zeros(bound, bool)
    known[numbers] = True
    different = np.flatnonzero(known)
    places = np.zeros(bound, np.int64)
    places[different] = np.arange(len(different))
    return different, places[numbers]
