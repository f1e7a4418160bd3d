"""Reading many documents at once: in a process for each processor, up to eight."""

from __future__ import annotations

import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

import msgspec

from index.shelf import find_source
from index.transcripts import keep_transcript
from ingest.catalog import CatalogEntry
from ingest.glossary import Glossary
from ingest.labels import use_labels
from ingest.library import read_document
from ingest.pdf.reader import Progress
from ingest.processes import count_processors, start_worker
from ingest.records import LockedSource, Measure, Problem, Reading, UnreadableSource
from ingest.sources import Source, read_source

# Starting a process costs about as much as reading a document.
_FEWEST = 6
_MOST_PROCESSES = 8
_OLDER = "read by an earlier version; add the file again with its password to read it anew"


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked to read: a catalogue's entry, with the home whose glossaries it is read by."""

    entry: CatalogEntry
    home: Path


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answers: what it read, or why it could not.

    `judged` are the other records that have targets of their own, by their positions: as records alone
    they would arrive without them.
    """

    reading: Reading | None = None
    error: str = ""
    judged: dict[int, Measure] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading) -> Reply:
        """Return the answer with what was read."""
        judged = {place: one for place, one in enumerate(reading.others) if isinstance(one, Measure)}
        return cls(reading, judged=judged)

    def whole(self) -> Reading | None:
        """Return what was read, each record with its targets."""
        if self.reading is None:
            return None
        others = (self.judged.get(place, one) for place, one in enumerate(self.reading.others))
        return replace(self.reading, others=tuple(others))


class ReadingPool:
    """Reads documents in their order, some ahead of the one asked for. Closing it ends its processes."""

    def __init__(self, home: Path, glossary: Glossary, progress: Progress | None = None) -> None:
        """`progress` is called with (stage, done, total) for the pages of a PDF that is read alone."""
        self._home, self._glossary, self._progress = home, glossary, progress
        self._size = min(count_processors(), _MOST_PROCESSES)
        self._stack = ExitStack()
        self._closed = False
        self._idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        self._stack.close()

    def read(self, entries: Sequence[CatalogEntry]) -> Iterator[Reading]:
        """Yield what is read of each entry. Raises UnreadableSource for the first that cannot be read."""
        if len(entries) < _FEWEST or self._size < 2:
            yield from (self._read_here(entry) for entry in entries)
            return
        # The processes are killed before the threads, which wait for their answers, are waited for.
        threads = ThreadPoolExecutor(self._size)
        self._stack.callback(threads.shutdown, cancel_futures=True)
        for _ in range(self._size):
            self._idle.put(self._stack.enter_context(start_worker("index.reading_worker", leading=True)))
        waiting: deque[Future[Reading]] = deque()
        ahead = iter(entries)
        for _ in entries:
            while len(waiting) < 2 * self._size and (entry := next(ahead, None)):
                waiting.append(threads.submit(self._read_there, entry))
            yield waiting.popleft().result()

    def _read_here(self, entry: CatalogEntry) -> Reading:
        return read_entry(Request(entry, self._home), self._glossary, self._progress)

    def _read_there(self, entry: CatalogEntry) -> Reading:
        worker = self._idle.get()
        try:
            reply = _ask(worker, Request(entry, self._home))
        finally:
            self._idle.put(worker)
        if reply is None and self._closed:
            raise UnreadableSource(f"{entry.file}: no longer wanted")
        if reply is None:
            return self._read_here(entry)
        reading = reply.whole()
        if reading is None:
            raise UnreadableSource(reply.error)
        return reading


def read_entry(request: Request, glossary: Glossary, progress: Progress | None = None) -> Reading:
    """Read a document, or what was read of its file before. Raises UnreadableSource.

    What is read of an added file is kept, where what was kept of it is damaged or of other code.
    """
    entry = request.entry
    source = find_source(request.home, entry)
    try:
        if source is None and entry.path.parent == request.home / "documents":
            source = _read_again(entry, progress)
        return read_document(entry.path, entry, glossary, source=source, progress=progress)
    except LockedSource:
        # Its password was not kept: what an earlier version read of it is better than nothing.
        older = find_source(request.home, entry, stale=True)
        if older is None:
            raise
    reading = read_document(entry.path, entry, glossary, source=older)
    return replace(reading, problems=(Problem(entry.file, 1, _OLDER), *reading.problems))


def is_older(reading: Reading) -> bool:
    """Say whether a document was read from what an earlier version had read of its file."""
    return any(problem.message == _OLDER for problem in reading.problems)


def _read_again(entry: CatalogEntry, progress: Progress | None) -> Source:
    with use_labels(entry.labels):
        source = read_source(
            entry.path, id=entry.id, file=entry.file, password=entry.password, progress=progress
        )
    with suppress(OSError):
        keep_transcript(entry.path.parent, source, entry.labels)
    return source


def _ask(worker: subprocess.Popen[str], request: Request) -> Reply | None:
    """Return what a worker answers, None where it has died."""
    assert worker.stdin and worker.stdout
    try:
        # Of what is sent only paths are no JSON.
        worker.stdin.write(msgspec.json.encode(request, enc_hook=str).decode() + "\n")
        worker.stdin.flush()
        return msgspec.json.decode(worker.stdout.readline(), type=Reply)
    except (OSError, ValueError):
        return None
