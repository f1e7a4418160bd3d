"""Worker processes of plancite's own: started with a module, spoken with line by line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def count_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def start_worker(module: str, *, leading: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Start `python -m module` with pipes to its input and output; it is killed in the end.

    Nothing of the process that starts it is run again in it, whatever that is: a page, a test, a script.
    With `leading` it leads a group of its own: what it starts is killed with it, and a Ctrl-C reaches
    only the process that started it.
    """
    # The folder plancite runs in may hold anything: -P keeps the worker from importing from it, and so
    # does leaving out of PYTHONPATH what is relative to it, as "." and an empty entry are.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [str(_ROOT), *filter(os.path.isabs, given)]
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=leading,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
    )
    try:
        yield worker
    finally:
        _kill(worker, leading)
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            # What was still to be written to a worker that died is lost with it.
            with suppress(OSError):
                if stream:
                    stream.close()


def _kill(worker: subprocess.Popen[str], leading: bool) -> None:
    # Windows has no groups of processes.
    if leading and hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
    else:
        worker.kill()
