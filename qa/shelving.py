"""Building from the command line: adding files and folders, removing documents, watching a folder."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from index.build import build_index
from index.rejecting import reject_unreadable
from index.shelf import add_documents, find_home, list_problems, remove_documents, show_path
from index.store import Progress, Store
from index.watch import FolderWatch, list_files
from ingest.records import Problem, UnreadableSource
from qa.batch import UnusableInput

_PAUSE = 1.0
_MOST_PROBLEMS = 100


def build(args: argparse.Namespace, progress: Progress) -> int:
    """Add and remove what the arguments name, build the index, and go on watching where asked to.

    What cannot be read of several files is named in a line each and left out. Raises
    UnreadableSource, and adds nothing, when nothing that was named can be read.
    """
    home = find_home()
    adding = Adding(home, _find_password(args), args.keep_password, progress)
    watch = (
        FolderWatch(home, args.watch, password=adding.password, keep_password=adding.keep_password)
        if args.watch
        else None
    )
    if args.remove:
        _say(remove_documents(home, args.remove))
    if args.paths:
        _add(adding, args.paths)
    store = _build_readable(home, args.model, progress)
    problems = list_problems(home)
    problems += [problem for reading in store.records.readings() for problem in reading.problems]
    for line in _describe(problems):
        print(line, file=sys.stderr)
    manifest = store.manifest
    counted = f"{len(manifest.documents)} documents, {manifest.passages} passages"
    print(f"{counted}, {len(problems)} problems" if problems else counted)
    if watch:
        _watch(watch, progress)
    return 0


def _build_readable(home: Path, model: str | None, progress: Progress) -> Store:
    """Build the index; what was just added and cannot be read is named and left out."""
    try:
        return build_index(home, model, progress=progress)
    except UnreadableSource:
        left_out = reject_unreadable(home)
        if not left_out:
            raise
        _say(left_out)
        return build_index(home, model, progress=progress)


def _describe(problems: list[Problem]) -> Iterator[str]:
    """Yield the problems, of each file at most the first hundred."""
    counts = Counter(problem.file for problem in problems)
    shown: Counter[str] = Counter()
    for problem in problems:
        shown[problem.file] += 1
        if shown[problem.file] <= _MOST_PROBLEMS:
            yield str(problem)
        elif shown[problem.file] == counts[problem.file]:
            more = counts[problem.file] - _MOST_PROBLEMS
            message = f"{more} more problems; `plancite coverage` counts what was not read"
            yield str(Problem(problem.file, problem.line, message))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"plancite: {line}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Adding:
    """How files are added to a home: by which password they open, and whether it is kept."""

    home: Path
    password: str | None
    keep_password: bool
    progress: Progress

    def add(self, file: Path) -> list[str]:
        """Add a file; return the lines that say what became of it."""
        return add_documents(
            self.home,
            [file],
            password=self.password,
            keep_password=self.keep_password,
            progress=self.progress,
        )


def _find_password(args: argparse.Namespace) -> str | None:
    """Return the password from the command line, a prompt or PLANCITE_PASSWORD; None where none is given."""
    if args.ask_password:
        if not sys.stdin.isatty():
            raise UnusableInput(
                "--ask-password: expected a terminal to ask on, found none; set PLANCITE_PASSWORD"
            )
        return getpass("Password of the PDF: ") or None
    password: str | None = args.password or os.environ.get("PLANCITE_PASSWORD") or None
    return password


def _add(adding: Adding, paths: list[Path]) -> None:
    files = list(_spread(paths, adding.home))
    if files == paths and len(files) == 1:
        _say(adding.add(files[0]))
        return
    read = 0
    for file in files:
        try:
            _say(adding.add(file))
            read += 1
        except UnreadableSource as error:
            _say([str(error)])
    if not read:
        named = ", ".join(show_path(path) for path in paths[:3])
        raise UnusableInput(f"{named}: expected files that can be read, found none; nothing was added")


def _spread(paths: list[Path], home: Path) -> Iterator[Path]:
    """Yield files as they are named, and for a folder the files in it."""
    for path in paths:
        if path.is_dir():
            yield from list_files(path, home)
        else:
            yield path


def _watch(watch: FolderWatch, progress: Progress) -> None:
    """Look at a folder until the user ends it with Ctrl-C."""
    _say([f"watching {show_path(watch.folder)}; end with Ctrl-C"])
    try:
        while True:
            _say(watch.step(progress))
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return
