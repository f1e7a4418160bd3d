"""The progress of a build as lines on standard error, with the time it still takes."""

from __future__ import annotations

import sys
import time

# Seconds from one line of a stage to the next, and after which the time left can be told.
_BETWEEN, _TELLING = 1.0, 5.0


class ProgressLines:
    """Writes the beginning and end of every stage, and between them a line a second at most."""

    def __init__(self) -> None:
        self._stage, self._done = "", 0
        self._begun = self._written = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say how much of a stage is done."""
        now = time.monotonic()
        if stage != self._stage or done <= self._done:
            # The pages of the next document are a stage of their own.
            self._stage, self._begun = stage, now
        elif done != total and now - self._written < _BETWEEN:
            return
        self._done, self._written = done, now
        left = describe_left(now - self._begun, done, total)
        print(f"plancite: {stage} {done}/{total}{left}", file=sys.stderr, flush=True)


def describe_left(seconds: float, done: int, total: int) -> str:
    """Return how long the rest of a stage takes at the pace so far; nothing while that cannot be told.

    >>> describe_left(30, 10, 40), describe_left(60, 10, 100), describe_left(1, 1, 100)
    (', about 90 s left', ', about 9 min left', '')
    """
    left = measure_left(seconds, done, total)
    if left is None:
        return ""
    return f", about {left:.0f} s left" if left < 2 * 60 else f", about {left / 60:.0f} min left"


def measure_left(seconds: float, done: int, total: int) -> float | None:
    """Return the seconds that the rest of a stage takes at the pace so far; None while that cannot be told.

    >>> measure_left(30, 10, 40), measure_left(1, 1, 100)
    (90.0, None)
    """
    return seconds / done * (total - done) if seconds >= _TELLING and 0 < done < total else None
