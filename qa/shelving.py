"""Building from the command line: adding files and folders, removing documents, watching a folder."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.build import build_index
from index.shelf import add_documents, find_home, list_problems, remove_documents, show_path
from index.store import Progress
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
    watch = FolderWatch(home, args.watch, password=args.password) if args.watch else None
    if args.remove:
        _say(remove_documents(home, args.remove))
    if args.paths:
        _add(home, args.paths, args.password, progress)
    store = build_index(home, args.model, progress=progress)
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


def _add(home: Path, paths: list[Path], password: str | None, progress: Progress) -> None:
    files = list(_spread(paths, home))
    if files == paths and len(files) == 1:
        _say(add_documents(home, files, password=password, progress=progress))
        return
    read = 0
    for file in files:
        try:
            _say(add_documents(home, [file], password=password, progress=progress))
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
