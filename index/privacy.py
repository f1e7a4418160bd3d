"""Who may look into a home folder: its owner alone, for what is added to it is nobody else's."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What plancite keeps in a home; whatever else may stand in the folder is the user's own.
_KEPT = (
    "current",
    "current-*",
    ".building",
    "index-*",
    "documents",
    "incoming",
    "glossary.csv",
    "catalog.toml",
    "writer",
)


def make_folder(home: Path, *names: str) -> Path:
    """Make a folder in a home, and the home itself, that only their owner may enter; return it."""
    home.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    _close_top(home)
    folder = home
    for name in names:
        folder /= name
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    return folder


def close_home(home: Path) -> None:
    """Take from all others what they may do with a home and with what plancite keeps in it.

    A folder that users share, as /tmp is, stays open; so does what is not the caller's to close.
    """
    _close_top(home)
    with suppress(OSError), os.scandir(home) as entries:
        for entry in entries:
            if any(fnmatch(entry.name, pattern) for pattern in _KEPT):
                _close_entry(entry)


def _close_top(home: Path) -> None:
    with suppress(OSError):
        mode = home.stat().st_mode
        if mode & _OTHERS and not mode & stat.S_ISVTX:
            home.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _close_entry(entry: os.DirEntry[str]) -> None:
    """Close a file or a folder with all that is in it; what a link leads to is left alone."""
    # Another process may have removed it meanwhile, and on a read-only disk it stays as it is.
    with suppress(OSError):
        mode = entry.stat(follow_symlinks=False).st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            os.chmod(entry.path, stat.S_IMODE(mode) & ~_OTHERS)
    if entry.is_dir(follow_symlinks=False):
        with suppress(OSError), os.scandir(entry.path) as entries:
            for inner in entries:
                _close_entry(inner)
