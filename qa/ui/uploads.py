"""Adding and removing documents while the page stays in use: one build at a time, with a way to stop it."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from index.build import BuildCancelled, build_index
from index.embedder import ModelError
from index.shelf import ShelfError, add_documents, list_documents, remove_documents
from index.store import StoreError
from index.vectors import VectorError
from ingest.records import UnreadableSource

# What unusable documents and a full disk raise; each says in one line what is wrong.
_EXPECTED = (UnreadableSource, ShelfError, StoreError, ModelError, VectorError, OSError)
_LONGEST_NAME = 120


@dataclass(slots=True)
class Job:
    """A build at work or done. `state` is "working", "done", "nothing", "cancelled" or "failed"."""

    names: tuple[str, ...]
    state: str = "working"
    stage: str = "read"
    done: int = 0
    total: int = 0
    reason: str = ""
    said: tuple[str, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def share(self) -> float:
        """How much of the present stage is done."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class Workshop:
    """The builds of one home: at most one at a time, whoever started it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.job: Job | None = None
        self._lock = threading.Lock()

    def add(self, files: Sequence[tuple[str, bytes]], password: str | None = None) -> Job | None:
        """Start adding files, given by name and content; None while another build is at work."""
        return self._start(tuple(name for name, _ in files), lambda job: self._add(job, files, password))

    def remove(self, id: str) -> Job | None:
        """Start removing a document; None while another build is at work."""

        def work(job: Job) -> None:
            job.said = tuple(remove_documents(self.home, [id]))
            # The document is gone from the list already: a stop now would leave an index of its text.
            self._build(job, stoppable=False)

        return self._start((id,), work)

    def _start(self, names: tuple[str, ...], work: Callable[[Job], None]) -> Job | None:
        with self._lock:
            if self.job and self.job.state == "working":
                return None
            job = self.job = Job(names)
        threading.Thread(target=_run, args=(job, work), name="plancite-build", daemon=True).start()
        return job

    def _add(self, job: Job, files: Sequence[tuple[str, bytes]], password: str | None) -> None:
        folder = self.home / "incoming" / uuid.uuid4().hex[:12]
        try:
            paths = [_write_file(folder / str(at), name, data) for at, (name, data) in enumerate(files)]
            before = {entry.id for entry in list_documents(self.home)}
            report = partial(_report, job)
            job.said = tuple(add_documents(self.home, paths, password=password, progress=report))
            added = [entry.id for entry in list_documents(self.home) if entry.id not in before]
            if not added:
                job.state = "nothing"
                return
            try:
                self._build(job)
            except BaseException:
                # The index stays as it was, so the list it was built from does too.
                remove_documents(self.home, added)
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _build(self, job: Job, *, stoppable: bool = True) -> None:
        build_index(self.home, progress=partial(_report, job, stoppable=stoppable))


def _report(job: Job, stage: str, done: int, total: int, *, stoppable: bool = True) -> None:
    """Note how far a job is; raise BuildCancelled where it is to stop."""
    if stoppable and job.stop.is_set() and stage != "done":
        raise BuildCancelled
    job.stage, job.done, job.total = stage, done, total


def _run(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
        if job.state == "working":
            job.state = "done"
    except BuildCancelled:
        job.state = "cancelled"
    except _EXPECTED as error:
        job.reason, job.state = str(error), "failed"
    except Exception as error:
        # A bug must not leave the page waiting for a build that has ended.
        job.reason, job.state = type(error).__name__, "failed"
        raise


def _write_file(folder: Path, name: str, data: bytes) -> Path:
    """Write an uploaded file; of its name only the last part is kept, so that it lands in the folder."""
    folder.mkdir(parents=True)
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "").strip(". ")
    stem, dot, suffix = last.rpartition(".")
    kept = f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}" if stem else last[:_LONGEST_NAME]
    while len(kept.encode("utf-8", "ignore")) > 240:
        kept = kept[1:]
    path = folder / (kept or "document")
    path.write_bytes(data)
    return path
