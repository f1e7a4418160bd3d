"""Who needs an index: its readers and the build that writes it hold its folder; what nobody holds may go.

A hold is a lock of the system's on the folder, so that it ends with the process, however that ends.
"""

from __future__ import annotations

import os
import shutil
import time
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
# What nobody is seen to hold may be in use all the same where it was written to within these seconds: files
# on their way in, and everything where folders cannot be locked.
_LEFT_BEHIND = 3600


def hold_folder(folder: Path) -> int | None:
    """Hold a folder until what is returned is closed; None where that cannot be done."""
    if fcntl is None:
        return None
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_SH)
    return held


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
    """Remove the indexes that are not current and that nobody holds, and what killed builds left behind.

    To be called while one's turn lasts: no other build is about to hold what it has just made.
    """
    for folder in home.glob("index-*"):
        if folder.name != kept and _is_free(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for pointer in home.glob("current-*"):
        with suppress(OSError):
            pointer.unlink()
    for folder in home.glob("incoming/*"):
        with suppress(OSError):
            if _is_free(folder) and folder.stat().st_mtime < time.time() - _LEFT_BEHIND:
                shutil.rmtree(folder, ignore_errors=True)


def sweep_when_idle(home: Path, kept: str) -> None:
    """Sweep a home, if there is anything to sweep and no build is at work; never fails."""
    with suppress(OSError, StoreError):
        others = [path for path in home.glob("*-*") if path.name.startswith(("index-", "current-"))]
        if any(path.name != kept for path in others):
            with take_turn(home, patience=0):
                sweep_home(home, kept)


def _is_free(folder: Path) -> bool:
    """Say whether nobody holds a folder."""
    if fcntl is None:
        return folder.stat().st_mtime < time.time() - _LEFT_BEHIND
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(held)
