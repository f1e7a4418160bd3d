"""The files of a folder, and a folder whose files are kept in the index as they come and go."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.build import build_index
from index.damage import OutdatedStore, StoreError
from index.embedder import ModelError
from index.rejecting import reject_unreadable
from index.shelf import (
    ShelfError,
    add_documents,
    is_there_already,
    list_origins,
    name_origin,
    remove_documents,
    show_path,
)
from index.store import Progress, open_store
from index.vectors import VectorError
from ingest.catalog import CORPUS
from ingest.learned import LearnedError
from ingest.records import UnreadableSource

_MOST_FILES = 10_000
# A file that was written to within these seconds may still be growing.
_SETTLED = 2.0
# What may be otherwise at the next look: another process at the list, a full disk, a share that is away.
_PASSING = (ShelfError, StoreError, ModelError, LearnedError, VectorError, OSError)
_EXPECTED = (UnreadableSource, *_PASSING)
_Look = tuple[int, int]


def list_files(
    folder: Path, home: Path | None = None, onerror: Callable[[OSError], None] | None = None
) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it, in the order of their names.

    Hidden files, links that lead out of the folder, and what stands in `home` are left out; no link
    to a folder is followed. `onerror` is called for each folder that cannot be listed.
    """
    root = folder.resolve()
    own = home.resolve() if home else None
    if own and root.is_relative_to(own):
        return
    found = 0
    for parent, folders, names in os.walk(folder, onerror=onerror):
        inner = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in inner if (Path(parent) / name).resolve() != own]
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith((".", "~$")) or _leads_out(path, root, own):
                continue
            found += 1
            if found > _MOST_FILES:
                raise UnreadableSource(
                    f"{show_path(folder)}: expected at most {_MOST_FILES} files, found more; name fewer"
                )
            yield path


def _leads_out(path: Path, root: Path, home: Path | None) -> bool:
    try:
        target = path.resolve()
    except (OSError, RuntimeError):
        # A link that leads to itself.
        return True
    return not target.is_relative_to(root) or (home is not None and target.is_relative_to(home))


class FolderWatch:
    """Keeps the index at what a folder holds; call `step` again and again."""

    def __init__(
        self,
        home: Path,
        folder: Path,
        corpus: Path = CORPUS,
        *,
        password: str | None = None,
        keep_password: bool = False,
    ) -> None:
        if not folder.is_dir():
            raise UnreadableSource(
                f"{show_path(folder)}: expected a folder to watch, found none; check the path"
            )
        self.home, self.folder, self.corpus = home, folder, corpus
        self.password, self.keep_password = password, keep_password
        self._root, self._device = Path(name_origin(folder)), folder.stat().st_dev
        self._seen: dict[Path, _Look] = {}
        self._taken: dict[Path, _Look] = {}
        self._doubles: set[Path] = set()
        self._unbuilt = False
        self._told: frozenset[str] = frozenset()
        self._troubles: list[str] = []

    def step(self, progress: Progress = lambda stage, done, total: None) -> list[str]:
        """Look once: add new and changed files, remove vanished ones, rebuild; return a line for each.

        A file counts once it has kept its size for two looks or for two seconds. One that cannot be
        read is named once, and again when it has changed. What hinders a step for a time is named
        once, and tried again at the next; files of a folder that is away have not vanished.
        """
        self._troubles = []
        said = [] if self._is_away() else self._follow(progress)
        if self._unbuilt:
            said += self._build(progress)
        fresh = [line for line in self._troubles if line not in self._told]
        self._told = frozenset(self._troubles)
        return [*said, *fresh]

    def _is_away(self) -> bool:
        """Say whether the folder is gone, or only the empty place is left that a share was mounted on."""
        try:
            device = self.folder.stat().st_dev
            away = not self.folder.is_dir() or (device != self._device and not any(self.folder.iterdir()))
        except OSError:
            away = True
        if away:
            self._troubles.append(
                f"{show_path(self.folder)}: expected the watched folder, found none; "
                "its documents stay until it is back"
            )
        else:
            self._device = device
        return away

    def _follow(self, progress: Progress) -> list[str]:
        unseen: list[Path] = []
        try:
            looks = dict(self._look(unseen))
            gone = self._find_vanished(looks, unseen)
        except _EXPECTED as error:
            self._note(self.folder, error)
            return []
        said = [*self._remove(gone), *self._add_settled(looks, progress)]
        self._seen = looks
        return said

    def _look(self, unseen: list[Path]) -> Iterator[tuple[Path, _Look]]:
        """Yield the files; add to `unseen` what is there and cannot be looked at."""

        def note(error: OSError) -> None:
            unseen.append(Path(name_origin(Path(error.filename or self.folder))))

        for path in list_files(self.folder, self.home, note):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            except OSError:
                unseen.append(Path(name_origin(path)))
                continue
            yield path, (found.st_size, found.st_mtime_ns)

    def _find_vanished(self, looks: dict[Path, _Look], unseen: list[Path]) -> list[str]:
        """Return the documents whose files were in the folder and are not; uploads never were."""
        for path in [path for path in self._taken if path not in looks]:
            del self._taken[path]
        here = {Path(name_origin(path)) for path in looks}
        home = Path(name_origin(self.home))
        return [
            id
            for id, origin in list_origins(self.home).items()
            if origin.is_relative_to(self._root)
            and not origin.is_relative_to(home)
            and origin not in here
            and not any(origin.is_relative_to(path) for path in unseen)
        ]

    def _remove(self, gone: list[str]) -> Iterator[str]:
        for id in gone:
            try:
                yield from remove_documents(self.home, [id], self.corpus)
            except _EXPECTED as error:
                self._note(self.folder, error)
            else:
                self._change()

    def _add_settled(self, looks: dict[Path, _Look], progress: Progress) -> Iterator[str]:
        """Add new and changed files; yield what became of them."""
        for path, look in looks.items():
            old = time.time() - look[1] / 1e9 > _SETTLED
            if self._taken.get(path) == look or not (old or self._seen.get(path) == look):
                continue
            try:
                said = add_documents(
                    self.home,
                    [path],
                    self.corpus,
                    password=self.password,
                    keep_password=self.keep_password,
                    progress=progress,
                )
                for line in said:
                    yield line
                    if is_there_already(line):
                        self._doubles.add(path)
                    else:
                        self._change()
            except UnreadableSource as error:
                yield str(error)
            except _PASSING as error:
                self._note(path, error)
                continue
            self._taken[path] = look

    def _change(self) -> None:
        """Note that the documents are others; a file whose content was there already may be wanted now."""
        self._unbuilt = True
        for path in self._doubles:
            self._taken.pop(path, None)
        self._doubles.clear()

    def _build(self, progress: Progress) -> list[str]:
        try:
            build_index(self.home, _find_model(self.home), self.corpus, progress)
            self._unbuilt = False
        except UnreadableSource as error:
            # What was added and is unreadable would hold up all others at every look.
            if left_out := reject_unreadable(self.home, self.corpus):
                return left_out
            self._note(self.home, error)
        except _PASSING as error:
            self._note(self.home, error)
        return []

    def _note(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            line = f"{show_path(path)}: expected a file or folder to work with, found {reason}; tried again"
        else:
            line = str(error)
        self._troubles.append(line)


def _find_model(home: Path) -> str | None:
    """Return the model the current index was asked for by, None where there is no index."""
    try:
        return open_store(home).manifest.model
    except OutdatedStore as error:
        return error.model
    except StoreError:
        return None
