"""Who may look into a home folder: its owner alone, for what is added to it is nobody else's."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What plancite keeps in a home; whatever else may stand in the folder is the user's own.
_KEPT = ("current", "current-*", "index-*", "documents", "incoming", "glossary.csv", "catalog.toml")


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
    for path in _list_kept(home):
        _close(path)


def _close_top(home: Path) -> None:
    with suppress(OSError):
        if not home.stat().st_mode & stat.S_ISVTX:
            _close(home)


def _list_kept(home: Path) -> Iterator[Path]:
    for pattern in _KEPT:
        for path in home.glob(pattern):
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from path.rglob("*")


def _close(path: Path) -> None:
    # Another process may have removed it meanwhile, and on a read-only disk it stays as it is.
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
