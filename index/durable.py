"""Files that are on the disk when a name leads to them, whenever the machine stops."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path


def sync_file(path: Path) -> None:
    """Have a file, or what a folder lists, on the disk. Raises OSError where the disk fails or is full."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except PermissionError:
        # Some systems open no folders; there is nothing to be done about these.
        if path.is_dir():
            return
        raise
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def replace_file(path: Path, content: bytes, kept: Path | None = None) -> None:
    """Write a file in one step: whoever reads it finds the old content or the new one, also after a crash.

    `kept` is the name that the old file goes on under.
    """
    fresh = path.with_name(f"{path.stem}-{uuid.uuid4().hex[:12]}")
    try:
        fresh.write_bytes(content)
        place_file(fresh, path, kept)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def place_file(fresh: Path, path: Path, kept: Path | None = None) -> None:
    """Put a file that was just written in the place of another in one step."""
    sync_file(fresh)
    if kept is not None and path.is_file():
        spare = fresh.with_name(f"{fresh.name}-before")
        os.link(path, spare)
        os.replace(spare, kept)
    os.replace(fresh, path)
    sync_file(path.parent)
