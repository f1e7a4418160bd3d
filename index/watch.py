"""The files of a folder, and a folder whose files are kept in the index as they come and go."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from index.build import build_index
from index.shelf import ShelfError, add_documents, list_origins, name_origin, remove_documents, show_path
from index.store import Progress
from ingest.catalog import CORPUS
from ingest.records import UnreadableSource

_MOST_FILES = 10_000
# A file that was written to within these seconds may still be growing.
_SETTLED = 2.0
_Look = tuple[int, int]


def list_files(folder: Path, home: Path | None = None) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it, in the order of their names.

    Hidden files, links that lead out of the folder, and what stands in `home` are left out; no link
    to a folder is followed.
    """
    root = folder.resolve()
    found = 0
    for parent, folders, names in os.walk(folder):
        inner = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in inner if (Path(parent) / name).resolve() != home]
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith((".", "~$")) or _leads_out(path, root):
                continue
            found += 1
            if found > _MOST_FILES:
                raise UnreadableSource(
                    f"{show_path(folder)}: expected at most {_MOST_FILES} files, found more; name fewer"
                )
            yield path


def _leads_out(path: Path, root: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        # A link that leads to itself.
        return True


class FolderWatch:
    """Keeps the index at what a folder holds; call `step` again and again."""

    def __init__(
        self, home: Path, folder: Path, corpus: Path = CORPUS, *, password: str | None = None
    ) -> None:
        if not folder.is_dir():
            raise UnreadableSource(
                f"{show_path(folder)}: expected a folder to watch, found none; check the path"
            )
        self.home, self.folder, self.corpus, self.password = home, folder, corpus, password
        self._seen: dict[Path, _Look] = {}
        self._taken: dict[Path, _Look] = {}

    def step(self, progress: Progress = lambda stage, done, total: None) -> list[str]:
        """Look once: add new and changed files, remove vanished ones, rebuild; return a line for each.

        A file counts once it has kept its size for two looks or for two seconds. One that cannot be
        read is named once, and again when it has changed.
        """
        looks = dict(self._look())
        said = [*self._remove_vanished(looks), *self._add_settled(looks, progress)]
        self._seen = looks
        if any(changed for changed, _ in said):
            build_index(self.home, None, self.corpus, progress)
        return [line for _, line in said]

    def _look(self) -> Iterator[tuple[Path, _Look]]:
        for path in list_files(self.folder, self.home):
            try:
                found = path.stat()
            except OSError:
                continue
            yield path, (found.st_size, found.st_mtime_ns)

    def _add_settled(self, looks: dict[Path, _Look], progress: Progress) -> Iterator[tuple[bool, str]]:
        """Yield what became of new and changed files, and whether that changed the documents."""
        for path, look in looks.items():
            old = time.time() - look[1] / 1e9 > _SETTLED
            if self._taken.get(path) == look or not (old or self._seen.get(path) == look):
                continue
            self._taken[path] = look
            try:
                said = add_documents(
                    self.home, [path], self.corpus, password=self.password, progress=progress
                )
                for line in said:
                    yield ": already there as " not in line, line
            except UnreadableSource as error:
                yield False, str(error)

    def _remove_vanished(self, looks: dict[Path, _Look]) -> Iterator[tuple[bool, str]]:
        root = name_origin(self.folder)
        here = {Path(name_origin(path)) for path in looks}
        for path in [path for path in self._taken if path not in looks]:
            del self._taken[path]
        for id, origin in list_origins(self.home).items():
            if origin.is_relative_to(root) and origin not in here:
                try:
                    yield from ((True, line) for line in remove_documents(self.home, [id], self.corpus))
                except ShelfError as error:
                    yield False, str(error)
