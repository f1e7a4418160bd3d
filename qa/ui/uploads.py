"""Adding, removing and reading documents anew while the page stays in use: one build at a time, with a stop.

A build runs in a process of its own (`builder`), so that the page stays quick and no document takes
it down.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.holding import keep_folder
from index.shelf import ShelfError, list_origins, remove_documents
from qa.progress import measure_left

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "qa.ui.builder")
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_NAME = 120


@dataclass(slots=True)
class Job:
    """A build at work or done. `state` is "working", "done", "nothing", "cancelled" or "failed".

    `files` are kept of a build that failed for want of a password, which is `locked`, so that it can
    be tried again with one; `password` says whether one was given.
    """

    names: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...] = ()
    password: bool = False
    stoppable: bool = True
    state: str = "working"
    stage: str = "read"
    done: int = 0
    total: int = 0
    begun: float = field(default_factory=time.monotonic)
    reason: str = ""
    locked: bool = False
    said: tuple[str, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    process: subprocess.Popen[str] | None = None

    @property
    def share(self) -> float:
        """How much of the present stage is done."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def left(self) -> float | None:
        """The seconds the rest of the present stage takes; None while that cannot be told."""
        return measure_left(time.monotonic() - self.begun, self.done, self.total)

    def cancel(self) -> None:
        """Stop the build where it can be stopped; nothing of it stays."""
        if self.stoppable:
            self.stop.set()
            if self.process:
                _kill(self.process)


class Workshop:
    """The builds of one home: at most one at a time, whoever started it."""

    def __init__(self, home: Path, command: Sequence[str] = (), corpus: Path | None = None) -> None:
        self.home = home.resolve()
        self.job: Job | None = None
        self._command, self._corpus = tuple(command or COMMAND), corpus
        self._lock = threading.Lock()

    def add(self, files: Sequence[tuple[str, bytes]], password: str | None = None) -> Job | None:
        """Start adding files, given by name and content; None while another build is at work."""
        job = Job(tuple(name for name, _ in files), tuple(files), bool(password))
        return self._start(job, lambda: self._add(job, password))

    def remove(self, id: str) -> Job | None:
        """Start removing a document; None while another build is at work."""
        # The document is gone from the list at once: a stop would leave an index of its text.
        job = Job((id,), stoppable=False)
        return self._start(job, lambda: self._converse(job, {"remove": [id]}))

    def name_label(self, id: str, label: str, meant: str) -> Job | None:
        """Start reading a document anew with one of its headings put right; None while another is at work."""
        job = Job((id,), stoppable=False)
        named = {"doc": id, "label": label, "meant": meant}
        return self._start(job, lambda: self._converse(job, {"name": named}))

    def _start(self, job: Job, work: Callable[[], dict[str, Any]]) -> Job | None:
        with self._lock:
            if self.job and self.job.state == "working":
                return None
            self.job = job
        threading.Thread(target=_run, args=(job, work), name="plancite-build", daemon=True).start()
        return job

    def _add(self, job: Job, password: str | None) -> dict[str, Any]:
        # The build holds the folder too: it may outlive a page that is killed.
        with keep_folder(self.home, "incoming") as (folder, held):
            return self._add_from(folder, held, job, password)

    def _add_from(self, folder: Path, held: int | None, job: Job, password: str | None) -> dict[str, Any]:
        ended: dict[str, Any] = {}
        before = self._current()
        try:
            paths = [_write_file(folder / str(at), name, data) for at, (name, data) in enumerate(job.files)]
            request = {"add": [str(path) for path in paths], "password": password}
            ended = self._converse(job, request, held)
            # Where the files stood for the build is nothing to those who look at the page.
            for path in paths:
                ended["reason"] = ended.get("reason", "").replace(f"{path.parent}{os.sep}", "")
                job.said = tuple(said.replace(f"{path.parent}{os.sep}", "") for said in job.said)
            return ended
        finally:
            if ended.get("state") not in ("done", "nothing") and self._current() == before:
                # The index stays as it was, so the list it was built from does too.
                origins = list_origins(self.home)
                added = [id for id, origin in origins.items() if origin.is_relative_to(folder)]
                remove_documents(self.home, added)

    def _current(self) -> str:
        pointer = self.home / "current"
        return pointer.read_text("utf-8") if pointer.is_file() else ""

    def _converse(self, job: Job, request: dict[str, Any], held: int | None = None) -> dict[str, Any]:
        """Have a process do what is asked for, keep how far it is in the job; return how it ended."""
        before = self._current()
        corpus = str(self._corpus) if self._corpus else None
        whole: dict[str, Any] = {
            "home": str(self.home),
            "corpus": corpus,
            "add": [],
            "remove": [],
            "name": None,
            "password": None,
        }
        job.process = _start_process(self._command, self.home, held)
        if job.stop.is_set():
            _kill(job.process)
        ended: dict[str, Any] = {}
        # A process that is killed may end in the midst of a word, or before it has read its request.
        with suppress(OSError, ValueError), job.process as process:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({**whole, **request}) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                ended = _read_message(job, json.loads(line))
        if not ended and job.stop.is_set():
            # A stop may come when the new index is in place already.
            ended = {"state": "cancelled" if self._current() == before else "done"}
        return ended


def _read_message(job: Job, message: dict[str, Any]) -> dict[str, Any]:
    """Keep what a message says; return it where it is the last, else nothing."""
    if "progress" in message:
        stage, done, total = message["progress"]
        if stage != job.stage or done < job.done:
            job.begun = time.monotonic()
        job.stage, job.done, job.total = stage, done, total
    if "said" in message:
        job.said = tuple(message["said"])
    return message if "state" in message else {}


def _start_process(command: Sequence[str], home: Path, held: int | None) -> subprocess.Popen[str]:
    # What is relative to the folder plancite runs in is left out, as that folder may hold anything.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [str(_ROOT), *filter(os.path.isabs, given)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PLANCITE_HOME": str(home)},
        pass_fds=() if held is None else (held,),
        # A group of its own, so that a stop takes along what the build started itself.
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, OSError):
        process.kill()


def _run(job: Job, work: Callable[[], dict[str, Any]]) -> None:
    ended: dict[str, Any] = {}
    try:
        ended = work()
    except (ShelfError, OSError) as error:
        ended = {"state": "failed", "reason": str(error)}
    finally:
        job.locked = ended.get("locked", False)
        if not job.locked:
            job.files = ()
        job.reason = ended.get("reason", "")
        # Whatever happened, the page must not wait for a build that has ended.
        job.state = ended.get("state", "failed")


def _write_file(folder: Path, name: str, data: bytes) -> Path:
    """Write an uploaded file; of its name only the last part is kept, so that it lands in the folder."""
    folder.mkdir(mode=0o700)
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "").strip(". ")
    stem, dot, suffix = last.rpartition(".")
    kept = f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}" if stem else last[:_LONGEST_NAME]
    while len(kept.encode("utf-8", "ignore")) > 240:
        kept = kept[1:]
    path = folder / (kept or "document")
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path
