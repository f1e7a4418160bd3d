"""Milvus for the tests: milvus-lite, as a file of this process or as a server that can be killed."""

from __future__ import annotations

import atexit
import importlib.util
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest

from index.milvus.connection import Connection
from index.milvus.publishing import publish
from index.store import Store, open_store

needs_milvus = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("pymilvus", "milvus_lite"))),
    reason="milvus-lite is not installed: `pip install plancite[milvus]`",
)
# Seconds that a test waits for a server that is gone.
PATIENCE = 2.0
_SERVE = """
import sys
from milvus_lite.adapter.grpc.server import run_server

run_server(sys.argv[1], "127.0.0.1", int(sys.argv[2]))
"""


@cache
def published(home: Path) -> tuple[Store, Connection]:
    """Return the index of a home, and the engine it was put into, once in a test run."""
    folder = Path(tempfile.mkdtemp(prefix="plancite-milvus-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(home)
    publish(store, folder, str(folder / "store.db"))
    return store, Connection(str(folder / "store.db"))


class Server:
    """A server whose data lie in a folder; it may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-c", _SERVE, str(self._folder), str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            assert self._process.poll() is None, "the server has ended"
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Have it answer nothing, as one that is overloaded does."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it answer again."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
