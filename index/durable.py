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


def replace_file(path: Path, content: bytes, listed: bool = True) -> None:
    """Write a file in one step: whoever reads it finds the old content or the new one, also after a crash.

    That its folder lists it is on the disk too, unless another file follows whose folder it is.
    """
    fresh = path.with_name(f"{path.stem}-{uuid.uuid4().hex[:12]}")
    try:
        fresh.write_bytes(content)
        sync_file(fresh)
        os.replace(fresh, path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    if listed:
        sync_file(path.parent)
