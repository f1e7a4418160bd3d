"""Files that were learned, each held to the digest that its training wrote beside it.

A byte that changes in a file of weights leaves it well formed and changes answers without a word. The digests
of a folder stand in `learned.sha256`, in the form that `sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "learned.sha256"


class LearnedError(ValueError):
    """A learned file that is not what its training wrote; the message says which, and what to do."""


def read_learned(path: Path) -> bytes:
    """Return what a learned file holds. Raises LearnedError where its training wrote something else."""
    with _report(path):
        content = path.read_bytes()
        _hold(path, hashlib.sha256(content).hexdigest())
    return content


def check_learned(path: Path) -> None:
    """Hold a learned file to its digest without keeping what it holds, which may be long."""
    with _report(path), path.open("rb") as file:
        _hold(path, hashlib.file_digest(file, "sha256").hexdigest())


def write_learned(path: Path, content: bytes) -> None:
    """Write a file that was learned, and its digest beside it."""
    try:
        digests = read_digests(path.parent)
    except (OSError, ValueError):
        # None was written there yet, or they are damaged: then each is learned anew.
        digests = {}
    path.write_bytes(content)
    digests[path.name] = hashlib.sha256(content).hexdigest()
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    path.with_name(NAME).write_bytes("".join(lines).encode())


def read_digests(folder: Path) -> dict[str, str]:
    """Return the digest of each learned file of a folder by its name. Raises ValueError where none are."""
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def _hold(path: Path, digest: str) -> None:
    if read_digests(path.parent).get(path.name) != digest:
        raise ValueError("another digest")


@contextmanager
def _report(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refuse(path, error.strerror or type(error).__name__) from error
    except ValueError as error:
        raise _refuse(path, "something else") from error


def _refuse(path: Path, found: str) -> LearnedError:
    return LearnedError(
        f"{path}: expected what its training wrote, as {NAME} beside it says, found {found}; "
        "install plancite again, or learn it anew with `make train`"
    )
