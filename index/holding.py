"""Who needs a folder of a home: an index is held by readers and builds, an upload too; the rest may go.

A hold is a lock of the system's on the folder, so that it ends with the process, however that ends.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.damage import StoreError
from index.privacy import make_folder

try:
    import fcntl
except ImportError:  # pragma: no cover - where folders cannot be locked
    fcntl = None  # type: ignore[assignment]

_LOCK = ".building"
# Where folders cannot be locked, what was written to within these seconds may be in use.
_LEFT_BEHIND = 3600
# A pipe, in the place of a folder, would be waited for.
_AS_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


def hold_folder(folder: Path) -> int | None:
    """Hold a folder until what is returned is closed; None where that cannot be done."""
    if fcntl is None:
        return None
    try:
        held = os.open(folder, _AS_FOLDER)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_SH)
    return held


@contextmanager
def keep_folder(home: Path, name: str) -> Iterator[tuple[Path, int | None]]:
    """Make a folder of one's own in a folder of a home, hold it, and remove it at the end.

    What it is held by is given too: a process that inherits it holds the folder as well.
    """
    while True:
        folder = make_folder(home, name, uuid.uuid4().hex[:12])
        held = hold_folder(folder)
        # One that sweeps may have come between the two.
        if held is None or folder.is_dir():
            break
        let_go(held)
    try:
        yield folder, held
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        let_go(held)


def let_go(held: int | None) -> None:
    """End a hold."""
    if held is not None:
        with suppress(OSError):
            os.close(held)


@contextmanager
def take_turn(home: Path, patience: float = -1) -> Iterator[None]:
    """Let one build at a time be at work in a home; by default wait for it however long it takes.

    A build may start another one within itself. Raises StoreError when patience, in seconds, has run out,
    and OSError where the home may not be written to.
    """
    make_folder(home)
    lock = FileLock(home / _LOCK, mode=0o600, is_singleton=True)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise StoreError(
            f"{home}: expected to build the index, found another build at work; try again when it is done"
        ) from error
    try:
        yield
    finally:
        lock.release()


def sweep_home(home: Path, kept: str) -> None:
    """Remove the indexes that are not current and the uploads, where nobody holds them, and other leftovers.

    To be called while one's turn lasts: no other build is about to hold what it has just made.
    """
    for folder in home.glob("index-*"):
        if folder.name != kept:
            _remove_free(folder)
    for pointer in home.glob("current-*"):
        with suppress(OSError):
            pointer.unlink()
    for folder in home.glob("incoming/*"):
        _remove_free(folder)


def sweep_when_idle(home: Path, kept: str) -> None:
    """Sweep a home, if there is anything to sweep and no build is at work; never fails."""
    with suppress(OSError, StoreError):
        others = [path for path in home.glob("*-*") if path.name.startswith(("index-", "current-"))]
        if any(path.name != kept for path in others) or any(home.glob("incoming/*")):
            with take_turn(home, patience=0):
                sweep_home(home, kept)


def _remove_free(folder: Path) -> None:
    """Remove a folder that nobody holds; whoever is about to hold it waits, and then sees that it is gone."""
    if fcntl is None:
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - _LEFT_BEHIND:
                shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        held = os.open(folder, _AS_FOLDER)
    except OSError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass
    finally:
        os.close(held)
