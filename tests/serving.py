"""A page served in a process of its own, for as long as a test looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from building import ROOT


@contextmanager
def serve(
    command: Sequence[str],
    home: Path,
    log: Path,
    cwd: Path = ROOT,
    paths: Sequence[str] = (str(ROOT),),
    ready: str = "/_stcore/health",
) -> Iterator[int]:
    """Serve a home by a command, in which "{port}" stands for a free port; yield the port.

    It is served once something is found at the address `ready`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    searched = os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PLANCITE_HOME": str(home), "PYTHONPATH": searched}
    with log.open("w") as output:
        server = subprocess.Popen(
            [part.format(port=port) for part in command],
            cwd=cwd,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        _await(f"http://127.0.0.1:{port}{ready}", server, log)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the page did not start: {log.read_text()}")
