"""What is wrong with an index that cannot be opened or read, as one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

# What reading a file raises that is not what was written.
_DAMAGED = (msgspec.DecodeError, OSError, EOFError, ValueError, TypeError, LookupError)
_ADVICE = "check the path, its permissions and the space left"


class StoreError(ValueError):
    """An index that cannot be opened or read; the message says what was expected, found, and to do."""


class MissingStore(StoreError):
    """There is no index yet."""


class OutdatedStore(StoreError):
    """An index of another format or of a model that has changed; `model` is the name of its model."""

    def __init__(self, message: str, model: str | None) -> None:
        super().__init__(message)
        self.model = model


@contextmanager
def report_damage(path: Path | str) -> Iterator[None]:
    """Turn what a damaged part of an index raises into one clear error."""
    try:
        yield
    except StoreError:
        raise
    except _DAMAGED as error:
        raise damaged(path) from error


def damaged(path: Path | str) -> StoreError:
    """Return the error that a part of an index is not what was written, naming it and what to do.

    >>> print(damaged(Path("index-1/records.bin")))
    index-1/records.bin: expected a whole part of the index, found a damaged one; run `plancite build`
    """
    return StoreError(
        f"{path}: expected a whole part of the index, found a damaged one; run `plancite build`"
    )


def describe_failure(error: Exception) -> str:
    """Return why a build failed, as one line that says what to do.

    >>> describe_failure(OSError(28, "No space left on device", "/home/me/.plancite"))
    '/home/me/.plancite: expected to read and write there, found No space left on device; check the path, \
its permissions and the space left'
    """
    if not isinstance(error, OSError):
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    found = error.strerror or error
    return f"{place}expected to read and write there, found {found}; {_ADVICE}"
